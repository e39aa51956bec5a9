/** Lays source text out on lines of at most 120 characters, the way the house formats it. */

/** Text that can be written on one line or on several. */
export type Text =
  | string
  | { readonly kind: "concat"; readonly parts: readonly Text[] }
  /** On one line if it fits; otherwise every `line` directly in it breaks. */
  | { readonly kind: "group"; readonly content: Text }
  | { readonly kind: "indent"; readonly content: Text }
  /** A line break in a group that does not fit; otherwise `flat`. */
  | { readonly kind: "line"; readonly flat: string }
  /** The first if it fits on the line, otherwise the second. */
  | { readonly kind: "choice"; readonly flat: Text; readonly broken: Text }
  /** Written only in a group that does not fit. */
  | { readonly kind: "ifBroken"; readonly content: string }
  | { readonly kind: "hardline" };

export const WIDTH = 120;

export const concat = (...parts: Text[]): Text => ({ kind: "concat", parts });
export const group = (...parts: Text[]): Text => ({ kind: "group", content: concat(...parts) });
export const indent = (...parts: Text[]): Text => ({ kind: "indent", content: concat(...parts) });
export const choice = (flat: Text, broken: Text): Text => ({ kind: "choice", flat, broken });
export const line: Text = { kind: "line", flat: " " };
export const softline: Text = { kind: "line", flat: "" };
export const hardline: Text = { kind: "hardline" };
export const trailingComma: Text = { kind: "ifBroken", content: "," };

export function join(parts: readonly Text[], separator: Text): Text {
  return concat(...parts.flatMap((part, at) => (at === 0 ? [part] : [separator, part])));
}

/** How wide the text is on one line, up to its first unavoidable break; infinite when it has to break. */
export function flatWidth(text: Text): number {
  if (typeof text === "string") {
    return text.includes("\n") ? Infinity : text.length;
  }
  switch (text.kind) {
    case "concat":
      return text.parts.reduce((sum: number, part) => sum + flatWidth(part), 0);
    case "group":
    case "indent":
      return flatWidth(text.content);
    case "choice":
      return flatWidth(text.flat);
    case "line":
      return text.flat.length;
    case "ifBroken":
      return 0;
    case "hardline":
      return Infinity;
  }
}

/** Writes the text. */
export function render(text: Text): string {
  const printer = new Printer();
  printer.write(text, 0, false, 0);
  return printer.output;
}

class Printer {
  output = "";
  private column = 0;

  /** `rest` is what has to fit on the same line after the text. */
  write(text: Text, depth: number, isFlat: boolean, rest: number): void {
    if (typeof text === "string") {
      this.text(text);
      return;
    }
    switch (text.kind) {
      case "concat":
        text.parts.forEach((part, at) => {
          const [width, breaks] = widthUpToBreak(text.parts.slice(at + 1));
          this.write(part, depth, isFlat, breaks ? width : width + rest);
        });
        break;
      case "choice": {
        const fits = isFlat || this.column + flatWidth(text.flat) + rest <= WIDTH;
        this.write(fits ? text.flat : text.broken, depth, fits, rest);
        break;
      }
      case "group":
        this.write(text.content, depth, isFlat || this.column + flatWidth(text.content) + rest <= WIDTH, rest);
        break;
      case "indent":
        this.write(text.content, depth + 1, isFlat, rest);
        break;
      case "line":
        if (isFlat) {
          this.text(text.flat);
        } else {
          this.break(depth);
        }
        break;
      case "ifBroken":
        if (!isFlat) {
          this.text(text.content);
        }
        break;
      case "hardline":
        this.break(depth);
    }
  }

  private text(text: string): void {
    this.output += text;
    const last = text.lastIndexOf("\n");
    this.column = last < 0 ? this.column + text.length : text.length - last - 1;
  }

  private break(depth: number): void {
    this.text(`\n${"  ".repeat(depth)}`);
  }
}

/** What must fit on the line after a part: everything up to the first place that may break, and whether there is one. */
function widthUpToBreak(parts: readonly Text[]): [number, boolean] {
  let width = 0;
  for (const part of parts) {
    const [own, breaks] = leading(part);
    width += own;
    if (breaks) {
      return [width, true];
    }
  }
  return [width, false];
}

function leading(text: Text): [number, boolean] {
  if (typeof text === "string") {
    return [text.length, false];
  }
  switch (text.kind) {
    case "concat":
      return widthUpToBreak(text.parts);
    case "group":
    case "indent":
      return leading(text.content);
    case "choice":
      return leading(text.broken);
    case "ifBroken":
      return [0, false];
    default:
      return [0, true];
  }
}
