/** The command lines of `npm run query` and `npm run replay`, and what is said when they are wrong. */
import { expect } from "chai";
import { readQueryFlags } from "../../local/cli/query/queryFlags";
import { readReplayFlags } from "../../local/cli/replay/replayFlags";
import { UsageError } from "../../local/cli/usageError";

describe("flags of a query", () => {
  it("have a statement, and answers as a table of the stack dev", () => {
    expect(readQueryFlags(["select 1"])).to.deep.equal({
      sql: "select 1",
      saved: undefined,
      data: undefined,
      engine: undefined,
      format: "table",
      stack: "dev",
      config: {},
      at: undefined,
      seed: 1,
    });
  });

  it("list the saved queries with --saved alone, wherever it stands, and take a name after it", () => {
    const saved = (...args: string[]) => {
      const flags = readQueryFlags(args);
      return flags === "help" ? flags : flags.saved;
    };
    expect(saved("--saved")).to.equal("");
    expect(saved("--saved", "--json")).to.equal("");
    expect(saved("--saved", "service_level", "--json")).to.equal("service_level");
    expect(saved("--saved=service_level")).to.equal("service_level");
    expect(saved()).to.equal(undefined);
  });

  it("take an engine, a format, data and a time", () => {
    const args = ["--engine", "redshift", "--csv", "--data", "kept", "--at", "2026-12-24T11:00:00Z", "--seed", "7"];
    expect(readQueryFlags(args)).to.include({
      engine: "redshift",
      format: "csv",
      data: "kept",
      at: Date.UTC(2026, 11, 24, 11),
      seed: 7,
    });
    expect(readQueryFlags(["--help"])).to.equal("help");
  });

  it("say what was given, what is allowed and what to do", () => {
    for (const [args, said] of [
      [
        ["select", "count(*)", "from", "contacts"],
        /one argument, and 4 were given\. Put it in quotation marks: npm run query -- "/,
      ],
      [["select 1", "--saved", "x"], /A statement and --saved exclude each other/],
      [["--json", "--csv"], /--json and --csv exclude each other/],
      [["--engine", "mysql"], /--engine mysql is not known; allowed are athena and redshift\./],
      [["--at", "noon"], /--at noon is not a time with its zone, such as/],
      [["--seed", "x"], /--seed x is not a whole number/],
      [["--config", "x"], /--config x is not key=value/],
      [["--tables"], /Unknown option '--tables'/],
    ] as const) {
      expect(() => readQueryFlags(args), args.join(" ")).to.throw(UsageError, said);
    }
  });
});

describe("flags of a replay", () => {
  it("have paths, and where to keep what came of them", () => {
    expect(readReplayFlags(["a.json", "b", "--keep", "kept", "--json"])).to.deep.equal({
      paths: ["a.json", "b"],
      keep: "kept",
      json: true,
      stack: "dev",
      config: {},
      at: undefined,
      seed: 1,
    });
  });

  it("say what is missing", () => {
    expect(() => readReplayFlags([])).to.throw(UsageError, "There is nothing to replay: name files or folders");
    expect(() => readReplayFlags(["a", "--kept", "x"])).to.throw(UsageError, "Unknown option '--kept'");
  });
});
