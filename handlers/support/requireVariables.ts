/** The environment of a handler, checked before its first invocation. */

/**
 * Checks that environment variables are set. To be called first thing in a factory, which runs once a container.
 *
 * @throws Error naming the first that is missing or empty: a wrong deployment fails at init, not on a contact
 */
export const requireVariables = (names: readonly string[]): void => {
  const missing = names.find((name) => !process.env[name]);
  if (missing) throw new Error(`${missing} is not set in HandlerFunction's environment`);
};
