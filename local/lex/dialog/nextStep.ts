/** What Lex does next by itself with an intent: ask for a slot, ask for agreement, fulfil, or give up. */
import type { IntentDefinition, SlotDefinition } from "../bot/definition";
import type { Intent } from "./session";

/** The next step of an intent. */
export type NextStep =
  | { readonly kind: "elicitSlot"; readonly slot: SlotDefinition }
  | { readonly kind: "confirm" }
  | { readonly kind: "declined" }
  | { readonly kind: "fulfil" };

/**
 * The step Lex proposes: an unanswered question again, else the first required slot that is empty, then confirmation.
 * @param unanswered The slot the bot asked for, when the answer was not understood.
 */
export function nextStep(definition: IntentDefinition, intent: Intent, unanswered?: SlotDefinition): NextStep {
  const isEmpty = ({ name }: SlotDefinition): boolean => (intent.slots[name] ?? null) === null;
  if (unanswered !== undefined && isEmpty(unanswered)) return { kind: "elicitSlot", slot: unanswered };
  const slot = definition.slots.find((candidate) => candidate.required && isEmpty(candidate));
  if (slot !== undefined) return { kind: "elicitSlot", slot };
  if (intent.confirmationState === "Denied") return { kind: "declined" };
  const confirms = definition.confirmation !== undefined && intent.confirmationState === "None";
  return { kind: confirms ? "confirm" : "fulfil" };
}
