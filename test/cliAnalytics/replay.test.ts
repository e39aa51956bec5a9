/** `npm run replay` and `npm run query` as a person runs them: records in, accounts out, and the kept files asked again. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { contactRecordBytes } from "../support/contactRecords";
import { PROJECT } from "../support/evaluated";
import { poison, POISON_KINDS, type PoisonKind } from "../support/poisonRecords";

const CONTACTS = 240;
const UPDATED = 30;
const TWICE = 20;

/** What fits one line of text. */
const BAD_LINES: PoisonKind[] = POISON_KINDS.filter((kind) =>
  ["missingContactId", "contactIdNoText", "jsonNumber", "badLastUpdate"].includes(kind),
);

async function run(command: string, ...args: string[]): Promise<string> {
  const flags = ["-r", "./local/engine/registerTypescript.cjs", `local/cli/${command}.ts`, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: PROJECT, maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

/** Contacts, later states of some before their first, some a second time, and some that nothing can be made of. */
function lines(): Buffer[] {
  const record = (contact: number, revision = 0) => contactRecordBytes({ seed: 11 }, contact, revision);
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  return [
    ...numbers(UPDATED).map((contact) => record(contact, 1)),
    ...numbers(CONTACTS - 1).map((contact) => record(contact)),
    overLines(record(CONTACTS - 1)),
    ...numbers(TWICE).map((contact) => record(contact + 100)),
    ...BAD_LINES.map((kind, index) => poison(kind, record(1_000 + index))),
  ];
}

/** As an editor writes it. */
const overLines = (record: Buffer): Buffer => Buffer.from(JSON.stringify(JSON.parse(String(record)), null, 2));

describe("npm run replay", function () {
  this.timeout(300_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "replay-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("accounts for every record of a file, and keeps what npm run query then answers from", async () => {
    const file = join(folder, "records.ndjson");
    const kept = join(folder, "kept");
    const all = lines();
    writeFileSync(file, Buffer.concat(all.flatMap((line) => [line, Buffer.from("\n")])));
    const said = JSON.parse(await run("replay", file, "--keep", kept, "--json")) as Record<string, number>;
    expect(said).to.include({
      came: all.length,
      loaded: CONTACTS,
      superseded: UPDATED + TWICE,
      quarantined: BAD_LINES.length,
      missing: 0,
    });
    const sql = "SELECT COUNT(*) AS contacts, COUNT(DISTINCT contact_id) AS ids FROM contacts";
    const asked = await run("query", "--data", kept, "--json", sql);
    expect(JSON.parse(asked)).to.deep.equal([{ contacts: CONTACTS, ids: CONTACTS }]);
  });
});
