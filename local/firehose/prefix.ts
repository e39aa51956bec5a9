/** Prefixes of Firehose's objects with expressions in them, such as `arrived=!{timestamp:yyyy-MM-dd-HH}/`. */
import { lowerIdOf } from "../engine/identity";

/** Namespaces and what they may name; a `timestamp` names a pattern instead. */
const FIREHOSE_VALUES = ["error-output-type", "random-string"];
const EXPRESSION = /!\{([^:}]*):?([^}]*)\}/g;

/** Letters of Java's DateTimeFormatter that are evaluated here, in the lengths they may have. */
const LETTERS: Readonly<Record<string, readonly number[]>> = {
  y: [1, 2, 4],
  M: [1, 2],
  d: [1, 2],
  H: [1, 2],
  m: [1, 2],
  s: [1, 2],
  S: [3],
};

/** Pieces of a pattern: runs of one letter, quoted texts, anything else. */
const PIECES = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

/** What is wrong with the expressions of a prefix, in words; undefined when nothing is. */
export function problemOfPrefix(prefix: string, namespaces: readonly string[]): string | undefined {
  for (const [expression, namespace = "", value = ""] of prefix.matchAll(EXPRESSION)) {
    if (!namespaces.includes(namespace)) {
      return `${expression} has the namespace "${namespace}"; it must be one of ${namespaces.join(", ")}`;
    }
    if (namespace === "firehose" && !FIREHOSE_VALUES.includes(value)) {
      return `${expression} names "${value}"; firehose knows ${FIREHOSE_VALUES.join(" and ")}`;
    }
    const wrong = namespace === "timestamp" ? problemOfPattern(value) : undefined;
    if (wrong !== undefined) return `${expression} ${wrong}`;
  }
  return undefined;
}

/** Whether a prefix has an expression. */
export function hasExpression(prefix: string): boolean {
  return prefix.search(EXPRESSION) >= 0;
}

function problemOfPattern(pattern: string): string | undefined {
  if (pattern === "") return "has no pattern; write !{timestamp:yyyy-MM-dd-HH}";
  for (const [piece, , letter] of pattern.matchAll(PIECES)) {
    if (letter === undefined || LETTERS[letter]?.includes(piece.length)) continue;
    const known = Object.entries(LETTERS).flatMap(([one, lengths]) => lengths.map((length) => one.repeat(length)));
    return `has "${piece}", which is not evaluated on this machine; it knows ${known.join(" ")} and 'quoted text'`;
  }
  return undefined;
}

/** What a prefix is evaluated with. */
export interface PrefixContext {
  /** Arrival of the oldest record of the object, epoch milliseconds. */
  readonly at: number;
  /** `UTC` or an IANA time zone. */
  readonly timeZone: string;
  /** For the prefix of failures: which kind it is, e.g. `processing-failed`. */
  readonly errorType?: string;
  /** What random strings derive from. */
  readonly seed: string;
}

/** The folders S3 gets when a prefix has no timestamp of its own. */
const DEFAULT_FOLDERS = "yyyy/MM/dd/HH/";

/** Evaluates a prefix. One without an expression gets Firehose's own folders by the hour behind it. */
export function evaluatePrefix(prefix: string, context: PrefixContext): string {
  const fields = fieldsAt(context.at, context.timeZone);
  const withFolders = hasExpression(prefix) ? prefix : `${prefix}!{timestamp:${DEFAULT_FOLDERS}}`;
  let random = 0;
  return withFolders.replace(EXPRESSION, (_, namespace: string, value: string) => {
    if (namespace === "timestamp") return formatted(value, fields);
    if (value === "error-output-type") return context.errorType ?? "";
    return lowerIdOf(`${context.seed} ${random++}`, 11);
  });
}

type Fields = Readonly<Record<string, number>>;

/** Formats by time zone: making one takes longer than delivering a small object. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

function fieldsAt(at: number, timeZone: string): Fields {
  const format = formatOf(timeZone);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return {
    y: field("year"),
    M: field("month"),
    d: field("day"),
    H: field("hour"),
    m: field("minute"),
    s: field("second"),
    S: ((at % 1000) + 1000) % 1000,
  };
}

function formatted(pattern: string, fields: Fields): string {
  return pattern.replace(PIECES, (piece: string, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted.replace(/''/g, "'");
    const value = letter === undefined ? undefined : fields[letter];
    if (value === undefined) return piece;
    const digits = String(value).padStart(piece.length, "0");
    return letter === "y" && piece.length === 2 ? digits.slice(-2) : digits;
  });
}

/** The start of an object's name: stream, version and arrival of the oldest record, as Firehose writes them. */
export function objectName(stream: string, version: string, { at, timeZone }: PrefixContext, uuid: string): string {
  return `${stream}-${version}-${formatted("yyyy-MM-dd-HH-mm-ss", fieldsAt(at, timeZone))}-${uuid}`;
}
