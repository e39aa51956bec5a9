/** Figures as a table for people and as JSON for machines. */
import { type Figure, ratioOf, type Subject, summarize, type Summary } from "./measure";

const HEADINGS = ["measured", "median", "min - max", "unit", "floor", "median", "ratio", "goal", "met"];

/** Columns of numbers, which are set to the right. */
const NUMBERS = [1, 2, 5, 6];

/** A table of figures, one a line. */
export function table(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        NUMBERS.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return lines.map((line) => `  ${line}`).join("\n");
}

function cells(figure: Figure): string[] {
  const { median, min, max } = summarize(figure.values);
  const ratio = ratioOf(figure);
  const { floor, goal } = figure;
  return [
    figure.name,
    number(median),
    `${number(min)} - ${number(max)}`,
    figure.unit,
    floor?.name ?? "",
    floor === undefined ? "" : number(summarize(floor.values).median),
    ratio === undefined ? "" : `${number(ratio)}x`,
    goal?.text ?? "none stated",
    goal === undefined ? "" : goal.met({ median, ratio }) ? "yes" : "no",
  ];
}

/** Three digits that matter; thousands are set apart. */
function number(value: number): string {
  if (Math.abs(value) >= 100) {
    return Math.round(value).toLocaleString("en-US");
  }
  return value === 0 ? "0" : value.toPrecision(3);
}

/** Figures of a subject, as JSON. */
interface Report {
  date: string;
  machine: { before: string; after: string };
  subjects: { name: string; about: string; figures: object[] }[];
}

/** Everything that was found, as JSON. */
export function reportOf(
  found: readonly { subject: Subject; figures: readonly Figure[] }[],
  machine: Report["machine"],
): Report {
  const subjects = found.map(({ subject: { name, about }, figures }) => ({
    name,
    about,
    figures: figures.map((figure) => {
      const summary: Summary = summarize(figure.values);
      const ratio = ratioOf(figure);
      const { floor, goal } = figure;
      return {
        name: figure.name,
        unit: figure.unit,
        better: figure.better,
        ...summary,
        values: figure.values,
        ...(floor && { floor: { name: floor.name, ...summarize(floor.values), values: floor.values }, ratio }),
        ...(goal && { goal: { text: goal.text, met: goal.met({ median: summary.median, ratio }) } }),
      };
    }),
  }));
  return { date: new Date().toISOString(), machine, subjects };
}
