/** Functions and constructs of both dialects, one by one, with what each answers on AWS. */
import { expect } from "chai";
import fc from "fast-check";
import { textOfTokens, tokensOf } from "../../local/warehouse/sql/tokens";
import { tableReferences } from "../../local/warehouse/sql/tableReferences";
import { parseDate } from "../../local/warehouse/athena/projection";
import { WarehouseWorld } from "./world";

/** Athena: an expression, and the text GetQueryResults gives for it. The clock shows 2026-01-10T12:34:56.789Z. */
const ATHENA: readonly [string, string | undefined][] = [
  ["from_iso8601_timestamp('2026-01-02T03:04:05.6Z')", "2026-01-02 03:04:05.600 UTC"],
  ["from_iso8601_timestamp('2026-01-02T03:04:05+01:00')", "2026-01-02 02:04:05.000 UTC"],
  ["to_iso8601(TIMESTAMP '2026-01-02 03:04:05.6')", "2026-01-02T03:04:05.600"],
  ["date_format(TIMESTAMP '2026-01-02 13:04:05', '%Y-%m-%d %H:%i:%s')", "2026-01-02 13:04:05"],
  ["date_format(TIMESTAMP '2026-01-02 13:04:05', '%W %M %e %h %p')", "Friday January 2 01 PM"],
  ["date_parse('02.01.2026 13:04', '%d.%m.%Y %H:%i')", "2026-01-02 13:04:00.000"],
  ["current_timestamp", "2026-01-10 12:34:56.789 UTC"],
  ["now() - INTERVAL '1' DAY", "2026-01-09 12:34:56.789 UTC"],
  ["current_date", "2026-01-10"],
  ["CAST(current_timestamp AS timestamp(3))", "2026-01-10 12:34:56.789"],
  ["at_timezone(TIMESTAMP '2026-01-01 00:00:00', 'America/New_York')", "2025-12-31 19:00:00.000"],
  ["TIMESTAMP '2026-07-01 00:00:00' AT TIME ZONE 'Europe/Berlin'", "2026-07-01 02:00:00.000"],
  ["date_add('month', 1, DATE '2026-01-31')", "2026-02-28"],
  ["date_add('hour', -1, TIMESTAMP '2026-01-01 00:00:00')", "2025-12-31 23:00:00.000"],
  ["date_diff('day', TIMESTAMP '2026-01-01 12:00:00', TIMESTAMP '2026-01-03 11:59:59')", "1"],
  ["date_diff('second', TIMESTAMP '1970-01-01 00:00:00', TIMESTAMP '2026-01-01 00:00:00')", "1767225600"],
  ["date_trunc('hour', TIMESTAMP '2026-01-01 12:34:56')", "2026-01-01 12:00:00.000"],
  ["date_trunc('month', DATE '2026-01-15')", "2026-01-01"],
  ["to_unixtime(TIMESTAMP '2026-01-01 00:00:00')", "1.7672256E9"],
  ["from_unixtime(1767225600)", "2026-01-01 00:00:00.000 UTC"],
  ["day_of_week(DATE '2026-01-04')", "7"],
  ["extract(hour FROM TIMESTAMP '2026-01-01 12:34:56')", "12"],
  ['json_extract_scalar(\'{"a":{"b":"x"}}\', \'$.a.b\')', "x"],
  ['json_extract_scalar(\'{"a":{"b":"x"}}\', \'$.a\')', undefined],
  ["json_extract_scalar('no json', '$.a')", undefined],
  ["json_extract('{\"a\":[1,2]}', '$.a')", "[1,2]"],
  ["json_array_length('[1,2,3]')", "3"],
  ["json_array_contains('[\"a\",\"b\"]', 'b')", "true"],
  ['json_size(\'{"a":{"x":1,"y":2}}\', \'$.a\')', "2"],
  ['CAST(json_parse(\'["a","b"]\') AS array(varchar))', "[a, b]"],
  ["CAST(json_parse('{\"a\":1}') AS map(varchar, integer))", "{a=1}"],
  ["CAST(ROW(1, 'x') AS ROW(a integer, b varchar(10)))", "{a=1, b=x}"],
  ["element_at(MAP(ARRAY['a'], ARRAY[1]), 'a')", "1"],
  ["element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')", undefined],
  ["element_at(ARRAY[1, 2, 3], -1)", "3"],
  ["cardinality(ARRAY[1, 2])", "2"],
  ["array_join(ARRAY['a', 'b'], '-')", "a-b"],
  ["transform(ARRAY[1, 2], x -> x * 2)", "[2, 4]"],
  ["filter(ARRAY[1, 2, 3], x -> x > 1)", "[2, 3]"],
  ["contains(ARRAY[1, 2], 2)", "true"],
  ["try_cast('x' AS integer)", undefined],
  ["TRY(CAST('x' AS integer))", undefined],
  ["7 / 2", "3"],
  ["7 / 2.0e0", "3.5"],
  ["1e7", "1.0E7"],
  ["CAST(5 AS double)", "5.0"],
  ["0.0001e0", "1.0E-4"],
  ["concat('a', NULL)", undefined],
  ["greatest(1, NULL)", undefined],
  ["least(3, 1, 2)", "1"],
  ["regexp_like('abc', 'b')", "true"],
  ["regexp_extract('abc', 'z')", undefined],
  ["regexp_replace('a1b2', '([a-z])(\\d)', '$2$1')", "1a2b"],
  ["split_part('a,b', ',', 3)", undefined],
  ["if(1 = 1, 'yes', 'no')", "yes"],
  ["coalesce(NULL, 'x')", "x"],
];

