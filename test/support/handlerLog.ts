/** What a handler prints during a test. */
/* eslint-disable no-console -- replaced for the time of one call */

/** Runs `work` with console.log caught; gives its result and the printed lines. */
export async function withLog<T>(work: () => Promise<T>): Promise<{ result: T; lines: string[] }> {
  const lines: string[] = [];
  const print = console.log;
  console.log = (...parts: unknown[]) => void lines.push(parts.join(" "));
  try {
    return { result: await work(), lines };
  } finally {
    console.log = print;
  }
}

/** Sets environment variables for the tests of a describe block, and removes them again. */
export function useEnvironment(variables: Record<string, string>): void {
  before(() => void Object.assign(process.env, variables));
  after(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
}
