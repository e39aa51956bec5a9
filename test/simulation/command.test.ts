/** `npm run simulate`: its flags, its report, and one run as a script runs it. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { readSimulateFlags } from "../../local/cli/simulateFlags";
import { waitForMorning } from "../../local/cli/openingTime";
import { Progress } from "../../local/cli/progress";
import { UsageError } from "../../local/cli/usageError";
import { showSimulation } from "../../local/cli/simulateReport";
import { Clock } from "../../local/clock";
import { TimeZone } from "../../local/connect/zonedTime";
import { simulate } from "../../local/simulation";
import { queueFigures } from "../../planning/erlang";
import { queueOnly } from "../support/agreement";
import { serve } from "../support/connectGraph";
import { PROJECT } from "../support/evaluated";
import { Screen } from "../support/screen";

describe("the flags of npm run simulate", () => {
  it("have defaults for everything", () => {
    expect(readSimulateFlags([])).to.deep.include({
      stack: "dev",
      agents: undefined,
      callsPerHour: undefined,
      hours: 1,
      talk: { kind: "exponential", mean: 240 },
      patience: { kind: "exponential", mean: 90 },
      scripts: [{ name: "press nothing", moves: [] }],
      intervalSeconds: 900,
      warmUpSeconds: 1_800,
      seed: 1,
      json: false,
    });
    expect(readSimulateFlags(["--help"])).to.equal("help");
  });

  it("take the curve of a day, shapes, keys and a part of the handle time after the call", () => {
    const flags = readSimulateFlags(
      "--calls-per-hour 60,120,30 --shape lognormal --after-contact-work 40 --patience forever --keys 2,1 --keys 9".split(
        " ",
      ),
    );
    expect(flags).to.deep.include({
      callsPerHour: [60, 120, 30],
      hours: 3,
      talk: { kind: "lognormal", mean: 200, deviation: 200 },
      afterContactWork: { kind: "fixed", seconds: 40 },
      patience: { kind: "infinite" },
      scripts: [
        { name: "press 2, 1", moves: [{ press: "2" }, { press: "1" }] },
        { name: "press 9", moves: [{ press: "9" }] },
      ],
    });
  });

  const NONSENSE: [string, RegExp][] = [
    ["--agents -3", /--agents needs a value|--agents -3 is not a number/],
    ["--agents 2.5", /--agents 2.5 is not a whole number/],
    ["--agents 60000", /--agents 60000 is not a number from 0 to 50000/],
    ["--calls-per-hour ten", /--calls-per-hour ten is not a number from 0 to 1000000/],
    ["--calls-per-hour 10,,20", /--calls-per-hour {2}is not a number/],
    ["--hours 0", /--hours 0 is not a number from 0.05 to 168/],
    ["--handle-time 0", /--handle-time 0 is not a number from 1/],
    ["--handle-time 60 --after-contact-work 60", /--after-contact-work 60 is not a number from 0 to 59/],
    ["--patience never", /--patience never is not a number/],
    ["--shape normal", /allowed are exponential, lognormal and fixed/],
    ["--keys 1,a", /--keys 1,a cannot be pressed/],
    ["--redials 3", /--redials 3 is not a number from 0 to 1/],
    ["--seed 1.5", /--seed 1.5 is not a whole number/],
    ["--at noon", /--at noon is not a time with its zone/],
    ["--day --hours 3", /--day and --hours exclude each other/],
    ["--day --warm-up 3", /--day and --warm-up exclude each other/],
    ["--day --calls-per-hour 10,20", /--day takes one number above 0/],
    ["--day --agents 0", /--day takes at least one agent/],
    ["--config huge", /--config huge is not key=value/],
    ["--agent 3", /Unknown option '--agent'\. Allowed are --stack, /],
  ];
  for (const [line, message] of NONSENSE) {
    it(`refuse ${line}`, () => {
      expect(() => readSimulateFlags(line.split(" "))).to.throw(UsageError, message);
    });
  }
});

describe("the progress of a simulation", () => {
  it("is a bar with the time that is left, which never goes back", () => {
    const shown: string[] = [];
    const out = { colours: false, line: () => undefined, paint: (_: unknown, text: string) => text };
    let now = 0;
    const progress = new Progress({ ...out, status: (text) => void shown.push(text) }, () => now);
    progress.show(0.01);
    now = 60_000;
    progress.show(0.25);
    progress.show(0.1);
    now = 80_000;
    progress.show(0.8);
    progress.show(1);
    const bar = (done: number): string => `[${"#".repeat(done)}${"-".repeat(30 - done)}]`;
    expect(shown).to.deep.equal([
      `  ${bar(0)} 1 %`,
      `  ${bar(8)} 25 %, 3 min 0 s left`,
      `  ${bar(8)} 25 %, 3 min 0 s left`,
      `  ${bar(24)} 80 %, 20 s left`,
      `  ${bar(30)} 100 %`,
    ]);
  });
});

describe("the morning a day begins", () => {
  it("is the next seven o'clock there on which the centre is open at noon, across a weekend and a change of clocks", async () => {
    const zone = new TimeZone("America/New_York");
    const closed = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay());
    const clock = new Clock(Date.parse("2026-10-30T18:00:00Z"));
    await waitForMorning(clock, [{ zone, isOpen: (at) => !closed(at) }]);
    expect(new Date(clock.now()).toISOString()).to.equal("2026-11-02T12:00:00.000Z");
  });
});

describe("the report of a simulation", () => {
  it("shows intervals, a chart, queues, Erlang A beside it, and what each path takes", async () => {
    const result = await simulate(serve(queueOnly(), { keep: 0 }), {
      seed: 5,
      seconds: 1_800,
      arrivals: { callsPerInterval: [60] },
      teams: [{ agents: 16, talk: { kind: "exponential", mean: 240 } }],
      patience: { kind: "exponential", mean: 90 },
    });
    const screen = new Screen();
    const figures = queueFigures({ callsPerHour: 240, handleTime: 240, patience: 90 }, 16);
    showSimulation(result, { model: "Erlang A", figures }, screen);
    const text = screen.take();
    const { total, calls } = result;
    expect(text).to.match(
      new RegExp(`^${calls.offered} calls, at most ${calls.peak} at once; ${calls.outcomes.handled} handled`),
    );
    expect(text).to.match(/^ {2}18:15 +\d+ +\d+ +\d+ +\d+ +[\d.]+ % /m);
    expect(text).to.match(/^ {2}15 min █+·* [\d.]+$/m);
    expect(text).to.match(new RegExp(`^ {2}support +${total.offered} +${total.handled} `, "m"));
    expect(text).to.contain(`${(figures.abandonment * 100).toFixed(1)} %`);
    expect(text).to.match(/% +\d+ calls  handled by an agent \(callers "any"\)$/m);
    expect(text.split("\n").every((line) => line.length <= 110)).to.equal(true);
  });

  it("says why there is nothing to compare with", async () => {
    const screen = new Screen();
    const result = await simulate(serve(queueOnly(), { keep: 0 }), {
      seconds: 60,
      arrivals: { callsPerInterval: [0] },
      teams: [],
    });
    showSimulation(result, { why: "no call was handled." }, screen);
    expect(screen.take()).to.contain("No comparison with Erlang A: no call was handled.");
  });
});

describe("npm run simulate", function () {
  this.timeout(300_000);

  it("plays half an hour of a stack and gives the result as JSON", async () => {
    const line = "--config architecture=simple --agents 3 --calls-per-hour 40 --hours 0.5 --warm-up 0 --seed 3 --json";
    const command = ["-r", "./local/engine/registerTypescript.cjs", "local/cli/simulate.ts", ...line.split(" ")];
    const { error, stdout, stderr } = await new Promise<{ error: unknown; stdout: string; stderr: string }>(
      (resolve) => {
        execFile(process.execPath, command, { cwd: PROJECT }, (error, stdout, stderr) =>
          resolve({ error, stdout, stderr }),
        );
      },
    );
    expect([error, stderr]).to.deep.equal([null, ""]);
    const result: { calls: { offered: number }; intervals: unknown[]; total: { handled: number }; expected: object } =
      JSON.parse(stdout);
    expect(result.calls.offered).to.be.within(5, 45);
    expect(result.total.handled).to.be.above(0);
    expect(result.intervals).to.have.length(2);
    expect(result.expected).to.have.nested.property("model", "Erlang A");
  });
});
