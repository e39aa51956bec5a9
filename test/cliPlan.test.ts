/** `npm run plan`: what it reads from flags and settings, what it evaluates, what it prints. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { centerPlan } from "../planning/centerPlan";
import { withPrices } from "../planning/prices";
import { type WorkloadInputs, workloadOf } from "../planning/workload";
import { designOf, type Evaluate, sizedStacks } from "../local/cli/plan/designs";
import { count, dollars, figure, percent, table } from "../local/cli/plan/planFigures";
import { readPlanFlags } from "../local/cli/plan/planFlags";
import { evaluationConfig, type PlanInputs, readPlanInputs, together } from "../local/cli/plan/planInputs";
import { planJson } from "../local/cli/plan/planJson";
import { showPlan } from "../local/cli/plan/planReport";
import { showSweep, sweepSizes } from "../local/cli/plan/sweep";
import { sweepChart } from "../local/cli/plan/sweepChart";
import { terminal } from "../local/cli/terminal";
import { UsageError } from "../local/cli/usageError";
import { sizesFor } from "../planning/sizes";
import { PROJECT } from "./support/evaluated";

const STACK = { stack: "prod", architecture: "advanced" };

const RESOURCES = [
  { type: "pulumi:pulumi:Stack", name: "prod", inputs: {} },
  { type: "contact-center:index:ContactCenter", name: "center", inputs: {} },
  { type: "aws:connect/instance:Instance", name: "center", inputs: {} },
  { type: "aws:connect/phoneNumber:PhoneNumber", name: "main", inputs: { type: "DID" } },
  { type: "aws:kms/key:Key", name: "key", inputs: {} },
  {
    type: "aws:kinesis/stream:Stream",
    name: "contact-records",
    inputs: { streamModeDetails: { streamMode: "ON_DEMAND" } },
  },
];

const planOf = (inputs: WorkloadInputs) =>
  centerPlan({ workload: workloadOf(inputs), resources: RESOURCES, prices: withPrices() });

/** What something prints. */
function printed(show: (out: ReturnType<typeof terminal>) => void): string {
  const lines: string[] = [];
  show(terminal({ write: (text: string) => lines.push(text) }));
  return lines.join("");
}

function inputsOf(args: string[] = []): PlanInputs {
  const flags = readPlanFlags(["--cwd", PROJECT, ...args]);
  if (flags === "help") throw new Error("no flags");
  return readPlanInputs(flags);
}

describe("the flags of npm run plan", () => {
  it("are figures by the names settings use", () => {
    const flags = readPlanFlags(["--stack", "prod", "--agents", "50", "--service-level", "0.9", "--chats", "0.25"]);
    expect(flags).to.deep.include({ stack: "prod", workload: { agents: 50, serviceLevel: 0.9, chats: 0.25 } });
    expect(readPlanFlags(["--sweep", "contactsPerHour=10..500"])).to.deep.include({
      sweep: { name: "contactsPerHour", from: 10, to: 500 },
    });
    expect(readPlanFlags(["--help"])).to.equal("help");
  });

  const WRONG: [string[], RegExp][] = [
    [["--agents", "many"], /--agents many is not a number/],
    [["--agents"], /Option '--agents <value>' argument missing.*Allowed are --stack/],
    [["--people", "5"], /Unknown option '--people'.*Allowed are --stack/],
    [["--sweep", "agents=5..5"], /--sweep agents=5\.\.5 is no range\. Write agents=1\.\.20000/],
    [["--sweep", "chats=0..1"], /is no range/],
    [["--sweep", "agents=1..9", "--agents", "5"], /--sweep goes through sizes itself/],
    [["--svg", "chart.svg"], /--svg draws a sweep/],
    [["--config", "agents"], /is not key=value/],
  ];
  for (const [args, message] of WRONG) {
    it(`refuse ${args.join(" ")}`, () => {
      expect(() => readPlanFlags(args)).to.throw(UsageError, message);
    });
  }
});

