/** The day's figures: what is asked of the warehouse, and the chart of it. */
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import fc from "fast-check";
import { barParts, plainBar } from "../../local/cli/figures/bars";
import { showFigures } from "../../local/cli/figures/chart";
import { dayFigures, type DayFigures } from "../../local/cli/figures/dayFigures";
import type { Ask } from "../../local/cli/query/catalog";
import { terminal } from "../../local/cli/terminal";

/** Columns of queue_intervals that the figures need, of all that a warehouse has. */
const QUEUES = `create table queue_intervals (interval_start timestamp, queue_name varchar, channel varchar, offered bigint,
  handled bigint, abandoned bigint, callbacks_asked bigint, transferred bigint, lapsed bigint, callbacks_handled bigint,
  answered_in_time bigint, answer_seconds bigint, handle_seconds bigint)`;
const OTHERS = [
  "create table self_service (interval_start timestamp, done varchar, contacts bigint, contained bigint)",
  "create table survey_answers (answered_at timestamp, score integer)",
];

/** A warehouse with nothing but these rows. */
async function warehouse(...statements: string[]): Promise<Ask> {
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  for (const statement of [QUEUES, ...OTHERS, ...statements]) await connection.run(statement);
  return async (sql) => {
    const answer = await connection.runAndReadAll(sql);
    const types = answer.columnTypes();
    const columns = answer.columnNames().map((name, at) => ({ name, type: String(types[at]) }));
    return { columns, rows: answer.getRowsJson() };
  };
}

const DAY = [
  `insert into queue_intervals values
    ('2026-11-21 10:00:00', 'support', 'VOICE', 1, 1, 0, 0, 0, 0, 0, 1, 5, 100),
    ('2026-11-22 10:00:00', 'support', 'VOICE', 4, 3, 1, 0, 0, 0, 0, 2, 60, 600),
    ('2026-11-22 10:00:00', 'sales', 'VOICE', 2, 1, 0, 1, 0, 0, 1, 0, 0, 90),
    ('2026-11-22 11:30:00', 'support', 'VOICE', 8, 8, 0, 0, 0, 0, 0, 8, 20, 800),
    ('2026-11-22 16:00:00', 'support', 'CHAT', 1, 0, 1, 0, 0, 0, 0, 0, 0, 0)`,
  `insert into self_service values
    ('2026-11-22 10:00:00', 'OrderStatus', 5, 4), ('2026-11-22 11:00:00', 'OrderStatus', 3, 2),
    ('2026-11-22 11:00:00', 'nothing', 4, 0), ('2026-11-21 11:00:00', 'nothing', 90, 90)`,
  "insert into survey_answers values ('2026-11-22 10:20:00', 5), ('2026-11-22 10:30:00', 5), ('2026-11-22 12:00:00', 2)",
];

/** What is printed where nobody looks. */
function printed(figures: DayFigures, unicode: boolean): string[] {
  let text = "";
  showFigures(figures, terminal({ write: (part) => (text += part) }), { unicode });
  return text.trimEnd().split("\n");
}

