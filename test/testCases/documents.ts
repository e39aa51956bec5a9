/** Native test cases for tests, with the parts that matter to each. */

/** Anything a document may hold. */
export type Json = Record<string, unknown>;

/** A message that contains words. */
export const hears = (words: string): Json => ({
  Identifier: `hears ${words}`,
  Type: "MessageReceived",
  Actor: "System",
  Properties: { Text: words, MatchingCriteria: { Type: "Inclusion" } },
});

/** The beginning of the test. */
export const START: Json = { Identifier: "begins", Type: "TestInitiated", Actor: "System", Properties: {} };

/** An action of the flow begins. */
export const starts = (ActionType: string, ActionParameters: Json = {}): Json => ({
  Identifier: `starts ${ActionType}`,
  Type: "FlowActionStarted",
  Actor: "System",
  Properties: { ActionType, ActionParameters },
});

/** An action, last of its chain unless it says what follows. */
export const act = (Identifier: string, Type: string, Parameters: Json, next?: string): Json => ({
  Identifier,
  Type,
  Parameters: Type === "Assert" ? Parameters : { ActionType: Type, ...Parameters },
  Transitions: next === undefined ? {} : { NextAction: next },
});

export const press = (keys: unknown, id = "press"): Json =>
  act(id, "SendInstruction", { Actor: "Customer", Instruction: { Type: "DtmfInput", Properties: { Value: keys } } });

export const say = (Value: string, id = "say"): Json =>
  act(id, "SendInstruction", { Actor: "Customer", Instruction: { Type: "Utterance", Properties: { Value } } });

export const assert = (Namespace: string, Operator: string, Operand?: unknown, id = "assert"): Json =>
  act(id, "Assert", { Namespace, Operator, ...(Operand !== undefined && { Operand }) });

export const end = (id = "end"): Json => act(id, "TestControl", { Command: { Type: "EndTest" } });

/** Stands in for a resource. */
export const override = (ActionType: string, ActionParameters: Json, Strategy: Json, id = "override"): Json =>
  act(id, "OverrideSystemBehavior", {
    Behavior: { Type: "FlowAction", Properties: { ActionType, ActionParameters, Strategy } },
  });

/** A function answers with data. */
export const answers = (LambdaFunctionARN: string, data: unknown, id = "answer", DelaySeconds?: number): Json =>
  override(
    "InvokeLambdaFunction",
    { LambdaFunctionARN },
    {
      Type: "MockResponse",
      Response: {
        Type: "ExecutionResult",
        ExecutionResult: { LoadedData: JSON.stringify(data), ...(DelaySeconds !== undefined && { DelaySeconds }) },
      },
    },
    id,
  );

/** An action fails. */
export const fails = (ActionType: string, ActionParameters: Json, Value: string, id = "failure"): Json =>
  override(ActionType, ActionParameters, { Type: "MockResponse", Response: { Type: "Error", Error: { Value } } }, id);

/** Another resource stands in. */
export const substitutes = (
  ActionType: string,
  ActionParameters: Json,
  SubstituteArn: string,
  id = "substitute",
): Json => override(ActionType, ActionParameters, { Type: "SubstituteResource", SubstituteArn }, id);

/** An observation that leads to others. */
export const observe = (
  Identifier: string,
  Event: Json,
  Actions: readonly Json[] = [],
  next: readonly string[] = [],
): Json => ({
  Identifier,
  Event,
  Actions: Actions.map((action, index) => {
    const following = Actions[index + 1];
    return following === undefined ? action : { ...action, Transitions: { NextAction: following["Identifier"] } };
  }),
  Transitions: { NextObservations: next },
});

/** A document of observations, each leading to the next unless it says where it leads itself. */
export function testCase(...observations: readonly Json[]): Json {
  const chained = observations.map((observation, index) => {
    const following = observations[index + 1];
    const { NextObservations } = observation["Transitions"] as { NextObservations: readonly string[] };
    return NextObservations.length > 0 || following === undefined
      ? observation
      : { ...observation, Transitions: { NextObservations: [following["Identifier"]] } };
  });
  return { Version: "2019-10-30", Metadata: {}, Observations: chained };
}

/** Observations that wait for nothing. */
export function unconnected(...observations: readonly Json[]): Json {
  return { Version: "2019-10-30", Metadata: {}, Observations: observations };
}
