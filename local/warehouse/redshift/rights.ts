/** Who may do what in a database: users, roles and grants. What a stack forgot to grant is denied here as on AWS. */
import { tableReferences } from "../sql/tableReferences";
import { isWord, nameOf, type Token } from "../sql/tokens";
import { StatementFailure } from "./redshiftError";
import { nameAt } from "./translate";

/** What a statement does with a relation. */
export interface Use {
  readonly relation: string;
  /** A privilege, `OWNER` for what only an owner may, or `CREATE` for one that is made. */
  readonly privilege: "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "OWNER" | "CREATE";
}

const PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
const SYSTEM_ROLES = ["sys:dba", "sys:operator", "sys:monitor", "sys:superuser", "sys:secadmin"];

/** Whether a statement is about users, roles or rights. */
export function isRightsStatement(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  const defines = isWord(first, "CREATE", "ALTER", "DROP") && isWord(second, "ROLE", "USER", "GROUP");
  return defines || isWord(first, "GRANT", "REVOKE");
}

/** What a statement does with relations, by their names. */
export function usesOf(tokens: readonly Token[]): Use[] {
  const uses: Use[] = tableReferences(tokens).map(({ parts }): Use => {
    return { relation: parts.at(-1) ?? "", privilege: "SELECT" };
  });
  const [first, second] = tokens;
  const at = (place: number, ...privileges: Use["privilege"][]): void => {
    const relation = nameAt(tokens, place)?.name;
    if (relation !== undefined) privileges.forEach((privilege) => uses.push({ relation, privilege }));
  };
  if (isWord(first, "INSERT")) at(2, "INSERT");
  if (isWord(first, "UPDATE")) at(1, "UPDATE");
  if (isWord(first, "DELETE"))
    return [...uses.slice(1), { relation: nameAt(tokens, 2)?.name ?? "", privilege: "DELETE" }];
  if (isWord(first, "COPY")) at(1, "INSERT");
  if (isWord(first, "MERGE")) {
    at(2, ...PRIVILEGES);
    at(tokens.findIndex((token) => isWord(token, "USING")) + 1, "SELECT");
  }
  if (isWord(first, "TRUNCATE")) at(isWord(second, "TABLE") ? 2 : 1, "OWNER");
  if (isWord(first, "ALTER", "DROP", "CREATE")) {
    const kind = tokens.findIndex((token) => isWord(token, "TABLE", "VIEW"));
    const exists = isWord(tokens[kind + 1], "IF");
    const place = kind + 1 + (exists ? (isWord(tokens[kind + 2], "NOT") ? 3 : 2) : 0);
    if (kind > 0 && !exists) at(place, isWord(first, "CREATE") ? "CREATE" : "OWNER");
    if (kind > 0 && exists && isWord(first, "DROP")) at(place, "OWNER");
  }
  return uses;
}

/** Users, roles, and what they were granted. */
export class Rights {
  private constructor(
    private readonly users: Set<string>,
    private readonly roles: Set<string>,
    /** `grantee relation privilege`, and `user role` of memberships. */
    private readonly grants: Set<string>,
    private readonly members: Set<string>,
  ) {}

  static empty(): Rights {
    return new Rights(new Set(), new Set(SYSTEM_ROLES), new Set(), new Set());
  }

  /** As it is now, for a transaction that may be undone. */
  copy(): Rights {
    return new Rights(new Set(this.users), new Set(this.roles), new Set(this.grants), new Set(this.members));
  }

  /** Notes a statement that was done: who makes a relation owns it, and grants go with one that is dropped. */
  done(tokens: readonly Token[], uses: readonly Use[], user: string | undefined): void {
    for (const { relation, privilege } of uses) {
      if (privilege === "CREATE" && user !== undefined) this.grants.add(grantKey(user, relation, "OWNER"));
      if (privilege !== "OWNER" || !isWord(tokens[0], "DROP")) continue;
      for (const grant of [...this.grants]) if (grant.split("\n")[1] === relation) this.grants.delete(grant);
    }
  }

