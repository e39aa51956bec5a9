/**
 * Erlang B, C and A against values that others have published, each to as many digits as they print: to 1e-4 and better, but where a
 * book prints three. Every source is named beside its values; none of them was computed here.
 */
import { expect } from "chai";
import { erlangB, erlangC, linesNeeded, queueFigures } from "../../planning/erlang";

/** A published value, what is computed for it, and the last digit that is printed. */
type Value = readonly [what: string, computed: () => number, published: number, digit: number];

/** README and tests of the R package ErlangC 0.1.0 (CRAN, 2024): 100 calls in half an hour of 180 s, in time within 20 s. */
const R_PACKAGE: Value[] = (
  [
    [11, 0.6821182, 0.3896138, 122.78127684408],
    [12, 0.4493882, 0.640158, 40.4449401868444],
    [13, 0.2852705, 0.7955948, 17.1162271821896],
    [14, 0.1741319, 0.88835, 7.83593701177724],
  ] as const
).flatMap(([agents, waiting, inTime, seconds]): Value[] => {
  const figures = () => queueFigures({ callsPerHour: 200, handleTime: 180 }, agents);
  return [
    [`${agents} agents: waiting`, () => figures().waiting, waiting, 1e-7],
    [`${agents} agents: in time`, () => figures().serviceLevel, inTime, 1e-6],
    [`${agents} agents: mean wait`, () => figures().meanWait, seconds, 1e-9],
  ];
});

/** README of the Python package pyworkforce 0.1.0 (PyPI): the same calls, 14 positions. */
const PYWORKFORCE: Value[] = [
  ["waiting", () => erlangC(14, 10), 0.1741319335950498, 1e-12],
  ["in time", () => queueFigures({ callsPerHour: 200, handleTime: 180 }, 14).serviceLevel, 0.8883500191794669, 1e-12],
  ["occupancy", () => queueFigures({ callsPerHour: 200, handleTime: 180 }, 14).occupancy, 0.7142857142857143, 1e-12],
];

/** Docstring and tests of a Python module for staffing (`calc_wait_probability`, `calc_service_level`). */
const STAFFING: Value[] = [
  ["132 agents, 123 erlangs: waiting", () => erlangC(132, 123), 0.3211161792617074, 1e-12],
  ["130 agents, 123 erlangs: waiting", () => erlangC(130, 123), 0.4244, 1e-4],
  [
    "130 agents, 123 erlangs of 300 s: within 20 s",
    () => queueFigures({ callsPerHour: 123 * 12, handleTime: 300 }, 130).serviceLevel,
    0.7339,
    1e-4,
  ],
  ["12,421 agents, 12,345 erlangs: waiting", () => erlangC(12_421, 12_345), 0.3812, 1e-4],
];

/** A caller every ten seconds, 0.0033 done a second: the example of the next source. */
const slow = (agents: number) => queueFigures({ callsPerHour: 360, handleTime: 1 / 0.0033 }, agents);

/** Tests of FelixKleineBoesing/queuingSystem (GitHub), Erlang C. */
const QUEUING_SYSTEM: Value[] = [
  ["35 agents: waiting", () => slow(35).waiting, 0.3121925015328496, 1e-12],
  ["40 agents: waiting", () => slow(40).waiting, 0.06278834613535761, 1e-12],
  ["35 agents: in time", () => slow(35).serviceLevel, 0.7710233599946846, 1e-12],
  ["40 agents: in time", () => slow(40).serviceLevel, 0.9668921807646333, 1e-12],
  ["35 agents, 24 erlangs: waiting", () => erlangC(35, 24), 0.023521116861458607, 1e-12],
  ["35 agents, 29.97 erlangs: waiting", () => erlangC(35, 90 / 3.0033), 0.2816872350258893, 1e-12],
];

/** Tests of a calculator in TypeScript that counts with twenty digits (`getErlangC`, `getServiceLevel`). */
const TWENTY_DIGITS: Value[] = [
  ["11 agents, 10 erlangs: waiting", () => erlangC(11, 10), 0.68211820468933237413, 1e-12],
  [
    "11 agents, 10 erlangs of 420 s: within 120 s",
    () => queueFigures({ callsPerHour: 36_000 / 420, handleTime: 420 }, 11, 120).serviceLevel,
    0.4874036579826867,
    1e-12,
  ],
];

