/** Functions of Trino, and so of Athena, that DuckDB lacks or means otherwise, as macros that each database begins with. */

/** Units of date_add with DuckDB's function for so many of them. */
const UNITS: readonly [unit: string, interval: string][] = [
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
  const quarter = `WHEN 'quarter' THEN ${x} + to_months(3 * CAST(n AS INTEGER))`;
  const other = `ELSE error(concat('''', u, ''' is not a valid TIMESTAMP field'))`;
  return `CASE lower(u) ${cases.join(" ")} ${quarter} ${other} END`;
}

/** NULL as soon as one argument is: DuckDB's own leave NULLs out. */
function strict(name: string, builtIn: string): string {
  const letters = ["a", "b", "c", "d", "e", "f"];
  const overloads = [2, 3, 4, 5, 6].map((count) => {
    const given = letters.slice(0, count);
    const anyNull = given.map((letter) => `${letter} IS NULL`).join(" OR ");
    return `(${given.join(", ")}) AS CASE WHEN ${anyNull} THEN NULL ELSE ${builtIn}(${given.join(", ")}) END`;
  });
  return `CREATE MACRO ${name} ${overloads.join(", ")}`;
}

/** Integers divide by zero to an error, floating-point numbers to infinity. This is the operator behind the slash. */
function division(): string {
  const exact = ["a", "b"].map((x) => `system.main.typeof(${x}) NOT IN ('DOUBLE', 'FLOAT')`).join(" AND ");
  const checked = `CASE WHEN b = 0 AND ${exact} THEN error('Division by zero') ELSE system.main."//"(a, b) END`;
  return `CREATE MACRO "//"(a, b) AS ${checked}`;
}

/** What every Athena database begins with. */
export const ATHENA_MACROS: readonly string[] = [
  "CREATE MACRO from_iso8601_timestamp(s) AS CAST(s AS TIMESTAMPTZ)",
  "CREATE MACRO from_iso8601_date(s) AS CAST(s AS DATE)",
  `CREATE MACRO to_iso8601 (x DATE) AS strftime(x, '%Y-%m-%d'), (x TIMESTAMP) AS strftime(x, '%Y-%m-%dT%H:%M:%S.%g'),
    (x TIMESTAMPTZ) AS strftime(system.main.timezone('UTC', x), '%Y-%m-%dT%H:%M:%S.%gZ')`,
  `CREATE MACRO date_add (u VARCHAR, n BIGINT, x DATE) AS CAST(${added("x")} AS DATE),
    (u VARCHAR, n BIGINT, x TIMESTAMP) AS ${added("x")}, (u VARCHAR, n BIGINT, x TIMESTAMPTZ) AS ${added("x")}`,
  "CREATE MACRO date_diff(u, a, b) AS system.main.date_sub(u, a, b)",
  `CREATE MACRO date_trunc (u, x DATE) AS CAST(system.main.date_trunc(u, x) AS DATE),
    (u, x TIMESTAMP) AS system.main.date_trunc(u, x), (u, x TIMESTAMPTZ) AS system.main.date_trunc(u, x)`,
  // A plain timestamp is one of the session's zone, UTC; DuckDB's own takes it for one of the zone that is named.
  "CREATE MACRO timezone(z, x) AS system.main.timezone(z, CAST(x AS TIMESTAMPTZ))",
  "CREATE MACRO at_timezone(x, z) AS system.main.timezone(z, CAST(x AS TIMESTAMPTZ))",
  "CREATE MACRO with_timezone(x, z) AS system.main.timezone(z, CAST(x AS TIMESTAMP))",
  "CREATE MACRO to_unixtime(x) AS epoch(x)",
  "CREATE MACRO from_unixtime(n) AS to_timestamp(n)",
  "CREATE MACRO day_of_week(x) AS isodow(x)",
  "CREATE MACRO dow(x) AS isodow(x)",
  "CREATE MACRO day_of_month(x) AS dayofmonth(x)",
  "CREATE MACRO day_of_year(x) AS dayofyear(x)",
  "CREATE MACRO doy(x) AS dayofyear(x)",
  "CREATE MACRO week_of_year(x) AS weekofyear(x)",
  "CREATE MACRO year_of_week(x) AS isoyear(x)",
  `CREATE MACRO json_extract(j, p) AS CASE WHEN json_valid(CAST(j AS VARCHAR))
    THEN system.main.json_extract(CAST(j AS VARCHAR), CAST(p AS VARCHAR)) END`,
  `CREATE MACRO json_extract_scalar(j, p) AS CASE WHEN json_valid(CAST(j AS VARCHAR))
    AND json_type(CAST(j AS VARCHAR), CAST(p AS VARCHAR)) NOT IN ('OBJECT', 'ARRAY', 'NULL')
    THEN json_extract_string(CAST(j AS VARCHAR), CAST(p AS VARCHAR)) END`,
  "CREATE MACRO json_parse(j) AS CAST(j AS JSON)",
  "CREATE MACRO json_format(j) AS CAST(j AS VARCHAR)",
  `CREATE MACRO json_size(j, p) AS CASE json_type(CAST(j AS VARCHAR), CAST(p AS VARCHAR))
    WHEN 'OBJECT' THEN len(json_keys(CAST(j AS VARCHAR), CAST(p AS VARCHAR)))
    WHEN 'ARRAY' THEN system.main.json_array_length(CAST(j AS VARCHAR), CAST(p AS VARCHAR)) ELSE 0 END`,
  "CREATE MACRO json_array_length(j) AS TRY(system.main.json_array_length(CAST(j AS VARCHAR)))",
  `CREATE MACRO json_array_contains(j, v) AS
    coalesce(list_contains(from_json(CAST(j AS VARCHAR), '["VARCHAR"]'), CAST(v AS VARCHAR)), false)`,
  "CREATE MACRO element_at(m, k) AS m[k]",
  "CREATE MACRO cardinality (x MAP(VARCHAR, VARCHAR)) AS system.main.cardinality(x), (x) AS len(x)",
  "CREATE MACRO array_join (x, s) AS array_to_string(x, s)",
  "CREATE MACRO slice(x, a, n) AS list_slice(x, a, a + n - 1)",
  "CREATE MACRO regexp_like(s, p) AS regexp_matches(s, p)",
  `CREATE MACRO regexp_extract (s, p) AS CASE WHEN regexp_matches(s, p) THEN system.main.regexp_extract(s, p) END,
    (s, p, g) AS CASE WHEN regexp_matches(s, p) THEN system.main.regexp_extract(s, p, g) END`,
  `CREATE MACRO regexp_replace (s, p) AS system.main.regexp_replace(s, p, '', 'g'),
    (s, p, r) AS system.main.regexp_replace(s, p, system.main.regexp_replace(r, '\\$(\\d)', '\\\\\\1', 'g'), 'g')`,
  `CREATE MACRO split_part(s, d, n) AS CASE WHEN n <= len(string_split(s, d)) THEN system.main.split_part(s, d, n) END`,
  "CREATE MACRO split(s, d) AS string_split(s, d)",
  "CREATE MACRO codepoint(c) AS unicode(c)",
  "CREATE MACRO typeof(x) AS lower(system.main.typeof(x))",
  division(),
  strict("concat", "system.main.concat"),
  strict("greatest", "system.main.greatest"),
  strict("least", "system.main.least"),
];
