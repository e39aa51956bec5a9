/** Who asks, and what they may do. */
import { type PortalEvent } from "./portalEvent";
import { refusal } from "./refusal";

/** What somebody may do: each may do what those before it may. */
export type Role = "viewer" | "operator" | "administrator";

/** Somebody who is signed in. */
export interface User {
  username: string;
  role: Role;
}

/** Roles, the least first; each is a group of the user pool of the same name. */
const ROLES: readonly Role[] = ["viewer", "operator", "administrator"];

/** Whether a role is at least another. */
export const isAtLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);

/** The groups of a claim. API Gateway writes a list as `[one two]`. */
const groupsOf = (claim: unknown): string[] => {
  const [, groups = ""] = typeof claim === "string" ? (/^\[([^[\]]*)\]$/.exec(claim) ?? []) : [];
  return groups.split(/\s+/).filter(Boolean);
};

/**
 * Who asks.
 *
 * API Gateway has checked the token's signature, issuer and audience. What it does not insist on is checked here: that
 * the token is an access token, of this client, that it ends, and that its owner is in one of the three groups.
 *
 * @throws PortalRefusal 401 without a good token, 403 without a group
 */
export const readUser = ({ requestContext }: PortalEvent, clientId: string | undefined, now: number): User => {
  const claims = requestContext.authorizer?.jwt?.claims ?? {};
  const { username, client_id: client, token_use: use, exp, "cognito:groups": groups } = claims;
  const ends = typeof exp === "string" && exp.trim() !== "" ? Number(exp) : NaN;
  const good = use === "access" && client === clientId && Boolean(clientId) && ends * 1_000 > now;
  if (!good || typeof username !== "string" || !/^[^\p{C}]{1,128}$/u.test(username)) {
    throw refusal(401, "Unauthorized", "Sign in again: the request has no token of the portal that is still good.");
  }
  const mine = groupsOf(groups);
  const role = [...ROLES].reverse().find((each) => mine.includes(each));
  if (!role) {
    throw refusal(403, "Forbidden", `You are in no group of the portal. Ask for one of ${ROLES.join(", ")}.`);
  }
  return { username, role };
};
