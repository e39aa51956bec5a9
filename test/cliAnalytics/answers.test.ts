/** How answers of the warehouse are written: for a terminal, for a pipe, as CSV and as JSON. */
import { parse } from "csv-parse/sync";
import { expect } from "chai";
import fc from "fast-check";
import { csvLines, jsonLines } from "../../local/cli/query/exports";
import { displayWidth, drawResult } from "../../local/cli/query/grid";
import type { QueryResult } from "../../local/cli/query/result";
import { drawsUnicode } from "../../local/cli/unicode";

const FIGURES: QueryResult = {
  columns: [
    { name: "queue_name", type: "varchar" },
    { name: "offered", type: "BIGINT" },
    { name: "service_level", type: "double" },
  ],
  rows: [
    ["support", "12", 0.75],
    ["Überweisung 漢字", "3", null],
  ],
};

/** An answer of text columns a, b, …. */
function texts(...rows: (string | null)[][]): QueryResult {
  const names = [...(rows[0] ?? [])].map((_, at) => String.fromCharCode(97 + at));
  return { columns: names.map((name) => ({ name, type: "VARCHAR" })), rows };
}

describe("answers on a terminal", () => {
  it("are an aligned table, numbers to the right, wide characters counted as wide", () => {
    expect(drawResult(FIGURES, { width: 80, unicode: true })).to.deep.equal([
      "queue_name       │ offered │ service_level",
      "─────────────────┼─────────┼──────────────",
      "support          │      12 │          0.75",
      "Überweisung 漢字 │       3 │",
      "(2 rows)",
    ]);
  });

  it("are ASCII and not cut where nobody looks", () => {
    const long = "x".repeat(300);
    expect(drawResult(texts([long, "y"]), { width: undefined, unicode: false })).to.deep.equal([
      `a${" ".repeat(299)} | b`,
      `${"-".repeat(300)}-+--`,
      `${long} | y`,
      "(1 row)",
    ]);
  });

  it("are a block a row where a table would be wider than the terminal", () => {
    const { columns, rows } = texts(["1".repeat(30), "2".repeat(30), null]);
    expect(drawResult({ columns, rows }, { width: 40, unicode: false })).to.deep.equal([
      "-- row 1 ------------------------",
      `a  ${"1".repeat(30)}`,
      `b  ${"2".repeat(30)}`,
      "c",
      "(1 row)",
    ]);
  });

  it("show a thousand rows, and say how to get all", () => {
    const drawn = drawResult(texts(...Array.from({ length: 1_001 }, (_, at) => [`${at}`])), {
      width: 80,
      unicode: false,
    });
    expect(drawn).to.have.length(2 + 1_000 + 2);
    expect(drawn.slice(-2)).to.deep.equal([
      "(1001 rows)",
      "The first 1000 are shown; --csv or --json writes all of them.",
    ]);
  });

  it("never steer the terminal, whatever callers typed, and never pass its width", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" })), { maxLength: 5 }),
        fc.integer({ min: 30, max: 120 }),
        (rows, width) => {
          const lines = drawResult(texts(["\u001b[2J", "a\nb\u202e"], ...rows), { width, unicode: true });
          for (const line of lines) {
            expect(line).not.to.match(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
            expect(displayWidth(line)).to.be.at.most(width);
          }
        },
      ),
    );
  });

  it("are drawn with Unicode on a terminal whose locale is UTF-8 alone", () => {
    const on = (isTTY: boolean, env: NodeJS.ProcessEnv, platform: NodeJS.Platform = "linux") =>
      drawsUnicode({ isTTY, write: () => undefined }, env, platform);
    expect(on(true, { LANG: "en_US.UTF-8" })).to.equal(true);
    expect(on(true, { LANG: "en_US.UTF-8", LC_ALL: "C" }), "LC_ALL comes first").to.equal(false);
    expect(on(false, { LANG: "en_US.UTF-8" }), "a pipe").to.equal(false);
    expect(on(true, {}), "no locale").to.equal(false);
    expect(on(true, {}, "darwin")).to.equal(true);
    expect(on(true, { TERM: "dumb", LANG: "C.utf8" })).to.equal(false);
  });
});

describe("answers for machines", () => {
  it("are CSV that an independent reader reads back", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 3, maxLength: 3 }), { minLength: 1 }), (rows) => {
        const text = [...csvLines(texts(...rows))].join("");
        expect(parse(text, { record_delimiter: "\r\n" })).to.deep.equal([["a", "b", "c"], ...rows]);
      }),
    );
  });

  it("tell nothing from an empty text in CSV", () => {
    expect([...csvLines(texts(["", null]))]).to.deep.equal(["a,b\r\n", '"",\r\n']);
  });

  it("are JSON with numbers as numbers, but those a number would change", () => {
    const answer: QueryResult = {
      columns: ["BIGINT", "decimal(10,2)", "HUGEINT", "varchar", "double", "DECIMAL(38,20)"].map((type) => ({
        name: "n",
        type,
      })),
      rows: [["12", "3.50", "123456789012345678901", "12", 0.5, "0.12345678901234567890"]],
    };
    expect(JSON.parse([...jsonLines(answer)].join(""))).to.deep.equal([
      { n: 12, n_2: 3.5, n_3: "123456789012345678901", n_4: "12", n_5: 0.5, n_6: "0.12345678901234567890" },
    ]);
    expect(JSON.parse([...jsonLines({ columns: [], rows: [] })].join(""))).to.deep.equal([]);
  });
});