  /**
   * Asks whether a user may.
   * @throws StatementFailure naming the relation
   */
  require(user: string, uses: readonly Use[]): void {
    for (const { relation, privilege } of uses) {
      if (privilege === "CREATE" || this.#has(user, relation, "OWNER") || this.#has(user, relation, privilege))
        continue;
      if (privilege === "OWNER") throw new StatementFailure(`must be owner of relation ${relation}`);
      const hint = `(local run: the user ${user} lacks ${privilege}; GRANT ${privilege} ON ${relation} TO "${user}")`;
      throw new StatementFailure(`permission denied for relation ${relation} ${hint}`);
    }
  }

  #has(user: string, relation: string, privilege: string): boolean {
    const roles = [...this.members].flatMap((member) =>
      member.startsWith(`${user}\n`) ? [member.slice(user.length + 1)] : [],
    );
    return [user, "public", ...roles.map((role) => `role ${role}`)].some((one) =>
      this.grants.has(grantKey(one, relation, privilege)),
    );
  }

  /**
   * Does what a statement about rights says. Answers a relation that has to be there.
   * @param relations the tables and views there are
   */
  change(tokens: readonly Token[], relations: readonly string[], user: string | undefined): string | undefined {
    if (user !== undefined) throw new StatementFailure(`permission denied: ${user} is no superuser`);
    const [first] = tokens;
    if (isWord(first, "GRANT", "REVOKE")) return this.#grant(tokens, relations);
    const isRole = isWord(tokens[1], "ROLE");
    const known = isRole ? this.roles : this.users;
    const name = nameOf(tokens[2]) ?? "";
    const what = isRole ? "role" : "user";
    if (isWord(first, "CREATE")) {
      if (known.has(name)) throw new StatementFailure(`${what} "${name}" already exists`);
      known.add(name);
    } else if (isWord(first, "DROP") && !known.delete(name))
      throw new StatementFailure(`${what} "${name}" does not exist`);
    return undefined;
  }

  #grant(tokens: readonly Token[], relations: readonly string[]): string | undefined {
    const gives = isWord(tokens[0], "GRANT");
    const to = tokens.findIndex((token) => isWord(token, gives ? "TO" : "FROM"));
    const grantee = this.#granteeAt(tokens, to + 1);
    const change = (set: Set<string>, entry: string): void => void (gives ? set.add(entry) : set.delete(entry));
    if (isWord(tokens[1], "ROLE")) {
      const role = nameOf(tokens[2]) ?? "";
      if (!this.roles.has(role)) throw new StatementFailure(`role "${role}" does not exist`);
      change(this.members, `${grantee}\n${role}`);
      return undefined;
    }
    const on = tokens.findIndex((token) => isWord(token, "ON"));
    if (isWord(tokens[on + 1], "SCHEMA", "DATABASE", "FUNCTION", "LANGUAGE")) return undefined;
    const given = PRIVILEGES.filter((privilege) =>
      tokens.slice(1, on).some((token) => isWord(token, privilege, "ALL")),
    );
    const named = isWord(tokens[on + 1], "ALL")
      ? relations
      : [nameAt(tokens, isWord(tokens[on + 1], "TABLE") ? on + 2 : on + 1)?.name ?? ""];
    for (const relation of named)
      given.forEach((privilege) => change(this.grants, grantKey(grantee, relation, privilege)));
    return isWord(tokens[on + 1], "ALL") ? undefined : named[0];
  }

  #granteeAt(tokens: readonly Token[], at: number): string {
    const isRole = isWord(tokens[at], "ROLE");
    const name = nameOf(tokens[isRole || isWord(tokens[at], "GROUP") ? at + 1 : at]) ?? "";
    if (isRole && !this.roles.has(name)) throw new StatementFailure(`role "${name}" does not exist`);
    if (!isRole && name !== "public" && !isWord(tokens[at], "GROUP") && !this.users.has(name)) {
      throw new StatementFailure(`user "${name}" does not exist`);
    }
    return isRole ? `role ${name}` : name;
  }
}

function grantKey(grantee: string, relation: string, privilege: string): string {
  return [grantee, relation, privilege].join("\n");
}