describe("the day's figures", () => {
  let figures: DayFigures;
  before(async () => {
    figures = (await dayFigures(await warehouse(...DAY))) ?? expect.fail("There are figures.");
  });

  it("are of the day with the most contacts, counted by the views", () => {
    expect(figures.day).to.equal("2026-11-22");
    expect(figures.days).to.deep.equal([
      { day: "2026-11-21", offered: 1 },
      { day: "2026-11-22", offered: 15 },
    ]);
    expect(
      figures.intervals.map(({ start, offered, handled, abandoned, otherwise }) => [
        start,
        offered,
        handled,
        abandoned,
        otherwise,
      ]),
    ).to.deep.equal([
      ["2026-11-22 10:00", 6, 4, 1, 1],
      ["2026-11-22 11:30", 8, 8, 0, 0],
      ["2026-11-22 16:00", 1, 0, 1, 0],
    ]);
    expect(figures.total).to.deep.equal({
      offered: 15,
      handled: 12,
      abandoned: 2,
      otherwise: 1,
      // Callbacks count for neither.
      serviceLevel: 10 / (11 + 2),
      speedOfAnswer: 80 / 11,
      handleTime: 1490 / 12,
    });
    expect(figures.selfService[0]).to.deep.equal({ done: "OrderStatus", contacts: 8, contained: 6 });
    expect(figures.containment).to.equal(6 / 12);
    expect(figures.survey.mean).to.equal(4);
    expect([...figures.survey.scores]).to.deep.equal([
      [2, 1],
      [5, 2],
    ]);
  });

  it("are none where no contact was ever offered to a queue", async () => {
    expect(await dayFigures(await warehouse())).to.equal(undefined);
  });

  it("are drawn with ASCII where nobody looks", () => {
    expect(printed(figures, false)).to.deep.equal([
      "Contacts offered to queues by day (UTC)",
      "  2026-11-21  ##                               1",
      "  2026-11-22  ##########################      15  shown below",
      "",
      "Contacts offered to queues on 2026-11-22, by half hours (UTC)",
      "  # handled  x abandoned  . otherwise",
      "                                     offered  abandoned  in time  answered after",
      "  10:00  #############xxxx...              6          1     50 %            20 s",
      "  10:30",
      "  11:00",
      "  11:30  ##########################        8          0    100 %             3 s",
      "  ...",
      "  16:00  xxx                               1          1      0 %               -",
      "",
      "  queue          offered  handled  abandoned  in time  answered after  handle time",
      "  sales voice          2        1          0        -               -         90 s",
      "  support chat         1        0          1      0 %               -            -",
      "  support voice       12       11          1     83 %             7 s        127 s",
      "  all                 15       12          2     77 %             7 s        124 s",
      "",
      "  Self-service: 6 of 12 contacts customers began needed nobody (50 %):",
      "    OrderStatus 6",
      "  Survey: 3 answers, 4.0 of 5 on average:",
      "    5  ##########################     2",
      "    4                                 0",
      "    3                                 0",
      "    2  #############                  1",
      "    1                                 0",
    ]);
  });

  it("are drawn with blocks on a terminal, in the same columns", () => {
    const drawn = printed(figures, true);
    expect(drawn[7]).to.match(/^ {2}10:00 {2}█+▒+░+ +6 +1 +50 % +20 s$/);
    expect(drawn[1]).to.equal("  2026-11-21  █▊                               1");
    expect(drawn.map((line) => line.length)).to.deep.equal(printed(figures, false).map((line) => line.length));
  });
});

describe("bars", () => {
  it("are as long as their share, and show each part that is not nothing", () => {
    const part = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100_000 }));
    fc.assert(
      fc.property(part, part, part, fc.integer({ min: 0, max: 100_000 }), (a, b, c, more) => {
        const parts = [a, b, c];
        const sum = a + b + c;
        const lengths = barParts(parts, sum + more, 30);
        const all = lengths.reduce((total, one) => total + one, 0);
        expect(all).to.be.at.most(30);
        expect(lengths.map((one) => one > 0)).to.deep.equal(parts.map((one) => one > 0));
        if (sum > 0) {
          const some = parts.filter((one) => one > 0).length;
          expect(all).to.equal(Math.max(some, Math.round((sum / (sum + more)) * 30)));
        }
      }),
    );
  });

  it("of one part are drawn in eighths of a character", () => {
    expect(plainBar(1, 16, 2, true)).to.equal("▏");
    expect(plainBar(11, 16, 2, true)).to.equal("█▍");
    expect(plainBar(16, 16, 2, true)).to.equal("██");
    expect(plainBar(0, 16, 2, true)).to.equal("");
    expect(plainBar(1, 1_000, 10, false)).to.equal("#");
  });
});
