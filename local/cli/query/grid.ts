/** Answers as a person reads them: an aligned table or, where one would be wider than the terminal, a block a row. */
import { isNumeric, type QueryResult, valueText } from "./result";

/** How a table is drawn. */
export interface GridStyle {
  /** Columns of the terminal; undefined where nobody looks, and nothing is cut then. */
  readonly width: number | undefined;
  /** Whether lines are drawn with more than ASCII. */
  readonly unicode: boolean;
}

/** Longest text of a cell on a terminal. */
const LONGEST_CELL = 64;

/** Most rows on a terminal: beyond, a person wants a file. */
const MOST_ROWS = 1_000;

/** Draws an answer, a line each, with the number of rows below. */
export function drawResult({ columns, rows }: QueryResult, style: GridStyle): string[] {
  const shown = style.width === undefined ? rows : rows.slice(0, MOST_ROWS);
  const cells = shown.map((row) => columns.map((_, at) => cellText(row[at], style)));
  const count = `(${rows.length} ${rows.length === 1 ? "row" : "rows"})`;
  const more =
    shown.length < rows.length ? [`The first ${MOST_ROWS} are shown; --csv or --json writes all of them.`] : [];
  const table = drawTable(
    columns.map(({ name }) => name),
    cells,
    columns.map(({ type }) => isNumeric(type)),
    style,
  );
  const fits = style.width === undefined || table.every((line) => displayWidth(line) <= (style.width ?? 0));
  const drawn = fits || rows.length === 0 ? table : drawBlocks(columns, cells, style);
  return [...drawn, count, ...more];
}

function drawTable(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  right: readonly boolean[],
  { unicode }: GridStyle,
): string[] {
  const widths = names.map((name, at) =>
    Math.max(displayWidth(name), ...cells.map((row) => displayWidth(row[at] ?? ""))),
  );
  const bar = unicode ? "│" : "|";
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => padded(cell, widths[at] ?? 0, right[at] === true))
      .join(` ${bar} `)
      .trimEnd();
  const rule = widths.map((width) => (unicode ? "─" : "-").repeat(width)).join(unicode ? "─┼─" : "-+-");
  return [line(names), rule, ...cells.map(line)];
}

function drawBlocks(
  columns: QueryResult["columns"],
  cells: readonly (readonly string[])[],
  { unicode, width = 80 }: GridStyle,
): string[] {
  const names = Math.max(...columns.map(({ name }) => displayWidth(name)));
  return cells.flatMap((row, index) => {
    const title = `${unicode ? "──" : "--"} row ${index + 1} `;
    const rule = (unicode ? "─" : "-").repeat(Math.max(0, Math.min(width, names + LONGEST_CELL / 2) - title.length));
    return [
      title + rule,
      ...columns.map(({ name }, at) => cut(`${padded(name, names, false)}  ${row[at] ?? ""}`, width).trimEnd()),
    ];
  });
}

function padded(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

/** A value on one line. What callers typed may hold anything, and must not steer the terminal. */
function cellText(value: unknown, style: GridStyle): string {
  const text = (valueText(value) ?? "").replace(CONTROL, (found) => CONTROL_NAMES[found] ?? "\ufffd");
  return style.width === undefined ? text : cut(text, LONGEST_CELL);
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROL_NAMES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > width - 3) break;
    kept += character;
  }
  return `${kept}...`;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const MARK = /\p{Mark}|\u200d|\ufe0f/u;

/** Columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character <= "~") width += 1;
    else if (!MARK.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
