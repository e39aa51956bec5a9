/** What a simulation found, as a person reads it in a terminal. */
import type { QueueFigures as Theory } from "../../planning/erlang";
import type { IntervalResult, PathResult, QueueFigures, SimulationResult } from "../simulation";
import type { DayResult } from "../simulation/day/playDay";
import type { Terminal } from "./terminal";

/** What Erlang A, or C, expects for the calls that reached the queues; undefined where the theory does not apply. */
export type Expected = { readonly figures: Theory; readonly model: "Erlang A" | "Erlang C" } | { readonly why: string };

const BAR_WIDTH = 24;
const PATHS_SHOWN = 6;
const INDENT = " ".repeat(10);

/** Prints the report. */
export function showSimulation(result: SimulationResult, expected: Expected, out: Terminal): void {
  const { calls, agents, queues, intervals } = result;
  out.line(
    `${calls.offered} calls, at most ${calls.peak} at once; ${calls.outcomes.handled} handled, ` +
      `${calls.outcomes.abandoned} abandoned, ${calls.outcomes.contained} ended in the flows ` +
      `(containment ${percent(calls.containment)})` +
      (calls.redials > 0 ? `; ${calls.redials} were redials` : ""),
  );
  out.line(
    `Agents: ${number(agents.hours)} ${agents.hours === 1 ? "hour" : "hours"} at work, ${percent(agents.occupancy)} busy, at most ${agents.peakBusy} at once, ` +
      `${number(agents.meanHandleTime)} s a contact`,
  );
  out.line();
  out.line(out.paint("bold", "By interval"));
  intervalTable(result).forEach((line) => out.line(line));
  out.line();
  out.line(out.paint("bold", `Mean wait by interval (s)`));
  chart(intervals, out);
  out.line();
  out.line(out.paint("bold", "By queue"));
  table([QUEUE_HEADINGS, ...queues.map((queue) => queueRow(queue.name, queue)), queueRow("all", result.total)]).forEach(
    (line) => out.line(line),
  );
  out.line();
  showTheory(result, expected, out);
  out.line();
  out.line(out.paint("bold", "Paths through the flows, and what a call on each takes"));
  showPaths(result, out);
}

/** Differences that are listed. */
const DIFFERENCES_SHOWN = 10;

/** Prints what the pipeline has stored, and whether its warehouse counts what the simulation did. */
export function showStored({ ledger, differences, stored }: DayResult, folder: string, out: Terminal): void {
  const { records, rows, objects, objectBytes } = stored;
  out.line();
  out.line(out.paint("bold", "Through the pipeline, into the warehouse"));
  out.line(
    `${records} contact records, ${rows} rows in ${objects} objects of ${number(objectBytes / 1e6)} MB, ` +
      `kept in ${folder}: npm run query -- --data ${folder}`,
  );
  if (differences.length === 0) {
    out.line(`Its views count the ${ledger.contacts} contacts as they were simulated, by queue and half hour.`);
    return;
  }
  out.line(out.paint("yellow", `Its views count otherwise than the simulation ${differences.length} times:`));
  differences.slice(0, DIFFERENCES_SHOWN).forEach((line) => out.line(`  ${line}`));
}

const INTERVAL_HEADINGS = [
  "from",
  "calls",
  "queued",
  "handled",
  "abandoned",
  "in time",
  "mean wait",
  "90 %",
  "occupancy",
  "calls at once",
];

function intervalTable({ intervals, start }: SimulationResult): string[] {
  return table([
    INTERVAL_HEADINGS,
    ...intervals.map((one) => [
      clock(start, one.from),
      String(one.calls),
      String(one.offered),
      String(one.handled),
      String(one.abandoned),
      one.offered === 0 ? "-" : percent(one.serviceLevel),
      `${number(one.meanWait)} s`,
      `${number(one.waits.p90)} s`,
      percent(one.occupancy),
      String(one.peakCalls),
    ]),
  ]);
}

const QUEUE_HEADINGS = [
  "queue",
  "queued",
  "handled",
  "abandoned",
  "in time",
  "mean wait",
  "answered after",
  "50 %",
  "95 %",
];

