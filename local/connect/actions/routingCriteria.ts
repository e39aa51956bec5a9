/** UpdateContactRoutingCriteria: which agents a contact waits for, step by step. */
import { idOf } from "../identifier";
import type { FlowRun } from "../flowRun";
import { type CriteriaExpression, type CriteriaStep, RoutingCriteria } from "../routingCriteria";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";
import type { Text } from "../template";

const LOWEST_LEVEL = 1;
const HIGHEST_LEVEL = 5;

/** Reads an expression for a contact; undefined after a diagnostic when something in it is not what it must be. */
type ExpressionMaker = (run: FlowRun) => CriteriaExpression | undefined;

/** Sets the routing criteria of the contact. */
export const updateContactRoutingCriteria: ActionCompiler = (builder) => {
  const indexes = builder.keys("RoutingCriteria", "Steps");
  if (indexes.length === 0) builder.problem("RoutingCriteria.Steps is empty; give at least one step");
  const makers = indexes.map((index) => compileStep(builder, ["RoutingCriteria", "Steps", index]));
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const steps: CriteriaStep[] = [];
    for (const make of makers) {
      const step = make(run);
      if (step === undefined) return failed;
      steps.push(step);
    }
    run.runtime.router.require(run.contact, new RoutingCriteria(steps));
    return next;
  };
};

function compileStep(builder: StepBuilder, path: readonly string[]): (run: FlowRun) => CriteriaStep | undefined {
  const make = compileExpression(builder, [...path, "Expression"]);
  const expiry = builder.text(...path, "Expiry", "DurationInSeconds");
  return (run) => {
    const expression = make(run);
    if (expression === undefined) return undefined;
    if (expiry === undefined) return { expression, expirySeconds: undefined };
    const expirySeconds = Number(expiry.render(run));
    if (Number.isInteger(expirySeconds) && expirySeconds > 0) return { expression, expirySeconds };
    run.diagnose(`a step of the routing criteria expires after ${expiry.render(run)}; give whole seconds from 1 on`);
    return undefined;
  };
}

function compileExpression(builder: StepBuilder, path: readonly string[]): ExpressionMaker {
  for (const [name, join] of [
    ["AndExpression", (inner: CriteriaExpression[]): CriteriaExpression => ({ and: inner })],
    ["OrExpression", (inner: CriteriaExpression[]): CriteriaExpression => ({ or: inner })],
  ] as const) {
    if (builder.has(...path, name)) {
      const makers = builder.keys(...path, name).map((index) => compileExpression(builder, [...path, name, index]));
      return (run) => all(run, makers, join);
    }
  }
  const condition = [...path, "AttributeCondition"];
  if (!builder.has(...condition)) {
    builder.problem(`${path.join(".")} needs one of AttributeCondition, AndExpression and OrExpression`);
    return () => undefined;
  }
  return builder.raw(...condition, "ComparisonOperator") === "Match"
    ? compileAgents(builder, [...condition, "MatchCriteria", "AgentsCriteria", "AgentIds"])
    : compileProficiency(builder, condition);
}

function all(
  run: FlowRun,
  makers: readonly ExpressionMaker[],
  join: (inner: CriteriaExpression[]) => CriteriaExpression,
): CriteriaExpression | undefined {
  const inner: CriteriaExpression[] = [];
  for (const make of makers) {
    const expression = make(run);
    if (expression === undefined) return undefined;
    inner.push(expression);
  }
  return join(inner);
}

/** Preferred agents, by id or ARN. */
function compileAgents(builder: StepBuilder, path: readonly string[]): ExpressionMaker {
  const ids = builder.keys(...path).flatMap((index) => builder.text(...path, index) ?? []);
  if (ids.length === 0) builder.problem(`${path.join(".")} is empty; name at least one agent by id or ARN`);
  return (run) => {
    const agentIds = ids.map((id) => idOf(id.render(run)));
    const unknown = agentIds.find((id) => !run.runtime.agents.some((agent) => agent.id === id));
    if (unknown === undefined) return { agentIds };
    run.diagnose(`no agent "${unknown}" is declared (aws.connect.User)`);
    return undefined;
  };
}

function compileProficiency(builder: StepBuilder, path: readonly string[]): ExpressionMaker {
  const name = builder.text(...path, "Name");
  const value = builder.text(...path, "Value");
  const level = builder.text(...path, "ProficiencyLevel");
  const operator = builder.raw(...path, "ComparisonOperator") ?? "NumberGreaterOrEqualTo";
  if (name === undefined || value === undefined || level === undefined) {
    builder.problem(`${path.join(".")} needs Name, Value and ProficiencyLevel`);
  }
  if (operator !== "NumberGreaterOrEqualTo") {
    builder.problem(`ComparisonOperator is "${operator}"; allowed are NumberGreaterOrEqualTo and Match`);
  }
  return (run) => {
    const wanted = levelOf(run, level);
    if (name === undefined || value === undefined || wanted === undefined) return undefined;
    return { attribute: name.render(run), value: value.render(run), level: wanted };
  };
}

function levelOf(run: FlowRun, level: Text | undefined): number | undefined {
  const text = level?.render(run) ?? "";
  const wanted = Number(text);
  if (Number.isInteger(wanted) && wanted >= LOWEST_LEVEL && wanted <= HIGHEST_LEVEL) return wanted;
  run.diagnose(`ProficiencyLevel is "${text}"; it must be a whole number from ${LOWEST_LEVEL} to ${HIGHEST_LEVEL}`);
  return undefined;
}
