/** Failures of jobs, told without a word of what was worked on. */

/** The name of an error, if it is a word: `AccessDenied`, `TimeoutError`. */
export const nameOf = (error: unknown): string => {
  const { name } = (error ?? {}) as { name?: unknown };
  return typeof name === "string" && /^[a-z]\w{0,63}$/i.test(name) ? name : "Error";
};

/** An error that may be thrown out of a handler: Lambda prints it, so it has the name of its cause and nothing else. */
export const tellable = (error: unknown): Error => {
  const name = nameOf(error);
  return Object.assign(new Error(`The job failed: ${name}. The next run begins again.`), { name });
};
