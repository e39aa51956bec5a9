/** The people who can sign in on this machine: one for each group that the program declares, and nobody else. */
import { createHash } from "node:crypto";
import type { UserPool } from "./userPools";

/** Somebody who can sign in. */
export interface LocalUser {
  /** Cognito's id of the user, a UUID. */
  readonly sub: string;
  /** The name of the user's group. */
  readonly username: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What the program says of the group. */
  readonly description: string;
}

/** The users of a pool. */
export function localUsers(pool: UserPool): LocalUser[] {
  return pool.groups.map(({ name, description }) => ({
    sub: subOf(`${pool.id} ${name}`),
    username: name,
    email: `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}@example.com`,
    groups: [name],
    description,
  }));
}

/** The same user has the same id in every run, as what is kept of one run names its users. */
function subOf(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join("-");
}
