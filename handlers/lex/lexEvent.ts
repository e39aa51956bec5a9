/** The event Amazon Lex V2 sends to a code hook, the answer it takes, and what a turn of the conversation comes to. */
import { type Language } from "../words/sentences";

/** A slot as Lex fills it. */
export interface LexSlot {
  shape?: string;
  value?: { originalValue?: string | null; interpretedValue?: string | null; resolvedValues?: string[] } | null;
}

/** The parts of the event a hook reads. Any of them may be missing. */
export interface LexEvent {
  invocationSource?: string;
  responseContentType?: string;
  sessionId?: string;
  bot?: { localeId?: string } | null;
  requestAttributes?: Record<string, string> | null;
  sessionState?: {
    sessionAttributes?: Record<string, string> | null;
    intent?: { name?: string; slots?: Record<string, LexSlot | null> | null; confirmationState?: string } | null;
  } | null;
}

/** What a hook answers. */
export interface LexAnswer {
  sessionState: {
    sessionAttributes: Record<string, string>;
    dialogAction: { type: "Close" | "Delegate" | "ElicitIntent" | "ElicitSlot"; slotToElicit?: string };
    intent?: {
      name: string;
      slots: Record<string, LexSlot | null>;
      state: "InProgress" | "Fulfilled" | "Failed";
      confirmationState?: string;
    };
  };
  messages?: { contentType: "PlainText" | "SSML"; content: string }[];
}

/** A Lex code hook for dialog and fulfilment. It never throws: a person takes over from what it cannot do. */
export type LexHandler = (event: LexEvent) => Promise<LexAnswer>;

/** An event, read: everything there and of its type. */
export interface Turn {
  readonly fulfilling: boolean;
  readonly sessionId: string;
  readonly intent: string;
  readonly confirmation: string;
  /** The slots as they go back to Lex: without the PIN. */
  readonly slots: Record<string, LexSlot | null>;
  /** Their values; "" while there is none. */
  readonly values: Record<string, string>;
  readonly attributes: Record<string, string>;
  readonly language: Language;
  /** Whether the customer is on the phone. */
  readonly voice: boolean;
  /** Whether SSML may be answered. */
  readonly ssml: boolean;
}

/** Reads an event, whatever it is. */
export const readTurn = (event: LexEvent): Turn => {
  const entries = (value: unknown): [string, unknown][] =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const { sessionState, requestAttributes } = event ?? {};
  const intent = sessionState?.intent;
  const attributes = Object.fromEntries(
    entries(sessionState?.sessionAttributes).map(([name, value]) => [name, text(value)]),
  );
  const slots = entries(intent?.slots).map(([name, slot]): [string, LexSlot | null] => [
    name,
    entries(slot).length ? (slot as LexSlot) : null,
  ]);
  const values: Record<string, string> = Object.fromEntries(
    slots.map(([name, slot]) => [name, text(slot?.value?.interpretedValue) || text(slot?.value?.originalValue)]),
  );
  const accepted = text(requestAttributes?.["x-amz-lex:accept-content-types"]);
  const voice = attributes.door === "voice";
  // What an earlier turn ended in says nothing of this one.
  for (const name of ["handover", "changed", "changedOrder", "changedDay"]) delete attributes[name];
  return {
    fulfilling: event?.invocationSource === "FulfillmentCodeHook",
    sessionId: text(event?.sessionId),
    intent: text(intent?.name),
    confirmation: text(intent?.confirmationState),
    // Null is what Lex has for an empty slot. The slot is optional, so Lex asks for nothing, and no PIN stays in a session.
    slots: { ...Object.fromEntries(slots), ...("pin" in values && { pin: null }) },
    values,
    attributes,
    language: text(event?.bot?.localeId).startsWith("es") ? "es" : "en",
    voice,
    ssml: voice && (accepted ? /\bSSML\b/.test(accepted) : text(event?.responseContentType).startsWith("audio/")),
  };
};
