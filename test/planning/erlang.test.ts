/** Erlang B, C and A against published tables and against the Markov chains they are formulas of, solved by brute force. */
import { expect } from "chai";
import fc from "fast-check";
import { agentsNeeded, erlangB, erlangC, linesNeeded, queueFigures, type Traffic } from "../../planning/erlang";

describe("Erlang B", () => {
  // The classic traffic table: erlangs that n lines carry when 0.1 %, 1 % and 5 % of the calls are blocked.
  const TABLE: [lines: number, perMille: number, percent: number, fivePercent: number][] = [
    [1, 0.001, 0.0101, 0.0526],
    [2, 0.0458, 0.153, 0.381],
    [5, 0.762, 1.36, 2.22],
    [10, 3.09, 4.46, 6.22],
    [20, 9.41, 12.0, 15.2],
    [50, 32.5, 37.9, 44.5],
    [100, 75.2, 84.1, 95.2],
  ];
  for (const [lines, ...loads] of TABLE) {
    it(`agrees with the published table, lines: ${lines}`, () => {
      const last = (load: number, step: number) => [erlangB(lines, load - step), erlangB(lines, load + step)];
      [0.001, 0.01, 0.05].forEach((blocking, index) => {
        const load = loads[index] ?? 0;
        // The table prints three digits: the true load lies within one unit of the last of them.
        const step = 10 ** (Math.floor(Math.log10(load)) - 2);
        const [below = 0, above = 0] = last(load, step);
        expect(below, `${load} erlangs`).to.be.below(blocking);
        expect(above, `${load} erlangs`).to.be.above(blocking);
        expect(linesNeeded(load - step, blocking)).to.equal(lines);
      });
    });
  }

  it("agrees with textbook values", () => {
    expect(erlangB(10, 10)).to.be.closeTo(0.2146, 5e-5);
    expect(erlangB(10, 5)).to.be.closeTo(0.0184, 5e-5);
    expect(erlangB(0, 3)).to.equal(1);
    expect(erlangB(3, 0)).to.equal(0);
  });
});

describe("Erlang C", () => {
  // Worked examples that calculators of call centres are compared by.
  it("agrees with 100 calls in half an hour of 180 s, 14 agents: 17.4 % wait, 88.8 % within 20 s, 7.8 s on average", () => {
    const { waiting, serviceLevel, meanWait, occupancy } = queueFigures({ callsPerHour: 200, handleTime: 180 }, 14);
    expect([waiting, serviceLevel, meanWait, occupancy].map((value) => Number(value.toFixed(4)))).to.deep.equal([
      0.1741, 0.8884, 7.8359, 0.7143,
    ]);
  });

  it("agrees with 360 calls in half an hour of 240 s, 55 agents: 23.9 % wait, 84.6 % within 15 s, 8.2 s on average", () => {
    const { waiting, serviceLevel, meanWait } = queueFigures({ callsPerHour: 720, handleTime: 240 }, 55, 15);
    expect([waiting, serviceLevel, meanWait].map((value) => Number(value.toFixed(3)))).to.deep.equal([
      0.239, 0.846, 8.184,
    ]);
  });

  it("lets everybody wait for ever when the load is too much", () => {
    expect(erlangC(4, 4)).to.equal(1);
    const { meanWait, serviceLevel, occupancy } = queueFigures({ callsPerHour: 100, handleTime: 180 }, 5);
    expect([meanWait, serviceLevel, occupancy]).to.deep.equal([Number.POSITIVE_INFINITY, 0, 1]);
  });
});

