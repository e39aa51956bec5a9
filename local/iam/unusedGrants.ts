/** What roles are allowed and never asked for: each action and each resource of each statement that no request needed. */
import { applies } from "./evaluate";
import type { Access } from "./accessLog";
import type { Role } from "./collectPolicies";
import type { Context } from "./match";
import type { Statement } from "./policyDocument";

/** One thing a statement of a role allows. */
export interface Grant {
  /** Name of the role. */
  role: string;
  /** Which of the role's statements, from 0 on, and its name if it has one. */
  statement: number;
  sid?: string;
  /** The action, as the statement writes it. */
  action: string;
  /** The statement's resources. For a grant about one resource, that one. */
  resources: readonly string[];
  /** Whether it is the action nothing asked for, or the resource. */
  unused: "action" | "resource";
}

/** A request of a role with every condition key it has. */
export interface AllowedAccess extends Pick<Access, "action" | "resource"> {
  context: Context;
}

/** A statement without one of its other resources or actions. */
function narrowed(statement: Statement, part: Pick<Statement, "actions"> | Pick<Statement, "resources">): Statement {
  return { ...statement, ...part };
}

/**
 * What `accesses`, all of them allowed, did not need of a role's statements. A statement that says what it does not mean
 * (`NotAction`, `NotResource`) has nothing to name and is left out; a Deny allows nothing.
 */
export function unusedGrants(role: Role, accesses: readonly AllowedAccess[]): Grant[] {
  const needed = (statement: Statement): boolean => accesses.some((access) => applies(statement, access));
  return role.statements.flatMap((statement, index): Grant[] => {
    const { effect, actions, resources, sid } = statement;
    if (effect === "Deny" || actions === undefined || resources === undefined) return [];
    const grant = { role: role.name, statement: index, ...(sid !== undefined && { sid }) };
    const idle = actions.filter((action) => !needed(narrowed(statement, { actions: [action] })));
    const used = actions.filter((action) => !idle.includes(action));
    // Of a statement nothing was needed of, its actions say enough.
    const empty =
      used.length === 0 ? [] : resources.filter((resource) => !needed(narrowed(statement, { resources: [resource] })));
    return [
      ...idle.map((action): Grant => ({ ...grant, action, resources, unused: "action" })),
      ...empty.map((resource): Grant => ({
        ...grant,
        action: used.join(", "),
        resources: [resource],
        unused: "resource",
      })),
    ];
  });
}
