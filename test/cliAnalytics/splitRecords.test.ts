/** Contact records out of a stream of bytes, whichever way they were written and wherever its chunks end. */
import { expect } from "chai";
import fc from "fast-check";
import { maximumRecordBytes, RecordSplitter, TooLongRecord } from "../../local/cli/records/splitRecords";

const UTF8 = new TextEncoder();

/** What the splitter finds in a text that arrives in chunks of these sizes, over and over. */
function split(text: string, ...sizes: number[]): string[] {
  const bytes = UTF8.encode(text);
  const splitter = new RecordSplitter();
  const found: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    found.push(...splitter.push(bytes.slice(at, at + size)));
    at += size;
  }
  found.push(...splitter.end());
  return found.map((piece) => Buffer.from(piece).toString());
}

/** Values as records have them; texts with everything that delimits elsewhere. */
const text = fc.oneof(fc.string(), fc.constantFrom('"', "\\", '{"', "}]", "\n{", ",", "\u2028", "Zoë 👋"));
const record = fc.dictionary(text, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });
const records = fc.array(record, { maxLength: 8 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

/** Every way records are written to files. */
const FORMATS: Record<string, (all: unknown[]) => string> = {
  "one a line": (all) => all.map((one) => `${JSON.stringify(one)}\n`).join(""),
  "one a line, ends of lines of Windows, no last one": (all) => all.map((one) => JSON.stringify(one)).join("\r\n"),
  "one after the other": (all) => all.map((one) => JSON.stringify(one)).join(""),
  "a list": (all) => JSON.stringify(all),
  "a list over many lines": (all) => JSON.stringify(all, null, 2),
  "a list without indentation": (all) => JSON.stringify(all, null, "\t").replace(/^\t+/gm, ""),
  "objects over many lines": (all) => all.map((one) => JSON.stringify(one, null, 4)).join("\n"),
  "a line with a comma at its end": (all) => `[\n${all.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`,
};

describe("splitting records", () => {
  for (const [format, write] of Object.entries(FORMATS)) {
    it(`finds the same records, in order, however they are cut into chunks: ${format}`, () => {
      fc.assert(
        fc.property(records, sizes, (all, chunks) => {
          const written = write(all);
          const found = split(written, ...chunks);
          expect(found.map((one) => JSON.parse(one))).to.deep.equal(JSON.parse(JSON.stringify(all)));
        }),
      );
    });
  }

  it("gives the same pieces of any bytes at all, however they are cut into chunks", () => {
    const soup = fc.array(
      fc.constantFrom('{"a":', "{", "}", "[", "]", '"', "\\", "\n", ",", ":", "1", "x ", '{"b":2}'),
    );
    fc.assert(
      fc.property(soup, sizes, (parts, chunks) => {
        const written = parts.join("");
        expect(split(written, ...chunks)).to.deep.equal(split(written));
      }),
    );
  });

  it("loses no byte but what stands between records", () => {
    const soup = fc.array(fc.constantFrom('{"a":', "{", "}", '"', "\\", "\n", ":", "1", "x", '{"b":2}'));
    fc.assert(
      fc.property(soup, (parts) => {
        const written = parts.join("");
        const bare = (all: string) => all.replace(/[\s,[\]]/g, "");
        expect(bare(split(written).join(""))).to.equal(bare(written));
      }),
    );
  });

  it("keeps what is no record as a piece of its own, and the records around it whole", () => {
    const good = '{"ContactId":"1"}';
    for (const [scrap, pieces] of [
      ["hello", ["hello"]],
      ["42", ["42"]],
      ['{"ContactId":"2"', ['{"ContactId":"2"']],
      ['{"ContactId":"2","Attributes":', ['{"ContactId":"2","Attributes":']],
      ['{"ContactId":"2","Recordings":[', ['{"ContactId":"2","Recordings":[']],
      ['{"ContactId":"2', ['{"ContactId":"2']],
      ['{"ContactId":"2\\', ['{"ContactId":"2\\']],
      ['{"ContactId":["2"}}', ['{"ContactId":["2"}}']],
    ] as const) {
      expect(split(`${good}\n${scrap}\n${good}\n`), scrap).to.deep.equal([good, ...pieces, good]);
      expect(split(`${good}\r\n${scrap}\r\n${good}\r\n`), scrap).to.deep.equal([good, ...pieces, good]);
    }
  });

  it("finds the next record behind one that broke off on the same line", () => {
    expect(split('{"a":1{"b":2}not json{"c":3}')).to.deep.equal(['{"a":1', '{"b":2}', "not json", '{"c":3}']);
  });

  it("hands on what an end of the file cuts off", () => {
    expect(split('{"a":1}\n{"b":')).to.deep.equal(['{"a":1}', '{"b":']);
  });

  it("refuses a record no stream would take, saying where it begins, and does not gather it", () => {
    const splitter = new RecordSplitter();
    splitter.push(UTF8.encode('{"a":1}\n'));
    const endless = UTF8.encode(`{"b":"${"x".repeat(300_000)}`);
    splitter.push(endless);
    const more = UTF8.encode("x".repeat(300_000));
    const gather = () => Array.from({ length: 4 }, () => splitter.push(more));
    expect(gather).to.throw(TooLongRecord, `begins at byte 8 is longer than the ${maximumRecordBytes} bytes`);
  });

  it("takes a record of exactly the longest length", () => {
    const longest = `{"b":"${"x".repeat(maximumRecordBytes - 8)}"}`;
    expect(split(longest, 100_000)).to.deep.equal([longest]);
    expect(() => split(`${longest.slice(0, -2)}x"}`, 100_000)).to.throw(TooLongRecord);
  });
});
