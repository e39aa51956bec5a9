/** What a failed expectation throws. It looks like the assertion errors of chai and node to mocha and other runners. */
import { sep } from "node:path";

/** Folder of the kit, whose own frames say nothing to whoever reads a failure. */
const KIT = `${__dirname}${sep}`;

/** Where in a test something was asked for: the first frame outside the kit, node and installed packages. */
export function frameOf(origin: Error): string | undefined {
  const frames = (origin.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.find((line) => !line.includes(KIT) && !/node:|[\\/]node_modules[\\/]/.test(line))?.trim();
}

/** What an expectation knows when it fails. */
export interface Failure {
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** Whether the difference between the two says more than the message. */
  readonly showDiff?: boolean;
}

/** An expectation that does not hold. */
export class ExpectationError extends Error {
  override readonly name = "AssertionError";
  readonly code = "ERR_ASSERTION";
  readonly expected: unknown;
  readonly actual: unknown;
  /** mocha shows the difference between `expected` and `actual` when this is true. */
  readonly showDiff: boolean;

  /** @param origin made where the test stated the expectation; its first frame becomes the whole stack */
  constructor({ message, expected, actual, showDiff = false }: Failure, origin: Error) {
    super(message);
    this.expected = expected;
    this.actual = actual;
    this.showDiff = showDiff;
    const frame = frameOf(origin);
    this.stack = `${this.name}: ${message}${frame === undefined ? "" : `\n    ${frame}`}`;
  }

  toJSON(): object {
    const { name, message, expected, actual, showDiff, stack } = this;
    return { name, message, expected, actual, showDiff, stack };
  }
}

/** The test asks for something that makes no sense here: an unknown queue, a key on an ended call, a forgotten await. */
export class MisuseError extends Error {
  override readonly name = "MisuseError";

  constructor(message: string, origin?: Error) {
    super(message);
    const frame = frameOf(origin ?? this);
    this.stack = `${this.name}: ${message}${frame === undefined ? "" : `\n    ${frame}`}`;
  }
}

/** Says that a name is not one of those there are. */
export function unknownName(what: string, given: string, names: readonly string[], remedy = ""): MisuseError {
  const known = names.length === 0 ? "there are none" : `there are: ${names.map((name) => `"${name}"`).join(", ")}`;
  return new MisuseError(`There is no ${what} "${given}"; ${known}.${remedy === "" ? "" : ` ${remedy}`}`);
}