describe("Erlang A", () => {
  // The example of the literature on M/M/s+M: 48 calls a minute of one minute, 50 agents, patience of two minutes.
  const EXAMPLE = { callsPerHour: 48 * 60, handleTime: 60 };

  it("agrees with the example of the literature: 3.1 % hang up, 3.7 s on average, 93 % busy; 20.8 s if nobody hung up", () => {
    const { abandonment, meanWait, occupancy } = queueFigures({ ...EXAMPLE, patience: 120 }, 50);
    expect([abandonment * 100, meanWait, occupancy * 100].map((value) => Number(value.toFixed(1)))).to.deep.equal([
      3.1, 3.7, 93,
    ]);
    expect(queueFigures(EXAMPLE, 50).meanWait).to.be.closeTo(20.8, 0.05);
  });

  const CASES: [agents: number, traffic: Required<Traffic>, within: number][] = [
    [1, { callsPerHour: 20, handleTime: 240, patience: 60 }, 20],
    [1, { callsPerHour: 90, handleTime: 240, patience: 90 }, 10],
    [4, { callsPerHour: 60, handleTime: 240, patience: 30 }, 20],
    [7, { callsPerHour: 120, handleTime: 200, patience: 300 }, 30],
    [12, { callsPerHour: 400, handleTime: 150, patience: 45 }, 5],
  ];
  for (const [agents, traffic, within] of CASES) {
    it(`is the stationary state of its Markov chain: ${agents} agents, ${JSON.stringify(traffic)}`, () => {
      const figures = queueFigures(traffic, agents, within);
      const expected = solveChain(traffic, agents, within);
      for (const [name, value] of Object.entries(expected)) {
        expect(figures[name as keyof typeof figures], name).to.be.closeTo(value, 1e-6 * Math.max(1, value));
      }
    });
  }

  it("lets those who are answered wait as long as it takes the rest to hang up, when far too many call", () => {
    // Of three times the load as much hangs up as brings it down to what the agents do: patience times ln 3.
    const traffic = { callsPerHour: (3_600 / 240) * 20_000 * 3, handleTime: 240, patience: 300 };
    expect(queueFigures(traffic, 20_000).meanAnswer).to.be.closeTo(300 * Math.log(3), 1);
  });

  it("becomes Erlang C as patience grows", () => {
    const traffic = { callsPerHour: 200, handleTime: 180 };
    const patient = queueFigures(traffic, 14);
    const nearly = queueFigures({ ...traffic, patience: 1_000_000 }, 14);
    expect(nearly.meanWait).to.be.closeTo(patient.meanWait, 0.01);
    expect(nearly.serviceLevel).to.be.closeTo(patient.serviceLevel, 1e-4);
  });

  it("keeps its balance from 1 to 20,000 agents, idle or overrun: what comes is answered or hangs up", () => {
    const count = fc.integer({ min: 1, max: 20_000 });
    const share = fc.double({ min: 0.05, max: 3, noNaN: true });
    const seconds = fc.integer({ min: 5, max: 3_600 });
    fc.assert(
      fc.property(count, share, seconds, seconds, (agents, rho, handleTime, patience) => {
        const callsPerHour = (3_600 / handleTime) * agents * rho;
        const figures = queueFigures({ callsPerHour, handleTime, patience }, agents);
        const { waiting, abandonment, occupancy, serviceLevel, meanWait, meanAnswer } = figures;
        for (const value of [waiting, abandonment, occupancy, serviceLevel]) expect(value).to.be.within(0, 1);
        // Balance of flows: busy agents finish what is answered, waiting callers lose patience at its rate.
        expect((occupancy * agents) / figures.load).to.be.closeTo(1 - abandonment, 1e-8);
        expect(meanWait / patience).to.be.closeTo(abandonment, 1e-8);
        expect(meanAnswer).to.be.at.least(0);
        expect(serviceLevel + abandonment).to.be.at.most(1 + 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});

describe("agents needed", () => {
  it("are the fewest with whom every target is reached", () => {
    const traffic = { callsPerHour: 400, handleTime: 360, patience: 120 };
    for (const target of [
      { serviceLevel: 0.8 },
      { serviceLevel: 0.9, withinSeconds: 10 },
      { abandonment: 0.02 },
      { meanWait: 5 },
      { serviceLevel: 0.8, occupancy: 0.75 },
    ]) {
      const agents = agentsNeeded(traffic, target);
      const meets = (count: number) => {
        const figures = queueFigures(traffic, count, target.withinSeconds);
        return [
          figures.serviceLevel >= (target.serviceLevel ?? 0),
          figures.abandonment <= (target.abandonment ?? 1),
          figures.meanWait <= (target.meanWait ?? Number.POSITIVE_INFINITY),
          figures.occupancy <= (target.occupancy ?? 1),
        ].every(Boolean);
      };
      expect([meets(agents), meets(agents - 1)], JSON.stringify(target)).to.deep.equal([true, false]);
    }
  });

  it("reach 80 % in 20 seconds when no target is given: 3, 46, 413 and 32,026 agents for four sizes of centre", () => {
    const sizes = [8, 400, 4_000, 320_000].map((callsPerHour) => agentsNeeded({ callsPerHour, handleTime: 360 }));
    expect(sizes).to.deep.equal([3, 46, 413, 32_026]);
    expect(agentsNeeded({ callsPerHour: 0, handleTime: 60 })).to.equal(1);
  });

  it("refuse what makes no sense, saying what was given", () => {
    const traffic = { callsPerHour: 10, handleTime: 60 };
    const refused: [() => unknown, RegExp][] = [
      [() => agentsNeeded({ ...traffic, callsPerHour: -1 }), /callsPerHour .* at least 0; it was given -1/],
      [() => agentsNeeded({ ...traffic, handleTime: 0 }), /handleTime .* above 0; it was given 0/],
      [() => agentsNeeded({ ...traffic, patience: NaN }), /patience .*; it was given NaN/],
      [() => agentsNeeded(traffic, { serviceLevel: 80 }), /serviceLevel is a share .*; it was given 80/],
      [() => agentsNeeded(traffic, { serviceLevel: 1 }), /serviceLevel 1 is reached by no number of agents/],
      [() => queueFigures(traffic, 2.5), /agents is a whole number of at least 1; it was given 2.5/],
      [() => linesNeeded(5, 0), /blocking is a share between 0 and 1/],
    ];
    for (const [call, message] of refused) expect(call).to.throw(RangeError, message);
  });
});

/** States beyond which nobody is ever seen in the cases here. */
const STATES = 140;

/** The same figures from the chain itself: its generator solved by elimination, waits by integration in small steps. */
function solveChain(traffic: Required<Traffic>, agents: number, withinSeconds: number) {
  const arrivals = traffic.callsPerHour / 3_600;
  const leave = (state: number) =>
    Math.min(state, agents) / traffic.handleTime + Math.max(0, state - agents) / traffic.patience;
  const states = stationary(arrivals, leave);
  const over = (value: (state: number) => number) =>
    states.reduce((sum, share, state) => sum + share * value(state), 0);
  const queueLength = over((state) => Math.max(0, state - agents));
  const inTime = answeredInTime(traffic, agents, withinSeconds);
  const waits = answeredAfter(traffic, agents);
  const answered = over((state) => (state < agents ? 1 : (waits[state - agents]?.chance ?? 0)));
  return {
    meanAnswer: over((state) => (state < agents ? 0 : (waits[state - agents]?.seconds ?? 0))) / answered,
    waiting: over((state) => (state >= agents ? 1 : 0)),
    queueLength,
    meanWait: queueLength / arrivals,
    abandonment: queueLength / traffic.patience / arrivals,
    occupancy: over((state) => Math.min(state, agents)) / agents,
    serviceLevel: over((state) => (state < agents ? 1 : (inTime[state - agents] ?? 0))),
  };
}

/** Solves "what flows in flows out" for every state, with one equation replaced by "shares add up to one". */
function stationary(arrivals: number, leave: (state: number) => number): number[] {
  const rows = Array.from({ length: STATES }, (_, to) =>
    Array.from({ length: STATES + 1 }, (_, from) => {
      if (to === 0) return 1;
      if (from === to - 1) return arrivals;
      if (from === to + 1 && from < STATES) return leave(from);
      return from === to ? -(to < STATES - 1 ? arrivals : 0) - leave(to) : 0;
    }),
  );
  for (let pivot = 0; pivot < STATES; pivot++) {
    const best = rows.slice(pivot).reduce((at, row, index) => {
      return Math.abs(row[pivot] ?? 0) > Math.abs(rows[at]?.[pivot] ?? 0) ? pivot + index : at;
    }, pivot);
    [rows[pivot], rows[best]] = [rows[best] ?? [], rows[pivot] ?? []];
    const row = rows[pivot] ?? [];
    for (const other of rows) {
      const factor = other === row ? 0 : (other[pivot] ?? 0) / (row[pivot] ?? 1);
      if (factor !== 0) row.forEach((value, column) => (other[column] = (other[column] ?? 0) - factor * value));
    }
  }
  return rows.map((row, index) => (row[STATES] ?? 0) / (row[index] ?? 1));
}

/**
 * For a caller who finds so many waiting: the chance to be answered at all, and the wait of those who are, weighted by it.
 * Whatever happens first (an agent is free, somebody ahead leaves, the caller leaves) takes the same time on average.
 */
function answeredAfter(
  { handleTime, patience }: Required<Traffic>,
  agents: number,
): { chance: number; seconds: number }[] {
  const result: { chance: number; seconds: number }[] = [];
  let before = { chance: 1, seconds: 0 };
  for (let ahead = 0; ahead < STATES; ahead++) {
    const onward = agents / handleTime + ahead / patience;
    const any = onward + 1 / patience;
    const chance = (onward / any) * before.chance;
    before = { chance, seconds: (onward / any) * before.seconds + chance / any };
    result.push(before);
  }
  return result;
}

/** Chance of a caller who finds so many waiting to be answered in time, step by step back from the target. */
function answeredInTime({ handleTime, patience }: Required<Traffic>, agents: number, withinSeconds: number): number[] {
  const steps = 4_000;
  const dt = withinSeconds / steps;
  let chance: number[] = Array.from({ length: STATES }, () => 0);
  const slope = (now: number[]) =>
    now.map((own, ahead) => {
      const served = agents / handleTime + ahead / patience;
      return served * ((ahead === 0 ? 1 : (now[ahead - 1] ?? 0)) - own) - own / patience;
    });
  for (let step = 0; step < steps; step++) {
    const first = slope(chance);
    const middle = slope(chance.map((value, index) => value + (dt / 2) * (first[index] ?? 0)));
    chance = chance.map((value, index) => value + dt * (middle[index] ?? 0));
  }
  return chance;
}
