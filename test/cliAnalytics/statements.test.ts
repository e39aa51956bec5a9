/** Statements a person types, the commands of the prompt, and what is said about a wrong name. */
import { expect } from "chai";
import fc from "fast-check";
import type { Commands } from "../../local/cli/commandLine";
import { catalogued, relations, savedQueries, savedQuery } from "../../local/cli/query/catalog";
import { explainRefusal } from "../../local/cli/query/explain";
import { nearestNames } from "../../local/cli/query/nearest";
import { runPrompt } from "../../local/cli/query/prompt";
import { splitStatements } from "../../local/cli/query/statements";
import { terminal } from "../../local/cli/terminal";

const CONTACTS = {
  name: "contacts",
  columns: ["contact_id", "queue_name", "queue_seconds", "agent_username"].map((name) => ({ name, type: "varchar" })),
};
const INTERVALS = {
  name: "queue_intervals",
  columns: ["queue_name", "interval_start", "offered"].map((name) => ({ name, type: "bigint" })),
};
const RELATIONS = [CONTACTS, INTERVALS];
const SAVED = [
  { name: "abandoned_today", description: "Who gave up", sql: "select 1", database: "contact_center" },
  { name: "service_level", description: "By queue", sql: "select 2", database: "contact_center" },
];

describe("statements", () => {
  it("end at semicolons outside of texts, quoted names and comments", () => {
    expect(splitStatements(`select ';' , ";" -- ;\n, 'it''s;' /* ; */ ; select 2;`)).to.deep.equal({
      complete: [`select ';' , ";" -- ;\n, 'it''s;' /* ; */`, "select 2"],
      rest: "",
    });
  });

  it("wait for the rest of a statement, a text or a comment", () => {
    for (const typed of ["select 1\n", "select 'a;\n", 'select "a;\n', "/* what follows;\n", "select 1 - 2 / 3\n"]) {
      expect(splitStatements(typed), typed).to.deep.equal({ complete: [], rest: typed });
    }
  });

  it("are not made of white space, comments and semicolons alone", () => {
    expect(splitStatements(" ;; -- nothing;\n /* at all */ ;\n")).to.deep.equal({ complete: [], rest: "" });
  });

  it("are the same whether a text comes at once or line by line", () => {
    const parts = fc.array(fc.constantFrom("select 1", "';'", "'", '"', "--", "/*", "*/", ";", "\n", " ", "-", "/"));
    fc.assert(
      fc.property(parts, (all) => {
        const lines = `${all.join("")}\n`.split(/(?<=\n)/);
        let rest = "";
        const found = lines.flatMap((line) => {
          const { complete, rest: open } = splitStatements(rest + line);
          rest = open;
          return complete;
        });
        const whole = splitStatements(lines.join(""));
        // A comment before a statement stays with it when both come at once.
        const bare = (sql: string) => sql.replace(/^(\s|--[^\n]*\n|\/\*[^]*?\*\/)+/, "");
        expect(found.map(bare)).to.deep.equal(whole.complete.map(bare));
        expect(bare(rest)).to.equal(bare(whole.rest));
      }),
    );
  });
});

describe("wrong names", () => {
  it("are answered with the nearest ones", () => {
    const columns = CONTACTS.columns.map(({ name }) => name);
    expect(nearestNames("contactid", columns)).to.deep.equal(["contact_id"]);
    expect(nearestNames("name_queue", columns)).to.deep.equal(["queue_name"]);
    expect(nearestNames("queue", columns)).to.deep.equal(["queue_name", "queue_seconds"]);
    expect(nearestNames("agnet_username", columns)).to.deep.equal(["agent_username"]);
    expect(nearestNames("weather", columns)).to.deep.equal([]);
  });

  it("of columns name those of the tables asked, however the engine says so", () => {
    const sql = "select queue_nam from contacts";
    for (const message of [
      "COLUMN_NOT_FOUND: line 1:8: Column 'queue_nam' cannot be resolved or requester is not authorized",
      'ERROR: column "queue_nam" does not exist in contacts',
      'Referenced column "queue_nam" not found in FROM clause!\nCandidate bindings: "queue_name"',
    ]) {
      expect(explainRefusal(message, RELATIONS, sql)).to.equal(
        "There is no column queue_nam. Did you mean queue_name? Columns:\n" +
          "  contacts: contact_id, queue_name, queue_seconds, agent_username",
      );
    }
    expect(explainRefusal("Column 'c.offered' cannot be resolved", RELATIONS, sql)).to.contain(
      "There is no column offered. There is one in queue_intervals. Columns:",
    );
  });

  it("of tables name the tables there are", () => {
    for (const message of [
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.contact_center.contact' does not exist",
      'ERROR: relation "contact" does not exist',
      "Table with name contact does not exist!\nDid you mean",
    ]) {
      expect(explainRefusal(message, RELATIONS, "select * from contact")).to.equal(
        "There is no table or view contact. Did you mean contacts? There are contacts, queue_intervals.",
      );
    }
  });

  it("leave other refusals in the engine's words", () => {
    expect(explainRefusal("SYNTAX_ERROR: line 1:1: mismatched input 'selekt'\n", RELATIONS, "selekt")).to.equal(
      "SYNTAX_ERROR: line 1:1: mismatched input 'selekt'",
    );
  });

  it("of saved queries name those there are", () => {
    expect(savedQuery(SAVED, "service_level").sql).to.equal("select 2");
    expect(() => savedQuery(SAVED, "servicelevel")).to.throw(
      "There is no saved query servicelevel. Did you mean service_level? Saved are abandoned_today, service_level.",
    );
  });
});

