/** Coverage of flows: what is counted, how it is reported, and what it does to a mocha run. */
import { expect } from "chai";
import { FlowCoverage, playFlows } from "contact-center/testing";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lcov } from "../../testing/coverage/reports";
import { BYE, document, say } from "../support/connectGraph";
import { PROJECT } from "../support/evaluated";

const FIXTURES = ["menu1", "menu2"].map((name) => `test/fixtures/testing/${name}.fixture.ts`) as [string, string];
const NOT_ONE = { NoMatchingCondition: "other" };
const menu = document({
  ask: [
    "GetParticipantInput",
    { Text: "Press 1.", InputTimeLimitSeconds: "5", StoreInput: "False" },
    {
      next: "other",
      when: { "1": "one" },
      errors: { ...NOT_ONE, InputTimeLimitExceeded: "other", NoMatchingError: "other" },
    },
  ],
  one: say("One.", "queue"),
  queue: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  other: ["MessageParticipant", { Text: "Other." }, { next: "bye", errors: { NoMatchingError: "bye" } }],
  bye: BYE,
});

describe("coverage of flows", () => {
  it("counts blocks, branches and error branches, but no way the service never takes", async () => {
    const coverage = new FlowCoverage();
    const center = await playFlows({ name: "menu", document: menu }, { coverage });
    await center.call("anonymous");
    expect(coverage.table()).to.equal(
      [
        "flow    blocks  branches  error branches",
        "menu  1/5 20 %   0/5 0 %         0/6 0 %",
        "never reached:",
        "  menu/ask -> Equals 1",
        "  menu/ask -> NoMatchingCondition",
        "  menu/ask -> NoMatchingError",
        "  menu/ask -> InputTimeLimitExceeded",
        "  menu/one",
        "  menu/queue",
        "  menu/other",
        "  menu/bye",
      ].join("\n"),
    );
    await (await center.call("anonymous")).presses("5");
    await center.reset();
    await (await center.call("anonymous")).presses("1");
    center.fault("menu", "other");
    await (await center.call("anonymous")).presses("3");
    await center.close();
    expect(coverage.table().split("\n")).to.deep.equal([
      "flow     blocks  branches  error branches",
      "menu  5/5 100 %  4/5 80 %        3/6 50 %",
      "never reached:",
      "  menu/ask -> NoMatchingError",
      "  menu/ask -> InputTimeLimitExceeded",
      "  menu/queue -> queued",
      "  menu/queue -> QueueAtCapacity",
    ]);
  });

  it("falls short of a goal: too little, flows nobody loaded, exclusions of nothing", async () => {
    const coverage = await played("1");
    coverage.expect({ threshold: { blocks: 80 } });
    expect(() => coverage.expect({ threshold: 90 }))
      .to.throw(/flow menu: 80 % of its blocks, at least 90 % wanted\n {2}flow menu: 60 % of its branches/)
      .with.property("name", "CoverageError");
    expect(() => coverage.expect({ flows: ["menu", "men"] })).to.throw("flow men was never loaded; loaded were: menu");
    const exclude = [{ flow: "menu", block: "ask", outcome: "Late", reason: "never" }];
    expect(() => coverage.expect({ exclude })).to.throw("the exclusion of menu/ask -> Late names nothing");
  });

  it("leaves out what cannot occur, with the reason, unless it occurred", async () => {
    const coverage = await played("1");
    const exclude = [
      { flow: "menu", block: "ask", outcome: "NoMatchingError", reason: "callers have phones" },
      { flow: "menu", block: "ask", outcome: "Equals 1", reason: "it is taken" },
      { flow: "menu", block: "other", reason: "nobody presses anything else" },
    ];
    expect(coverage.table({ exclude }).split("\n").slice(1)).to.deep.equal([
      "menu  4/4 100 %  3/4 75 %        1/4 25 %",
      "never reached:",
      "  menu/ask -> NoMatchingCondition",
      "  menu/ask -> InputTimeLimitExceeded",
      "  menu/queue -> queued",
      "  menu/queue -> QueueAtCapacity",
      "excluded:",
      "  menu/ask -> NoMatchingError: callers have phones",
      "  menu/other: nobody presses anything else",
      "  menu/other -> NextAction: nobody presses anything else",
      "  menu/other -> NoMatchingError: nobody presses anything else",
    ]);
  });

  it("is read by lcov's tools as lines and branches of the flow's JSON", async () => {
    const files = lcov((await played("1")).counts());
    const [source = "", info = ""] = files.map(({ text }) => text);
    expect(files.map(({ path }) => path)).to.deep.equal(["flows/menu.json", "lcov.info"]);
    const line = (block: string) => source.split("\n").indexOf(`      "Identifier": "${block}",`) + 1;
    expect(line("ask")).to.be.greaterThan(1);
    const lines = info.split("\n");
    expect(lines).to.include.members(["TN:menu", "SF:flows/menu.json", "BRF:11", "BRH:4", "LF:5", "LH:4"]);
    expect(lines).to.include.members([`DA:${line("ask")},1`, `DA:${line("other")},0`, `DA:${line("bye")},1`]);
    expect(lines).to.include.members([`BRDA:${line("ask")},0,0,1`, `BRDA:${line("ask")},0,1,0`]);
    expect(lines).to.include(`BRDA:${line("other")},0,0,-`);
    const exclude = [
      { flow: "menu", block: "other", reason: "nobody presses anything else" },
      { flow: "menu", block: "ask", outcome: "NoMatchingError", reason: "callers have phones" },
    ];
    const left = lcov((await played("1")).counts(), exclude)[1]?.text.split("\n") ?? [];
    expect(left).to.include.members(["BRF:8", "LF:4"]);
  });
});