describe("what a plan starts from", () => {
  it("is the stack's own size, quotas and prices", () => {
    const own = ["--config", 'workload={"patience":60}', "--config", 'prices={"keyMonth":3}'];
    const { inputs, granted, prices, requests } = inputsOf([
      ...["--config", "agents=40", "--config", 'quotas={"users":900,"request":true}'],
      ...own,
    ]);
    expect(inputs).to.deep.include({ agents: 40, patience: 60 });
    expect(granted).to.deep.include({ users: 900 });
    expect(requests).to.equal(true);
    expect(prices.keyMonth).to.equal(3);
  });

  it("is five agents where a stack says nothing", () => {
    expect(together({}, {})).to.deep.include({ agents: 5 });
  });

  it("lets a flag for the size stand alone, and flags for habits go before the stack's", () => {
    const stack = { agents: 500, contactsPerHour: 4_000, patience: 60, handleTime: 200 };
    expect(together(stack, { agents: 50 })).to.deep.equal({ agents: 50, patience: 60, handleTime: 200 });
    expect(together(stack, { contactsPerHour: 90 })).to.not.have.property("agents");
    expect(together(stack, { patience: 30 })).to.deep.equal({ ...stack, patience: 30 });
  });

  it("refuses settings that are no figures, and prices that are none", () => {
    expect(() => inputsOf(["--config", "agents=few"])).to.throw(RangeError, /has agents "few"; allowed: a number/);
    expect(() => inputsOf(["--config", "workload=[1]"])).to.throw(
      RangeError,
      /workload is \[1\]; write names and numbers/,
    );
    expect(() => inputsOf(["--config", 'prices={"gold":1}'])).to.throw(RangeError, /gold is no price/);
  });
});

describe("the configuration a plan is evaluated with", () => {
  const settings = { ...inputsOf(["--config", "quotas={}"]), requests: false };
  const inputs = { agents: 500, patience: 60 };

  it("has the size, and every quota as if it were granted, so that the plan can show what is short", () => {
    const config = evaluationConfig(settings, workloadOf(inputs), inputs);
    expect(config).to.deep.include({ agents: 500, workload: { patience: 60 } });
    expect(config.quotas?.concurrentCalls).to.be.above(500);
    expect(config.quotas?.users).to.be.above(700);
  });

  it("leaves quotas alone where the stack asks for them itself", () => {
    expect(evaluationConfig({ ...settings, requests: true }, workloadOf(inputs), inputs)).to.not.have.property(
      "quotas",
    );
  });
});

describe("a sweep", () => {
  it("goes from one end to the other in round steps", () => {
    const sizes = sweepSizes({ name: "agents", from: 3, to: 120 }, { contactsPerHour: 10, patience: 60 });
    expect(sizes.map(({ agents }) => agents)).to.deep.equal([3, 4, 5, 7, 10, 15, 20, 25, 30, 40, 50, 70, 100, 120]);
    expect(sizes[0]).to.deep.equal({ agents: 3, patience: 60 });
  });

  it("evaluates the program once for each design, not for each size", async () => {
    const asked: unknown[] = [];
    const evaluate: Evaluate = (config) => {
      asked.push(config.agents);
      return Promise.resolve({ resources: RESOURCES });
    };
    const sizes = sweepSizes({ name: "agents", from: 1, to: 20_000 }, {});
    const told: string[] = [];
    const stacks = await sizedStacks(inputsOf(), sizes, evaluate, (design, designs, { agents }) => {
      told.push(`${design}/${designs} ${agents}`);
    });
    const designs = new Set(sizes.map((inputs) => designOf(sizesFor(workloadOf(inputs)), inputsOf())));
    expect(asked).to.have.length(designs.size);
    expect(designs.size).to.be.below(sizes.length / 2);
    expect(told[0]).to.equal(`1/${designs.size} 1`);
    expect(stacks.map(({ workload }) => workload.agents)).to.deep.equal(sizes.map(({ agents }) => agents));
  });

  it("is a table with a line a size", () => {
    const plans = [1, 50].map((agents) => planOf({ agents }));
    const lines = printed((out) => showSweep(plans, STACK, out))
      .trimEnd()
      .split("\n");
    expect(lines).to.have.length(4);
    expect(lines[1]).to.match(/agents {2}contacts\/h .* share {2}per 1,000 contacts/);
    expect(lines[3]).to.match(/^ {2}50 +400 +\d+ +\d+ /);
  });

  it("is a chart that needs nothing beside itself, in both themes", () => {
    const chart = sweepChart(
      [1, 50, 500].map((agents) => planOf({ agents })),
      { stack: "a<b", architecture: "advanced" },
    );
    expect(chart).to.match(/^<svg [^>]*viewBox="0 0 \d+ \d+"/);
    expect(chart).to.include("prefers-color-scheme: dark");
    expect(chart).to.include("a&lt;b").and.not.include("a<b");
    expect(chart).to.not.match(/NaN|Infinity|undefined|href/);
    expect(chart.match(/<polyline/g)).to.have.length(3);
    expect(chart.match(/<circle/g)).to.have.length(9);
  });
});

