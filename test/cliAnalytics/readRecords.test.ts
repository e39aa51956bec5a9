/** Files and folders of contact records: what is read, what is left out, and what is said of the rest. */
import { expect } from "chai";
import fc from "fast-check";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { readRecords, UnreadableRecords } from "../../local/cli/records/readRecords";
import { recordFiles } from "../../local/cli/records/recordFiles";

describe("reading records", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "read-records-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  async function read(...paths: string[]): Promise<string[]> {
    const all: string[] = [];
    for (const found of await recordFiles(paths)) {
      for await (const batch of readRecords(found)) all.push(...batch.map((one) => Buffer.from(one).toString()));
    }
    return all;
  }

  async function failure(work: Promise<unknown>): Promise<Error> {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof Error ? error : expect.fail("Nothing was thrown.");
  }

  it("reads the same records from plain files and from gzip, in one part or several, whatever the name", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string(), fc.string()), { maxLength: 6 }), async (records) => {
        const lines = records.map((one) => JSON.stringify(one));
        const text = lines.join("\n");
        const plain = file("plain.gz", text);
        const packed = file("packed", gzipSync(text));
        const parts = file("parts.json", Buffer.concat(lines.map((line) => gzipSync(line))));
        for (const path of [plain, packed, ...(lines.length > 0 ? [parts] : [])]) {
          expect(await read(path)).to.deep.equal(lines);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("reads a record that chunks of the disk and of gzip cut", async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) =>
      JSON.stringify({ ContactId: `${index}`, pad: "x".repeat(300) }),
    );
    expect(await read(file("many.json", lines.join("")))).to.deep.equal(lines);
    expect(await read(file("many.gz", gzipSync(lines.join(""))))).to.deep.equal(lines);
  });

  it("takes a byte order mark off, and gives nothing for an empty file", async () => {
    expect(await read(file("mark.json", '\ufeff{"a":1}'))).to.deep.equal(['{"a":1}']);
    expect(await read(file("empty.json", ""))).to.deep.equal([]);
  });

  it("lists a folder's files in order, those of folders in it too, without hidden ones and markers", async () => {
    const second = file("b/2026/11/records-1", "{}");
    const first = file("a.json", "{}");
    file(".DS_Store", "x");
    file("_SUCCESS", "");
    symlinkSync(folder, join(folder, "circle"));
    const found = await recordFiles([folder]);
    expect(found).to.deep.equal([
      { path: first, bytes: 2, named: false },
      { path: second, bytes: 2, named: false },
    ]);
  });

  it("reads of a copy of the bucket only the records as they came", async () => {
    const raw = file("copy/raw/contact_records/arrived=2026-11-22-10/one", "{}");
    file("copy/rows/contact_records/arrived=2026-11-22-10/one", "{}");
    file("copy/quarantine/contact_records/arrived=2026-11-22/one.json", "{}");
    expect((await recordFiles([join(folder, "copy")])).map(({ path }) => path)).to.deep.equal([raw]);
  });

  it("names what is not there, and a folder without files", async () => {
    const missing = join(folder, "nosuch");
    expect((await failure(recordFiles([missing]))).message).to.equal(
      `${missing} cannot be read: there is no such file or folder.`,
    );
    mkdirSync(join(folder, "empty"));
    expect((await failure(recordFiles([join(folder, "empty")]))).message).to.match(/empty holds no files\./);
  });

  it("says of a file that is something else what it is and what to name instead", async () => {
    for (const [name, content, said] of [
      ["t.parquet", "PAR1xxxx", /t\.parquet: it is a Parquet file; name the records as they came/],
      ["t.xlsx", "PK\u0003\u0004xxxx", /it is a zip file or a spreadsheet; unpack it/],
      ["t.utf16", Buffer.from('\ufeff{"a":1}', "utf16le"), /it is UTF-16 text; save it as UTF-8/],
      ["t.wav", Buffer.from("RIFF\0\0\0\0WAVE"), /it is not text; name files that hold contact records/],
    ] as const) {
      const error = await failure(read(file(name, content)));
      expect(error).to.be.instanceOf(UnreadableRecords).with.property("foreign", true);
      expect(error.message).to.match(said);
    }
  });

  it("reads broken gzip up to where it breaks, and says so", async () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => JSON.stringify({ ContactId: `${index}` }));
    const whole = gzipSync(lines.join("\n"));
    const found: Uint8Array[] = [];
    const [entry] = await recordFiles([file("cut.gz", whole.subarray(0, whole.length - 9))]);
    const reading = async () => {
      for await (const batch of readRecords(entry ?? expect.fail())) found.push(...batch);
    };
    const error = await failure(reading());
    expect(error).to.be.instanceOf(UnreadableRecords).with.property("foreign", false);
    expect(error.message).to.match(/cut\.gz: its gzip data is broken or breaks off; what came before was read\./);
    expect(found.length).to.be.greaterThan(4_000);
  });
});
