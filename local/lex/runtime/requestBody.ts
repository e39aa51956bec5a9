/** Reads the bodies of runtime requests: text, session state, messages. */
import { intentNamed, slotNamed, type LocaleDefinition, type Message } from "../bot/definition";
import type { Json } from "../bot/document";
import { readMessages, Shape } from "../codeHook/shape";
import {
  CONFIRMATION_STATES,
  DIALOG_ACTIONS,
  INTENT_STATES,
  newIntent,
  type DialogAction,
  type Intent,
  type Session,
  type Slot,
} from "../dialog/session";
import { LexError } from "../lexError";

/** Longest text of a turn, characters. */
const MAX_TEXT = 1_024;

function refuse(problem: string): never {
  throw new LexError("ValidationException", `The request is not valid: ${problem}.`);
}

/** A request's body as JSON. An empty one is an empty object. */
export function readBody(body: Buffer): Shape {
  let parsed: unknown = {};
  try {
    if (body.length > 0) parsed = JSON.parse(body.toString("utf8"));
  } catch {
    refuse("its body is not JSON");
  }
  return new Shape(parsed, "request", refuse);
}

/** The text of a turn: 1 to 1,024 characters. */
export function textOf(body: Shape): string {
  return body.text("text", MAX_TEXT) ?? body.missing("text", "what the customer says");
}

/** Messages a client gives with PutSession. */
export function messagesOf(body: Shape): Message[] {
  return readMessages(body, refuse);
}

/** A client's changes to a session, checked. */
export interface GivenState {
  apply(session: Session): void;
  readonly dialogAction: DialogAction | undefined;
}

/** Reads `sessionState`; undefined when the request has none. */
export function stateOf(body: Shape, locale: LocaleDefinition): GivenState | undefined {
  const state = body.optional("sessionState");
  if (state === undefined) return undefined;
  const attributes = state.texts("sessionAttributes");
  const contexts = state.contexts("activeContexts");
  const intent = intentOf(state.optional("intent"), locale);
  const dialogAction = actionOf(state.optional("dialogAction"), intent, locale);
  const hints: Json | undefined = state.optional("runtimeHints")?.value;
  return {
    dialogAction,
    apply: (session) => {
      session.sessionAttributes = attributes ?? session.sessionAttributes;
      session.activeContexts = contexts ?? session.activeContexts;
      session.runtimeHints = hints ?? session.runtimeHints;
      if (intent !== undefined || dialogAction !== undefined) session.retries = 0;
      session.intent = intent ?? session.intent;
      session.dialogAction = dialogAction ?? session.dialogAction;
    },
  };
}

function intentOf(given: Shape | undefined, locale: LocaleDefinition): Intent | undefined {
  if (given === undefined) return undefined;
  const name = given.text("name") ?? given.missing("name", "the name of an intent");
  const definition = intentNamed(locale, name);
  if (definition === undefined) refuse(`sessionState.intent.name is no intent of locale ${locale.id}`);
  const slots = Object.entries(given.optional("slots")?.value ?? {}).filter(([, slot]) => slot !== null);
  const unknown = slots.find(([slot]) => slotNamed(definition, slot) === undefined);
  if (unknown) refuse(`sessionState.intent.slots has a slot that intent ${name} does not have`);
  const filled = slots.map(([slot, value]): [string, Slot] => [slot, new Shape(value, `slots.${slot}`, refuse).value]);
  return {
    ...newIntent(definition, Object.fromEntries(filled)),
    state: given.oneOf("state", INTENT_STATES) ?? "InProgress",
    confirmationState: given.oneOf("confirmationState", CONFIRMATION_STATES) ?? "None",
  };
}

function actionOf(
  given: Shape | undefined,
  intent: Intent | undefined,
  locale: LocaleDefinition,
): DialogAction | undefined {
  if (given === undefined) return undefined;
  const type = given.oneOf("type", DIALOG_ACTIONS) ?? given.missing("type", DIALOG_ACTIONS.join(", "));
  const slotToElicit = given.text("slotToElicit");
  if (type === "ElicitSlot") {
    const definition = intentNamed(locale, intent?.name);
    if (definition === undefined || slotNamed(definition, slotToElicit) === undefined) {
      refuse("sessionState.dialogAction.type ElicitSlot needs an intent and slotToElicit, a slot of it");
    }
  }
  return { type, ...(slotToElicit !== undefined && { slotToElicit }) };
}
