/**
 * One turn of a conversation: understands what was said, fills slots, asks the code hook, and decides what the bot does next.
 * It works on a copy of the session, which the caller keeps only when the turn succeeds.
 */
import { intentNamed, slotNamed, type IntentDefinition, type Message, type SlotDefinition } from "../bot/definition";
import { hookEvent, type InvocationSource, type TurnInput } from "../codeHook/event";
import { readResponse, type HookResponse } from "../codeHook/response";
import type { Reading } from "../nlu/understanding";
import { answerOf, beginsWithAnswer } from "../slots/confirmation";
import type { SlotContext } from "../slots/match";
import { LexError } from "../lexError";
import type { Conversation } from "./conversation";
import { MessageChoice } from "./messages";
import { nextStep, type NextStep } from "./nextStep";
import { newIntent, withOutputContexts, type Intent, type IntentState, type Session } from "./session";

/** Another intent is taken up amid a question when it is this sure; surer still when the answer fits the question. */
const SWITCH_CONFIDENCE = 0.75;
const SWITCH_CONFIDENCE_OVER_ANSWER = 0.95;
const ACCEPTED_TYPES = "x-amz-lex:accept-content-types";

/** Plays one turn. */
export class Turn {
  /** What the bot says. */
  readonly messages: Message[] = [];
  /** Request attributes of the answer. */
  requestAttributes: Readonly<Record<string, string>>;
  private readonly choice: MessageChoice;
  private readonly heard: SlotContext;

  constructor(
    private readonly conversation: Conversation,
    private readonly session: Session,
    private readonly input: TurnInput,
  ) {
    const accepted = input.requestAttributes[ACCEPTED_TYPES]?.split(",").map((type) => type.trim());
    this.choice = new MessageChoice(conversation.seed, session.id, session.turns, accepted && new Set(accepted));
    this.heard = conversation.understanding.context(input.text, conversation.today());
    this.requestAttributes = input.requestAttributes;
  }

  /** Hears what was said and answers. */
  async hear(): Promise<void> {
    const { session } = this;
    const definition = this.definitionOf(session.intent);
    const asked = session.dialogAction;
    const contexts = new Set(session.activeContexts.map(({ name }) => name));
    const readings = this.conversation.understanding.readings(this.heard, contexts);
    if (definition !== undefined && session.intent !== undefined) {
      const slot = asked?.type === "ElicitSlot" ? slotNamed(definition, asked.slotToElicit) : undefined;
      if (slot !== undefined) return this.answerSlot(definition, session.intent, slot, readings);
      if (asked?.type === "ConfirmIntent") return this.answerConfirmation(definition, session.intent, readings);
    }
    const [best] = readings;
    if (best === undefined) throw new LexError("ValidationException", "The locale has no intent.");
    return this.begin(best, readings);
  }

  /** Goes on as the bot itself would: what a client's Delegate asks for. */
  async delegate(): Promise<void> {
    const { intent } = this.session;
    const definition = this.definitionOf(intent);
    if (intent === undefined || definition === undefined) {
      throw new LexError("ValidationException", "sessionState.dialogAction.type Delegate needs sessionState.intent.");
    }
    this.session.interpretations = [{ intent, confidence: 1 }];
    await this.proceed(definition, intent);
  }

  /** The message a question asked by a client begins with. */
  ask(): void {
    const { intent, dialogAction } = this.session;
    const definition = this.definitionOf(intent);
    if (definition === undefined) return;
    const slot = slotNamed(definition, dialogAction?.slotToElicit);
    const prompt = dialogAction?.type === "ElicitSlot" ? slot?.prompt : definition.confirmation;
    if (prompt) this.messages.push(...this.choice.asking(prompt, 0));
  }

  private definitionOf(intent: Pick<Intent, "name"> | undefined): IntentDefinition | undefined {
    return intentNamed(this.conversation.understanding.locale, intent?.name);
  }

  /** Takes up an intent afresh, with the slots the same words fill. */
  private begin(reading: Reading, readings: readonly Reading[]): Promise<void> {
    const { session } = this;
    session.interpretations = [reading, ...readings.filter((other) => other !== reading)].map((one) => ({
      intent: this.asRead(one),
      confidence: one.confidence,
    }));
    session.retries = 0;
    session.dialogAction = undefined;
    this.messages.push(...this.choice.of(reading.intent.initialResponse));
    return this.proceed(reading.intent, this.withSlots(reading));
  }

  private withSlots({ intent, slots }: Reading): Intent {
    return newIntent(intent, Object.fromEntries(slots.map(({ slot, value }) => [slot.name, value])));
  }

