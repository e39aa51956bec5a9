/** `npm start` as a person or a script runs it, without a terminal on its standard input. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failureText } from "../local/cli/failure";
import { waitForOpening } from "../local/cli/openingTime";
import { readCustomers } from "../local/cli/seed";
import { readStartFlags } from "../local/cli/startFlags";
import { UsageError } from "../local/cli/usageError";
import { terminal } from "../local/cli/terminal";
import { Clock } from "../local/clock";
import { ProgramError } from "../local/engine/evaluateProgram";
import { NO_ANALYTICS, PROJECT } from "./support/evaluated";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `npm start` with flags, its standard input closed. */
function run(args: string[]): Promise<Ended> {
  const command = ["-r", "./local/engine/registerTypescript.cjs", "local/cli/start.ts", ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd: PROJECT }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** Runs them two at a time, for each takes seconds; the promise of each is there at once, in the same order. */
function runAll(lines: string[][]): Promise<Ended>[] {
  const done: Promise<Ended>[] = [];
  for (const [index, line] of lines.entries()) {
    done.push(Promise.resolve(done[index - 2]).then(() => run(line)));
  }
  return done;
}

/** The contact records at the end of what was printed. */
function recordsIn(stdout: string): { InitiationMethod: string; Agent: unknown }[] {
  const text = stdout.split("\nContact records\n")[1] ?? "";
  return text
    .split(/^(?=\{$)/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(part));
}

/** The row of the order before and after the first call. */
function rowsIn(stdout: string): Record<string, string>[] {
  return [...stdout.matchAll(/^ {2}order (?:before|after): (.*)$/gm)].map(([, row]) => JSON.parse(row ?? ""));
}

const COLUMNS = "phoneNumber,firstName,lastName,customerId,orderId,item,status,deliveryDay,placedAt";

describe("npm start", function () {
  this.timeout(300_000);
  let folder: string;
  let ended: Map<string, Promise<Ended>>;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "npm-start-"));
    const german = "+4930123456,Jörg & Söhne,Sample,K-7,B-1,ein Regal,packed,2026-12-10,2026-11-01T09:00:00+01:00";
    const mika = { phoneNumber: "+12065550177", customerId: "C-9", firstName: "Mika", lastName: "", orders: [] };
    const good = file("good.csv", COLUMNS, german);
    const noAnalytics = ["--config", `analytics=${NO_ANALYTICS.analytics}`];
    const calls = ["--config", "architecture=basic"];
    const prod = [
      "--stack",
      "prod",
      ...calls,
      ...noAnalytics,
      "--customers",
      file("good.ndjson", JSON.stringify(mika)),
    ];
    const lines: Record<string, string[]> = {
      samples: [],
      basic: ["--config", "architecture=basic"],
      csv: ["--config", "architecture=basic", "--customers", good],
      prod: [...prod, "--at", "2026-11-24T10:00:00-05:00"],
      simple: ["--config", "architecture=simple"],
      "simple with customers": ["--config", "architecture=simple", "--customers", good],
      "bad csv": ["--customers", file("bad.csv", COLUMNS, "+12065550178,A,B,C-1,,,,,", "2065550178,A,B,C-2,,,,,")],
      "bad settings": ["--config", "architecture=huge", "--config", "timeZone=Mars"],
      "bad stack": ["--stack", "nosuch"],
      "bad flag": ["--nosuch"],
    };
    const results = runAll(Object.values(lines));
    ended = new Map(Object.keys(lines).map((name, index) => [name, results[index] ?? Promise.reject(new Error(name))]));
  });
  after(async () => {
    await Promise.all(ended.values());
    rmSync(folder, { recursive: true, force: true });
  });

  function file(name: string, ...lines: string[]): string {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  }

  async function start(name: string): Promise<Ended> {
    const result = await ended.get(name);
    return result ?? expect.fail(`There is no run ${name}.`);
  }

  it("shows the components, plays calls, a chat and Slack, prints the row before and after and the records, ends with 0", async () => {
    const { code, stdout, stderr } = await start("samples");
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.match(/^│ {2}└─ self-service-update-order {2}HandlerFunction +\d+$/m);
    expect(stdout).to.match(/^\d+ resources: .*; npm run preview shows every resource$/m);
    expect(stdout.indexOf("Call 1: "), "the tree does not bury the calls").to.be.within(1, 4_000);
    expect(stdout).to.match(/^ {2}00:\d\d {2}centre {4}Hello Alex, good to hear from you\.$/m);
    expect(stdout).to.match(/^ {2}0\d:\d\d {2}agent {5}agent-1 is on the line$/m);
    const [before, after] = rowsIn(stdout);
    expect(before).to.include({ orderId: "O-1003", status: "placed" });
    expect(after).to.include({ orderId: "O-1003", status: "placed" });
    expect(after?.["lastChangeId"]).to.contain("/ChangeDeliveryDay/");
    expect(after?.["deliveryDay"]).not.to.equal(before?.["deliveryDay"]);
    expect(stdout).to.match(/customer {2}When are you open\?\n.*We are open around the clock\./);
    expect(stdout).to.match(/agent {5}Hello, this is a person\./);
    expect(stdout, "the same order through another door").to.match(
      /Robin {5}••••\n {2}bot {7}Your order of a desk lamp/,
    );
    const records = recordsIn(stdout);
    expect(records.map(({ InitiationMethod }) => InitiationMethod)).to.deep.equal(["INBOUND", "INBOUND", "API"]);
    expect(records[1]?.Agent).to.include({ Username: "agent-1", AgentInteractionDuration: 95 });
    expect(stdout, "no colours and no progress where nobody looks").not.to.match(/[\u001b\r]/);
    expect(stdout, "nothing on a call needs a note").not.to.match(/^ {2}\d\d:\d\d {2}note /m);
  });

  it("plays the calls of basic with keys", async () => {
    const { code, stdout, stderr } = await start("basic");
    expect([code, stderr]).to.deep.equal([0, ""]);
    const [before, after] = rowsIn(stdout);
    expect(after?.["lastChangeId"]).to.match(/\/deliveryDay\/3$/);
    expect(after?.["deliveryDay"]).not.to.equal(before?.["deliveryDay"]);
    expect(recordsIn(stdout)).to.have.length(2);
    expect(stdout).not.to.contain("Slack");
  });

  it("takes a user's own customers (CSV)", async () => {
    const { code, stdout } = await start("csv");
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Seeded 1 customers and 1 orders from .*good\.csv\.$/m);
    expect(stdout).to.contain("Hello Jörg & Söhne, good to hear from you.");
    expect(rowsIn(stdout)[1]).to.include({ orderId: "B-1", status: "packed" });
    expect(recordsIn(stdout)).to.have.length(2);
  });

  it("runs the stack prod at a time of one's choice, with agents of its own and one's own customers (NDJSON)", async () => {
    const { code, stdout } = await start("prod");
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Phone number main: \+1800555\d{4}$/m);
    expect(stdout).to.contain("Hello Mika, good to hear from you.");
    expect(stdout).to.match(/agent-\d is on the line/);
    const records = recordsIn(stdout);
    expect(records).to.have.length(2);
    expect(records[0]).to.include({ InitiationTimestamp: "2026-11-24T15:00:00Z" });
  });

  it("runs the architecture simple, whose callers go straight to the queues", async () => {
    const { code, stdout } = await start("simple");
    expect(code).to.equal(0);
    expect(stdout).to.contain("This architecture has no customers; callers go straight to the queues.");
    expect(stdout).to.match(/Welcome to Example Company\.\n.*For help with an order, press 1/);
    expect(recordsIn(stdout)).to.have.length(1);
  });

  it("refuses customers where there are no tables for them", async () => {
    const { code, stdout, stderr } = await start("simple with customers");
    expect(code).to.equal(1);
    expect(stderr).to.match(/^--customers .*good\.csv: stack dev has no tables for customers.*\n$/);
    expect(stdout).not.to.contain("Call 1");
  });

  it("refuses a wrong file of customers before anything is started, naming line and reason", async () => {
    const { code, stdout, stderr } = await start("bad csv");
    expect([code, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.match(/bad\.csv has 1 mistake.*\n {2}line 3, phoneNumber: "2065550178" given; an E\.164 number/);
  });

  it("tells every mistake in the settings, one a line, without stack traces", async () => {
    const { code, stderr } = await start("bad settings");
    expect(code).to.equal(1);
    expect(stderr.trimEnd().split("\n")).to.deep.equal([
      'The configuration of stack "dev" has 2 mistakes (Pulumi.dev.yaml):',
      '  architecture: given "huge"; allowed: one of simple, basic, advanced',
      '  timeZone: given "Mars"; allowed: an IANA time zone such as Europe/Berlin',
    ]);
  });

  it("names the stacks there are", async () => {
    const { code, stderr } = await start("bad stack");
    expect(code).to.equal(1);
    expect(stderr).to.match(/^There is no stack "nosuch" in .*: it has dev, prod\. Choose one of them\.\n$/);
  });

  it("ends with 2 and its usage for a flag it does not have", async () => {
    const { code, stdout, stderr } = await start("bad flag");
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.match(/^Unknown option '--nosuch'.*\n\nUsage: npm start -- [^]*--at TIME/);
  });
});

