/** Bots written by hand as a program declares them, a local Lex that serves them, and the real SDK client to talk to it. */
import {
  LexRuntimeV2Client,
  RecognizeTextCommand,
  type RecognizeTextCommandInput,
  type RecognizeTextCommandOutput,
} from "@aws-sdk/client-lex-runtime-v2";
import type { GraphResource, ResourceGraph } from "../../local/engine/graph";
import { Gateway, type Credentials } from "../../local/gateway";
import type { PolicyStatement } from "../../local/iam/policyDocument";
import type { InvocationOutcome } from "../../local/lambda/invocationOutcome";
import { LexService, type HookFunctions, type LexOptions } from "../../local/lex/lexService";
import { ACCOUNT, functionArn, graph, instance, INSTANCE_ARN, REGION, resource } from "../support/connectGraph";

type Values = Record<string, unknown>;

/** A Tuesday, ten in the morning in Seattle. */
export const NOW = Date.parse("2026-03-03T18:00:00Z");
export const BOT_ID = "BOT1234567";
export const ALIAS_ID = "ALIAS12345";
export const ALIAS_ARN = `arn:aws:lex:${REGION}:${ACCOUNT}:bot-alias/${BOT_ID}/${ALIAS_ID}`;
export const HOOK_ARN = functionArn("hook");

export function text(...values: string[]): Values {
  const [first, ...others] = values.map((Value) => ({ PlainTextMessage: { Value } }));
  return { MessageGroupsList: [{ Message: first, ...(others.length > 0 && { Variations: others }) }] };
}

export function prompt(MaxRetries: number, ...values: string[]): Values {
  return { ...text(...values), MaxRetries, AllowInterrupt: true };
}

export function slot(Name: string, SlotTypeName: string, required: boolean, ask: Values): Values {
  const SlotConstraint = required ? "Required" : "Optional";
  return { Name, SlotTypeName, ValueElicitationSetting: { SlotConstraint, PromptSpecification: ask } };
}

export function intent(Name: string, utterances: readonly string[], more: Values = {}): Values {
  return { Name, SampleUtterances: utterances.map((Utterance) => ({ Utterance })), ...more };
}

export const FALLBACK: Values = { Name: "FallbackIntent", ParentIntentSignature: "AMAZON.FallbackIntent" };

export function hooks(dialog: boolean, fulfilment: boolean): Values {
  return { DialogCodeHook: { Enabled: dialog }, FulfillmentCodeHook: { Enabled: fulfilment } };
}

/** Books a table: a required day, a required size, confirmation. */
export const BOOK = intent(
  "Book",
  ["book a table", "reserve a table", "book a table for {day}", "a table for {size} people"],
  {
    Slots: [
      slot("size", "Size", true, prompt(1, "How many people?")),
      slot("day", "AMAZON.Date", true, prompt(2, "Which day?", "What day?")),
    ],
    SlotPriorities: [
      { Priority: 1, SlotName: "day" },
      { Priority: 2, SlotName: "size" },
    ],
    IntentConfirmationSetting: {
      PromptSpecification: prompt(1, "Shall I book it?"),
      DeclinationResponse: text("Not booked."),
    },
    IntentClosingSetting: { ClosingResponse: text("See you then.") },
  },
);

export const HOURS = intent("Hours", ["when are you open", "opening hours", "what are your opening hours"], {
  IntentClosingSetting: { ClosingResponse: text("From nine to five.") },
});

export const SLOT_TYPES: Values[] = [
  {
    Name: "Size",
    SlotTypeValues: [
      { SampleValue: { Value: "small" }, Synonyms: [{ Value: "two" }, { Value: "a couple" }] },
      { SampleValue: { Value: "large" }, Synonyms: [{ Value: "six" }] },
    ],
    ValueSelectionSetting: { ResolutionStrategy: "TOP_RESOLUTION" },
  },
  {
    Name: "Pin",
    ParentSlotTypeSignature: "AMAZON.AlphaNumeric",
    ValueSelectionSetting: { ResolutionStrategy: "ORIGINAL_VALUE", RegexFilter: { Pattern: "[0-9]{4,6}" } },
  },
];

