/** Whether every observation has its turn. */
import type { TestFindings } from "../testFinding";
import type { Observation, TestCase } from "../testCase";

/** Checks names and the order of observations. */
export function checkOrder({ observations }: TestCase, findings: TestFindings): void {
  checkNames(observations, findings);
  const byId = new Map(observations.map((observation) => [observation.id, observation]));
  const led = new Set<string>();
  for (const { id, next } of observations) {
    for (const name of next) {
      led.add(name);
      if (!byId.has(name)) {
        findings.error("T611", id, `leads to "${name}", which is no observation.`, "Correct NextObservations.");
      }
    }
  }
  const roots = observations.filter(({ id }) => !led.has(id));
  checkReach(observations, roots, byId, findings);
  checkStart(observations, led, findings);
  for (const observation of observations) checkEnd(observation, findings);
}

function checkNames(observations: readonly Observation[], findings: TestFindings): void {
  for (const name of repeated(observations.map(({ id }) => id))) {
    findings.error("T601", name, "is the Identifier of two observations.", "Give each its own.");
  }
  for (const name of observations.filter(({ id }) => id.trim() === "").map(({ id }) => id)) {
    findings.error("T602", name, "An observation has an empty Identifier.", "Give it a name.");
  }
  const all = repeated(observations.flatMap(({ actions }) => [...new Set(actions.map((action) => action.id))]));
  for (const name of all) {
    findings.warning(
      "T604",
      name,
      "is the Identifier of actions of two observations.",
      "Identifiers are documented to be unique; give each its own.",
    );
  }
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function checkReach(
  observations: readonly Observation[],
  roots: readonly Observation[],
  byId: ReadonlyMap<string, Observation>,
  findings: TestFindings,
): void {
  const reached = new Set<string>();
  const open = [...roots];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at.id)) continue;
    reached.add(at.id);
    open.push(...at.next.flatMap((name) => byId.get(name) ?? []));
  }
  for (const { id } of observations.filter((observation) => !reached.has(observation.id))) {
    findings.error(
      "T612",
      id,
      "waits for an observation that waits for it, so neither is ever met.",
      "Let an observation that waits for nothing lead to it.",
    );
  }
}

function checkStart(observations: readonly Observation[], led: ReadonlySet<string>, findings: TestFindings): void {
  const starts = observations.filter(({ event }) => event.type === "TestInitiated");
  for (const { id } of starts.filter((start) => led.has(start.id))) {
    findings.error(
      "T613",
      id,
      "waits for another observation, but a test begins once, before everything.",
      "Put it first.",
    );
  }
  for (const { id } of starts.slice(1)) {
    findings.warning("T614", id, "is a second TestInitiated.", "Put its actions into the first.");
  }
  for (const { id, usage } of starts.filter((start) => start.usage.times > 1)) {
    findings.error("T615", id, `wants a test to begin ${usage.times} times.`, "Leave Usage out.");
  }
}

/** What stands behind the end of a test never happens. */
function checkEnd({ id, event, actions, next }: Observation, findings: TestFindings): void {
  const end = actions.findIndex(({ kind }) => kind === "endTest");
  if (end >= 0 && end < actions.length - 1) {
    findings.warning(
      "T616",
      id,
      `goes on after it has ended the test (${actions[end + 1]?.id}).`,
      "End the test last.",
    );
  }
  if (next.length > 0 && (end >= 0 || event.type === "TestCompleted")) {
    findings.error(
      "T617",
      id,
      `leads to ${next.join(", ")} after the end of the test.`,
      "Leave NextObservations empty, or end the test later.",
    );
  }
}
