/**
 * A scenario: one contact told as the customer meets it. It is written once, played on this machine, and becomes a native
 * test case that Amazon Connect runs itself.
 */
import { functionRef, hoursRef, placeholder, queueRef } from "../../flows/language/placeholders";
import { ASSERT_OPERATORS, type AssertOperator, MAX_TEST_DESCRIPTION_LENGTH, MAX_TEST_NAME_LENGTH } from "./document";
import { MOCKED_ERRORS } from "./readOverride";
import type { ObservationAction, ObservedEvent, OverrideStrategy } from "./testCase";
import { TestCaseError } from "./testCaseError";

/** What a scenario is about. */
export interface ScenarioOptions {
  /** Unique among scenarios, 1 to 127 characters; the name of the test case. */
  readonly name: string;
  /** What it shows; up to 500 characters. */
  readonly description?: string;
  /** Name of the flow the contact comes in by. Default: the flow of the number that is dialled. */
  readonly flow?: string;
  /** Number that is dialled (E.164), where there is no `flow`; default the first of the program. */
  readonly number?: string;
  /** The caller's number (E.164). */
  readonly from?: string;
  /** Whether the customer calls or chats; a chat needs a `flow`. Default "voice". */
  readonly channel?: "voice" | "chat";
  /** Contact attributes the contact begins with. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Moment at which it is played, ISO 8601. Only played locally: on Amazon Connect it is always now. */
  readonly at?: string;
}

/** One step, in one form for playing and compiling. */
export type ScenarioStep =
  | { readonly kind: "expect"; readonly words: string; readonly event: ObservedEvent }
  | { readonly kind: "do"; readonly words: string; readonly action: WithoutId<ObservationAction> };

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** A scenario as defined. */
export interface Scenario extends ScenarioOptions {
  readonly steps: readonly ScenarioStep[];
}

/** How a function answers. */
export interface AnswerOptions {
  /** Seconds until it does; what takes longer than the flow waits is a failure. */
  readonly afterSeconds?: number;
}

/**
 * Defines a scenario. Everything before the first expectation holds from the beginning of the contact; what follows an
 * expectation is done when it is met.
 * @throws TestCaseError saying which step cannot be meant
 */
export function defineScenario(options: ScenarioOptions, tell: (s: ScenarioBuilder) => void): Scenario {
  const { name, description, channel, flow } = options;
  if (name.trim() === "" || name.length > MAX_TEST_NAME_LENGTH) {
    throw new TestCaseError(`A scenario's name has 1 to ${MAX_TEST_NAME_LENGTH} characters; this one is "${name}".`);
  }
  if ((description?.length ?? 0) > MAX_TEST_DESCRIPTION_LENGTH) {
    throw new TestCaseError(`The description of "${name}" is longer than ${MAX_TEST_DESCRIPTION_LENGTH} characters.`);
  }
  if (channel === "chat" && flow === undefined) {
    throw new TestCaseError(`"${name}" is a chat, which comes in by a flow; give the name of one.`);
  }
  if (options.at !== undefined && Number.isNaN(Date.parse(options.at))) {
    throw new TestCaseError(`"${name}" is played at "${options.at}"; give a moment such as "2026-03-03T18:00:00Z".`);
  }
  const builder = new ScenarioBuilder(options);
  tell(builder);
  if (!builder.steps.some(({ kind }) => kind === "expect")) {
    throw new TestCaseError(`"${name}" expects nothing; let the customer hear something, or a queue be reached.`);
  }
  return { ...options, steps: builder.steps };
}

/** The words a scenario is told in. */
export class ScenarioBuilder {
  readonly steps: ScenarioStep[] = [];

  constructor(private readonly options: ScenarioOptions) {}

  /** The customer hears or reads a message that contains these words, or matches the pattern (only played locally). */
  hears(words: string | RegExp): void {
    if (typeof words === "string" && words.trim() === "") throw this.wrong("hears", "Give the words that are heard.");
    const expected = typeof words === "string" ? words : words.source;
    const match = typeof words === "string" ? "Inclusion" : words;
    this.expect(`hears(${String(words)})`, { type: "MessageReceived", form: "text", expected, match });
  }

  /** The customer hears something like this. How alike it has to be Connect decides for itself, and this machine too. */
  hearsLike(text: string): void {
    if (text.trim() === "") throw this.wrong("hearsLike", "Give a message.");
    this.expect(`hearsLike(${text})`, { type: "MessageReceived", form: "text", expected: text, match: "Similarity" });
  }

  /** The flow asks a function, by the name flows give it. */
  invokes(functionName: string): void {
    const resource = placeholder(functionRef(functionName));
    this.expect(`invokes(${functionName})`, {
      type: "FlowActionStarted",
      actionType: "InvokeLambdaFunction",
      resource,
    });
  }

  /** The flow checks hours of operation. */
  checksHours(name: string): void {
    const resource = placeholder(hoursRef(name));
    this.expect(`checksHours(${name})`, { type: "FlowActionStarted", actionType: "CheckHoursOfOperation", resource });
  }

  /** The contact is about to be put into a queue. */
  reachesQueue(name: string): void {
    const resource = placeholder(queueRef(name));
    this.expect(`reachesQueue(${name})`, { type: "FlowActionStarted", actionType: "TransferContactToQueue", resource });
  }

