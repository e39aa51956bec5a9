/** Plays scenarios on this machine: everything the native language says, and what only this machine can. */
import { flowRef, placeholder } from "../../flows/language/placeholders";
import { planOf, type Scenario, TestCaseError } from "../../scenarios/language";
import { play, type RunOptions, type TestCaseResult, type TestTarget } from "./runTestCase";

/** How a scenario is played. */
export type PlayScenarioOptions = Pick<RunOptions, "bindings" | "limitSeconds">;

/** Virtual seconds a scenario may take: two hours, for those with long waits. */
const LIMIT_SECONDS = 7_200;

/**
 * Plays a scenario. With `at` the clock is moved there first.
 * @throws TestCaseError when the clock is past the moment the scenario is to be played at
 */
export async function playScenario(
  target: TestTarget,
  scenario: Scenario,
  { bindings, limitSeconds = LIMIT_SECONDS }: PlayScenarioOptions = {},
): Promise<TestCaseResult> {
  const { clock } = "connect" in target ? target.connect : target;
  const { channel, flow, number, from, attributes, at } = scenario;
  if (at !== undefined) {
    const moment = Date.parse(at);
    if (moment < clock.now()) {
      const now = new Date(clock.now()).toISOString();
      throw new TestCaseError(
        `Scenario "${scenario.name}" is played at ${at}, and it is ${now}; start the centre earlier.`,
      );
    }
    await clock.runUntil(moment);
  }
  return play(target, planOf(scenario), {
    channel: channel === "chat" ? "CHAT" : "VOICE",
    ...(flow !== undefined && { flow: placeholder(flowRef(flow)) }),
    ...(number !== undefined && { to: number }),
    ...(from !== undefined && { from }),
    ...(attributes !== undefined && { attributes }),
    ...(bindings !== undefined && { bindings }),
    limitSeconds,
  });
}
