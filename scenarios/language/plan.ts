/** A scenario as a test case: every expectation is an observation, and what follows it is what it does. */
import type { Scenario, ScenarioStep } from "./scenario";
import { type Observation, type ObservationAction, type ObservedEvent, ONCE, type TestCase } from "./testCase";

/** An observation being written. */
interface Draft {
  readonly event: ObservedEvent;
  readonly actions: ObservationAction[];
}

/**
 * The test case of a scenario, which may hold what only this machine plays. Identifiers count, so that the same scenario
 * gives the same test case.
 */
export function planOf({ steps }: Scenario): TestCase {
  const drafts: Draft[] = [{ event: { type: "TestInitiated" }, actions: [] }];
  for (const step of steps) add(drafts, step);
  const last = drafts[drafts.length - 1];
  last?.actions.push({ id: `${identifier(drafts.length - 1)}-end`, kind: "endTest" });
  return {
    observations: drafts.map(({ event, actions }, index): Observation => {
      const next = index + 1 < drafts.length ? [identifier(index + 1)] : [];
      return { id: identifier(index), event, actions, usage: ONCE, next };
    }),
  };
}

function add(drafts: Draft[], step: ScenarioStep): void {
  if (step.kind === "expect") {
    drafts.push({ event: step.event, actions: [] });
    return;
  }
  const draft = drafts[drafts.length - 1];
  const id = `${identifier(drafts.length - 1)}-${(draft?.actions.length ?? 0) + 1}`;
  draft?.actions.push({ ...step.action, id });
}

function identifier(index: number): string {
  return index === 0 ? "start" : `step-${index}`;
}
