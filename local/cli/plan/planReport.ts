/** A plan as a person reads it in a terminal. */
import type { CenterPlan, PlannedQuota } from "../../../planning/centerPlan";
import { byService } from "../../../planning/bill";
import { PRICES_AS_OF, withPrices } from "../../../planning/prices";
import type { CostLine } from "../../../planning/resources";
import { redshiftLoadCost } from "../../../planning/standingCost";
import type { Terminal } from "../terminal";
import { count, dollars, figure, percent, table } from "./planFigures";

/** What the report says of the stack besides its plan. */
export interface PlannedStack {
  readonly stack: string;
  readonly architecture: string;
}

/** Prints a plan. */
export function showPlan(plan: CenterPlan, { stack, architecture }: PlannedStack, out: Terminal): void {
  const { workload } = plan;
  out.line(
    out.paint(
      "bold",
      `Stack ${stack}, ${architecture}: ${count(workload.agents)} ${workload.agents === 1 ? "agent" : "agents"} at work in the busiest hour`,
    ) + `, prices as of ${PRICES_AS_OF}`,
  );
  section(out, "Workload", workloadRows(plan));
  out.line();
  out.line(out.paint("bold", "A day"));
  dayChart(plan).forEach((line) => out.line(line));
  section(out, "Sizes", sizeRows(plan));
  quotas(plan, out);
  section(out, "First deployment", [
    ["resources", count(plan.resources), `${count(plan.connectResources)} of them made by Connect's control plane`],
    [
      "first `pulumi up`",
      `${count(plan.firstUpMinutes)} min`,
      "at the two requests a second Connect takes of an account",
    ],
  ]);
  costs(plan, out);
}

function section(out: Terminal, title: string, rows: readonly (readonly string[])[], left = [2]): void {
  out.line();
  out.line(out.paint("bold", title));
  table(rows, left).forEach((line) => out.line(line));
}

function workloadRows({ workload, day }: CenterPlan): string[][] {
  const { figures, serviceLevel, answerWithin, shrinkage, contactsPerHour, allPerHour } = workload;
  return [
    [
      "agents at work in the busiest hour",
      count(workload.agents),
      `${count(workload.people)} people, ${percent(shrinkage)} of them elsewhere`,
    ],
    [
      "contacts for agents in that hour",
      count(contactsPerHour),
      `and ${count(allPerHour - contactsPerHour)} that end in self-service`,
    ],
    [
      "contacts a month",
      count(workload.perMonth),
      `${figure(workload.hoursPerDay)} busy hours a day, ${figure(workload.daysPerMonth)} days`,
    ],
    ["handle time, patience", `${figure(workload.handleTime)} s, ${figure(workload.patience)} s`, ""],
    [
      `answered within ${figure(answerWithin)} s`,
      percent(figures.serviceLevel),
      `goal ${percent(serviceLevel)}${figures.serviceLevel < serviceLevel ? ` takes ${count(day.mostAgents)} agents` : ""}; Erlang A`,
    ],
    ["mean wait", `${figure(figures.meanWait)} s`, ""],
    ["callers who hang up", percent(figures.abandonment), ""],
    ["agents busy", percent(figures.occupancy), `planned for at most ${percent(workload.occupancy)}`],
    ["agent hours of the day below", count(day.agentHours), ""],
  ];
}

const BAR = 32;

function dayChart({ day }: CenterPlan): string[] {
  const most = Math.max(1, ...day.intervals.map(({ needed }) => needed));
  const rows = day.intervals.map(({ from, contactsPerHour, needed, figures }) => [
    `${String(Math.floor(from / 60)).padStart(2, "0")}:${String(from % 60).padStart(2, "0")}`,
    "█".repeat(Math.max(1, Math.round((needed / most) * BAR))).padEnd(BAR, "·"),
    `${count(needed)} agents`,
    `${count(contactsPerHour)}/h`,
    percent(figures.serviceLevel),
  ]);
  return table([["from", "agents needed".padEnd(BAR), "", "contacts", "in time"], ...rows], [1]);
}

