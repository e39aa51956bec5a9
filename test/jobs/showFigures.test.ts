/** The widget on the local Athena and Redshift: saved queries by name, as tables that hold nothing but text. */
import { expect } from "chai";
import fc from "fast-check";
import { escapeHtml, htmlOf, MOST_ROWS } from "../../handlers/jobs/figures";
import { showFiguresFactory } from "../../handlers/showFigures";
import { savedQueries } from "../../warehouse/savedQueries";
import { withLog } from "../support/handlerLog";
import { ENVIRONMENT, Lake, row } from "./lake";

describe("showFigures", () => {
  let lake: Lake;

  before(async () => {
    lake = await Lake.start();
    lake.put("2026-03-10-11", "a", [row("c1", 1), row("c1", 2), row("c2", 1)]);
    await lake.query(
      "redshift",
      "INSERT INTO contacts (contact_id, last_update, revision) VALUES ('c1', GETDATE(), '0')",
    );
  });
  after(() => lake.close());

  async function ask(engine: "athena" | "redshift", event: object, clients = {}, context = {}) {
    const variables = { ...ENVIRONMENT, QUERY_ENGINE: engine };
    Object.assign(process.env, variables);
    try {
      const handler = showFiguresFactory({ ...lake.clients, ...clients }, lake.time);
      return await withLog(() => handler(event, context));
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
    }
  }

  it("shows a saved query of Athena as a table", async () => {
    const { result, lines } = await ask("athena", { query: "deliveries" });
    expect(result).to.equal(
      "<table><thead><tr><th>arrived</th><th>current rows</th><th>superseded</th></tr></thead><tbody><tr>" +
        ["3", "2", "1"].map((value) => `<td style="text-align:right">${value}</td>`).join("") +
        "</tr></tbody></table>",
    );
    expect(JSON.parse(lines[0] ?? "")).to.include({ outcome: "shown", rows: 1 });
  });

  it("shows a saved query of Redshift as a table, and an empty cell where there is no value", async () => {
    const { result } = await ask("redshift", { query: "deliveries" });
    expect(result).to.contain("<th>current rows</th>").and.to.contain(">1</td>");
    const freshness = await ask("redshift", { query: "freshness" });
    expect(freshness.result).to.contain("<td></td>");
  });

  it("says how it is used, with the name of every query", async () => {
    const { result } = await ask("athena", { describe: true });
    for (const { name } of savedQueries("athena")) expect(result).to.contain(`\`${name}\``);
    expect(result).to.match(/^## /);
  });

  for (const query of [undefined, "", "SELECT 1", "constructor"]) {
    it(`runs nothing for the query ${query}, and names those there are`, async () => {
      const { result, lines } = await ask("athena", { query });
      expect(result).to.contain("has to be one of: today,");
      expect(JSON.parse(lines[0] ?? "")).to.deep.equal({ outcome: "unknownQuery" });
    });
  }

  it("answers a sentence when the query fails, takes too long, or is not allowed", async () => {
    const state = (State: "FAILED" | "RUNNING") => ({
      startQueryExecution: () => Promise.resolve({ QueryExecutionId: "q" }),
      getQueryExecution: () => Promise.resolve({ QueryExecution: { Status: { State } } }),
      stopQueryExecution: () => Promise.resolve({}),
    });
    const denied = {
      startQueryExecution: () => Promise.reject(Object.assign(new Error("secret"), { name: "AccessDeniedException" })),
    };
    const short = { getRemainingTimeInMillis: () => 1000 };
    const sentence = async (queries: object) => (await ask("athena", { query: "today" }, { queries }, short)).result;
    expect(await sentence(state("FAILED"))).to.contain("could not answer");
    expect(await sentence(state("RUNNING"))).to.contain("takes longer");
    expect(await sentence(denied))
      .to.contain("may not query")
      .and.not.to.contain("secret");
  });

  it("asks Athena for an answer that may be some minutes old", async () => {
    const asked: object[] = [];
    const queries = {
      startQueryExecution: (input: object) => Promise.resolve({ QueryExecutionId: `${asked.push(input)}` }),
      getQueryExecution: () => Promise.resolve({ QueryExecution: { Status: { State: "FAILED" } } }),
    };
    await ask("athena", { query: "today" }, { queries });
    expect(asked[0]).to.have.nested.property(
      "ResultReuseConfiguration.ResultReuseByAgeConfiguration.MaxAgeInMinutes",
      5,
    );
  });
});

describe("a table of figures", () => {
  it("has no element and no attribute that came from a value", () => {
    const property = fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (values) => {
      const html = htmlOf({ columns: values, rows: [values], more: false });
      const tags = [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(' style="text-align:right"', ""));
      expect(new Set(tags.map((tag) => tag.replace("/", "")))).to.deep.equal(
        new Set(["<table>", "<thead>", "<tr>", "<th>", "<tbody>", "<td>"]),
      );
    });
    fc.assert(property, { numRuns: 100 });
    expect(escapeHtml(`<a href="x" title='y'>&`)).to.equal("&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;");
  });

  it("says when there are more rows than it shows, or none", () => {
    expect(htmlOf({ columns: ["a"], rows: [], more: false })).to.equal("<p>Nothing yet.</p>");
    expect(htmlOf({ columns: ["a"], rows: [["1"]], more: true })).to.contain(`first ${MOST_ROWS} rows`);
  });
});