function queueRow(name: string, figures: QueueFigures): string[] {
  return [
    name,
    String(figures.offered),
    String(figures.handled),
    `${figures.abandoned} (${percent(figures.abandonment)})`,
    figures.offered === 0 ? "-" : percent(figures.serviceLevel),
    `${number(figures.meanWait)} s`,
    `${number(figures.meanAnswer)} s`,
    `${number(figures.waits.p50)} s`,
    `${number(figures.waits.p95)} s`,
  ];
}

function chart(intervals: readonly IntervalResult[], out: Terminal): void {
  const most = Math.max(1, ...intervals.map(({ meanWait }) => meanWait));
  for (const { from, meanWait, abandonment } of intervals) {
    const bar = "█".repeat(Math.round((meanWait / most) * BAR_WIDTH)).padEnd(BAR_WIDTH, "·");
    const minutes = `${Math.round(from / 60)} min`.padStart(8);
    const text = `${minutes} ${bar} ${number(meanWait)}`;
    out.line(abandonment > 0.05 ? out.paint("yellow", text) : text);
  }
}

function showTheory({ total, agents, withinSeconds }: SimulationResult, expected: Expected, out: Terminal): void {
  if ("why" in expected) {
    out.line(`No comparison with Erlang A: ${expected.why}`);
    return;
  }
  const { figures, model } = expected;
  out.line(out.paint("bold", `Beside ${model}, for the calls that reached the queues, in the long run`));
  const rows = [
    ["mean wait", `${number(total.meanWait)} s`, `${number(figures.meanWait)} s`],
    ["abandoned", percent(total.abandonment), percent(figures.abandonment)],
    [`within ${withinSeconds} s`, percent(total.serviceLevel), percent(figures.serviceLevel)],
    ["occupancy", percent(agents.occupancy), percent(figures.occupancy)],
  ];
  table([["", "simulated", model], ...rows]).forEach((line) => out.line(line));
}

/** The most frequent paths, each with the decisions that not all calls have in common. */
function showPaths({ paths, otherPaths, calls }: SimulationResult, out: Terminal): void {
  const [first] = paths;
  const common = new Set(first?.decisions.filter((one) => paths.every(({ decisions }) => decisions.includes(one))));
  const shown = paths.slice(0, PATHS_SHOWN);
  for (const path of shown) {
    const calls = path.calls === 1 ? "call " : "calls";
    out.line(`${percent(path.share).padStart(8)} ${String(path.calls).padStart(7)} ${calls}  ${outcomeText(path)}`);
    out.line(
      `${INDENT}flow ${number(path.flowSeconds)} s, queue ${number(path.queueSeconds)} s, ` +
        `agent ${number(path.agentSeconds)} s, on the line ${number(path.lineSeconds)} s; ` +
        `${number(path.blocks)} blocks, ${number(path.functions)} functions`,
    );
    const decisions = path.decisions.filter((one) => !common.has(one));
    if (decisions.length > 0) out.line(`${INDENT}${decisions.join(" › ")}`);
  }
  const others = paths.slice(PATHS_SHOWN);
  const rarer = otherPaths.paths + others.length;
  const rarerCalls = others.reduce((sum, path) => sum + path.calls, otherPaths.calls);
  if (rarer > 0) {
    out.line(
      `${percent(rarerCalls / calls.offered).padStart(8)} ${String(rarerCalls).padStart(7)} calls  on ${rarer} rarer paths`,
    );
  }
}

const OUTCOMES: Record<PathResult["outcome"], string> = {
  handled: "handled by an agent",
  abandoned: "abandoned in the queue",
  contained: "ended in the flow",
  left: "left the queue otherwise",
};

function outcomeText({ outcome, scripts }: PathResult): string {
  return `${OUTCOMES[outcome]} (callers ${scripts.map((name) => `"${name}"`).join(", ")})`;
}

/** Columns as wide as their widest cell; all but the first are set to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .replace(/^/, "  ")
      .trimEnd(),
  );
}

function clock(start: string, seconds: number): string {
  return new Date(Date.parse(start) + seconds * 1_000).toISOString().slice(11, 16);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** One digit after the point below a hundred, none above. */
function number(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 100 && !Number.isInteger(value) ? 1 : 0) : "∞";
}
