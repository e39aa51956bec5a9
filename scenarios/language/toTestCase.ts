/** Scenarios as native test cases: the JSON Amazon Connect takes, in the spelling that has been seen accepted. */
import { flowRef, hoursRef, placeholder } from "../../flows/language/placeholders";
import {
  MAX_TEST_SECONDS,
  OVERRIDABLE_ACTIONS,
  OBSERVABLE_ACTIONS,
  TEST_LANGUAGE_VERSION,
  type TestAction,
  type TestCaseDocument,
  type TestEntryPoint,
  type TestEvent,
} from "./document";
import { planOf } from "./plan";
import type { Scenario, ScenarioStep } from "./scenario";
import type { Observation, ObservationAction, ObservedEvent, Override } from "./testCase";
import { TestCaseError } from "./testCaseError";

/** How a scenario is compiled. */
export interface ToTestCaseOptions {
  /**
   * How hours are opened and closed. "substitute" (default) puts the hours below in their place; "mock" gives the documented
   * answers InHours and OutOfHours, which the service is seen to refuse.
   */
  readonly hours?: "substitute" | "mock";
  /** Hours that are open all the time; default a placeholder for the hours `test-open`. */
  readonly openHours?: string;
  /** Hours that are closed all the time; default a placeholder for the hours `test-closed`. */
  readonly closedHours?: string;
  /** Id or ARN of the entry flow, in the place of the placeholder of the scenario's. */
  readonly flow?: string;
}

/** Everything CreateTestCase takes of a test case. */
export interface CompiledTestCase {
  readonly name: string;
  readonly description?: string;
  readonly content: TestCaseDocument;
  readonly entryPoint: TestEntryPoint;
  /** JSON text; undefined without attributes. */
  readonly initializationData?: string;
}

/** Names of the hours FlowTestCases makes. */
export const TEST_HOURS = { open: "test-open", closed: "test-closed" } as const;

/** Language of what a customer says. */
const LANGUAGE = "en-US";

/**
 * The native test case of a scenario, with placeholders for the resources it names. Deterministic.
 * @throws TestCaseError naming the first step the native language cannot say
 */
export function toTestCase(scenario: Scenario, options: ToTestCaseOptions = {}): CompiledTestCase {
  refuse(scenario);
  const { name, description, attributes } = scenario;
  const plan = planOf({ ...scenario, steps: scenario.steps.filter((step) => !isWait(step)) });
  return {
    name,
    ...(description !== undefined && { description }),
    content: {
      Version: TEST_LANGUAGE_VERSION,
      Metadata: {},
      Observations: plan.observations.map((observation) => ({
        Identifier: observation.id,
        Event: eventOf(observation),
        Actions: observation.actions.map((action, index) => actionOf(action, observation.actions[index + 1], options)),
        Transitions: { NextObservations: observation.next },
      })),
    },
    entryPoint: entryPointOf(scenario, options),
    ...(attributes !== undefined && {
      initializationData: JSON.stringify({ Attributes: attributes, SegmentAttributes: {} }),
    }),
  };
}

function isWait(step: ScenarioStep): boolean {
  return step.kind === "do" && step.action.kind === "wait";
}

/** What the native language has no words for. */
function refuse({ name, steps, at, flow, number }: Scenario): void {
  const cannot = (what: string): TestCaseError =>
    new TestCaseError(`Scenario "${name}" cannot be a native test case: ${what}`);
  if (at !== undefined) throw cannot(`it is played at ${at}, and Connect plays now; set hours with hours() instead.`);
  if (flow !== undefined && number !== undefined) {
    throw cannot("it names a flow and a number, which Connect refuses together; leave one out.");
  }
  let seconds = 0;
  for (const [index, step] of steps.entries()) {
    const reason = unsayable(step, steps[index + 1]);
    if (reason !== undefined) throw cannot(`step ${index + 1}, ${step.words}: ${reason}`);
    if (step.kind === "do" && step.action.kind === "wait") seconds += step.action.seconds;
    if (seconds > MAX_TEST_SECONDS) {
      throw cannot(
        `step ${index + 1}, ${step.words}: it waits ${seconds} s in all; Connect ends a test after ${MAX_TEST_SECONDS} s.`,
      );
    }
  }
}

function unsayable(step: ScenarioStep, following: ScenarioStep | undefined): string | undefined {
  if (step.kind === "expect") {
    if (step.event.type === "Disconnected") return "Connect cannot observe who ends a contact; expect its last words.";
    if (step.event.type === "AgentConnected") return "Connect cannot observe agents; expect reachesQueue().";
    if (step.event.type === "MessageReceived" && step.event.match instanceof RegExp) {
      return "Connect knows no patterns; expect words that stay the same, or use hearsLike().";
    }
    return undefined;
  }
  switch (step.action.kind) {
    case "agent":
      return "a test case has no agents; end it at reachesQueue().";
    case "wait":
      return following?.kind === "do" && following.action.kind !== "wait"
        ? "Connect's customer cannot wait before doing something; expect a message in between."
        : undefined;
    case "assert":
      return step.action.operator === "Exists" ? "Connect is seen to refuse Exists; compare with a value." : undefined;
    default:
      return undefined;
  }
}

