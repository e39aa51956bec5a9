/** F1xx: the document around the actions. */
import {
  FLOW_LANGUAGE_VERSION,
  type FlowDocument,
  MAX_ACTIONS,
  MAX_CONTENT_LENGTH,
  MAX_IDENTIFIER_LENGTH,
  toJson,
} from "../document";
import { type Findings, shown } from "../finding";
import { type FlowGraph } from "../flowGraph";
import { isNestedTooDeep, MAX_NESTING } from "../nesting";

const FORBIDDEN_CHARACTERS = /[%:(\\/)=$,;[\]{}]/;

const FORBIDDEN_IDENTIFIERS = new Set([
  "__proto__",
  "constructor",
  "__defineGetter__",
  "__defineSetter__",
  "toString",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
  "valueOf",
]);

/** Whether the document is shaped so that the other rules can look at it. */
export function hasShape(document: FlowDocument, findings: Findings): boolean {
  const given: unknown = document;
  if (!isObject(given) || !Array.isArray(given["Actions"])) {
    const isLegacy = isObject(given) && "modules" in given;
    findings.error(
      "F100",
      undefined,
      isLegacy ? "This is an export of the old designer, not flow language." : "The document has no list of Actions.",
      "Use the content DescribeContactFlow returns: an object with Version, StartAction and Actions.",
    );
    return false;
  }
  if (isNestedTooDeep(given)) {
    findings.error(
      "F100",
      undefined,
      `The document has more than ${MAX_NESTING} levels of lists and objects in one another.`,
      "Write its parameters and metadata flat; nothing in the flow language nests so deep.",
    );
    return false;
  }
  const misshapen = given["Actions"].findIndex((action: unknown) => !isAction(action));
  if (misshapen >= 0) {
    findings.error(
      "F100",
      undefined,
      `Actions[${misshapen}] is not an action: ${shown(given["Actions"][misshapen])}.`,
      "An action has texts Identifier and Type, and optionally objects Parameters and Transitions.",
    );
  }
  return misshapen < 0;
}

function isAction(action: unknown): boolean {
  if (!isObject(action) || typeof action["Identifier"] !== "string" || typeof action["Type"] !== "string") {
    return false;
  }
  const { Parameters: parameters = {}, Transitions: transitions = {} } = action;
  if (!isObject(parameters) || !isObject(transitions)) {
    return false;
  }
  const { NextAction: next = "", Errors: errors = [], Conditions: conditions = [] } = transitions;
  return (
    typeof next === "string" &&
    Array.isArray(errors) &&
    errors.every((entry: unknown) => hasTexts(entry, "NextAction", "ErrorType")) &&
    Array.isArray(conditions) &&
    conditions.every(isCondition)
  );
}

function isCondition(entry: unknown): boolean {
  if (!hasTexts(entry, "NextAction") || !isObject(entry)) {
    return false;
  }
  const condition = entry["Condition"];
  if (!hasTexts(condition, "Operator") || !isObject(condition)) {
    return false;
  }
  const operands = condition["Operands"];
  return Array.isArray(operands) && operands.every((operand) => typeof operand === "string");
}

function hasTexts(value: unknown, ...names: string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === "string");
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Version, start, sizes and identifiers. */
export function checkDocument(graph: FlowGraph, findings: Findings): void {
  const { document } = graph;
  if (document.Version !== FLOW_LANGUAGE_VERSION) {
    findings.error(
      "F101",
      undefined,
      `The Version is ${shown(document.Version)}.`,
      `Write "${FLOW_LANGUAGE_VERSION}", the only one there is.`,
    );
  }
  if (!graph.byId.has(document.StartAction)) {
    findings.error(
      "F102",
      undefined,
      `StartAction names ${shown(document.StartAction)}, which is no action of the flow.`,
      "Name one of the Actions.",
    );
  }
  if (document.Actions.length > MAX_ACTIONS) {
    findings.error(
      "F103",
      undefined,
      `The flow has ${document.Actions.length} actions; the service takes ${MAX_ACTIONS}.`,
      "Move a part into a flow of its own (transferToFlow) or a module (invokeModule).",
    );
  }
  checkSettings(graph, findings);
  checkLength(document, findings);
  checkIdentifiers(graph, findings);
}

function checkSettings({ document, kind }: FlowGraph, findings: Findings): void {
  if (kind === "MODULE" && document.Settings === undefined) {
    findings.warning(
      "F108",
      undefined,
      "The module has no Settings, which CreateContactFlowModule asks for.",
      "Add Settings with InputParameters, OutputParameters and Transitions, as the console writes them.",
    );
  }
  if (kind !== "MODULE" && document.Settings !== undefined) {
    findings.warning("F109", undefined, "The flow has Settings, which only modules have.", "Leave them out.");
  }
}

function checkLength(document: FlowDocument, findings: Findings): void {
  const length = JSON.stringify(document).length;
  // Indentation not quite doubles the length, so most flows need not be written a second time.
  const indented = length > MAX_CONTENT_LENGTH / 2 ? toJson(document).length : length;
  const remedy = `Move a part into another flow or a module; the limit is ${MAX_CONTENT_LENGTH.toLocaleString("en-US")}.`;
  if (length > MAX_CONTENT_LENGTH) {
    findings.error("F104", undefined, `The flow is ${length} characters long.`, remedy);
  } else if (indented > MAX_CONTENT_LENGTH) {
    findings.warning("F104", undefined, `The flow is ${indented} characters long when it is indented.`, remedy);
  }
}

function checkIdentifiers(graph: FlowGraph, findings: Findings): void {
  const seen = new Set<string>();
  for (const { id } of graph.nodes) {
    if (seen.has(id)) {
      findings.error("F105", id, "Two actions have this identifier.", "Rename one; identifiers are unique in a flow.");
    }
    seen.add(id);
    if (id === "" || id.length > MAX_IDENTIFIER_LENGTH) {
      findings.error(
        "F106",
        id,
        `The identifier has ${id.length} characters.`,
        `Use 1 to ${MAX_IDENTIFIER_LENGTH} characters.`,
      );
    }
    if (FORBIDDEN_CHARACTERS.test(id) || FORBIDDEN_IDENTIFIERS.has(id)) {
      findings.error(
        "F107",
        id,
        "The service does not take this identifier.",
        "Leave out % : ( \\ / ) = $ , ; [ ] { } and the names every JavaScript object has.",
      );
    }
  }
}
