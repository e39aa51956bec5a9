/** What Lex remembers of a conversation, in the shapes of the runtime API. */
import type { IntentDefinition, Message } from "../bot/definition";
import type { Json } from "../bot/document";
import { scalar, type SlotValue } from "../slots/match";

/** States of an intent. */
export const INTENT_STATES = [
  "Failed",
  "Fulfilled",
  "FulfillmentInProgress",
  "InProgress",
  "ReadyForFulfillment",
  "Waiting",
] as const;
/** How far an intent is. */
export type IntentState = (typeof INTENT_STATES)[number];

/** Whether the customer has agreed. */
export const CONFIRMATION_STATES = ["Confirmed", "Denied", "None"] as const;
/** Whether the customer has agreed. */
export type ConfirmationState = (typeof CONFIRMATION_STATES)[number];

/** What a bot can do next. */
export const DIALOG_ACTIONS = ["Close", "ConfirmIntent", "Delegate", "ElicitIntent", "ElicitSlot"] as const;
/** What a bot does next. */
export type DialogActionType = (typeof DIALOG_ACTIONS)[number];

/** A slot: one value here, or lists and parts as a code hook or a client gave them. */
export type Slot = SlotValue | Json;

/** An intent under way. */
export interface Intent {
  readonly name: string;
  /** Every slot of the intent; null is one that is not filled. */
  readonly slots: Readonly<Record<string, Slot | null>>;
  readonly state: IntentState;
  readonly confirmationState: ConfirmationState;
}

/** What the bot does next. */
export interface DialogAction {
  readonly type: DialogActionType;
  readonly slotToElicit?: string;
  readonly slotElicitationStyle?: string;
}

/** A context that is active for some turns and seconds more. */
export interface ActiveContext {
  readonly name: string;
  readonly contextAttributes: Readonly<Record<string, string>>;
  readonly timeToLive: { readonly timeToLiveInSeconds: number; readonly turnsToLive: number };
}

/** One reading of what was said. */
export interface Interpretation {
  readonly intent: Intent;
  /** 0 to 1; undefined of the FallbackIntent. */
  readonly confidence: number | undefined;
}

/** A conversation with one customer. */
export interface Session {
  readonly id: string;
  sessionAttributes: Readonly<Record<string, string>>;
  activeContexts: readonly ActiveContext[];
  intent: Intent | undefined;
  dialogAction: DialogAction | undefined;
  /** Passed on to the code hook as given. */
  runtimeHints: Json | undefined;
  originatingRequestId: string | undefined;
  /** How often the present question was asked again. */
  retries: number;
  turns: number;
  /** Virtual time of the last turn, epoch milliseconds. */
  lastUsedAt: number;
  messages: readonly Message[];
  interpretations: readonly Interpretation[];
}

/** A conversation that begins. */
export function newSession(id: string, now: number): Session {
  return {
    id,
    sessionAttributes: {},
    activeContexts: [],
    intent: undefined,
    dialogAction: undefined,
    runtimeHints: undefined,
    originatingRequestId: undefined,
    retries: 0,
    turns: 0,
    lastUsedAt: now,
    messages: [],
    interpretations: [],
  };
}

/** An intent nobody has said anything about yet but what is given. */
export function newIntent(definition: IntentDefinition, given: Readonly<Record<string, Slot>> = {}): Intent {
  const slots = definition.slots.map(({ name, defaultValue }): [string, Slot | null] => [
    name,
    given[name] ?? (defaultValue === undefined ? null : scalar(defaultValue, defaultValue)),
  ]);
  return {
    name: definition.name,
    slots: Object.fromEntries(slots),
    state: "InProgress",
    confirmationState: "None",
  };
}

/** The contexts still active some turns and seconds later. */
export function contextsLater(contexts: readonly ActiveContext[], seconds: number, turns: number): ActiveContext[] {
  return contexts
    .map(({ timeToLive, ...context }) => ({
      ...context,
      timeToLive: {
        timeToLiveInSeconds: Math.ceil(timeToLive.timeToLiveInSeconds - seconds),
        turnsToLive: timeToLive.turnsToLive - turns,
      },
    }))
    .filter(({ timeToLive }) => timeToLive.timeToLiveInSeconds > 0 && timeToLive.turnsToLive > 0);
}

/** The contexts with those an intent activates once it is fulfilled. */
export function withOutputContexts(contexts: readonly ActiveContext[], intent: IntentDefinition): ActiveContext[] {
  const added = intent.outputContexts.map(({ name, seconds, turns }) => ({
    name,
    contextAttributes: {},
    timeToLive: { timeToLiveInSeconds: seconds, turnsToLive: turns },
  }));
  const replaced = new Set(added.map(({ name }) => name));
  return [...contexts.filter(({ name }) => !replaced.has(name)), ...added];
}

/** The text a slot stands for; null when it is not filled. */
export function interpretedValue(slot: Slot | null | undefined): string | null {
  const value = (slot as Json | null | undefined)?.["value"] as Json | undefined;
  const text = value?.["interpretedValue"];
  return typeof text === "string" ? text : null;
}