describe("the catalogue", () => {
  it("gathers columns by table, in order", async () => {
    const rows = [
      ["contacts", "contact_id", "VARCHAR"],
      ["contacts", "holds", "INTEGER"],
      ["queue_intervals", "offered", "bigint"],
    ];
    expect(await relations(async () => ({ columns: [], rows }))).to.deep.equal([
      {
        name: "contacts",
        columns: [
          { name: "contact_id", type: "varchar" },
          { name: "holds", type: "integer" },
        ],
      },
      { name: "queue_intervals", columns: [{ name: "offered", type: "bigint" }] },
    ]);
  });

  it("finds Athena's tables and views among the resources, those of contact analytics alone", () => {
    const table = (databaseName: string, name: string, ...columns: string[]) => ({
      ...BARE,
      type: "aws:glue/catalogTable:CatalogTable",
      outputs: {
        databaseName,
        name,
        storageDescriptor: { columns: columns.map((one) => ({ name: one, type: "string" })) },
      },
    });
    const resources = [
      table("reports", "other", "x"),
      table("centre", "queue_intervals"),
      table("centre", "contacts", "a"),
    ];
    expect(catalogued({ ...GRAPH, resources })).to.deep.equal([
      { name: "contacts", columns: [{ name: "a", type: "string" }] },
      { name: "queue_intervals", columns: [] },
    ]);
  });

  it("finds saved queries among the resources", () => {
    const resource = (type: string, outputs: Record<string, unknown>) => ({ ...BARE, type, outputs });
    const resources = [
      resource("aws:athena/namedQuery:NamedQuery", {
        name: "b",
        query: "select 2",
        description: "two",
        database: "reports",
      }),
      resource("aws:athena/workgroup:Workgroup", { name: "other" }),
      resource("aws:athena/namedQuery:NamedQuery", { name: "a", query: "select 1", database: "contact_center" }),
    ];
    expect(savedQueries({ ...GRAPH, resources })).to.deep.equal([
      { name: "a", description: "", sql: "select 1", database: "contact_center" },
      { name: "b", description: "two", sql: "select 2", database: "reports" },
    ]);
  });
});

const GRAPH = {
  project: "contact-center",
  stack: "dev",
  preview: false,
  region: "us-east-1",
  accountId: "111122223333",
  partition: "aws",
  outputs: {},
};

const BARE = {
  urn: "urn",
  name: "query",
  custom: true,
  inputs: {},
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  retainOnDelete: false,
  deleteBeforeReplace: false,
  ignoreChanges: [],
};

describe("the prompt", () => {
  /** What is printed and asked when a person types these lines. */
  async function typed(...lines: string[]): Promise<{ printed: string; asked: string[]; prompts: boolean[] }> {
    let printed = "";
    const asked: string[] = [];
    const prompts: boolean[] = [];
    const commands: Commands = {
      async *[Symbol.asyncIterator]() {
        yield* lines;
      },
      prompt: (more = false) => void prompts.push(more),
      interrupt: (print) => print(),
      close: () => undefined,
    };
    const out = terminal({ write: (text) => (printed += text) });
    const answer = async (sql: string) => void asked.push(sql);
    await runPrompt({ out, saved: SAVED, relations: async () => RELATIONS, answer }, commands);
    return { printed, asked, prompts };
  }

  it("asks statements over several lines, several on one, and says that more is awaited", async () => {
    const { asked, prompts } = await typed("select 1", "  + 1;", "select 'a;", "b'; select 3;");
    expect(asked).to.deep.equal(["select 1\n  + 1", "select 'a;\nb'", "select 3"]);
    expect(prompts).to.deep.equal([false, true, false, true, false]);
  });

  it("lists tables, columns and saved queries, and asks a saved one", async () => {
    const { printed, asked } = await typed(
      ".tables",
      ".columns contacts",
      ".saved",
      ".saved service_level",
      ".quit",
      "select 9;",
    );
    expect(printed).to.contain("  contacts (4 columns)\n  queue_intervals (3 columns)\n");
    expect(printed).to.contain("  queue_seconds   varchar\n");
    expect(printed).to.contain("  abandoned_today  Who gave up\n");
    expect(asked, "nothing after .quit").to.deep.equal(["select 2"]);
  });

  it("says what is wrong with a command", async () => {
    const { printed } = await typed(".tabels", ".columns", ".columns contact", ".saved nosuch", "quit");
    expect(printed).to.contain("There is no command .tabels; .help lists those there are.");
    expect(printed).to.contain("Which one? .columns takes the name of a table or view: contacts, queue_intervals.");
    expect(printed).to.contain("There is no table or view contact. Did you mean contacts?");
    expect(printed).to.contain("There is no saved query nosuch. Saved are abandoned_today, service_level.");
    expect(printed).to.contain("Commands begin with a dot: .help, .quit.");
  });
});
