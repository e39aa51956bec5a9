/** A change as it is sent, checked against the centre it is for. */
import { type Catalogue } from "./catalogue";
import { type TimedChange } from "./changes";
import { checkMessage } from "./checkMessage";
import { CHOICES, type Field, fieldsOf, type FieldValue, isValueOf, type Messages, recordOf } from "./fields";
import { isProblems, type Problem, shown } from "./problem";
import { queueOf } from "./scopes";
import { visible } from "./text";
import { checkPeriod } from "./times";

/** Most characters of a reason. */
export const LONGEST_REASON = 300;

/** A change that is sound, before it has an id and an author. */
export type CheckedChange = Pick<TimedChange, "field" | "value" | "from" | "until">;

/** Whether a scope is one of the centre's. */
export const isScope = (scope: unknown, { queues }: Catalogue): scope is string =>
  typeof scope === "string" && (scope === "center" || queues.some(({ name }) => name === queueOf(scope)));

/** Checks why something is done. */
export const checkReason = (why: unknown): string | Problem[] => {
  const text = typeof why === "string" ? visible(why).trim() : "";
  const allowed = `1 to ${LONGEST_REASON} characters, for those who see it later`;
  if (!text) return [{ path: "why", given: typeof why === "string" ? "no reason" : shown(why), allowed }];
  return text.length <= LONGEST_REASON ? text : [{ path: "why", given: `${text.length} characters`, allowed }];
};

/** Checks a message in every language; a language without words is left out. */
const checkMessages = (value: unknown, { languages }: Catalogue): Messages | Problem[] => {
  if (!isValueOf("message", value)) {
    return [{ path: "message", given: shown(value), allowed: `a text by language: ${languages.join(", ")}` }];
  }
  const texts = Object.entries(value as Messages).filter(([, text]) => visible(text).trim());
  const checked = texts.map(([language, text]) => ({ language, text: checkMessage(text) }));
  const problems = checked.flatMap(({ language, text }): Problem[] => {
    const path = `message in ${language}`;
    if (!languages.includes(language)) return [{ path, given: shown(language), allowed: languages.join(", ") }];
    return typeof text === "string" ? [] : [{ path, ...text }];
  });
  return problems.length ? problems : Object.fromEntries(checked.map(({ language, text }) => [language, `${text}`]));
};

/** Checks where contacts are sent instead. Its ARN comes from the catalogue, whatever was sent. */
const checkRedirect = (scope: string, value: unknown, { queues }: Catalogue): FieldValue | Problem[] => {
  if (value === "") return "";
  const given = recordOf(value)?.queue;
  const others = queues.filter(({ name }) => name !== queueOf(scope));
  const target = others.find(({ name }) => name === given);
  if (target) return { queue: target.name, arn: target.arn };
  const allowed = `another queue: ${others.map(({ name }) => name).join(", ")}`;
  return [{ path: "redirect", given: shown(given ?? value), allowed }];
};

const checkValue = (scope: string, field: Field, value: unknown, catalogue: Catalogue): FieldValue | Problem[] => {
  if (field === "message") return checkMessages(value, catalogue);
  if (field === "redirect") return checkRedirect(scope, value, catalogue);
  const allowed = CHOICES[field].map((choice) => (choice === "" ? "none" : choice)).join(", ");
  return isValueOf(field, value) ? (value as FieldValue) : [{ path: field, given: shown(value), allowed }];
};

/**
 * Checks a change.
 *
 * @param scope one of the centre's
 * @param given what was sent as the change
 * @param now epoch milliseconds
 */
export const checkChange = (
  scope: string,
  given: unknown,
  catalogue: Catalogue,
  now: number,
): CheckedChange | Problem[] => {
  const { field: name, value: set, from, until } = recordOf(given) ?? {};
  const field = fieldsOf(scope).find((each) => each === name);
  if (!field) return [{ path: "field", given: shown(name), allowed: fieldsOf(scope).join(", ") }];
  const value = checkValue(scope, field, set, catalogue);
  const period = checkPeriod(from, until, value === "closed", now);
  if (isProblems(value) || isProblems(period)) {
    return [...(isProblems(value) ? value : []), ...(isProblems(period) ? period : [])];
  }
  return { field, value, ...period } as CheckedChange;
};
