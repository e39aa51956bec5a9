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
    const text = expiry.render(run);
    if (/^\d+$/.test(text)) return { expression, expirySeconds: Number(text) };
    run.diagnose(`a step of the routing criteria expires after "${text}"; give whole seconds`);
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
  if (builder.has(...path, "NotAttributeCondition")) {
    const make = compileCondition(builder, [...path, "NotAttributeCondition"]);
    return (run) => {
      const inner = make(run);
      return inner && { not: inner };
    };
  }
  if (builder.has(...path, "AttributeCondition")) return compileCondition(builder, [...path, "AttributeCondition"]);
  builder.problem(
    `${path.join(".")} needs one of AttributeCondition, NotAttributeCondition, AndExpression and OrExpression`,
  );
  return () => undefined;
}

function compileCondition(builder: StepBuilder, path: readonly string[]): ExpressionMaker {
  return builder.raw(...path, "ComparisonOperator") === "Match"
    ? compileAgents(builder, [...path, "MatchCriteria", "AgentsCriteria", "AgentIds"])
    : compileProficiency(builder, path);
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
  const operator = builder.raw(...path, "ComparisonOperator") ?? "NumberGreaterOrEqualTo";
  const range = operator === "Range";
  const least = range
    ? builder.text(...path, "Range", "MinProficiencyLevel")
    : builder.text(...path, "ProficiencyLevel");
  const most = range ? builder.text(...path, "Range", "MaxProficiencyLevel") : undefined;
  if (name === undefined || value === undefined || least === undefined || (range && most === undefined)) {
    builder.problem(`${path.join(".")} needs Name, Value and ${range ? "both levels of Range" : "ProficiencyLevel"}`);
  }
  if (!range && operator !== "NumberGreaterOrEqualTo") {
    builder.problem(`ComparisonOperator is "${operator}"; allowed are NumberGreaterOrEqualTo, Range and Match`);
  }
  return (run) => {
    const level = levelOf(run, least);
    const top = most === undefined ? undefined : levelOf(run, most);
    if (name === undefined || value === undefined || level === undefined || (range && top === undefined)) {
      return undefined;
    }
    const wanted = { attribute: name.render(run), value: value.render(run), level };
    return top === undefined ? wanted : { ...wanted, most: top };
  };
}

function levelOf(run: FlowRun, level: Text | undefined): number | undefined {
  const text = level?.render(run) ?? "";
  const wanted = Number(text);
  if (wanted >= LOWEST_LEVEL && wanted <= HIGHEST_LEVEL) return wanted;
  run.diagnose(`ProficiencyLevel is "${text}"; it must be a number from ${LOWEST_LEVEL} to ${HIGHEST_LEVEL}`);
  return undefined;
}