function sizeRows({ sizes }: CenterPlan): string[][] {
  const { contactRecords, agentEvents, alarms, delivery } = sizes;
  const stream = ({ mode, shards }: { mode: string; shards: number }) =>
    mode === "direct"
      ? "Firehose itself, no stream"
      : `${mode}, the load of ${shards} ${shards === 1 ? "shard" : "shards"}`;
  return [
    ["contact records in a burst", `${figure(sizes.recordsPerSecond)}/s`, stream(contactRecords)],
    [
      "agent events in a burst",
      `${figure(sizes.agentEventsPerSecond)}/s`,
      `${stream(agentEvents)}; where the settings want them`,
    ],
    ["functions of flows at once", count(sizes.flowConcurrency), reserved(sizes.reservedConcurrency)],
    ["tables", sizes.tables, `${count(sizes.tableReads)} reads/s in a burst`],
    ["rows are written every", `${delivery.seconds} s`, `or ${delivery.megabytes} MB`],
    ["Redshift, where it is wanted", `${sizes.redshiftCapacity} RPU`, redshiftCosts(sizes.redshiftCapacity)],
    [
      "somebody is told from",
      `${count(alarms.queueLength)} waiting`,
      `${count(alarms.longestWait)} s of waiting, ${alarms.callsPercent} % of the lines, ${count(alarms.missedCalls)} calls missed in 5 min`,
    ],
  ];
}

/** What fresh figures in Redshift cost: each load wakes it. */
function redshiftCosts(capacity: number): string {
  const prices = withPrices();
  const [often, usual, seldom] = [1, 15, 60].map((minutes) => dollars(redshiftLoadCost(minutes, capacity, prices)));
  return `${usual} USD a month loaded every 15 min, ${often} every minute, ${seldom} every hour`;
}

function reserved(each: number | undefined): string {
  return each === undefined ? "none reserved" : `${count(each)} reserved for each`;
}

function quotas({ quotas: all }: CenterPlan, out: Terminal): void {
  const row = ({ name, needed, available, short, code, title }: PlannedQuota) => [
    name,
    count(needed),
    count(available),
    short ? "short" : "",
    code,
    title,
  ];
  out.line();
  out.line(out.paint("bold", "Quotas"));
  const [head = "", ...lines] = table([["", "needed", "there", "", "code", ""], ...all.map(row)], [0, 3, 4, 5]);
  out.line(head);
  lines.forEach((line, index) => out.line(all[index]?.short === true ? out.paint("yellow", line) : line));
  const missing = all.filter(({ short }) => short).length;
  if (missing > 0) {
    out.line(
      `  ${missing} short: ask AWS for more and say in the settings' quotas what was granted; until then a preview is refused.`,
    );
  }
}

function costs({ bill, hourly, unpriced, workload }: CenterPlan, out: Terminal): void {
  const row = (name: string, usd: number, mostly = "") => {
    return [name, dollars(usd), dollars((usd / workload.perMonth) * 1_000), mostly];
  };
  const services = byService(bill.around).filter(({ usd }) => usd >= LEAST_DOLLARS);
  section(
    out,
    "Cost",
    [
      ["", "USD a month", "per 1,000 contacts", "most of it"],
      row("Connect", bill.connectUsd, dearest(bill.connect)),
      ...services.map(({ service, usd }) =>
        row(`  ${service}`, usd, dearest(bill.around.filter((line) => line.service === service))),
      ),
      row("everything around Connect", bill.aroundUsd),
      row("all", bill.connectUsd + bill.aroundUsd),
    ],
    [3],
  );
  out.line(out.paint("bold", `  Everything around Connect costs ${percent(bill.share, 2)} of Connect's bill.`));
  out.line();
  out.line(out.paint("bold", "Paid by the hour, whether or not anybody calls"));
  hourlyRows(hourly).forEach((line) => out.line(line));
  if (unpriced.length > 0)
    out.line(out.paint("yellow", `  No price is known here for ${unpriced.join(", ")}: add it.`));
}

/** A service that costs less is not worth a line. */
const LEAST_DOLLARS = 0.005;

/** What costs most of some lines, with how often there is such a line. */
function dearest(lines: readonly CostLine[]): string {
  const [most] = [...lines].sort((one, other) => other.usd - one.usd);
  if (most === undefined) return "";
  const alike = lines.filter(({ usd, kind }) => kind !== "usage" && usd === most.usd).length;
  return alike > 1 ? `${count(alike)} at ${dollars(most.usd)} each` : most.what;
}

function hourlyRows(hourly: readonly CostLine[]): string[] {
  if (hourly.length === 0) return ["  nothing"];
  return table(hourly.map(({ service, what, usd }) => [`${service}, ${what}`, `${dollars(usd)} USD a month`]));
}
