/** Reads what a code hook answers and refuses what Lex would refuse, saying where. No text of the answer is repeated. */
import { isRecord } from "../../engine/graph";
import { intentNamed, slotNamed, type IntentDefinition, type LocaleDefinition, type Message } from "../bot/definition";
import type { Json } from "../bot/document";
import {
  CONFIRMATION_STATES,
  DIALOG_ACTIONS,
  INTENT_STATES,
  type ActiveContext,
  type DialogAction,
  type Intent,
  type Slot,
} from "../dialog/session";
import { LexError } from "../lexError";
import { readMessages, Shape } from "./shape";

/** What a code hook wants done. */
export interface HookResponse {
  readonly dialogAction: DialogAction;
  readonly intent: Intent | undefined;
  readonly sessionAttributes: Readonly<Record<string, string>> | undefined;
  readonly activeContexts: readonly ActiveContext[] | undefined;
  readonly runtimeHints: Json | undefined;
  readonly requestAttributes: Readonly<Record<string, string>> | undefined;
  readonly messages: readonly Message[];
}

/** States in which a code hook may close a conversation. */
const CLOSING_STATES: ReadonlySet<string> = new Set(["Fulfilled", "Failed"]);

function refuse(problem: string): never {
  throw new LexError(
    "DependencyFailedException",
    `Invalid Lambda Response: Received invalid response from Lambda: ${problem}`,
  );
}

/**
 * Reads a response.
 * @param current The intent under way, whose confirmation state a response may leave out.
 * @throws LexError DependencyFailedException saying what is wrong with it
 */
export function readResponse(payload: unknown, locale: LocaleDefinition, current: Intent): HookResponse {
  const response = new Shape(payload, "response", refuse);
  const state = response.object("sessionState");
  const action = readAction(state.object("dialogAction"));
  const given = state.optional("intent");
  const intent = given === undefined ? undefined : readIntent(given, locale, current);
  const messages = readMessages(response, refuse);
  checkAction(action, intent, locale, messages);
  return {
    dialogAction: action,
    intent,
    sessionAttributes: state.texts("sessionAttributes"),
    activeContexts: state.contexts("activeContexts"),
    runtimeHints: state.optional("runtimeHints")?.value,
    requestAttributes: response.texts("requestAttributes"),
    messages,
  };
}

function readAction(action: Shape): DialogAction {
  const slotToElicit = action.text("slotToElicit");
  const slotElicitationStyle = action.oneOf("slotElicitationStyle", ["Default", "SpellByLetter", "SpellByWord"]);
  const type = action.oneOf("type", DIALOG_ACTIONS) ?? action.missing("type", DIALOG_ACTIONS.join(", "));
  return {
    type,
    ...(slotToElicit !== undefined && { slotToElicit }),
    ...(slotElicitationStyle !== undefined && { slotElicitationStyle }),
  };
}

function readIntent(given: Shape, locale: LocaleDefinition, current: Intent): Intent {
  const name = given.text("name") ?? given.missing("name", "the name of an intent");
  const definition = intentNamed(locale, name);
  if (definition === undefined) refuse(`sessionState.intent.name is no intent of locale ${locale.id}`);
  const same = current.name === name;
  return {
    name,
    slots: readSlots(given.optional("slots"), definition),
    state: given.oneOf("state", INTENT_STATES) ?? "InProgress",
    confirmationState:
      given.oneOf("confirmationState", CONFIRMATION_STATES) ?? (same ? current.confirmationState : "None"),
  };
}

/** Every slot of the intent; what a response leaves out is empty. */
function readSlots(given: Shape | undefined, definition: IntentDefinition): Record<string, Slot | null> {
  const slots: Record<string, Slot | null> = Object.fromEntries(definition.slots.map(({ name }) => [name, null]));
  for (const [name, slot] of Object.entries(given?.value ?? {})) {
    if (slotNamed(definition, name) === undefined) {
      refuse(`sessionState.intent.slots.${name} is no slot of intent ${definition.name}`);
    }
    slots[name] = slot === null || slot === undefined ? null : readSlot(slot, `sessionState.intent.slots.${name}`);
  }
  return slots;
}

function readSlot(slot: unknown, where: string): Slot {
  if (!isRecord(slot)) refuse(`${where} must be null or an object with shape and value`);
  if (slot["shape"] === "List" || slot["shape"] === "Composite") return slot;
  const value = slot["value"];
  if (!isRecord(value) || typeof value["interpretedValue"] !== "string") {
    refuse(`${where}.value.interpretedValue must be text`);
  }
  const interpreted = value["interpretedValue"];
  const { originalValue = interpreted, resolvedValues = [interpreted] } = value;
  return { shape: "Scalar", value: { originalValue, interpretedValue: interpreted, resolvedValues } };
}

/** What each action needs. */
function checkAction(
  { type, slotToElicit }: DialogAction,
  intent: Intent | undefined,
  locale: LocaleDefinition,
  messages: readonly Message[],
): void {
  const where = "sessionState.dialogAction";
  if (intent === undefined && type !== "ElicitIntent") {
    refuse(`${where}.type ${type} needs sessionState.intent`);
  }
  if ((type === "ElicitIntent" || type === "ConfirmIntent") && messages.length === 0) {
    refuse(`${where}.type ${type} needs at least one of messages`);
  }
  if (type === "Delegate" && messages.length > 0) {
    refuse(`${where}.type Delegate leaves what is said to the bot; take out messages`);
  }
  if (type === "Close" && !CLOSING_STATES.has(intent?.state ?? "")) {
    refuse(`${where}.type Close needs sessionState.intent.state Fulfilled or Failed`);
  }
  if (type !== "ElicitSlot" || intent === undefined) return;
  const definition = intentNamed(locale, intent.name);
  if (slotToElicit === undefined) refuse(`${where}.type ElicitSlot needs slotToElicit`);
  if (definition === undefined || slotNamed(definition, slotToElicit) === undefined) {
    refuse(`${where}.slotToElicit is no slot of intent ${intent.name}`);
  }
}
