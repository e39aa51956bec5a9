/** Reads what an observation does. */
import { ASSERT_OPERATORS, TEST_ACTION_TYPES } from "./document";
import { brief, type Place } from "./place";
import { readOverride } from "./readOverride";
import type { ObservationAction } from "./testCase";

/** An action with the way on. */
export interface ReadAction {
  readonly action: ObservationAction;
  /** Identifier of the action that follows; undefined at the end. */
  readonly next: string | undefined;
  readonly place: Place;
}

/** One action; undefined when it cannot be read, which is then noted. */
export function readAction(place: Place): ReadAction | undefined {
  if (!place.record("T401", "An action")) return undefined;
  const named = place.either("Identifier", "Id");
  if (named?.where.endsWith(".Id")) {
    named.warn("T402", "is how earlier documentation named an action.", "Write Identifier.");
  }
  const id = (named ?? place.at("Identifier")).text("T401", "The Identifier of an action");
  const type = place.at("Type").word("T401", "The type of an action", TEST_ACTION_TYPES);
  const parameters = place.at("Parameters");
  if (type === undefined || !parameters.record("T401", "Parameters")) return undefined;
  checkEcho(type, parameters);
  const action = READERS[type](id, parameters);
  return action && { action, next: readNext(place), place };
}

/** Every action but Assert repeats its type among its parameters; the documentation's examples do, and Assert does not. */
function checkEcho(type: string, parameters: Place): void {
  const echo = parameters.at("ActionType");
  if (type === "Assert" ? !echo.absent : echo.value !== type) {
    const written = echo.absent ? "is missing." : `is ${brief(echo.value)}.`;
    echo.warn("T403", written, type === "Assert" ? "Leave it out of an Assert." : `Repeat the type: "${type}".`);
  }
}

function readNext(place: Place): string | undefined {
  const next = place.at("Transitions", "NextAction");
  if (next.absent) return undefined;
  const name = next.text("T401", "NextAction");
  if (name !== "") return name;
  next.warn("T404", "is empty.", "Leave it out: an action with nothing behind it has `Transitions: {}`.");
  return undefined;
}

const READERS: Record<
  (typeof TEST_ACTION_TYPES)[number],
  (id: string, parameters: Place) => ObservationAction | undefined
> = {
  SendInstruction: readInstruction,
  Assert: readAssert,
  OverrideSystemBehavior: (id, parameters) => {
    const override = readOverride(parameters.at("Behavior"));
    return override && { id, kind: "override", override };
  },
  TestControl: readControl,
};

const SPOKEN = ["Utterance", "TextUtterance", "TextInput"];
const INSTRUCTIONS = ["DtmfInput", "Utterance", "Disconnect"] as const;
const SPOKEN_ALIASES = { TextUtterance: "Utterance", TextInput: "Utterance" };

function readInstruction(id: string, parameters: Place): ObservationAction | undefined {
  if (parameters.at("Actor").value !== "Customer") {
    parameters
      .at("Actor")
      .warn("T411", "is not the customer.", 'Instructions are documented for the Actor "Customer".');
  }
  const instruction = parameters.at("Instruction");
  if (!instruction.record("T412", "Instruction")) return undefined;
  const type = instruction.at("Type");
  switch (type.word("T412", "The type of an instruction", INSTRUCTIONS, SPOKEN_ALIASES)) {
    case "DtmfInput":
      return readKeys(id, instruction.at("Properties", "Value"));
    case "Utterance":
      return readUtterance(id, type, instruction.at("Properties"));
    case "Disconnect":
      return { id, kind: "hangUp" };
    default:
      return undefined;
  }
}

function readKeys(id: string, value: Place): ObservationAction | undefined {
  const keys = value.text("T413", "What is pressed", true);
  if (!/^[0-9*#]+$/.test(keys)) {
    if (typeof value.value === "string" || typeof value.value === "number")
      value.refuse("T413", "Keys are 0 to 9, * and #.");
    return undefined;
  }
  return { id, kind: "press", keys };
}

function readUtterance(id: string, type: Place, properties: Place): ObservationAction | undefined {
  if (type.value !== "Utterance") {
    type.warn(
      "T414",
      `is ${brief(type.value)}; of ${SPOKEN.join(", ")} only Utterance is documented today and seen accepted.`,
      'Write "Utterance".',
    );
  }
  const given = properties.either("Value", "Text", "SSML");
  if (given !== undefined && !given.where.endsWith(".Value")) {
    given.warn("T415", "is documented, and seen refused.", "Write what is said as Value.");
  }
  const text = (given ?? properties.at("Value")).text("T416", "What is said", true);
  if (given !== undefined && text.trim() === "") {
    given.fault("T416", "is empty.", "Say something.");
  }
  return { id, kind: "say", text };
}

function readAssert(id: string, parameters: Place): ObservationAction | undefined {
  const path = parameters.at("Namespace").text("T421", "Namespace");
  const operator = parameters.at("Operator").word("T422", "Operator", ASSERT_OPERATORS);
  if (operator === undefined) return undefined;
  const operand = parameters.at("Operand");
  if (operator === "Exists") {
    parameters
      .at("Operator")
      .warn(
        "T423",
        "is Exists: documented, and seen refused with and without an operand.",
        "Compare with a value instead, for example TextContains with empty text.",
      );
    return { id, kind: "assert", path, operator, operand: "" };
  }
  return { id, kind: "assert", path, operator, operand: operand.text("T424", "Operand", true) };
}

function readControl(id: string, parameters: Place): ObservationAction | undefined {
  const command = parameters.at("Command");
  if (typeof command.value === "string") {
    command.warn("T431", `is ${brief(command.value)}.`, 'Write { "Type": "EndTest" }.');
  }
  const type = typeof command.value === "string" ? command : command.at("Type");
  switch (type.word("T432", "A command", ["EndTest", "LogData"] as const)) {
    case "EndTest":
      return { id, kind: "endTest" };
    case "LogData":
      return readLog(id, command.at("Properties", "Expressions"));
    default:
      return undefined;
  }
}

function readLog(id: string, expressions: Place): ObservationAction | undefined {
  if (!expressions.record("T433", "Expressions")) return undefined;
  const names = Object.keys(expressions.fields ?? {});
  const read = names.map((name): [string, string] => [name, expressions.at(name).text("T433", "An expression")]);
  return { id, kind: "log", expressions: Object.fromEntries(read) };
}
