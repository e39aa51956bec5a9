/** Simulated days: what is counted, what callers and agents do, and that chance is the seed's alone. */
import { expect } from "chai";
import { type Script, simulate, type Simulation, type SimulationResult } from "../../local/simulation";
import { queueOnly } from "../support/agreement";
import { BYE, play, queue, queueArn, routingProfile, say, serve, type Sketch } from "../support/connectGraph";
import { E } from "../support/queueingCenter";

const HOUR: Simulation = {
  seed: 7,
  seconds: 3_600,
  arrivals: { callsPerInterval: [45] },
  teams: [{ agents: 10, talk: { kind: "lognormal", mean: 200, deviation: 120 } }],
  patience: { kind: "lognormal", mean: 90, deviation: 60 },
};

function hour(changes: Partial<Simulation> = {}): Promise<SimulationResult> {
  const simulation = { ...HOUR, ...changes };
  return simulate(serve(queueOnly(), { keep: 0, seed: simulation.seed }), simulation);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("a simulation", () => {
  it("gives the same result for the same seed byte for byte, and another one for another seed", async () => {
    const once = JSON.stringify(await hour());
    expect(JSON.stringify(await hour())).to.equal(once);
    expect(JSON.stringify(await hour({ seed: 8 }))).not.to.equal(once);
  });

  it("accounts for every call: intervals, queues, outcomes and paths add up", async () => {
    const { calls, total, queues, intervals, paths, agents } = await hour({
      teams: [{ agents: 8, talk: { kind: "lognormal", mean: 200, deviation: 120 } }],
    });
    expect(calls.offered).to.be.within(120, 240);
    expect(total.handled + total.abandoned + total.left).to.equal(total.offered);
    expect(calls.outcomes).to.deep.equal({
      handled: total.handled,
      abandoned: total.abandoned,
      contained: 0,
      left: 0,
    });
    expect(total.abandoned).to.be.above(0);
    for (const key of ["offered", "handled", "abandoned", "left"] as const) {
      expect(sum(intervals.map((interval) => interval[key])), key).to.equal(total[key]);
      expect(sum(queues.flatMap((one) => one.intervals.map((interval) => interval[key]))), key).to.equal(total[key]);
    }
    expect(sum(intervals.map((interval) => interval.calls))).to.equal(calls.offered);
    expect(sum(paths.map((path) => path.calls))).to.equal(calls.offered);
    expect(Math.max(...intervals.map(({ peakBusy }) => peakBusy))).to.equal(8);
    expect(agents.peakBusy).to.equal(8);
    expect(sum(intervals.map(({ occupancy }) => occupancy)) / 4).to.be.closeTo(agents.occupancy, 1e-9);
    expect(total.waits.p50).to.be.at.most(total.waits.p90);
    expect(agents.hours).to.equal(8);
  });

  it("plays with as many calls as it is told, where chance does not decide", async () => {
    const { intervals } = await hour({ arrivals: { callsPerInterval: [3, 30, 0, 12], process: "exact" } });
    expect(intervals.map(({ calls }) => calls)).to.deep.equal([3, 30, 0, 12]);
  });

  it("follows the curve of a day, by chance", async () => {
    const curve = [40, 400, 0, 120];
    const { intervals } = await hour({ arrivals: { callsPerInterval: curve } });
    // Five standard deviations of a Poisson count.
    intervals.forEach(({ calls }, index) => {
      const expected = curve[index] ?? 0;
      expect(Math.abs(calls - expected)).to.be.at.most(5 * Math.sqrt(expected));
    });
  });

  it("leaves the warm-up out of every figure, and begins with agents at work", async () => {
    const cold = await hour({ arrivals: { callsPerInterval: [60] } });
    const warm = await hour({ arrivals: { callsPerInterval: [60] }, warmUpSeconds: 1_000 });
    expect(sum(warm.intervals.map(({ calls }) => calls))).to.equal(warm.calls.offered);
    expect(warm.calls.offered).to.be.within(170, 310);
    expect(Date.parse(warm.start) - Date.parse(cold.start)).to.equal(1_000_000);
    expect(warm.intervals[0]?.occupancy).to.be.above(cold.intervals[0]?.occupancy ?? 1);
  });

  it("sends agents to work and home by their shifts; who calls meanwhile waits", async () => {
    const { intervals, agents } = await hour({
      arrivals: { callsPerInterval: [10], process: "exact" },
      patience: { kind: "infinite" },
      teams: [
        { agents: 10, talk: { kind: "fixed", seconds: 20 }, shifts: [{ from: 900, to: 1_800 }] },
        { agents: 5, talk: { kind: "fixed", seconds: 20 }, shifts: [{ from: 2_700, to: 3_600 }] },
      ],
    });
    expect(intervals.map(({ meanWait }) => meanWait > 60)).to.deep.equal([true, false, true, false]);
    expect(intervals.map(({ occupancy }) => occupancy > 0)).to.deep.equal([false, true, false, true]);
    expect(agents.hours).to.equal(15 / 4);
  });

  it("counts after-contact work and the time agents take to answer", async () => {
    const fixed = (seconds: number) => ({ kind: "fixed" as const, seconds });
    const { agents, total } = await hour({
      arrivals: { callsPerInterval: [2], process: "exact" },
      teams: [{ agents: 20, talk: fixed(100), afterContactWork: fixed(50), answerDelay: fixed(3) }],
    });
    expect([agents.meanHandleTime, total.meanAnswer, total.waits.p99]).to.deep.equal([150, 3, 3]);
  });

  it("lets callers who gave up try again", async () => {
    const nobody = { teams: [], patience: { kind: "fixed" as const, seconds: 10 } };
    const arrivals = { callsPerInterval: [100, 0, 0, 0], process: "exact" as const };
    const never = await hour({ ...nobody, arrivals });
    expect([never.calls.offered, never.calls.redials]).to.deep.equal([100, 0]);
    const after = { kind: "fixed" as const, seconds: 1_000 };
    const { calls, intervals } = await hour({ ...nobody, arrivals, redials: { share: 0.5, after } });
    expect(calls.redials).to.be.within(60, 140);
    expect(calls.offered).to.equal(100 + calls.redials);
    expect((intervals[1]?.calls ?? 0) + (intervals[2]?.calls ?? 0)).to.be.within(30, 110);
  });

  it("does not let those who wait for ever in a queue nobody serves keep it from ending", async () => {
    const { calls, total } = await hour({ teams: [], patience: { kind: "infinite" } });
    expect(total.left).to.equal(total.offered);
    expect(calls.outcomes.left).to.equal(calls.offered);
  });

  it("tells how far it is", async () => {
    const told: number[] = [];
    await hour({ onProgress: (share) => told.push(share) });
    expect(told).to.deep.equal([0, 0.25, 0.5, 0.75, 1]);
  });

  const NONSENSE: [Partial<Simulation>, RegExp][] = [
    [{ seconds: 0 }, /seconds is a number above 0; it was given 0/],
    [{ intervalSeconds: NaN }, /intervalSeconds .* NaN/],
    [{ seconds: 1e9 }, /are too many; at most 10,000/],
    [{ arrivals: { callsPerInterval: [-1] } }, /callsPerInterval .* given -1/],
    [{ arrivals: { callsPerInterval: [] } }, /callsPerInterval has one number/],
    [{ teams: [{ agents: 1.5, talk: { kind: "infinite" } }] }, /whole number of agents, 0 or more; it was given 1.5/],
    [{ teams: [{ agents: 1, talk: { kind: "exponential", mean: 0 } }] }, /talk takes a number of seconds above 0/],
    [{ patience: { kind: "fixed", seconds: -3 } }, /patience takes a number of seconds at least 0; it was given -3/],
    [{ wrongKeys: 2 }, /wrongKeys is a share from 0 to 1; it was given 2/],
    [{ wrongKeys: 0.7, silences: 0.7 }, /together are at most 1/],
    [{ warmUpSeconds: -1 }, /warmUpSeconds is 0 or more; it was given -1/],
  ];
  for (const [changes, message] of NONSENSE) {
    it(`refuses ${JSON.stringify(changes)}`, async () => {
      const refusal = await hour(changes).then(
        () => expect.fail("it was simulated"),
        (error: unknown) => error,
      );
      expect(refusal).to.be.instanceOf(RangeError).with.property("message").that.matches(message);
    });
  }
});

describe("simulated callers", () => {
  const MENU: Sketch = {
    menu: [
      "GetParticipantInput",
      { Text: "For opening hours press 1, for an agent press 2.", InputTimeLimitSeconds: "5", StoreInput: "False" },
      {
        next: "again",
        when: { "1": "hours", "2": "to" },
        errors: { InputTimeLimitExceeded: "again", NoMatchingCondition: "again", NoMatchingError: "bye" },
      },
    ],
    again: ["Loop", { LoopCount: "3" }, { next: "bye", when: { ContinueLooping: "menu", DoneLooping: "bye" } }],
    hours: say("We are open all day.", "bye"),
    to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "transfer", errors: E }],
    transfer: [
      "TransferContactToQueue",
      {},
      { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } },
    ],
    bye: BYE,
  };
  const SCRIPTS: Script[] = [
    { name: "asks for the hours", moves: [{ press: "1" }], weight: 3 },
    { name: "wants an agent", moves: [{ press: "2" }], weight: 1 },
  ];

  function menu(changes: Partial<Simulation>): Promise<SimulationResult> {
    const resources = [queue("support"), routingProfile("p", [{ name: "support" }])];
    const talk = { kind: "exponential" as const, mean: 60 };
    return simulate(play(MENU, resources, { keep: 0 }), {
      seed: 3,
      seconds: 3_600,
      arrivals: { callsPerInterval: [100], process: "exact" },
      teams: [{ agents: 40, talk }],
      scripts: SCRIPTS,
      thinks: { kind: "fixed", seconds: 3 },
      ...changes,
    });
  }

  it("press the keys of their scripts, as often as the weights say; what each path costs is told", async () => {
    const { calls, paths } = await menu({});
    expect(calls.offered).to.equal(400);
    expect(calls.containment).to.be.within(0.68, 0.82);
    const [hours, agent] = paths;
    expect(hours).to.deep.include({
      decisions: ["main/menu: 1"],
      outcome: "contained",
      scripts: ["asks for the hours"],
    });
    expect(hours).to.deep.include({ flowSeconds: 3, lineSeconds: 3, agentSeconds: 0, blocks: 3 });
    expect(agent).to.deep.include({ decisions: ["main/menu: 2"], outcome: "handled", scripts: ["wants an agent"] });
    expect(agent?.agentSeconds).to.be.within(45, 75);
    expect(paths).to.have.length(2);
  });

  it("press wrong keys and say nothing now and then, and mean the same the next time they are asked", async () => {
    const { calls, paths } = await menu({ wrongKeys: 0.2, silences: 0.1, paths: 100 });
    const asked = (label: string) =>
      sum(paths.flatMap((path) => (path.decisions.includes(`main/menu: ${label}`) ? [path.calls] : [])));
    expect(asked("InputTimeLimitExceeded") / calls.offered).to.be.within(0.05, 0.2);
    expect(asked("NoMatchingCondition") / calls.offered).to.be.within(0.1, 0.3);
    // One wrong key in eleven is the other choice; the others come to what they want in the end.
    expect(calls.containment).to.be.within(0.68, 0.82);
  });

  it("who never answer are let go by the flow; who hang up are contained too", async () => {
    const silent = await menu({ scripts: [{ name: "silent", moves: [] }] });
    expect(silent.calls.outcomes.contained).to.equal(400);
    expect(silent.paths[0]).to.include({ flowSeconds: 20 });
    const gone = await menu({ scripts: [{ name: "gone", moves: [{ silence: true }, { hangUp: true }] }] });
    expect(gone.paths[0]).to.deep.include({ flowSeconds: 8, outcome: "contained" });
  });

  it("tell the paths beyond the limit together", async () => {
    const { paths, otherPaths } = await menu({ wrongKeys: 0.2, paths: 1 });
    expect(paths).to.have.length(1);
    expect((paths[0]?.calls ?? 0) + otherPaths.calls).to.equal(400);
    expect(otherPaths.paths).to.be.above(1);
  });
});
