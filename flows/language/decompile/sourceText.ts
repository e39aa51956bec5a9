/** The pieces source is made of: calls, objects, lists, texts and keys, laid out as the house formats them. */
import {
  concat,
  flatWidth,
  group,
  hardline,
  indent,
  join,
  line,
  softline,
  type Text,
  trailingComma,
  WIDTH,
} from "./layoutText";

/** A call; the last function or object of its arguments opens on the line of the call. */
export function call(callee: Text, args: readonly (Text | undefined)[]): Text {
  const given = args.map((arg) => arg ?? "undefined");
  const last = given.at(-1);
  const before = given.slice(0, -1);
  if (last === undefined) {
    return concat(callee, "()");
  }
  const hugs =
    opens(last) &&
    !before.some((arg) => kindOf(arg) === kindOf(last) && opens(arg)) &&
    before.every((arg) => flatWidth(arg) < WIDTH / 2);
  if (hugs) {
    return concat(callee, "(", ...before.flatMap((arg) => [arg, ", "]), last, ")");
  }
  return concat(callee, group("(", indent(softline, join(given, concat(",", line)), trailingComma), softline, ")"));
}

function opens(text: Text): boolean {
  return kindOf(text) !== "other";
}

function kindOf(text: Text): "function" | "object" | "list" | "other" {
  const start = firstText(text);
  return start.startsWith("(f) =>")
    ? "function"
    : start.startsWith("{")
      ? "object"
      : start.startsWith("[")
        ? "list"
        : "other";
}

function firstText(text: Text): string {
  if (typeof text === "string") {
    return text;
  }
  switch (text.kind) {
    case "concat":
      return text.parts.map(firstText).find((part) => part !== "") ?? "";
    case "group":
    case "indent":
      return firstText(text.content);
    case "choice":
      return firstText(text.flat);
    default:
      return "";
  }
}

export function braced(entries: readonly Text[], isBroken = false): Text {
  if (entries.length === 0) {
    return "{}";
  }
  const end = isBroken ? hardline : line;
  return group(
    "{",
    indent(end, join(entries, concat(",", isBroken ? hardline : line)), isBroken ? "," : trailingComma),
    end,
    "}",
  );
}

export function bracketed(entries: readonly Text[]): Text {
  if (entries.length === 0) {
    return "[]";
  }
  return group("[", indent(softline, join(entries, concat(",", line)), trailingComma), softline, "]");
}

/** Arguments without the optional ones at the end that are left out. */
export function withoutTail(args: readonly (Text | undefined)[]): (Text | undefined)[] {
  const given = [...args];
  while (given.length > 0 && given.at(-1) === undefined) {
    given.pop();
  }
  return given;
}

/** A text that does not fit behind its key goes on the next line. */
export function property(name: string, value: Text): Text {
  return typeof value === "string" && /^["']/.test(value)
    ? group(key(name), ":", indent(line, value))
    : concat(key(name), ": ", value);
}

export function quoted(text: string): string {
  const written = JSON.stringify(text).replace(
    /[\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
  const inner = written.slice(1, -1);
  const doubles = (text.match(/"/g) ?? []).length;
  const singles = (text.match(/'/g) ?? []).length;
  return doubles > singles ? `'${inner.replace(/\\"/g, '"').replace(/'/g, "\\'")}'` : written;
}

export function key(name: string): string {
  if (name === "__proto__") {
    return '["__proto__"]';
  }
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

export function escapeTemplate(text: string): string {
  return text.replace(/[\\`]|\$(?=\{)/g, "\\$&").replace(/\r/g, "\\r");
}
