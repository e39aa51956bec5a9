/**
 * Planning against the flow engine's own simulation: router, queues, agents and clock together, at sizes and loads a plan has. Mean
 * speed of answer, service level, occupancy and abandonment of 20 seeds lie within 5 % of Erlang A, and of Erlang C where callers wait
 * as long as it takes.
 */
import { expect } from "chai";
import { workloadOf } from "../../planning/workload";
import { agreement, type Compared, type ErlangCase, playCase, queueOnly } from "../support/agreement";

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

async function compare(one: ErlangCase) {
  const program = queueOnly();
  const results = [];
  for (const seed of SEEDS) results.push(await playCase(program, one, seed));
  return agreement(one, results);
}

function within(figures: Awaited<ReturnType<typeof compare>>, names: readonly Compared[]): void {
  for (const name of names) {
    const { expected, controlled } = figures[name];
    expect(controlled.error / expected, `${name}: standard error`).to.be.below(0.02);
    expect(controlled.mean / expected, `${name}: within 5 %`).to.be.within(0.95, 1.05);
  }
}

describe("a plan beside the simulated centre", () => {
  it("agrees with Erlang A: ten agents as many contacts as they have time for, one caller in seven hangs up", async () => {
    const { agents, contactsPerHour, handleTime, patience } = workloadOf({ agents: 10, occupancy: 0.95, patience: 90 });
    const figures = await compare({
      agents,
      callsPerHour: contactsPerHour,
      handleTime,
      patience,
      hours: 40,
      warmUpSeconds: 1_800,
    });
    within(figures, ["meanAnswer", "meanWait", "serviceLevel", "occupancy", "abandonment"]);
  });

  it("agrees with Erlang C: five agents, busy seven tenths of their time, and callers who wait as long as it takes", async () => {
    const figures = await compare({
      agents: 5,
      callsPerHour: 52.5,
      handleTime: 240,
      patience: Number.POSITIVE_INFINITY,
      hours: 200,
      warmUpSeconds: 3_600,
    });
    within(figures, ["meanAnswer", "serviceLevel", "occupancy"]);
    expect(figures.abandonment.plain.mean).to.equal(0);
  });
});
