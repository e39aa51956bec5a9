/** Routing criteria as contact records show them. */
import type { Contact } from "./contact";
import type { CriteriaExpression, RoutingCriteria } from "./routingCriteria";
import { stamp } from "./timestamps";

/** What has become of a step. */
export type StepStatus = "ACTIVE" | "INACTIVE" | "JOINED" | "EXPIRED";

/** The criteria of a contact (`RoutingCriteria`). */
export interface CriteriaRecord {
  readonly ActivationTimestamp: string | null;
  readonly Index: number;
  readonly Steps: readonly {
    readonly Expiry: { readonly DurationInSeconds: number; readonly ExpiryTimestamp: string | null } | null;
    readonly Expression: unknown;
    readonly Status: StepStatus;
  }[];
}

/** The criteria of a contact that has ended. */
export function criteriaRecord(contact: Contact, criteria: RoutingCriteria): CriteriaRecord {
  const joined = contact.connectedToAgentAt !== null;
  return {
    ActivationTimestamp: stamp(criteria.activatedAt),
    Index: 0,
    Steps: criteria.steps.map(({ expression, expirySeconds }, index) => ({
      Expiry:
        expirySeconds === undefined
          ? null
          : { DurationInSeconds: expirySeconds, ExpiryTimestamp: stamp(criteria.expiryOf(index)) },
      Expression: shown(expression),
      Status: statusOf(criteria, index, joined),
    })),
  };
}

function statusOf(criteria: RoutingCriteria, index: number, joined: boolean): StepStatus {
  const current = criteria.index ?? criteria.steps.length;
  if (index !== current) return index < current ? "EXPIRED" : "INACTIVE";
  if (joined) return "JOINED";
  return criteria.activatedAt === null ? "INACTIVE" : "ACTIVE";
}

function shown(expression: CriteriaExpression): unknown {
  if ("and" in expression) return { AndExpression: expression.and.map(shown) };
  if ("or" in expression) return { OrExpression: expression.or.map(shown) };
  if ("not" in expression) return { NotAttributeCondition: conditionOf(expression.not) };
  return { AttributeCondition: conditionOf(expression) };
}

function conditionOf(expression: CriteriaExpression): unknown {
  if ("agentIds" in expression) {
    const MatchCriteria = { AgentsCriteria: { AgentIds: expression.agentIds } };
    return { ComparisonOperator: "Match", MatchCriteria };
  }
  if (!("attribute" in expression)) return null;
  const { attribute: Name, value: Value, level, most } = expression;
  return most === undefined
    ? { Name, Value, ProficiencyLevel: level, ComparisonOperator: "NumberGreaterOrEqualTo" }
    : { Name, Value, Range: { MinProficiencyLevel: level, MaxProficiencyLevel: most }, ComparisonOperator: "Range" };
}
