/** Statements of IAM policy documents. */
import { entries, isFields, isText, parsed, texts, UNKNOWN } from "./value";

/** One statement, with everything that may be one or several as a list. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** `*`, ARNs, account ids and service names, without what kind they are. */
  readonly principals: readonly string[];
  readonly notPrincipals: boolean;
  /** Operator, key and values of each condition. */
  readonly conditions: readonly (readonly [operator: string, key: string, values: readonly string[]])[];
}

/** The statements of a document; undefined when it is no document, {@link UNKNOWN} when it is not known. */
export function statementsOf(document: unknown): readonly Statement[] | undefined | typeof UNKNOWN {
  const value = parsed(document);
  if (value === UNKNOWN) return UNKNOWN;
  if (!isFields(value) || value["Statement"] === undefined) return undefined;
  return entries(value["Statement"]).filter(isFields).map(statementOf);
}

/** The statements of a document that is one and known. */
export function knownStatements(document: unknown): readonly Statement[] {
  const statements = statementsOf(document);
  return Array.isArray(statements) ? statements : [];
}

function statementOf(statement: { readonly [name: string]: unknown }): Statement {
  const principal = statement["Principal"];
  const conditions = isFields(statement["Condition"]) ? statement["Condition"] : {};
  return {
    effect: String(statement["Effect"]),
    actions: texts(statement["Action"]),
    notActions: texts(statement["NotAction"]),
    resources: texts(statement["Resource"]),
    notResources: texts(statement["NotResource"]),
    principals: isFields(principal) ? Object.values(principal).flatMap(texts) : texts(principal),
    notPrincipals: statement["NotPrincipal"] !== undefined,
    conditions: Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(isFields(keys) ? keys : {}).map(([key, values]) => {
        return [operator, key.toLowerCase(), entries(values).map(String)] as const;
      }),
    ),
  };
}

/** Whether a statement forbids all of a service's requests, or those named, without TLS. */
export function deniesPlainText(statement: Statement, action: RegExp): boolean {
  return (
    statement.effect === "Deny" &&
    statement.principals.includes("*") &&
    statement.actions.some((name) => action.test(name)) &&
    statement.conditions.length === 1 &&
    statement.conditions.some(([operator, key, values]) => {
      return operator === "Bool" && key === "aws:securetransport" && values.includes("false");
    })
  );
}

/** Condition keys that tell for whom a service, or anybody, acts. */
const CONFINING = ["aws:sourcearn", "aws:sourceaccount", "aws:principalaccount", "aws:principalarn", "aws:sourceorgid"];

/** Whether a statement holds only for a named account, organisation or resource. */
export function isConfined({ conditions }: Statement): boolean {
  return conditions.some(([operator, key, values]) => {
    const compares = /^(String|Arn)(Equals|Like|EqualsIgnoreCase)$/.test(operator);
    const confines = CONFINING.includes(key) || key === "kms:encryptioncontext:aws:logs:arn";
    return compares && confines && values.length > 0 && values.every((value) => isText(value) && value !== "*");
  });
}

/** Whether a principal is a service, which acts for whoever told it to. */
export function isService(principal: string): boolean {
  return /\.amazonaws\.com(\.cn)?$/.test(principal);
}
