/** F4xx: errors, conditions and targets. */
import { type ConditionSpec, type OutcomeSpec, outcomeOf } from "../actionSpecs";
import { type ConditionTransition } from "../document";
import { type Findings, type Severity, shown } from "../finding";
import { type FlowGraph, type Node } from "../flowGraph";

const TEXT_OPERATORS = ["Equals", "TextStartsWith", "TextEndsWith", "TextContains"];
const NUMBER_OPERATORS = ["NumberGreaterThan", "NumberGreaterOrEqualTo", "NumberLessThan", "NumberLessOrEqualTo"];
const OPERATORS: readonly string[] = [...TEXT_OPERATORS, ...NUMBER_OPERATORS, "KeyExists"];

export function checkTransitions(node: Node, graph: FlowGraph, findings: Findings): void {
  checkTargets(node, graph, findings);
  const { id, spec, transitions, parameters } = node;
  if (!spec) {
    return;
  }
  const severity = spec.confirmed ? "error" : "warning";
  if (spec.terminal) {
    if (node.edges.length > 0) {
      findings.add(
        severity,
        "F401",
        id,
        `${node.action.Type} ends the flow, so it leads nowhere.`,
        "Remove its Transitions.",
      );
    }
    return;
  }
  const outcome = outcomeOf(spec, parameters);
  if (outcome) {
    checkErrors(node, outcome, severity, findings);
    checkConditions(node, outcome.conditions, severity, findings);
  }
  if (!transitions.NextAction && !spec.holds) {
    findings.add(
      // Published samples leave it empty where the contact never comes back.
      spec.handsOver ? "warning" : severity,
      "F406",
      id,
      "It has no NextAction, so the contact gets stuck.",
      "Name the action to go on with.",
    );
  }
}

function checkTargets({ id, edges }: Node, graph: FlowGraph, findings: Findings): void {
  for (const { to, label } of edges) {
    if (!graph.byId.has(to)) {
      findings.error(
        "F407",
        id,
        `${label} leads to ${shown(to)}, which is no action of the flow.`,
        "Name an existing Identifier; capitals matter.",
      );
    }
  }
}

function checkErrors(
  { id, transitions, spec }: Node,
  outcome: OutcomeSpec,
  severity: Severity,
  findings: Findings,
): void {
  const { requiredErrors, optionalErrors = [] } = outcome;
  const given = (transitions.Errors ?? []).map(({ ErrorType }) => ErrorType);
  for (const type of requiredErrors) {
    if (!given.includes(type)) {
      findings.add(severity, "F402", id, `The error ${type} leads nowhere.`, "Wire it; the service requires it.");
    }
  }
  given.forEach((type, index) => {
    if (!requiredErrors.includes(type) && !optionalErrors.includes(type)) {
      const allowed = [...requiredErrors, ...optionalErrors].join(", ") || "none";
      findings.add(
        spec?.open ? "warning" : severity,
        "F403",
        id,
        `It cannot raise the error ${type} with these parameters.`,
        `Allowed: ${allowed}.`,
      );
    }
    if (given.indexOf(type) !== index) {
      findings.warning("F404", id, `The error ${type} is wired twice.`, "Keep one.");
    }
  });
}

function checkConditions(node: Node, spec: ConditionSpec, severity: Severity, findings: Findings): void {
  const { id } = node;
  const conditions = node.transitions.Conditions ?? [];
  const problem = malformed(conditions) ?? mismatch(node, conditions, spec);
  if (problem) {
    findings.add(severity, "F405", id, problem.message, problem.remedy);
  }
}

interface Problem {
  readonly message: string;
  readonly remedy: string;
}

function malformed(conditions: readonly ConditionTransition[]): Problem | undefined {
  for (const {
    Condition: { Operator, Operands },
  } of conditions) {
    if (!OPERATORS.includes(Operator)) {
      return { message: `There is no operator ${shown(Operator)}.`, remedy: `Use one of ${OPERATORS.join(", ")}.` };
    }
    if (Operands.length !== 1 || Operands[0] === "") {
      return { message: `${Operator} has the operands ${shown(Operands)}.`, remedy: "Give exactly one, not empty." };
    }
  }
  return undefined;
}

function mismatch(node: Node, conditions: readonly ConditionTransition[], spec: ConditionSpec): Problem | undefined {
  const results = conditions.map(({ Condition }) => Condition.Operands[0] ?? "");
  const areEqualities = conditions.every(({ Condition }) => Condition.Operator === "Equals");
  const unique = new Set(results).size === results.length;
  const told = (ok: boolean, remedy: string): Problem | undefined =>
    ok ? undefined : { message: `Its conditions are ${describeConditions(conditions)}.`, remedy };
  switch (spec.form) {
    case "none":
      return told(results.length === 0, "It takes none.");
    case "exactly":
      return told(
        areEqualities &&
          unique &&
          results.length === spec.results.length &&
          results.every((r) => spec.results.includes(r)),
        `It needs exactly ${spec.results.map((result) => `Equals ${result}`).join(" and ")}.`,
      );
    case "among":
      return told(
        areEqualities && unique && results.every((result) => spec.results.includes(result)),
        `Use Equals with any of ${spec.results.join(" ")}, each once.`,
      );
    case "named":
      return told(areEqualities && unique, "Use Equals with different results.");
    case "any":
      return undefined;
    case "percentages":
      return told(arePercentages(conditions), "Use NumberLessThan with rising thresholds from 2 to 100.");
    case "anyAgents":
      return told(
        conditions.length === 1 && conditions[0]?.Condition.Operator === "NumberGreaterThan" && results[0] === "0",
        "It needs exactly one: NumberGreaterThan 0.",
      );
    case "amounts":
      return told(
        conditions.length > 0 && conditions.every(({ Condition }) => isAmount(Condition.Operator)),
        "It needs at least one, with Equals or a number operator.",
      );
    case "events":
      return told(
        areEqualities && unique && sameEvents(node, results),
        "It needs WaitCompleted and one for each event.",
      );
  }
}

function isAmount(operator: string): boolean {
  return operator === "Equals" || NUMBER_OPERATORS.includes(operator);
}

function arePercentages(conditions: readonly ConditionTransition[]): boolean {
  let last = 1;
  return conditions.every(({ Condition: { Operator, Operands } }) => {
    const threshold = Number(Operands[0]);
    const rises = Operator === "NumberLessThan" && Number.isInteger(threshold) && threshold > last && threshold <= 100;
    last = threshold;
    return rises;
  });
}

function sameEvents({ parameters }: Node, results: readonly string[]): boolean {
  const events = Array.isArray(parameters["Events"]) ? parameters["Events"].map(String) : [];
  const wanted = ["WaitCompleted", ...events];
  return wanted.length === results.length && wanted.every((event) => results.includes(event));
}

function describeConditions(conditions: readonly ConditionTransition[]): string {
  const written = conditions.map(({ Condition }) => `${Condition.Operator} ${Condition.Operands.join(" ")}`);
  return written.length === 0 ? "none" : written.join(", ");
}