describe("a file of customers that cannot be read", () => {
  it("is refused in words", async () => {
    const refusal = (file: string) => readCustomers(file).then(String, String);
    expect(await refusal(join(PROJECT, "nosuch.csv"))).to.match(/nosuch\.csv cannot be read: there is no such file\.$/);
    expect(await refusal(PROJECT)).to.match(/cannot be read: it is a directory, not a file\.$/);
  });
});

describe("the flags of npm start", () => {
  it("have defaults, and a setting may hold an equals sign", () => {
    const defaults = { stack: "dev", customers: undefined, config: {}, at: undefined, seed: 1 };
    expect(readStartFlags(["--help"])).to.equal("help");
    expect(readStartFlags([])).to.deep.equal(defaults);
    const given = ["--config", "company=A=B", "--config", "voice=", "--at", "2026-12-24T11:00:00-05:00", "--seed", "7"];
    const config = { company: "A=B", voice: "" };
    expect(readStartFlags(given)).to.deep.equal({ ...defaults, config, at: Date.UTC(2026, 11, 24, 16), seed: 7 });
  });

  it("are refused with what is wrong with them", () => {
    const wrong = [
      ["--seed", "x"],
      ["--seed", "1.5"],
      ["--seed", ""],
      ["--at", "tomorrow"],
      ["--at", "2026-12-24T11:00:00"],
      ["--at", "2026-12-24T25:00:00Z"],
      ["--config", "company"],
      ["--config", "=x"],
      ["surplus"],
      ["--stack"],
    ];
    for (const args of wrong) {
      expect(() => readStartFlags(args), args.join(" ")).to.throw(UsageError, args.at(-1)?.replace(/^--/, "") ?? "");
    }
  });
});

