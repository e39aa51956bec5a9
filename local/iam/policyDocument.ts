/** IAM policy documents: their JSON shape, and the normalised statements the evaluator works on. */

/** One statement as it is written in a policy document. */
export interface PolicyStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | Record<string, string | string[]>;
  NotPrincipal?: "*" | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | boolean | number | (string | boolean | number)[]>>;
}

/** Principals of a statement by kind (`AWS`, `Service`, `Federated`); `"*"` is anyone. */
export type Principals = "*" | Record<string, string[]>;

/** One test of a condition block: an operator on one key. */
export interface Condition {
  operator: string;
  key: string;
  values: string[];
  /** True: `${…}` in the values is no variable. */
  literal?: true;
}

/** A statement with every list a list and every condition flat. */
export interface Statement {
  sid?: string;
  effect: "Allow" | "Deny";
  principals?: Principals;
  notPrincipals?: Principals;
  actions?: string[];
  notActions?: string[];
  resources?: string[];
  notResources?: string[];
  conditions: Condition[];
  /** True: `${…}` is no variable, as in policies of a version before 2012-10-17 and in those that say none. */
  literal?: true;
}

function list(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  return [value].flat().map(String);
}

function principals(value: PolicyStatement["Principal"]): Principals | undefined {
  if (value === undefined) return undefined;
  if (value === "*") return "*";
  const kinds = Object.fromEntries(Object.entries(value).map(([kind, names]) => [kind, [names].flat()]));
  return kinds["AWS"]?.includes("*") ? "*" : kinds;
}

function conditions(block: PolicyStatement["Condition"]): Condition[] {
  return Object.entries(block ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: [values].flat().map(String) })),
  );
}

/** Normalises one statement. */
export function normalizeStatement(statement: PolicyStatement): Statement {
  return {
    sid: statement.Sid,
    effect: statement.Effect,
    principals: principals(statement.Principal),
    notPrincipals: principals(statement.NotPrincipal),
    actions: list(statement.Action),
    notActions: list(statement.NotAction),
    resources: list(statement.Resource),
    notResources: list(statement.NotResource),
    conditions: conditions(statement.Condition),
  };
}

function isStatement(value: unknown): value is PolicyStatement {
  if (typeof value !== "object" || value === null || !("Effect" in value)) return false;
  return value.Effect === "Allow" || value.Effect === "Deny";
}

/**
 * Reads a policy document given as JSON text or as an object.
 * @throws Error that says what is wrong with the document, naming it by `where`.
 */
export function parsePolicy(document: unknown, where: string): Statement[] {
  const parsed: unknown = typeof document === "string" ? parseJson(document, where) : document;
  if (typeof parsed !== "object" || parsed === null || !("Statement" in parsed)) {
    throw new Error(`${where} is not a policy document: it has no Statement.`);
  }
  // A document without a version is one of 2008-10-17, which knows no variables.
  const literal = !("Version" in parsed) || parsed.Version !== "2012-10-17";
  return [parsed.Statement].flat().map((statement) => {
    if (!isStatement(statement)) {
      throw new Error(`${where} has a statement whose Effect is neither Allow nor Deny: ${JSON.stringify(statement)}`);
    }
    const normalized = normalizeStatement(statement);
    return literal ? withoutVariables(normalized) : normalized;
  });
}

function withoutVariables(statement: Statement): Statement {
  const conditions = statement.conditions.map((condition): Condition => ({ ...condition, literal: true }));
  return { ...statement, conditions, literal: true };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${where} is not JSON: ${text.slice(0, 80)}`);
  }
}