  /** An intent as a reading reports it: ready when nothing is left to ask. */
  private asRead(reading: Reading): Intent {
    const intent = this.withSlots(reading);
    const isReady = nextStep(reading.intent, intent).kind === "fulfil";
    return { ...intent, state: isReady ? "ReadyForFulfillment" : "InProgress" };
  }

  private answerSlot(
    definition: IntentDefinition,
    intent: Intent,
    slot: SlotDefinition,
    readings: readonly Reading[],
  ): Promise<void> {
    const { slots } = this.conversation.understanding;
    const answer = slots.answer(slot, this.heard);
    const answersAll = answer !== undefined && answer.match.to - answer.match.from === this.heard.tokens.length;
    const other = this.other(definition, readings, answersAll);
    if (other !== undefined) return this.begin(other, readings);
    const more = slots.volunteered(definition, this.heard).filter(({ match, slot: { name } }) => {
      const apart = answer === undefined || match.to <= answer.match.from || match.from >= answer.match.to;
      return name !== slot.name && (intent.slots[name] ?? null) === null && apart;
    });
    const found = answer === undefined ? more : [answer, ...more];
    const filled = Object.fromEntries(found.map((one) => [one.slot.name, one.value]));
    const next: Intent = { ...intent, slots: { ...intent.slots, ...filled } };
    if (answer === undefined) return this.again(definition, next, slot.prompt?.maxRetries ?? 0, readings, slot);
    this.session.retries = 0;
    this.interpretAs(next, 1, readings);
    return this.proceed(definition, next);
  }

  private answerConfirmation(
    definition: IntentDefinition,
    intent: Intent,
    readings: readonly Reading[],
  ): Promise<void> {
    const words = this.heard.tokens.map(({ norm }) => norm);
    const answer = answerOf(words, this.heard.language);
    const isAnswer = beginsWithAnswer(words, this.heard.language);
    const other = isAnswer ? undefined : this.other(definition, readings, answer !== undefined);
    if (other !== undefined) return this.begin(other, readings);
    if (answer === undefined) return this.again(definition, intent, definition.confirmation?.maxRetries ?? 0, readings);
    this.session.retries = 0;
    const next: Intent = { ...intent, confirmationState: answer === "yes" ? "Confirmed" : "Denied" };
    this.interpretAs(next, 1, readings);
    return this.proceed(definition, next);
  }

  /** Another intent the customer has gone over to. */
  private other(current: IntentDefinition, readings: readonly Reading[], answered: boolean): Reading | undefined {
    const least = answered ? SWITCH_CONFIDENCE_OVER_ANSWER : SWITCH_CONFIDENCE;
    const best = readings.find(({ intent }) => !intent.isFallback);
    return best !== undefined && best.intent !== current && (best.confidence ?? 0) >= least ? best : undefined;
  }

  /** The answer was not understood: asks again, and gives up with the FallbackIntent after the last retry. */
  private again(
    definition: IntentDefinition,
    intent: Intent,
    maxRetries: number,
    readings: readonly Reading[],
    slot?: SlotDefinition,
  ): Promise<void> {
    this.session.retries += 1;
    const fallback = readings.find((reading) => reading.intent.isFallback);
    if (this.session.retries > maxRetries && fallback !== undefined) return this.begin(fallback, readings);
    this.interpretAs(intent, readings.find((one) => one.intent === definition)?.confidence ?? 0, readings);
    return this.proceed(definition, intent, slot);
  }

  private interpretAs(intent: Intent, confidence: number, readings: readonly Reading[]): void {
    const others = readings.filter((reading) => reading.intent.name !== intent.name);
    this.session.interpretations = [
      { intent, confidence },
      ...others.slice(0, 4).map((one) => ({ intent: this.asRead(one), confidence: one.confidence })),
    ];
  }

  /** Decides what comes next, and lets the code hook decide otherwise. */
  private async proceed(definition: IntentDefinition, intent: Intent, unanswered?: SlotDefinition): Promise<void> {
    const step = nextStep(definition, intent, unanswered);
    this.session.intent = intent;
    if (!definition.dialogCodeHook) return this.perform(definition, intent, step);
    const response = await this.callHook("DialogCodeHook", intent, step);
    if (response.dialogAction.type !== "Delegate") return this.obey(response);
    this.adopt(response);
    const delegated = response.intent ?? intent;
    const target = this.definitionOf(delegated) ?? definition;
    const pending = target === definition ? unanswered : undefined;
    return this.perform(target, delegated, nextStep(target, delegated, pending));
  }