export function locale(intents: readonly Values[], more: Values = {}): Values {
  return {
    LocaleId: "en_US",
    NluConfidenceThreshold: 0.4,
    Intents: [...intents, FALLBACK],
    SlotTypes: SLOT_TYPES,
    ...more,
  };
}

/** What a graph of one bot leaves out or has otherwise. */
export interface BotParts {
  readonly locales?: readonly Values[];
  readonly bot?: Values;
  readonly alias?: Values;
  readonly version?: Values | null;
  readonly association?: Values | null;
  readonly more?: readonly GraphResource[];
}

function controlled(typeName: string, name: string, state: Values, computed: Values, id: string): GraphResource {
  const inputs = { typeName, desiredState: JSON.stringify(state) };
  return resource("aws:cloudcontrol/resource:Resource", name, inputs, { properties: JSON.stringify(computed) }, id);
}

/** An instance and one bot with a version, an alias and their association. */
export function botGraph(parts: BotParts = {}): ResourceGraph {
  const { locales = [locale([BOOK, HOURS])], version = {}, association = {} } = parts;
  const ids = locales.map(({ LocaleId }) => LocaleId);
  const bot = {
    Name: "helper",
    IdleSessionTTLInSeconds: 300,
    AutoBuildBotLocales: true,
    BotLocales: locales,
    ...parts.bot,
  };
  const CodeHookSpecification = { LambdaCodeHook: { LambdaArn: HOOK_ARN, CodeHookInterfaceVersion: "1.0" } };
  const alias = {
    BotId: BOT_ID,
    BotAliasName: "live",
    BotVersion: "3",
    BotAliasLocaleSettings: ids.map((LocaleId) => ({
      LocaleId,
      BotAliasLocaleSetting: { Enabled: true, CodeHookSpecification },
    })),
    ...parts.alias,
  };
  const made = {
    BotId: BOT_ID,
    BotVersionLocaleSpecification: ids.map((LocaleId) => ({ LocaleId })),
    ...version,
  };
  const link = {
    InstanceId: INSTANCE_ARN,
    IntegrationType: "LEX_BOT",
    IntegrationArn: ALIAS_ARN,
    ...association,
  };
  const botIds = { Id: BOT_ID };
  const aliasIds = { Arn: ALIAS_ARN, BotAliasId: ALIAS_ID };
  return graph(
    instance(),
    controlled("AWS::Lex::Bot", "bot", bot, botIds, BOT_ID),
    version === null ? [] : controlled("AWS::Lex::BotVersion", "version", made, { BotVersion: "3" }, `${BOT_ID}|3`),
    controlled("AWS::Lex::BotAlias", "alias", alias, aliasIds, `${ALIAS_ID}|${BOT_ID}`),
    association === null ? [] : controlled("AWS::Connect::IntegrationAssociation", "link", link, {}, "link"),
    parts.more ?? [],
  );
}

/** The event a code hook gets, as far as tests read it. */
export interface HookEvent {
  readonly invocationSource: string;
  readonly inputMode: string;
  readonly inputTranscript: string;
  readonly proposedNextState: { dialogAction: Values; prompt: { attempt: string } } | null;
  readonly requestAttributes: Values;
  readonly interpretations: { intent: Values; nluConfidence: number | null }[];
  readonly sessionState: {
    sessionAttributes: Record<string, string>;
    intent: { name: string; slots: Record<string, Values | null>; state: string; confirmationState: string };
  };
  readonly [name: string]: unknown;
}