describe("a failure", () => {
  it("meant to be read keeps its lines and loses its trace; any other keeps the trace", () => {
    const meant = "Error: Two mistakes:\n  one\n  two\n    at deploy (/x/index.ts:1:1)";
    const bug = "TypeError: x is not a function\n    at deploy (/x/index.ts:1:1)";
    expect(failureText(new ProgramError([meant, bug], "", ""))).to.equal(`Two mistakes:\n  one\n  two\n${bug}`);
    const bot = "BotError: The bot would be refused:\nerror B305\n    at checked (/x/defineBot.ts:1:1)";
    expect(failureText(new ProgramError([bot], "", ""))).to.equal("The bot would be refused:\nerror B305");
    expect(failureText(new Error("short"))).to.equal("short");
    expect(failureText("thrown")).to.equal("thrown");
  });
});

describe("a demonstration", () => {
  const HOUR = 3_600_000;
  const between = (from: number, till: number) => ({ isOpen: (at: number) => at >= from && at < till });

  it("begins now when all hours of operation are open, or else when they all are", async () => {
    const hours = [between(10 * HOUR, 100 * HOUR), between(20 * HOUR, 30 * HOUR)];
    for (const [now, begin] of [
      [25 * HOUR + 1, 25 * HOUR + 1],
      [15 * HOUR + 1, 20 * HOUR],
      [0, 20 * HOUR],
    ] as const) {
      const clock = new Clock(now);
      expect(await waitForOpening(clock, hours)).to.equal(begin !== now);
      expect(clock.now()).to.equal(begin);
    }
  });

  it("begins now when the hours of operation never meet", async () => {
    const clock = new Clock(5);
    expect(await waitForOpening(clock, [between(0, HOUR), between(HOUR, 2 * HOUR)])).to.equal(false);
    expect(clock.now()).to.equal(5);
  });
});

describe("a terminal", () => {
  /** A stream that keeps what is written. */
  function stream(isTTY: boolean): { written: string; out: ReturnType<typeof terminal> } {
    const kept = { written: "", isTTY, columns: 30, write: (text: string) => void (kept.written += text) };
    return Object.assign(kept, { out: terminal(kept) });
  }

  it("shows colours and progress, which the next line replaces, to a person only", () => {
    const [person, file] = [stream(true), stream(false)];
    for (const { out } of [person, file]) {
      out.status("working on something that is longer than the line");
      out.line("done");
    }
    expect(file.written).to.equal("done\n");
    expect(person.written).to.equal("working on something that is \r\u001b[2Kdone\n");
    expect(file.out.paint("red", "x")).to.equal("x");
  });
});
