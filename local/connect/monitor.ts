/** Standing between a contact and its flows: how a test case sees each action before it runs, and may answer in its place. */
import type { FlowRun } from "./flowRun";
import type { Branch, Step } from "./step";

/** Stands before every action of a contact and of the contacts that succeed it. */
export interface Monitor {
  /**
   * Plays an action: `step.run(run)`, or something else in its place. It answers as the step does, with the branch to take
   * or with what `run.wait` gives.
   */
  play(run: FlowRun, step: Step): Branch | null;
}