/** Lets Lex call the function for the alias. */
export const PERMISSION: PolicyStatement = {
  Effect: "Allow",
  Principal: { Service: "lexv2.amazonaws.com" },
  Action: "lambda:InvokeFunction",
  Resource: HOOK_ARN,
  Condition: { ArnLike: { "AWS:SourceArn": ALIAS_ARN }, StringEquals: { "AWS:SourceAccount": ACCOUNT } },
};

/** A code hook in this process, and the events it was given. */
export class FakeHook implements HookFunctions {
  readonly events: HookEvent[] = [];
  policy: PolicyStatement[] = [PERMISSION];

  constructor(private readonly answer: (event: HookEvent) => unknown = delegate) {}

  async invoke(_arn: string, payload: unknown): Promise<InvocationOutcome> {
    const event = JSON.parse(JSON.stringify(payload)) as HookEvent;
    this.events.push(event);
    const answer = await this.answer(event);
    if (answer instanceof Failure) {
      return { ok: false, error: answer.error, message: "it failed", durationMs: answer.durationMs };
    }
    return { ok: true, payload: JSON.parse(JSON.stringify(answer ?? null)), durationMs: 0, billedInit: false };
  }

  resourcePolicy(): PolicyStatement[] {
    return this.policy;
  }
}

/** An invocation that fails. */
export class Failure {
  constructor(
    readonly error: "Unhandled" | "Timeout" | "Throttled",
    readonly durationMs = 0,
  ) {}
}

/** Leaves everything to the bot. */
export function delegate({ sessionState }: HookEvent): unknown {
  const { intent: current, sessionAttributes } = sessionState;
  return { sessionState: { sessionAttributes, dialogAction: { type: "Delegate" }, intent: current } };
}

/** Closes with a message. */
export function close({ sessionState }: HookEvent, state: string, content: string): unknown {
  return {
    sessionState: { dialogAction: { type: "Close" }, intent: { ...sessionState.intent, state } },
    messages: [{ contentType: "PlainText", content }],
  };
}

/** A local Lex behind a gateway, with a clock of its own. */
export class LocalLex {
  now = NOW;
  readonly lex: LexService;
  readonly #clients: LexRuntimeV2Client[] = [];

  private constructor(
    readonly gateway: Gateway,
    program: ResourceGraph,
    options: Partial<LexOptions>,
  ) {
    this.lex = LexService.fromGraph(program, { lambda: new FakeHook(), now: () => this.now, ...options });
    gateway.register("lex", (request) => this.lex.handle(request));
  }

  static async start(program: ResourceGraph, options: Partial<LexOptions> = {}): Promise<LocalLex> {
    return new LocalLex(await Gateway.start(), program, options);
  }

  client(credentials: Credentials = this.gateway.administrator): LexRuntimeV2Client {
    const client = new LexRuntimeV2Client({ endpoint: this.gateway.url, region: REGION, credentials, maxAttempts: 1 });
    this.#clients.push(client);
    return client;
  }

  /** One turn of a customer, by the real client. */
  say(words: string, more: Partial<RecognizeTextCommandInput> = {}): Promise<RecognizeTextCommandOutput> {
    const [client = this.client()] = this.#clients;
    return client.send(new RecognizeTextCommand({ ...IDS, text: words, ...more }));
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.lex.close();
    await this.gateway.close();
  }
}

/** What names the session of a test. */
export const IDS = { botId: BOT_ID, botAliasId: ALIAS_ID, localeId: "en_US", sessionId: "session-1" };

/** What the bot said. */
export function said(answer: RecognizeTextCommandOutput): string[] {
  return (answer.messages ?? []).map(({ content }) => content ?? "");
}

/** Interpreted values of the slots. */
export function slotsOf(answer: RecognizeTextCommandOutput): Record<string, string | null> {
  const slots = Object.entries(answer.sessionState?.intent?.slots ?? {});
  return Object.fromEntries(slots.map(([name, value]) => [name, value?.value?.interpretedValue ?? null]));
}

/** A failure of `work`; it must fail. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("This was expected to fail.");
}
