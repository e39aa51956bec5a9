/** Evaluates policy statements for one request: an explicit Deny wins, else an Allow, else it is denied implicitly. */
import { conditionHolds } from "./conditions";
import { literally, matchesAction, matchesArn, substitute, type Context } from "./match";
import type { Principals, Statement } from "./policyDocument";

/** What a set of policies says about a request. */
export type Effect = "allow" | "explicitDeny" | "implicitDeny";

/** A request as policies see it. */
export interface EvaluatedRequest {
  action: string;
  resource: string;
  context: Context;
}

/** Who asks, in the words a resource policy may use for it. */
export interface Caller {
  /** ARNs (role, session) and account ids that name the caller directly. */
  aws: readonly string[];
  service?: string;
}

function actionApplies(statement: Statement, action: string): boolean {
  if (statement.actions) return statement.actions.some((pattern) => matchesAction(pattern, action));
  return !(statement.notActions ?? ["*"]).some((pattern) => matchesAction(pattern, action));
}

function resourceMatches(patterns: readonly string[], literal: boolean, request: EvaluatedRequest): boolean {
  return patterns.some((pattern) => {
    const filled = literal ? pattern : substitute(pattern, request.context, literally);
    return filled !== undefined && matchesArn(filled, request.resource);
  });
}

function resourceApplies(statement: Statement, request: EvaluatedRequest): boolean {
  const { resources, notResources, literal = false } = statement;
  if (resources) return resourceMatches(resources, literal, request);
  if (notResources) return !resourceMatches(notResources, literal, request);
  // A trust policy has no Resource: it is about the role it hangs on.
  return true;
}

function conditionsHold(statement: Statement, context: Context): boolean {
  return statement.conditions.every((condition) => conditionHolds(condition, context) ?? statement.effect === "Deny");
}

function names(principals: Principals, caller: Caller): boolean {
  if (principals === "*") return true;
  const aws = principals["AWS"] ?? [];
  const services = principals["Service"] ?? [];
  return (
    aws.some((name) => caller.aws.includes(name)) || (caller.service !== undefined && services.includes(caller.service))
  );
}

function principalApplies(statement: Statement, caller: Caller | undefined): boolean {
  if (!caller) return true;
  if (statement.principals) return names(statement.principals, caller);
  return statement.notPrincipals !== undefined && !names(statement.notPrincipals, caller);
}

/**
 * Whether a statement, an Allow or a Deny, is about a request.
 * @param caller Given for policies that name principals (resource and trust policies); identity policies have none.
 */
export function applies(statement: Statement, request: EvaluatedRequest, caller?: Caller): boolean {
  return (
    actionApplies(statement, request.action) &&
    resourceApplies(statement, request) &&
    principalApplies(statement, caller) &&
    conditionsHold(statement, request.context)
  );
}

/**
 * Decides one request over all statements of a policy set.
 * @param caller Given for policies that name principals (resource and trust policies); identity policies have none.
 */
export function evaluate(statements: readonly Statement[], request: EvaluatedRequest, caller?: Caller): Effect {
  let effect: Effect = "implicitDeny";
  for (const statement of statements) {
    if (!applies(statement, request, caller)) continue;
    if (statement.effect === "Deny") return "explicitDeny";
    effect = "allow";
  }
  return effect;
}
