/**
 * Which flows a statement is legal in, for the compiler: a builder knows the type of its flow, and a verb the types it
 * works in. The names group flow types as Connect's own tables do.
 */
import { type FlowKind } from "./document";

/** Flows behind quick connects. */
export type TransferKind = "AGENT_TRANSFER" | "QUEUE_TRANSFER";

/** Flows somebody hears just before a conversation begins. */
export type WhisperKind = "CUSTOMER_WHISPER" | "AGENT_WHISPER" | "OUTBOUND_WHISPER";

/** Flows a contact passes on its way to a queue. What campaigns may do is hardly published, so nothing is refused there. */
export type ArrivalKind = "CONTACT_FLOW" | TransferKind | "CAMPAIGN" | "MODULE";

/** Flows that may ask the participant something: those before the queue, and the one in it. */
export type DialogKind = ArrivalKind | "CUSTOMER_QUEUE";

/** Flows that may say something once: all but those that play while somebody is on hold. */
export type SpeechKind = DialogKind | WhisperKind;

/** Flows that may play prompts over and over. */
export type WaitingKind = "CUSTOMER_QUEUE" | "CUSTOMER_HOLD" | "AGENT_HOLD" | "CAMPAIGN" | "MODULE";

/** A builder of flows of these types: what a verb that is not legal everywhere asks of its `f`. */
export interface In<Kind extends FlowKind> {
  readonly flow: { readonly type: Kind };
}