describe("coverage of a mocha run", function () {
  this.timeout(300_000);
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "coverage-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function run(threshold: number, ...files: string[]): Promise<{ code: number; output: string }> {
    const hooks = [
      "--require",
      "./local/engine/registerTypescript.cjs",
      "--require",
      "./test/fixtures/testing/coverageHooks.cjs",
    ];

    const args = [join(PROJECT, "node_modules/mocha/bin/mocha.js"), "--no-config", ...hooks, ...files];
    const env = { ...process.env, THRESHOLD: String(threshold), COVERAGE_DIRECTORY: directory };
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: PROJECT, env }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });
  }

  it("adds up what parallel processes reached, prints and writes it", async () => {
    const { code, output } = await run(100, ...FIXTURES, "--parallel");
    expect(output).to.include("2 passing");
    expect(output).to.include("menu  4/4 100 %  5/5 100 %       2/2 100 %");
    expect(output).to.include("menu/ask -> NoMatchingError: callers always have a phone");
    expect(code, output).to.equal(0);
    expect(readdirSync(directory).sort()).to.deep.equal(["coverage.json", "coverage.txt", "flows", "lcov.info"]);
    const json = JSON.parse(readFileSync(join(directory, "coverage.json"), "utf8"));
    expect(json.flows[0].blocks).to.deep.equal({ covered: 4, total: 4 });
    expect(existsSync(join(directory, "flows/menu.json"))).to.equal(true);
  });

  it("fails the run below the threshold, though every test passes", async () => {
    const { code, output } = await run(100, FIXTURES[0]);
    expect(output).to.include("1 passing");
    expect(output).to.match(/flow menu: 75 % of its blocks, at least 100 % wanted/);
    expect(output).to.include("menu/two");
    expect(code).not.to.equal(0);
  });
});

/** Coverage of one call to the menu that presses a key. */
async function played(key: string): Promise<FlowCoverage> {
  const coverage = new FlowCoverage();
  const center = await playFlows({ name: "menu", document: menu }, { coverage });
  await (await center.call("anonymous")).presses(key);
  await center.close();
  return coverage;
}
