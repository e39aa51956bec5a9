/** What is wrong with something that was sent. */

/** One thing that is wrong: where, what was given, and what is allowed instead. */
export interface Problem {
  path: string;
  given: string;
  allowed: string;
}

/** What was given, in a few characters. */
export const shown = (value: unknown): string => {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? "something else";
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
};

/** Whether a check found something wrong. */
export const isProblems = <T>(checked: T | Problem[]): checked is Problem[] =>
  Array.isArray(checked) && checked.every((each) => typeof each === "object" && each !== null && "allowed" in each);
