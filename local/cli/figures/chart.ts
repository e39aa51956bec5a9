/** A day's figures as a person looks at them in a terminal: bars by half hours, the queues, self-service, the survey. */
import type { Terminal } from "../terminal";
import { barParts, plainBar, SHADES } from "./bars";
import type { DayFigures, IntervalFigures, QueueFigures } from "./dayFigures";

const BAR_WIDTH = 26;
const HALF_HOUR_MS = 30 * 60_000;

/** Most half hours in a row without contacts that are shown one by one. */
const GAP_SHOWN = 2;

/** Most days that are shown one by one. */
const DAYS_SHOWN = 31;

/** How it is drawn. */
export interface ChartStyle {
  readonly unicode: boolean;
}

/** Prints the figures, in no more than 80 columns however wide the terminal is. */
export function showFigures(figures: DayFigures, out: Terminal, style: ChartStyle): void {
  if (figures.days.length > 1) showDays(figures, out, style);
  showIntervals(figures, out, style);
  out.line();
  showQueues(figures, out);
  out.line();
  showSelfService(figures, out);
  showSurvey(figures, out, style);
}

function showDays({ days, day }: DayFigures, out: Terminal, { unicode }: ChartStyle): void {
  const most = Math.max(...days.map(({ offered }) => offered));
  const shown = days.slice(-DAYS_SHOWN);
  out.line(out.paint("bold", `Contacts offered to queues by day (UTC)`));
  if (shown.length < days.length) out.line(`  the last ${shown.length} of ${days.length} days with contacts`);
  for (const one of shown) {
    const bar = plainBar(one.offered, most, BAR_WIDTH, unicode).padEnd(BAR_WIDTH);
    out.line(`  ${one.day}  ${bar} ${String(one.offered).padStart(7)}${one.day === day ? "  shown below" : ""}`);
  }
  out.line();
}

const HEADINGS = ["offered", "abandoned", "in time", "answered after"] as const;

function showIntervals({ day, intervals }: DayFigures, out: Terminal, style: ChartStyle): void {
  const shades = style.unicode ? SHADES.unicode : SHADES.ascii;
  const otherwise = intervals.some((one) => one.otherwise > 0);
  const legend = [`${shades[0]} handled`, `${shades[1]} abandoned`, ...(otherwise ? [`${shades[2]} otherwise`] : [])];
  out.line(out.paint("bold", `Contacts offered to queues on ${day}, by half hours (UTC)`));
  out.line(`  ${legend.join("  ")}`);
  out.line(`  ${" ".repeat(5)}  ${" ".repeat(BAR_WIDTH)}  ${HEADINGS.join("  ")}`);
  const most = Math.max(...intervals.map(({ offered }) => offered));
  let before: IntervalFigures | undefined;
  for (const one of intervals) {
    for (const text of gapBetween(before, one)) out.line(text);
    out.line(intervalLine(one, most, shades, out));
    before = one;
  }
}

function gapBetween(before: IntervalFigures | undefined, next: IntervalFigures): string[] {
  const from = before === undefined ? next.start : before.start;
  const missing = (timeOf(next.start) - timeOf(from)) / HALF_HOUR_MS - 1;
  if (missing <= 0) return [];
  if (missing > GAP_SHOWN) return [`  ${"...".padEnd(5)}`.trimEnd()];
  return Array.from({ length: missing }, (_, index) => {
    const at = new Date(timeOf(from) + (index + 1) * HALF_HOUR_MS);
    return `  ${at.toISOString().slice(11, 16)}`;
  });
}

function timeOf(start: string): number {
  return Date.parse(`${start.replace(" ", "T")}:00Z`);
}

function intervalLine(one: IntervalFigures, most: number, shades: readonly string[], out: Terminal): string {
  const parts = [one.handled, one.abandoned, one.otherwise];
  const lengths = barParts(parts, most, BAR_WIDTH);
  const colours = ["green", "red", "dim"] as const;
  const bar = lengths.map((length, at) => out.paint(colours[at] ?? "dim", (shades[at] ?? "").repeat(length))).join("");
  const space = " ".repeat(BAR_WIDTH - lengths.reduce((sum, length) => sum + length, 0));
  const cells = [one.offered, one.abandoned, percent(one.serviceLevel), secondsText(one.speedOfAnswer)];
  const figures = cells.map((cell, at) => String(cell).padStart(HEADINGS[at]?.length ?? 0)).join("  ");
  return `  ${one.start.slice(11, 16)}  ${bar}${space}  ${figures}`;
}

const QUEUE_HEADINGS = ["offered", "handled", "abandoned", "in time", "answered after", "handle time"];

function showQueues({ queues, total }: DayFigures, out: Terminal): void {
  const rows: QueueFigures[] = queues.length === 1 ? [...queues] : [...queues, { queue: "all", channel: "", ...total }];
  const names = rows.map(({ queue, channel }) => `${queue} ${channel.toLowerCase()}`.trim());
  const width = Math.max("queue".length, ...names.map((name) => name.length));
  const line = (name: string, cells: readonly (string | number)[]) =>
    `  ${name.padEnd(width)}  ${cells.map((cell, at) => String(cell).padStart(QUEUE_HEADINGS[at]?.length ?? 0)).join("  ")}`;
  out.line(out.paint("bold", line("queue", QUEUE_HEADINGS)));
  rows.forEach((row, at) => {
    const cells = [row.offered, row.handled, row.abandoned, percent(row.serviceLevel)];
    out.line(line(names[at] ?? "", [...cells, secondsText(row.speedOfAnswer), secondsText(row.handleTime)]));
  });
}

function showSelfService({ selfService, containment }: DayFigures, out: Terminal): void {
  const contacts = selfService.reduce((sum, one) => sum + one.contacts, 0);
  const contained = selfService.reduce((sum, one) => sum + one.contained, 0);
  if (contacts === 0) return;
  const done = selfService.filter((one) => one.contained > 0).map((one) => `${one.done} ${one.contained}`);
  out.line(
    `  Self-service: ${contained} of ${contacts} contacts customers began needed nobody (${percent(containment)})` +
      (done.length > 0 ? ":" : "."),
  );
  for (const text of wrapped(done, 74)) out.line(`    ${text}`);
}

/** Words with commas between them, on lines of at most so many characters. */
function wrapped(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  words.forEach((word, at) => {
    const text = at < words.length - 1 ? `${word},` : word;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= width) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(text);
  });
  return lines;
}

function showSurvey({ survey }: DayFigures, out: Terminal, { unicode }: ChartStyle): void {
  const { answers, mean, scores } = survey;
  if (answers === 0) return;
  const most = Math.max(...scores.values());
  out.line(
    `  Survey: ${answers} ${answers === 1 ? "answer" : "answers"}` +
      (mean === undefined ? "." : `, ${mean.toFixed(1)} of 5 on average:`),
  );
  for (const score of [5, 4, 3, 2, 1]) {
    const count = scores.get(score) ?? 0;
    out.line(
      `    ${score}  ${plainBar(count, most, BAR_WIDTH, unicode).padEnd(BAR_WIDTH)} ${String(count).padStart(5)}`,
    );
  }
}

function percent(share: number | undefined): string {
  return share === undefined ? "-" : `${Math.round(share * 100)} %`;
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "-" : `${Math.round(seconds)} s`;
}