  /** The customer meets a bot, by the ARN of its alias. */
  meetsBot(aliasArn: string): void {
    const actionType = "ConnectParticipantWithLexBot";
    this.expect(`meetsBot(${aliasArn})`, { type: "FlowActionStarted", actionType, resource: aliasArn });
  }

  /** The centre hangs up. Only played locally. */
  isDisconnected(): void {
    this.expect("isDisconnected()", { type: "Disconnected" });
  }

  /** The customer talks to an agent. Only played locally. */
  talksTo(username: string): void {
    this.expect(`talksTo(${username})`, { type: "AgentConnected", agent: username });
  }

  /** The caller presses keys: 0 to 9, * and #. */
  presses(keys: string): void {
    if (!/^[0-9*#]+$/.test(keys)) throw this.wrong(`presses(${keys})`, "Keys are 0 to 9, * and #.");
    if (this.options.channel === "chat") throw this.wrong(`presses(${keys})`, "A chat has no keys; use says().");
    this.do(`presses(${keys})`, { kind: "press", keys });
  }

  /** The customer says or writes something. */
  says(text: string): void {
    if (text.trim() === "") throw this.wrong("says", "Give what is said.");
    this.do(`says(${text})`, { kind: "say", text });
  }

  /** The customer hangs up, or leaves the chat. */
  hangsUp(): void {
    this.do("hangsUp()", { kind: "hangUp" });
  }

  /** Time passes before the customer does anything. On Connect the customer simply waits for what comes next. */
  waits(seconds: number): void {
    if (!(seconds > 0) || !Number.isFinite(seconds)) throw this.wrong(`waits(${seconds})`, "Give seconds above 0.");
    this.do(`waits(${seconds})`, { kind: "wait", seconds });
  }

  /** An agent becomes available. Only played locally. */
  agentIsAvailable(username: string): void {
    this.do(`agentIsAvailable(${username})`, { kind: "agent", username });
  }

  /** A contact attribute has this value now. */
  attribute(name: string, value: string): void {
    this.value(/^[\w-]+$/.test(name) ? `$.Attributes.${name}` : `$.Attributes.['${name}']`, "Equals", value);
  }

  /** A value of the contact is as asserted now. */
  value(path: string, operator: AssertOperator, operand = ""): void {
    if (!ASSERT_OPERATORS.includes(operator)) throw this.wrong(`value(${path})`, `There is no operator ${operator}.`);
    this.do(`value(${path} ${operator} ${operand})`, { kind: "assert", path, operator, operand });
  }

  /** The next time the flow asks this function, it answers with this and is not invoked. */
  answers(
    functionName: string,
    data: Readonly<Record<string, unknown>>,
    { afterSeconds = 0 }: AnswerOptions = {},
  ): void {
    const strategy = { kind: "result" as const, data, delaySeconds: afterSeconds };
    this.override("InvokeLambdaFunction", placeholder(functionRef(functionName)), strategy);
  }

  /** The next time the flow asks this function, it fails. */
  fails(functionName: string, error: "NoMatchingError" | "TimeLimitExceeded" = "NoMatchingError"): void {
    const strategy = { kind: "error" as const, error, delaySeconds: 0 };
    this.override("InvokeLambdaFunction", placeholder(functionRef(functionName)), strategy);
  }

  /** The next time the flow checks these hours, they are open, or closed. */
  hours(name: string, are: "open" | "closed"): void {
    const strategy = { kind: "result" as const, data: are === "open" ? "True" : "False", delaySeconds: 0 };
    this.override("CheckHoursOfOperation", placeholder(hoursRef(name)), strategy);
  }

  /** The next transfer to this queue meets a full one, or fails. */
  queueFails(name: string, error: "QueueAtCapacity" | "NoMatchingError" = "QueueAtCapacity"): void {
    const strategy = { kind: "error" as const, error, delaySeconds: 0 };
    this.override("TransferContactToQueue", placeholder(queueRef(name)), strategy);
  }

  /** The next transfer to this queue goes to another one, such as one nobody works. */
  queueBecomes(name: string, other: string): void {
    const strategy = { kind: "substitute" as const, resource: placeholder(queueRef(other)) };
    this.override("TransferContactToQueue", placeholder(queueRef(name)), strategy);
  }

  private override(actionType: string, resource: string, strategy: OverrideStrategy): void {
    const words = `${actionType} of ${resource}`;
    const known = MOCKED_ERRORS.get(actionType) ?? [];
    if (strategy.kind === "error" && !known.includes(strategy.error)) {
      throw this.wrong(words, `It can fail with ${known.join(" or ")}.`);
    }
    if (strategy.kind !== "substitute" && !(strategy.delaySeconds >= 0 && Number.isFinite(strategy.delaySeconds))) {
      throw this.wrong(words, "Give seconds from 0.");
    }
    this.do(words, { kind: "override", override: { actionType, resource, strategy } });
  }

  private expect(words: string, event: ObservedEvent): void {
    this.steps.push({ kind: "expect", words, event });
  }

  private do(words: string, action: WithoutId<ObservationAction>): void {
    this.steps.push({ kind: "do", words, action });
  }

  private wrong(step: string, remedy: string): TestCaseError {
    return new TestCaseError(`Scenario "${this.options.name}", step ${this.steps.length + 1}, ${step}: ${remedy}`);
  }
}
