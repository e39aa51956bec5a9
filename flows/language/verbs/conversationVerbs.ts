/** Verbs that let somebody else lead the conversation: a Lex bot, or a view in a chat. */
import { type FlowKind } from "../document";
import { type Bot, type BotAnswer, type View, type ViewAnswer } from "../described";
import { type DialogKind, type In } from "../kinds";
import { answerOf, type Invocation, type Reference, type TextValue } from "../references";
import { type AnyBody, type Body, type Outcome } from "../statements";
import type { FlowBuilder } from "../flowBuilder";
import { type Message, messageBody, type ParameterValue, type ParameterValues, wordsOf } from "../values";
import { ParticipantVerbs } from "./participantVerbs";

interface AskBotBase {
  /** Names the block in identifiers. Default: the bot. */
  name?: string;
  /** Passed to the bot; its code hooks see them. */
  sessionAttributes?: { readonly [name: string]: TextValue };
}

/** How the conversation with the bot begins: with something said, or with the first message of a chat. At least one. */
type Opening =
  | { say: Message; initialMessage?: Reference }
  | { say?: Message; /** Usually `system.initialMessage`. */ initialMessage: Reference };

export type AskBotOptions = AskBotBase & Opening & { chatTimeoutSeconds?: undefined };

export type TimedAskBotOptions = AskBotBase &
  Opening & {
    /** Seconds a chat may be idle, 60 to 604,800 (`LexTimeoutSeconds`). */
    chatTimeoutSeconds: number;
  };

/** A branch that knows the bot's answer. */
export type BotBranch<Kind extends FlowKind, Slot extends string, Attribute extends string> = (
  f: FlowBuilder<Kind>,
  answer: BotAnswer<Slot, Attribute>,
) => void;

export interface BotBranches<
  Kind extends FlowKind,
  Intents extends { readonly [intent: string]: readonly string[] },
  Attribute extends string,
> {
  /** What each intent of the bot leads to; the others lead to `onNoMatch`. */
  readonly intents: { readonly [Intent in keyof Intents]?: BotBranch<Kind, Intents[Intent][number], Attribute> };
  /** The bot found no intent, or one that is not in `intents`; the answer has its name, but no slots. */
  readonly onNoMatch: BotBranch<Kind, never, Attribute>;
}

export interface ShowViewOptions {
  /** Seconds the participant has to answer. */
  timeoutSeconds: number;
  /** What the view shows; at most 16 KB together with the attributes. */
  data?: { readonly [name: string]: ParameterValue };
  /** Keeps the answer out of the transcript. */
  sensitive?: boolean;
  /** Names the block in identifiers. Default: the view. */
  name?: string;
}

export interface ViewBranches<Kind extends FlowKind, Action extends string, Field extends string> {
  /** What each action of the view leads to. */
  readonly actions: {
    readonly [key in Action]?: (f: FlowBuilder<Kind>, answer: ViewAnswer<Field>) => void;
  };
  /** An action that is not in `actions`. */
  readonly onNoMatch: Body<Kind>;
  /** No answer in time. */
  readonly onTimeout: Body<Kind>;
}

