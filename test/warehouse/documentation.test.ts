/** The page for analysts: its reference is the schema's, and each of its queries runs. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { warehouseReference } from "../../warehouse/reference";
import { agentEvent, answer, inEveryEngine, startEngines, stopEngines } from "../support/warehouses";
import { wildContacts } from "../support/wildContacts";

const PAGE = path.join(__dirname, "../../docs/warehouse.md");
/** What the reference follows. */
const MARK = /^<!-- What follows is written by .* -->$/m;

const CONTACTS = wildContacts(5, 200);
const EVENTS = [0, 60, 120].map((second) =>
  agentEvent(new Date(Date.UTC(2026, 2, 10, 9) + second * 1_000).toISOString().replace("T", " ").slice(0, 19), {
    agent_id: "ann",
    event_type: "HEART_BEAT",
    status_type: "ROUTABLE",
  }),
);

interface Example {
  readonly sql: string;
  /** The one engine it is written for; undefined when it is for both. */
  readonly only: string | undefined;
}

function examplesOf(page: string): Example[] {
  const blocks = page.matchAll(/^```sql(?: (athena|redshift))?\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, only, sql = ""]) => ({ sql, only }));
}

describe("docs/warehouse.md", function () {
  this.timeout(300_000);
  before(startEngines);
  after(stopEngines);

  it("describes each table and column as the schema does", () => {
    const page = readFileSync(PAGE, "utf8");
    const [mark = ""] = MARK.exec(page) ?? [];
    expect(mark, "the line the reference follows").not.to.equal("");
    const written = `${page.slice(0, page.indexOf(mark) + mark.length)}\n\n${warehouseReference()}\n`;
    if (process.env.UPDATE_DOCUMENTATION) writeFileSync(PAGE, written);
    else expect(page, "run this test with UPDATE_DOCUMENTATION=1").to.equal(written);
  });

  it("has queries that run, and find something", async () => {
    const examples = examplesOf(readFileSync(PAGE, "utf8"));
    expect(examples.filter(({ only }) => only === undefined)).to.have.length(10);
    const rows = {
      contact_records: CONTACTS,
      agent_events: EVENTS,
      survey_answers: CONTACTS.map(({ contact_id }) => answer(contact_id, { score: 3 })),
    };
    await inEveryEngine(rows, async ({ name, engine, rows: ask }) => {
      for (const { sql, only } of examples) {
        if (only !== undefined && only !== engine) continue;
        expect(await ask(sql), `${name}: ${sql}`).to.be.an("array").that.is.not.empty;
      }
    });
  });
});
