/** Reads what stands in for a resource during a test. */
import { OVERRIDABLE_ACTIONS } from "./document";
import { brief, type Place } from "./place";
import type { Override, OverrideStrategy } from "./testCase";

/** Actions of the flow language under the names the testing language gives them. */
const FLOW_NAMES: ReadonlyMap<string, string> = new Map([
  ["DequeueAndTransferToQueue", "DequeueContactAndTransferToQueue"],
]);

/** Errors an action can be made to take. */
export const MOCKED_ERRORS: ReadonlyMap<string, readonly string[]> = new Map([
  ["InvokeLambdaFunction", ["TimeLimitExceeded", "NoMatchingError"]],
  ["CheckHoursOfOperation", ["NoMatchingError"]],
  ["ConnectParticipantWithLexBot", ["TimeLimitExceeded", "NoMatchingError"]],
  ["TransferContactToQueue", ["QueueAtCapacity", "NoMatchingError"]],
  ["DequeueContactAndTransferToQueue", ["QueueAtCapacity", "NoMatchingError"]],
]);

/** An override; undefined when it cannot be read, which is then noted. */
export function readOverride(behavior: Place): Override | undefined {
  if (!behavior.record("T501", "Behavior")) return undefined;
  if (behavior.at("Type").value !== "FlowAction") {
    behavior.at("Type").warn("T502", "is not FlowAction.", 'Write "FlowAction", the only documented type.');
  }
  const properties = behavior.at("Properties");
  if (!properties.record("T501", "Properties")) return undefined;
  const type = properties.at("ActionType");
  const written = type.word("T503", "An action to override", [...OVERRIDABLE_ACTIONS.keys()]);
  const path = OVERRIDABLE_ACTIONS.get(written ?? "");
  if (written === undefined || path === undefined) return undefined;
  const resource = properties.at("ActionParameters", ...path).text("T504", `The resource (${path.join(".")})`);
  const actionType = FLOW_NAMES.get(written) ?? written;
  const strategy = readStrategy(actionType, properties.at("Strategy"));
  return strategy && { actionType, resource, strategy };
}

function readStrategy(actionType: string, strategy: Place): OverrideStrategy | undefined {
  if (!strategy.record("T505", "Strategy")) return undefined;
  switch (strategy.at("Type").word("T505", "A strategy", ["SubstituteResource", "MockResponse"] as const)) {
    case "SubstituteResource":
      return { kind: "substitute", resource: strategy.at("SubstituteArn").text("T506", "SubstituteArn") };
    case "MockResponse":
      return readMock(actionType, strategy.at("Response"));
    default:
      return undefined;
  }
}

function readMock(actionType: string, response: Place): OverrideStrategy | undefined {
  if (!response.record("T511", "Response")) return undefined;
  const type = response.at("Type").word("T511", "A mocked response", ["ExecutionResult", "Error"] as const);
  if (type === "Error") return readMockedError(actionType, response.at("Error"));
  return type && readMockedResult(actionType, response.at("ExecutionResult"));
}

function readMockedError(actionType: string, error: Place): OverrideStrategy {
  const value = error.at("Value");
  const name = value.text("T512", "The error");
  const known = MOCKED_ERRORS.get(actionType) ?? [];
  if (typeof value.value === "string" && !known.includes(name)) {
    value.fault("T512", `is ${brief(name)}.`, `${actionType} can be made to fail with ${known.join(" or ")}.`);
  }
  return { kind: "error", error: name, delaySeconds: error.at("DelaySeconds").seconds("T513", "DelaySeconds") };
}

function readMockedResult(actionType: string, result: Place): OverrideStrategy | undefined {
  if (actionType.endsWith("ToQueue")) {
    result.fault("T514", "mocks a transfer that succeeds.", "A transfer can be substituted, or made to fail.");
  }
  const delaySeconds = result.at("DelaySeconds").seconds("T513", "DelaySeconds");
  const given = result.either("LoadedData", "Value") ?? result.at("LoadedData");
  if (actionType === "CheckHoursOfOperation") return readMockedHours(result, given);
  if (given.fields !== undefined) {
    given.fault("T515", "is an object, which the service is seen to refuse.", "Give it as serialised JSON.");
    return { kind: "result", data: given.fields, delaySeconds };
  }
  try {
    return { kind: "result", data: JSON.parse(given.text("T515", "Mocked data")) as unknown, delaySeconds };
  } catch {
    if (typeof given.value === "string") given.refuse("T515", "Mocked data has to be serialised JSON.");
    return undefined;
  }
}

const HOURS_ALIASES = {
  InHour: "InHours",
  OutOfHour: "OutOfHours",
  '"InHours"': "InHours",
  '"OutOfHours"': "OutOfHours",
};

function readMockedHours(result: Place, value: Place): OverrideStrategy | undefined {
  result.warn(
    "T516",
    "mocks hours of operation: documented, and seen refused.",
    "Substitute the hours with others that are open, or closed, all the time.",
  );
  const hours = value.word("T517", "Mocked hours", ["InHours", "OutOfHours"] as const, HOURS_ALIASES);
  if (hours !== undefined && hours !== value.value) {
    value.fault("T517", `is ${brief(value.value)}.`, `Write "${hours}".`);
  }
  return hours && { kind: "result", data: hours === "InHours" ? "True" : "False", delaySeconds: 0 };
}
