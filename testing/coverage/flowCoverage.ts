/** Collects what the contacts of all centres of a process reached in their flows. */
import type { ConnectService } from "../../local/connect";
import type { Step } from "../../local/connect/step";
import { addUp, countsOf, type FlowCount } from "./counts";

/** A collection. Centres of the kit add themselves to {@link flowCoverage}. */
export class FlowCoverage {
  private readonly live = new Set<ConnectService>();
  private taken: FlowCount[] = [];

  /** Counts what contacts of this centre reach, until it is taken. */
  watch(connect: ConnectService): void {
    this.live.add(connect);
  }

  /** Takes the counts of a centre that is not used any more. */
  take(connect: ConnectService): void {
    if (!this.live.delete(connect)) return;
    this.add(countsIn(connect));
  }

  /** Adds counts from elsewhere, such as another process. */
  add(counts: readonly FlowCount[]): void {
    this.taken = addUp([...this.taken, ...counts]);
  }

  /** Everything reached so far, flows in alphabetical order. */
  counts(): FlowCount[] {
    return addUp([...this.taken, ...[...this.live].flatMap(countsIn)]);
  }

  /** Forgets what was counted; centres that run go on counting from the start of their flows. */
  clear(): void {
    this.taken = [];
  }
}

/** What all centres of this process reach. */
export const flowCoverage = new FlowCoverage();

function countsIn(connect: ConnectService): FlowCount[] {
  const waiting = new Set<Step>();
  for (const { contact } of connect.interactions) {
    for (const run of [contact.customerRun, contact.agentRun]) if (run !== null) waiting.add(run.step);
  }
  return connect.flows.all().map((flow) => countsOf(flow, waiting));
}