export abstract class ConversationVerbs<Kind extends FlowKind> extends ParticipantVerbs<Kind> {
  /**
   * Lets a Lex V2 bot talk to the participant until it knows the intent (ConnectParticipantWithLexBot). Voice and chat.
   * Each intent is a branch, which is given references to the bot's slots and session attributes.
   */
  askBot<const Intents extends { readonly [intent: string]: readonly string[] }, const Attribute extends string>(
    this: this & In<DialogKind>,
    bot: Bot<Intents, Attribute>,
    options: AskBotOptions,
    branches: BotBranches<Kind, Intents, Attribute>,
  ): void;
  askBot<const Intents extends { readonly [intent: string]: readonly string[] }, const Attribute extends string>(
    this: this & In<DialogKind>,
    bot: Bot<Intents, Attribute>,
    options: TimedAskBotOptions,
    branches: BotBranches<Kind, Intents, Attribute> & { /** The chat was idle. */ readonly onTimeout: Body<Kind> },
  ): void;
  askBot<const Intents extends { readonly [intent: string]: readonly string[] }, const Attribute extends string>(
    this: this & In<DialogKind>,
    bot: Bot<Intents, Attribute>,
    options: AskBotOptions | TimedAskBotOptions,
    branches: BotBranches<Kind, Intents, Attribute> & { readonly onTimeout?: Body<Kind> },
  ): void {
    const { say, initialMessage, chatTimeoutSeconds: seconds, name = wordsOf(bot.ref) } = options;
    const invocation: Invocation = { root: "$.Lex", functionName: wordsOf(bot.ref), name };
    const results = Object.entries(branches.intents).map(([intent, branch]): Outcome => {
      const answer = botAnswer(invocation, bot.intents[intent] ?? [], bot.sessionAttributes);
      return { result: intent, body: withAnswer(branch, answer) };
    });
    this.record({
      type: "ConnectParticipantWithLexBot",
      verb: "bot",
      words: name,
      parameters: {
        ...(say !== undefined && messageBody(say)),
        LexV2Bot: { AliasArn: bot.ref },
        LexSessionAttributes: options.sessionAttributes,
        LexInitializationData: initialMessage && { InitialMessage: initialMessage },
        LexTimeoutSeconds: seconds === undefined ? undefined : { Text: seconds },
      },
      results,
      errors: [
        ...(branches.onTimeout ? [{ result: "InputTimeLimitExceeded", body: branches.onTimeout }] : []),
        {
          result: "NoMatchingCondition",
          body: withAnswer(branches.onNoMatch, botAnswer(invocation, [], bot.sessionAttributes)),
        },
      ],
      // The console repeats the generic error here, not the result nobody named.
      next: { mirrors: "NoMatchingError" },
      invocation,
    });
  }

  /** Shows a view in a chat and waits for what the participant does (ShowView). */
  showView<const Action extends string, const Field extends string>(
    this: this & In<"CONTACT_FLOW" | "CUSTOMER_QUEUE" | "CAMPAIGN" | "MODULE">,
    view: View<Action, Field>,
    options: ShowViewOptions,
    branches: ViewBranches<Kind, Action, Field>,
  ): void {
    const { name = wordsOf(view.ref) } = options;
    const invocation: Invocation = { root: "$.Views", functionName: wordsOf(view.ref), name };
    const answer = viewAnswer(invocation, view.fields);
    const actions: [string, ((f: FlowBuilder<never>, answer: ViewAnswer<Field>) => void) | undefined][] =
      Object.entries(branches.actions);
    this.record({
      type: "ShowView",
      verb: "view",
      words: name,
      parameters: {
        ViewResource: { Id: view.ref },
        InvocationTimeLimitSeconds: options.timeoutSeconds,
        ViewData: options.data,
        SensitiveDataConfiguration: options.sensitive ? { HideResponseOn: ["TRANSCRIPT"] } : undefined,
      } satisfies ParameterValues,
      results: actions.map(([action, branch]) => ({ result: action, body: withAnswer(branch, answer) })),
      errors: [
        { result: "NoMatchingCondition", body: branches.onNoMatch },
        { result: "TimeLimitExceeded", body: branches.onTimeout },
      ],
      next: { mirrors: "NoMatchingCondition" },
      invocation,
    });
  }
}

function withAnswer<Answer>(
  branch: ((f: FlowBuilder<never>, answer: Answer) => void) | undefined,
  answer: Answer,
): AnyBody | undefined {
  return branch && ((f): void => branch(f, answer));
}

function botAnswer<Slot extends string, Attribute extends string>(
  invocation: Invocation,
  slots: readonly Slot[],
  attributes: readonly Attribute[],
): BotAnswer<Slot, Attribute> {
  const text = (...keys: string[]): Reference<"text"> => answerOf(invocation, keys, "text");
  const below = <Key extends string>(root: string, keys: readonly Key[]): { [key in Key]: Reference<"text"> } =>
    Object.fromEntries(keys.map((key) => [key, text(root, key)])) as { [key in Key]: Reference<"text"> };
  return {
    intentName: text("IntentName"),
    confidence: answerOf(invocation, ["IntentConfidence", "Score"], "number"),
    dialogState: text("DialogState"),
    sentiment: text("SentimentResponse", "Label"),
    slots: below("Slots", slots),
    sessionAttributes: below("SessionAttributes", attributes),
  };
}

function viewAnswer<Field extends string>(invocation: Invocation, fields: readonly Field[]): ViewAnswer<Field> {
  const answers = fields.map((field) => [field, answerOf(invocation, ["ViewResultData", field], "text")] as const);
  return {
    action: answerOf(invocation, ["Action"], "text"),
    fields: Object.fromEntries(answers) as { [field in Field]: Reference<"text"> },
  };
}