/** Athena: whole queries. */
const QUERIES: readonly [string, (string | undefined)[][]][] = [
  ["SELECT approx_percentile(x, 0.9) FROM (SELECT x FROM UNNEST(sequence(1, 10)) t (x)) u", [["9"]]],
  [
    "SELECT max_by(a, b), count_if(b > 1), arbitrary(c) FROM (VALUES ('x', 1, 0), ('y', 2, 0)) t (a, b, c)",
    [["y", "1", "0"]],
  ],
  ["SELECT n FROM (VALUES (1, ARRAY['a', 'b'])) t (k, list) CROSS JOIN UNNEST(list) AS u (n)", [["a"], ["b"]]],
  ["WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x + 1 FROM a) SELECT y FROM b", [["2"]]],
  ["SELECT x FROM (VALUES (2), (NULL), (1)) t (x) ORDER BY x DESC", [["2"], ["1"], [undefined]]],
  ["SELECT count(*) FILTER (WHERE x > 1) FROM (VALUES (1), (2)) t (x)", [["1"]]],
  ["SELECT sum(x), avg(x) FROM (VALUES (1), (2)) t (x)", [["3", "1.5"]]],
];

/** Redshift: an expression, and the value. */
const REDSHIFT: readonly [string, unknown][] = [
  ["GETDATE()", "2026-01-10 12:34:56.789"],
  ["SYSDATE", "2026-01-10 12:34:56.789"],
  ["TRUNC(GETDATE())", "2026-01-10"],
  ["DATEADD(month, 1, '2026-01-31')", "2026-02-28 00:00:00"],
  ["DATEADD('hr', -1, TIMESTAMP '2026-01-01 00:00:00')", "2025-12-31 23:00:00"],
  // Redshift counts the boundaries between the two, not whole days.
  ["DATEDIFF(day, TIMESTAMP '2026-01-01 23:59:59', TIMESTAMP '2026-01-02 00:00:00')", "1"],
  ["DATE_TRUNC('hour', TIMESTAMP '2026-01-01 12:34:56')", "2026-01-01 12:00:00"],
  ["DATE_PART(dow, DATE '2026-01-04')", "0"],
  ["CAST(FLOOR(EXTRACT(epoch FROM TIMESTAMP '2026-01-01 00:00:00')) AS bigint)", "1767225600"],
  ["TIMESTAMP 'epoch' + 1767225600 * INTERVAL '1 second'", "2026-01-01 00:00:00"],
  ["CONVERT_TIMEZONE('UTC', 'America/New_York', TIMESTAMP '2026-01-01 00:00:00')", "2025-12-31 19:00:00"],
  ["NVL(NULL, 'x')", "x"],
  ["NVL2(NULL, 'set', 'unset')", "unset"],
  ["DECODE(2, 1, 'one', 2, 'two', 'more')", "two"],
  ["DECODE(NULL, NULL, 'nothing', 'more')", "nothing"],
  ["ISNULL(NULL, 3)", 3],
  ["LEN('abc')", "3"],
  ["CHARINDEX('b', 'abc')", "2"],
  ["JSON_EXTRACT_PATH_TEXT('{\"a\":{\"b\":\"x\"}}', 'a', 'b')", "x"],
  ["JSON_EXTRACT_PATH_TEXT('{\"a\":1}', 'b')", ""],
  ["JSON_EXTRACT_PATH_TEXT('no json', 'a', true)", null],
  ["IS_VALID_JSON('no json')", false],
  ["JSON_SERIALIZE(JSON_PARSE('{\"a\":1}'))", '{"a":1}'],
  ["7 / 2", 3],
  ["GREATEST(1, NULL)", 1],
  ["SHA2('a', 256)", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
];

const REDSHIFT_QUERIES: readonly [string, unknown[][]][] = [
  ["SELECT AVG(x), AVG(CAST(x AS float8)) FROM (SELECT 1 AS x UNION ALL SELECT 2) t", [["1", 1.5]]],
  ["SELECT LISTAGG(x, '-') WITHIN GROUP (ORDER BY x DESC) FROM (SELECT 'a' AS x UNION ALL SELECT 'b') t", [["b-a"]]],
  ["SELECT APPROXIMATE COUNT(DISTINCT x) FROM (SELECT 1 AS x UNION ALL SELECT 1) t", [["1"]]],
  ["SELECT x FROM (SELECT 1 AS x UNION ALL SELECT NULL) t ORDER BY x DESC", [[null], [1]]],
  ["SELECT x FROM (SELECT 1 AS x UNION ALL SELECT 2) t QUALIFY ROW_NUMBER() OVER (ORDER BY x DESC) = 1", [[2]]],
  ['SELECT t.j.a.b FROM (SELECT JSON_PARSE(\'{"a":{"b":2}}\') AS j) t', [["2"]]],
];

describe("the dialects of the local warehouse", () => {
  let world: WarehouseWorld;

  before(async () => {
    world = await WarehouseWorld.start();
  });
  after(() => world.close());

  for (const [expression, text] of ATHENA) {
    it(`Athena: ${expression} is ${text ?? "NULL"}`, async () => {
      expect(await world.rows(`SELECT ${expression}`)).to.deep.equal([[text]]);
    });
  }

  for (const [sql, rows] of QUERIES) {
    it(`Athena: ${sql}`, async () => expect(await world.rows(sql)).to.deep.equal(rows));
  }

  for (const [expression, value] of REDSHIFT) {
    it(`Redshift: ${expression} is ${String(value)}`, async () => {
      expect((await world.warehouse.query(`SELECT ${expression} AS x`)).rows).to.deep.equal([[value]]);
    });
  }

  for (const [sql, rows] of REDSHIFT_QUERIES) {
    it(`Redshift: ${sql}`, async () => expect((await world.warehouse.query(sql)).rows).to.deep.equal(rows));
  }

  it("names what has no name as each engine does", async () => {
    const sql = "SELECT count(*), CAST(1 AS varchar), 1 AS one, CASE WHEN true THEN 1 END, 'x'";
    const names = async (engine: "athena" | "redshift") =>
      (await world.warehouse.query(sql, { engine })).columns.map(({ name }) => name);
    expect(await names("athena")).to.deep.equal(["_col0", "_col1", "one", "_col3", "_col4"]);
    expect(await names("redshift")).to.deep.equal(["count", "?column?", "one", "case", "?column?"]);
  });
});

describe("SQL as tokens", () => {
  it("loses nothing of a statement", () => {
    const words = ["select", " ", "\n", "1.5e3", "ünï", "#t", "$path"];
    const pieces = fc.constantFrom(...words, "'it''s'", '"a ""b"""', "::", "->", "/* x */", "-- y\n", "(", ")");
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const sql = `${parts.join(" ")} ;`;
        return textOfTokens(tokensOf(sql)) === sql;
      }),
    );
  });

  for (const [sql, names] of [
    ['SELECT * FROM a, b.c JOIN "D" ON a.x = d.x WHERE y IN (SELECT z FROM e)', ["a", "b.c", "D", "e"]],
    ["WITH a AS (SELECT 1 FROM x), b (c) AS (SELECT 2) SELECT * FROM a, b, y", ["x", "y"]],
    ["SELECT extract(year FROM t), trim(both FROM u), a IS DISTINCT FROM b FROM v", ["v"]],
    ["SELECT 1, 2 UNION ALL SELECT a, b FROM c ORDER BY d, e", ["c"]],
    ["SELECT * FROM a CROSS JOIN UNNEST(b) AS t (c)", ["a"]],
    ["SELECT * FROM (VALUES (1), (2)) t (x), w", ["w"]],
  ] as const) {
    it(`finds the tables of ${sql}`, () => {
      expect(tableReferences(tokensOf(sql)).map(({ parts }) => parts.join("."))).to.deep.equal(names);
    });
  }
});

describe("dates of projected partitions", () => {
  it("reads every hour of its own format back", () => {
    const date = fc.date({
      min: new Date("2000-01-01T00:00:00Z"),
      max: new Date("2099-12-31T23:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (at) => {
        const text = at.toISOString().slice(0, 13).replace("T", "-");
        return parseDate(text, "yyyy-MM-dd-HH") === Math.floor(at.getTime() / 3_600_000) * 3_600_000;
      }),
    );
    expect(parseDate("2026-01-10-1x", "yyyy-MM-dd-HH")).to.be.NaN;
  });
});
