/** A sweep: the plan at sizes from one to another, as a table. */
import type { CenterPlan } from "../../../planning/centerPlan";
import { PRICES_AS_OF } from "../../../planning/prices";
import type { WorkloadInputs } from "../../../planning/workload";
import type { Terminal } from "../terminal";
import { count, dollars, percent, table } from "./planFigures";
import type { SweepRange } from "./planFlags";
import type { PlannedStack } from "./planReport";

/** Steps of each power of ten. */
const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 7];

/** The sizes of a range: both its ends and round numbers between them, a few in each power of ten. */
export function sweepSizes({ name, from, to }: SweepRange, inputs: WorkloadInputs): WorkloadInputs[] {
  const { agents: _, contactsPerHour: __, ...habits } = inputs;
  const powers = Array.from({ length: Math.ceil(Math.log10(to)) + 1 }, (_power, index) => 10 ** index);
  const round = powers.flatMap((power) => STEPS.map((step) => step * power));
  const between = round.filter((size) => Number.isInteger(size) && size > from && size < to);
  return [from, ...between, to].map((size) => ({ ...habits, [name]: size }));
}

/** Prints the table. */
export function showSweep(plans: readonly CenterPlan[], { stack, architecture }: PlannedStack, out: Terminal): void {
  out.line(`${out.paint("bold", `Stack ${stack}, ${architecture}`)}, USD a month, prices as of ${PRICES_AS_OF}`);
  const rows = plans.map(({ workload, quotas, sizes, resources, bill }) => [
    count(workload.agents),
    count(workload.contactsPerHour),
    count(quotas.find(({ name }) => name === "concurrentCalls")?.needed ?? 0),
    count(quotas.find(({ name }) => name === "users")?.needed ?? 0),
    sizes.contactRecords.mode,
    count(resources),
    dollars(bill.connectUsd),
    dollars(bill.aroundUsd),
    percent(bill.share, 2),
    dollars(bill.perThousandContacts),
  ]);
  const [head = "", ...lines] = table([HEADINGS, ...rows]);
  out.line(head);
  lines.forEach((line) => out.line(line));
}

const HEADINGS = [
  "agents",
  "contacts/h",
  "lines",
  "users",
  "records",
  "resources",
  "Connect",
  "around it",
  "share",
  "per 1,000 contacts",
];