function entryPointOf({ channel, flow, number, from }: Scenario, options: ToTestCaseOptions): TestEntryPoint {
  const named = options.flow ?? (flow === undefined ? undefined : placeholder(flowRef(flow)));
  if (channel === "chat")
    return { Type: "CHAT", ChatEntryPointParameters: { ...(named !== undefined && { FlowId: named }) } };
  return {
    Type: "VOICE_CALL",
    VoiceCallEntryPointParameters: {
      ...(from !== undefined && { SourcePhoneNumber: from }),
      ...(number !== undefined && { DestinationPhoneNumber: number }),
      ...(named !== undefined && number === undefined && { FlowId: named }),
    },
  };
}

function eventOf({ id, event }: Observation): TestEvent {
  return { Identifier: `${id}-event`, Type: typeOf(event), Actor: "System", Properties: propertiesOf(event) };
}

function typeOf(event: ObservedEvent): TestEvent["Type"] {
  return event.type === "Disconnected" || event.type === "AgentConnected" ? "TestCompleted" : event.type;
}

function propertiesOf(event: ObservedEvent): TestEvent["Properties"] {
  if (event.type === "MessageReceived") return { Text: event.expected, MatchingCriteria: { Type: event.match } };
  if (event.type !== "FlowActionStarted") return {};
  const { actionType, resource } = event;
  return { ActionType: actionType, ActionParameters: resourceAt(OBSERVABLE_ACTIONS.get(actionType), resource) };
}

/** `{ LexV2Bot: { AliasArn: … } }` from the way there. */
function resourceAt(path: readonly string[] = [], resource: string | undefined): Record<string, unknown> {
  const [name, ...inner] = path;
  if (name === undefined || resource === undefined) return {};
  return { [name]: inner.length === 0 ? resource : resourceAt(inner, resource) };
}

function actionOf(
  action: ObservationAction,
  next: ObservationAction | undefined,
  options: ToTestCaseOptions,
): TestAction {
  return {
    Identifier: action.id,
    ...parametersOf(action, options),
    Transitions: next === undefined ? {} : { NextAction: next.id },
  };
}

type Body = Pick<TestAction, "Type" | "Parameters">;

function parametersOf(action: ObservationAction, options: ToTestCaseOptions): Body {
  switch (action.kind) {
    case "press":
      return instruction({ Type: "DtmfInput", Properties: { Value: action.keys } });
    case "say":
      return instruction({ Type: "Utterance", Properties: { Value: action.text, LanguageCode: LANGUAGE } });
    case "hangUp":
      return instruction({ Type: "Disconnect" });
    case "assert": {
      const { path, operator, operand } = action;
      return { Type: "Assert", Parameters: { Namespace: path, Operator: operator, Operand: operand } };
    }
    case "override":
      return overrideOf(action.override, options);
    case "log":
      return control({ Type: "LogData", Properties: { Expressions: action.expressions } });
    default:
      return control({ Type: "EndTest" });
  }
}

function instruction(Instruction: Record<string, unknown>): Body {
  return { Type: "SendInstruction", Parameters: { ActionType: "SendInstruction", Actor: "Customer", Instruction } };
}

function control(Command: Record<string, unknown>): Body {
  return { Type: "TestControl", Parameters: { ActionType: "TestControl", Command } };
}

function overrideOf({ actionType, resource, strategy }: Override, options: ToTestCaseOptions): Body {
  return {
    Type: "OverrideSystemBehavior",
    Parameters: {
      ActionType: "OverrideSystemBehavior",
      Behavior: {
        Type: "FlowAction",
        Properties: {
          ActionType: actionType,
          ActionParameters: resourceAt(OVERRIDABLE_ACTIONS.get(actionType), resource),
          Strategy: actionType === "CheckHoursOfOperation" ? hoursStrategy(strategy, options) : strategyOf(strategy),
        },
      },
    },
  };
}

function strategyOf(strategy: Override["strategy"]): Record<string, unknown> {
  switch (strategy.kind) {
    case "substitute":
      return { Type: "SubstituteResource", SubstituteArn: strategy.resource };
    case "error":
      return mock({ Type: "Error", Error: { ...delay(strategy.delaySeconds), Value: strategy.error } });
    case "result": {
      const LoadedData = JSON.stringify(strategy.data);
      return mock({ Type: "ExecutionResult", ExecutionResult: { ...delay(strategy.delaySeconds), LoadedData } });
    }
  }
}

function hoursStrategy(strategy: Override["strategy"], options: ToTestCaseOptions): Record<string, unknown> {
  if (strategy.kind !== "result") return strategyOf(strategy);
  const open = strategy.data === "True";
  if (options.hours === "mock") {
    return mock({ Type: "ExecutionResult", ExecutionResult: { Value: open ? "InHours" : "OutOfHours" } });
  }
  const other = open ? options.openHours : options.closedHours;
  const SubstituteArn = other ?? placeholder(hoursRef(open ? TEST_HOURS.open : TEST_HOURS.closed));
  return { Type: "SubstituteResource", SubstituteArn };
}

function mock(Response: Record<string, unknown>): Record<string, unknown> {
  return { Type: "MockResponse", Response };
}

function delay(seconds: number): Record<string, unknown> {
  return seconds > 0 ? { DelaySeconds: seconds } : {};
}
