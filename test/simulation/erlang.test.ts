/**
 * The simulated centre against Erlang A. With flows that take no time, agents who answer at once and exponential handle
 * times and patience, router, queues, agents and clock together must be M/M/s+M: mean wait and abandonment within 5 % over
 * 20 seeds.
 *
 * How many calls that takes: with 5 % as the bound the standard error must be below 1.5 %, or chance alone would fail it
 * one time in a thousand. Single runs vary by 10 % and more, and plain means over these seeds still by 2 %. Two thirds of that
 * is due to how many called and how long they took, which regression takes out (test/support/agreement.ts). What remains
 * is about 1 %, which the test checks too: an estimate too rough to tell would pass for the wrong reason.
 */
import { expect } from "chai";
import { agreement, type ErlangCase, playCase, queueOnly } from "../support/agreement";

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe("a simulated centre of many hours", () => {
  const CASES: ErlangCase[] = [
    // Balanced: as much work as agents, one caller in seven gives up.
    { agents: 10, callsPerHour: 150, handleTime: 240, patience: 120, hours: 30, warmUpSeconds: 1_800 },
    // Overrun by impatient callers.
    { agents: 20, callsPerHour: 330, handleTime: 240, patience: 60, hours: 12, warmUpSeconds: 1_800 },
  ];
  for (const one of CASES) {
    it(`agrees with Erlang A: ${JSON.stringify(one)}`, async () => {
      const program = queueOnly();
      const results = [];
      for (const seed of SEEDS) results.push(await playCase(program, one, seed));
      const figures = agreement(one, results);
      const { meanWait, abandonment } = figures;
      for (const [name, { expected, controlled }] of Object.entries({ meanWait, abandonment })) {
        expect(controlled.error / expected, `${name}: standard error`).to.be.below(0.015);
        expect(controlled.mean / expected, `${name}: within 5 %`).to.be.within(0.95, 1.05);
      }
      // What went in is what was asked for, and nothing is off by more than chance.
      for (const [name, { expected, plain }] of Object.entries(figures)) {
        expect(Math.abs(plain.mean - expected) / plain.error, `${name}: standard errors off`).to.be.below(4);
      }
    });
  }
});