describe("a plan", () => {
  const report = printed((out) => showPlan(planOf({ agents: 500 }), STACK, out));

  it("says what is short, with its code, and what to do", () => {
    expect(report).to.match(/concurrentCalls +659 +10 +short +L-12AB7C57 +Concurrent active calls/);
    expect(report).to.match(/users +751 +500 +short/);
    expect(report).to.include("2 short: ask AWS for more and say in the settings' quotas what was granted");
    expect(printed((out) => showPlan(planOf({ agents: 1 }), STACK, out))).to.not.match(/short/);
  });

  it("says what is paid by the hour, the share of everything around Connect, and of when prices are", () => {
    expect(report).to.match(/Paid by the hour[^]*Kinesis, contact-records {2}29\.20 USD a month/);
    expect(report).to.match(/Everything around Connect costs 0\.\d\d % of Connect's bill/);
    expect(report).to.match(/prices as of \d{4}-\d\d-\d\d/);
  });

  it("counts resources without components and the stack", () => {
    expect(report).to.match(/resources +4 {2}2 of them made by Connect's control plane/);
  });

  it("draws the day half hour by half hour", () => {
    const bars = report.split("\n").filter((line) => /^ {2}\d\d:\d\d /.test(line));
    expect(bars).to.have.length(24);
    expect(bars[6]).to.match(/10:00 {2}█{32} +500 agents +4,000\/h/);
  });

  it("is for machines every figure, and nothing JSON cannot say", () => {
    const json: unknown = JSON.parse(JSON.stringify(planJson(planOf({ agents: 1 }))));
    expect(json).to.have.nested.property("cost.share").that.is.a("number");
    expect(json).to.have.nested.property("sizes.reservedConcurrency", null);
    expect(json).to.have.nested.property("workload.agents", 1);
  });
});

describe("figures of a plan", () => {
  it("have as many digits as they are known by", () => {
    expect([0, 3.24, 12, 4_000.6].map(count)).to.deep.equal(["0", "3.2", "12", "4,001"]);
    expect([0.001, 0.0483, 12.345, 1_234.5, Infinity].map(figure)).to.deep.equal(["0", "0.05", "12.3", "1,235", "∞"]);
    expect([0, 0.0123, 5.678, 1_234.5].map(dollars)).to.deep.equal(["0.00", "0.012", "5.68", "1,235"]);
    expect(percent(0.00456, 2)).to.equal("0.46 %");
  });

  it("stand in columns", () => {
    expect(
      table(
        [
          ["a", "1", "x"],
          ["bbb", "22", "yy"],
        ],
        [2],
      ),
    ).to.deep.equal(["  a     1  x", "  bbb  22  yy"]);
  });
});

describe("npm run plan", function () {
  this.timeout(120_000);

  function run(args: string[]): Promise<{ code: number; stderr: string; stdout: string }> {
    const command = ["-r", "./local/engine/registerTypescript.cjs", "local/cli/plan.ts", ...args];
    return new Promise((resolve) => {
      execFile(process.execPath, command, { cwd: PROJECT }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
      });
    });
  }

  it("ends with 2 and a sentence for figures and flags that make no sense, and with 1 for an unknown stack", async () => {
    const figures = await run(["--agents", "0", "--occupancy", "2"]);
    expect(figures.code).to.equal(2);
    expect(figures.stderr).to.equal(
      "agents is 0; allowed: 1 to 100000 (agents, a whole number).\noccupancy is 2; allowed: 0.1 to 0.95 (a share such as 0.8).\n",
    );
    const flag = await run(["--agents", "x"]);
    expect([flag.code, flag.stdout]).to.deep.equal([2, ""]);
    const stack = await run(["--stack", "none"]);
    expect(stack.code).to.equal(1);
    expect(stack.stderr).to.match(/There is no stack "none"/);
  });
});