/** Bronson, Operations Research (1982), problem 24.6, as printed by Casquilho (IST Lisbon): 300 a year, two days each, three servers. */
const BRONSON: Value[] = (() => {
  const day = 86_400;
  const year = 365 * day;
  const figures = () => queueFigures({ callsPerHour: (300 * 3_600) / year, handleTime: 2 * day }, 3);
  return [
    ["in the queue", () => figures().queueLength, 0.352, 1e-3],
    ["in the system", () => figures().queueLength + figures().load, 1.996, 1e-3],
    ["years in the queue", () => figures().meanWait / year, 0.001175, 1e-6],
    ["days in the system", () => figures().meanWait / day + 2, 2.429, 1e-3],
  ];
})();

/**
 * Tests of FelixKleineBoesing/queuingSystem (GitHub), Erlang A: a caller every ten seconds, 240 s each. Its service level is left out: it
 * lets all who wait leave at one rate, which is not M/M/s+M.
 */
const IMPATIENT: Value[] = (() => {
  const figures = (agents: number, patience: number) =>
    queueFigures({ callsPerHour: 360, handleTime: 240, patience }, agents);
  const inSystem = () => figures(28, 300).queueLength + 28 * figures(28, 300).occupancy;
  return [
    ["28 agents, patience 300 s: in the queue", () => figures(28, 300).queueLength, 0.6833261838358367, 1e-10],
    ["28 agents, patience 300 s: mean wait", () => figures(28, 300).meanWait, 6.833261838358366, 1e-10],
    ["28 agents, patience 300 s: in the system", inSystem, 24.136665236767172, 1e-10],
    ["28 agents, patience 300 s: seconds in the system", () => 10 * inSystem(), 241.36665236767172, 1e-9],
    ["25 agents, patience 30 s: hang up", () => figures(25, 30).abandonment, 0.09759081562546817, 1e-10],
  ];
})();

const QUEUES: Readonly<Record<string, readonly Value[]>> = {
  "the R package ErlangC": R_PACKAGE,
  pyworkforce: PYWORKFORCE,
  "a Python module for staffing": STAFFING,
  "queuingSystem, Erlang C": QUEUING_SYSTEM,
  "a calculator of twenty digits": TWENTY_DIGITS,
  "Bronson's Operations Research": BRONSON,
  "queuingSystem, Erlang A": IMPATIENT,
};

/** Erlang B: queuingSystem, the Python package erlanglib (`erlang_b`), and the module for staffing (`erlang_b`). */
const BLOCKING: readonly (readonly [lines: number, load: number, published: number, digit: number])[] = [
  [1, 5, 0.8333333333333334, 1e-12],
  [10, 20, 0.5379631686320729, 1e-12],
  [190, 200, 0.08869684386923561, 1e-12],
  [10, 5, 0.018384570336648136, 1e-12],
  [132, 123, 0.0312, 1e-4],
];

describe("Erlang as others have published it", () => {
  for (const [source, values] of Object.entries(QUEUES)) {
    for (const [what, computed, published, digit] of values) {
      it(`${source}, ${what}: ${published}`, () => {
        expect(computed()).to.be.closeTo(published, digit / 2 + 1e-15);
      });
    }
  }

  for (const [lines, load, published, digit] of BLOCKING) {
    it(`turns away ${published} of ${load} erlangs on ${lines} lines`, () => {
      expect(erlangB(lines, load)).to.be.closeTo(published, digit / 2 + 1e-15);
    });
  }

  it("needs the lines erlanglib's tests need for 1 %: 18 for 10 erlangs, 736 for 708", () => {
    expect([10, 708].map((load) => linesNeeded(load, 0.01))).to.deep.equal([18, 736]);
  });

  it("has more than thirty values of Erlang C and A", () => {
    expect(Object.values(QUEUES).flat().length).to.be.above(30);
  });
});
