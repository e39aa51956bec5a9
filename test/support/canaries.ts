/** Canaries: personal data made up for one run, which must not be seen again where it does not belong. */
import fc from "fast-check";

/** One of each kind. */
export interface Canaries {
  readonly number: string;
  readonly name: string;
  readonly email: string;
  readonly pin: string;
  readonly text: string;
}

const letters = fc.stringMatching(/^[a-z]{10}$/);

/** Fresh canaries; none of them is likely to be printed by chance. */
export const anyCanaries: fc.Arbitrary<Canaries> = fc
  .tuple(letters, letters, letters, fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 100_000, max: 999_999 }))
  .map(([first, second, third, line, pin]) => ({
    number: `+1206555${String(line).padStart(4, "0")}`,
    name: `Q${first}`,
    email: `${second}@example.com`,
    pin: String(pin),
    text: `please ${third} it`,
  }));

/** The canaries that stand in printed lines: by what tells them, whatever is around it. */
export function sung({ number, name, email, pin, text }: Canaries, lines: readonly string[]): string[] {
  const marks = [number.slice(2), name.slice(1), email.split("@")[0] ?? email, pin, text.split(" ")[1] ?? text];
  return lines.filter((line) => marks.some((mark) => line.includes(mark)));
}

/** Runs work with everything that is printed caught: by any method of the console, and straight to either stream. */
export async function withEverythingPrinted<T>(work: () => Promise<T>): Promise<{ result: T; lines: string[] }> {
  const lines: string[] = [];
  const undo: (() => void)[] = [];
  const catchAll = <O extends object, K extends keyof O>(owner: O, key: K, put: O[K]): void => {
    const own = owner[key];
    owner[key] = put;
    undo.push(() => (owner[key] = own));
  };
  const note = (...parts: unknown[]): void => void lines.push(parts.map(asPrinted).join(" "));
  for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const) catchAll(console, method, note);
  const write = (text: string | Uint8Array): boolean => {
    lines.push(typeof text === "string" ? text : Buffer.from(text).toString());
    return true;
  };
  for (const stream of [process.stdout, process.stderr]) catchAll(stream, "write", write);
  try {
    return { result: await work(), lines };
  } finally {
    for (const each of undo) each();
  }
}

/** What is printed of a value; of an error, all that Lambda logs: its stack and its fields. */
export function asPrinted(value: unknown): string {
  if (value instanceof Error) return `${value.stack ?? value.message} ${JSON.stringify(value)}`;
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
