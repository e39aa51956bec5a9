/** The only line a handler logs. */

/** What became of an invocation. Everything besides these three is a count. */
export interface Outcome {
  /** One word of the handler's own, such as `known`. */
  outcome: string;
  /** Name of the error that kept the handler from its work: what the alarm on safe answers counts. */
  failure?: string | undefined;
  /** Milliseconds it took. */
  ms?: number;
}

/**
 * Prints one line of JSON. A word that is not one, and anything else that is no number, is left out: no number of a
 * phone, no name, nothing that was said or read from a table can get into a log this way.
 */
export const logOutcome = <L extends Outcome>(line: L & { [K in Exclude<keyof L, keyof Outcome>]: number }): void => {
  const safe = Object.entries(line).filter(([key, value]) =>
    key === "outcome" || key === "failure" ? /^[a-z]\w{0,63}$/i.test(`${value}`) : typeof value === "number",
  );
  console.log(JSON.stringify(Object.fromEntries(safe)));
};
