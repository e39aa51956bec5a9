/** Collects what the contacts of all centres of a process reached in their flows. */
import type { ConnectService } from "../../local/connect";
import type { Step } from "../../local/connect/step";
import { addUp, countsOf, type FlowCount } from "./counts";
import { coverageTable } from "./reports";
import { CoverageError, type CoverageGoal, selected, shortfalls } from "./summary";

/** A collection. Centres of the kit add themselves to {@link flowCoverage}, or to one that is given. */
export class FlowCoverage {
  private readonly live = new Map<ConnectService, readonly string[] | undefined>();
  private taken: FlowCount[] = [];

  /** Counts what contacts of this centre reach, in all flows or those named, until it is taken. */
  watch(connect: ConnectService, flows?: readonly string[]): void {
    this.live.set(connect, flows);
  }

  /** Takes the counts of a centre that is not used any more. */
  take(connect: ConnectService): void {
    const counts = this.live.has(connect) ? countsIn(connect, this.live.get(connect)) : [];
    if (this.live.delete(connect)) this.add(counts);
  }

  /** Adds counts from elsewhere, such as another process. */
  add(counts: readonly FlowCount[]): void {
    this.taken = addUp([...this.taken, ...counts]);
  }

  /** Everything reached so far, flows in alphabetical order. */
  counts(): FlowCount[] {
    return addUp([...this.taken, ...[...this.live].flatMap(([connect, flows]) => countsIn(connect, flows))]);
  }

  /** A table of what was reached so far, and of what was not. */
  table(goal: CoverageGoal = {}): string {
    return coverageTable(selected(this.counts(), goal), goal.exclude);
  }

  /** @throws CoverageError saying what falls short of the goal, and what was never reached */
  expect(goal: CoverageGoal): void {
    const short = shortfalls(this.counts(), goal);
    if (short.length > 0) throw new CoverageError(short, this.table(goal));
  }
}

/** What all centres of this process reach. */
export const flowCoverage = new FlowCoverage();

function countsIn(connect: ConnectService, flows: readonly string[] | undefined): FlowCount[] {
  const waiting = new Set<Step>();
  for (const { contact } of connect.interactions) {
    for (const run of [contact.customerRun, contact.agentRun]) if (run !== null) waiting.add(run.step);
  }
  const counted = connect.flows.all().filter(({ name }) => flows?.includes(name) ?? true);
  return counted.map((flow) => countsOf(flow, waiting));
}