  private async callHook(source: InvocationSource, intent: Intent, step?: NextStep): Promise<HookResponse> {
    const { alias, understanding, hook } = this.conversation;
    const { locale } = understanding;
    const { session, input } = this;
    const proposed = step?.kind === "elicitSlot" ? { slot: step.slot, retries: session.retries } : undefined;
    const event = hookEvent({ source, alias, localeId: locale.id, session, intent, input, proposed });
    return readResponse(await hook.call(alias, locale.id, event), locale, intent);
  }

  /** Takes over what a code hook changed beside the dialog. */
  private adopt({ sessionAttributes, activeContexts, runtimeHints, requestAttributes }: HookResponse): void {
    const { session } = this;
    session.sessionAttributes = sessionAttributes ?? session.sessionAttributes;
    session.activeContexts = activeContexts ?? session.activeContexts;
    session.runtimeHints = runtimeHints ?? session.runtimeHints;
    this.requestAttributes = requestAttributes ?? this.requestAttributes;
  }

  /** Does what a code hook decided. */
  private obey(response: HookResponse): void {
    this.adopt(response);
    const { dialogAction, intent } = response;
    const { session } = this;
    const definition = this.definitionOf(intent);
    if (definition === undefined || intent === undefined) {
      this.messages.push(...response.messages);
      session.intent = undefined;
      session.dialogAction = { type: "ElicitIntent" };
      session.retries = 0;
      return;
    }
    if (dialogAction.type === "Close") return this.close(definition, intent, intent.state, response.messages);
    const again = session.retries > 0 && sameQuestion(session, dialogAction.slotToElicit, dialogAction.type, intent);
    if (!again) session.retries = 0;
    session.intent = { ...intent, state: "InProgress" };
    session.dialogAction = dialogAction;
    const slot = dialogAction.type === "ElicitSlot" ? slotNamed(definition, dialogAction.slotToElicit) : undefined;
    const prompt = response.messages.length === 0 ? slot?.prompt : undefined;
    this.messages.push(...(prompt ? this.choice.asking(prompt, session.retries) : response.messages));
  }

  /** Does what the bot itself does. */
  private perform(definition: IntentDefinition, intent: Intent, step: NextStep): Promise<void> | void {
    const { session } = this;
    if (step.kind === "declined")
      return this.close(definition, intent, "Failed", this.choice.of(definition.declination));
    if (step.kind === "fulfil") return this.fulfil(definition, intent);
    const prompt = step.kind === "elicitSlot" ? step.slot.prompt : definition.confirmation;
    const slotToElicit = step.kind === "elicitSlot" ? step.slot.name : undefined;
    const type = step.kind === "elicitSlot" ? "ElicitSlot" : "ConfirmIntent";
    if (!sameQuestion(session, slotToElicit, type, intent)) session.retries = 0;
    if (prompt) this.messages.push(...this.choice.asking(prompt, session.retries));
    session.intent = intent;
    session.dialogAction = { type, ...(slotToElicit !== undefined && { slotToElicit }) };
  }

  private async fulfil(definition: IntentDefinition, given: Intent): Promise<void> {
    const intent: Intent = { ...given, state: "ReadyForFulfillment" };
    this.session.intent = intent;
    if (!definition.fulfillmentCodeHook) return this.close(definition, intent, "ReadyForFulfillment", []);
    const response = await this.callHook("FulfillmentCodeHook", intent);
    if (response.dialogAction.type !== "Delegate") return this.obey(response);
    this.adopt(response);
    const delegated = response.intent ?? intent;
    return this.close(this.definitionOf(delegated) ?? definition, delegated, "Fulfilled", []);
  }

  /** Ends the intent. Where the code hook says nothing, the bot says what it has for the outcome. */
  private close(definition: IntentDefinition, intent: Intent, state: IntentState, said: readonly Message[]): void {
    const { session } = this;
    const own = state === "Failed" ? definition.failed : [...definition.fulfilled, ...definition.closing];
    this.messages.push(...(said.length > 0 || intent.confirmationState === "Denied" ? said : this.choice.of(own)));
    session.intent = { ...intent, state };
    session.dialogAction = { type: "Close" };
    session.retries = 0;
    if (state === "Fulfilled") session.activeContexts = withOutputContexts(session.activeContexts, definition);
  }
}

function sameQuestion(session: Session, slot: string | undefined, type: string, intent: Intent): boolean {
  const { dialogAction } = session;
  return dialogAction?.type === type && dialogAction.slotToElicit === slot && session.intent?.name === intent.name;
}
