/** Functions of Redshift that DuckDB lacks or means otherwise, as macros that each database begins with. */

const UNITS: readonly [unit: string, interval: string][] = [
  ["microsecond", "to_microseconds"],
  ["millisecond", "to_milliseconds"],
  ["second", "to_seconds"],
  ["minute", "to_minutes"],
  ["hour", "to_hours"],
  ["day", "to_days"],
  ["week", "to_weeks"],
  ["month", "to_months"],
  ["year", "to_years"],
];

function added(x: string): string {
  const cases = UNITS.map(([unit, interval]) => `WHEN '${unit}' THEN ${x} + ${interval}(CAST(n AS INTEGER))`);
  return `CASE u ${cases.join(" ")} WHEN 'quarter' THEN ${x} + to_months(3 * CAST(n AS INTEGER)) END`;
}

/** json_extract_path_text with one to five keys: an empty text where there is nothing. */
function pathText(name: string, invalid: string): string {
  const keys = ["a", "b", "c", "d", "e"];
  const overloads = keys.map((_, last) => {
    const given = keys.slice(0, last + 1);
    const path = given
      .map((key) => `'/' || replace(replace(CAST(${key} AS VARCHAR), '~', '~0'), '/', '~1')`)
      .join(" || ");
    const text = `coalesce(json_extract_string(CAST(j AS VARCHAR), ${path}), '')`;
    return `(j, ${given.join(", ")}) AS CASE WHEN j IS NULL THEN NULL
      WHEN json_valid(CAST(j AS VARCHAR)) THEN ${text} ELSE ${invalid} END`;
  });
  return `CREATE MACRO ${name} ${overloads.join(", ")}`;
}

/** What every Redshift database begins with. */
export const REDSHIFT_MACROS: readonly string[] = [
  // A date, or a text that is one, becomes a timestamp.
  `CREATE MACRO dateadd (u, n, x TIMESTAMPTZ) AS ${added("x")}, (u, n, x TIMESTAMP) AS ${added("x")},
    (u, n, x DATE) AS ${added("CAST(x AS TIMESTAMP)")}, (u, n, x VARCHAR) AS ${added("CAST(x AS TIMESTAMP)")}`,
  "CREATE MACRO datediff(u, a, b) AS system.main.date_diff(u, a, b)",
  `CREATE MACRO convert_timezone (z, x) AS system.main.timezone(z, system.main.timezone('UTC', CAST(x AS TIMESTAMP))),
    (s, z, x) AS system.main.timezone(z, system.main.timezone(s, CAST(x AS TIMESTAMP)))`,
  "CREATE MACRO trunc (x TIMESTAMP) AS CAST(x AS DATE), (x) AS system.main.trunc(x), (x, n) AS system.main.trunc(x, n)",
  "CREATE MACRO nvl (a, b) AS coalesce(a, b), (a, b, c) AS coalesce(a, b, c), (a, b, c, d) AS coalesce(a, b, c, d)",
  "CREATE MACRO nvl2(x, a, b) AS CASE WHEN x IS NOT NULL THEN a ELSE b END",
  "CREATE MACRO len(x) AS length(x)",
  "CREATE MACRO charindex(s, x) AS strpos(x, s)",
  "CREATE MACRO octet_length(x) AS strlen(x)",
  "CREATE MACRO sha2(x, n) AS CASE n WHEN 256 THEN sha256(x) ELSE error('sha2 is translated for 256 bits only') END",
  "CREATE MACRO json_parse(x) AS CAST(x AS JSON)",
  "CREATE MACRO json_serialize(x) AS CAST(x AS VARCHAR)",
  "CREATE MACRO can_json_parse(x) AS json_valid(CAST(x AS VARCHAR))",
  "CREATE MACRO is_valid_json(x) AS json_valid(CAST(x AS VARCHAR))",
  "CREATE MACRO get_array_length(x) AS json_array_length(x)",
  pathText("json_extract_path_text", "error('JSON parsing error')"),
  pathText("json_extract_path_text_or_null", "NULL"),
  "CREATE MACRO regexp_substr(s, p) AS regexp_extract(s, p)",
  "CREATE MACRO regexp_count(s, p) AS len(regexp_extract_all(s, p))",
  // An average of integers is one itself.
  "CREATE MACRO avg (x BIGINT) AS CAST(system.main.trunc(mean(x)) AS BIGINT), (x) AS mean(x)",
  // With integers that divide to integers, this is the operator behind the slash.
  `CREATE MACRO "//"(a, b) AS CASE WHEN b = 0 THEN error('Divide by zero') ELSE system.main."//"(a, b) END`,
];
