/** Column types as Glue writes them (`array<struct<a:int>>`) in DuckDB's words, and DuckDB's in Athena's. */

const SCALARS: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  varchar: "VARCHAR",
  char: "VARCHAR",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
  date: "DATE",
  binary: "BLOB",
};

/** Splits at the commas that are not inside angle or round brackets. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  [...text].forEach((character, at) => {
    if ("<(".includes(character)) depth++;
    if (">)".includes(character)) depth--;
    if (character === "," && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  });
  return [...parts, text.slice(from)].map((part) => part.trim());
}

/**
 * A Glue type in DuckDB's words.
 * @throws Error naming a type that Athena does not have either
 */
export function duckDbType(glueType: string): string {
  const type = glueType.trim().toLowerCase();
  const nested = /^(array|map|struct)<(.*)>$/s.exec(type);
  const inner = nested?.[2] ?? "";
  switch (nested?.[1]) {
    case "array":
      return `${duckDbType(inner)}[]`;
    case "map":
      return `MAP(${partsOf(inner).map(duckDbType).join(", ")})`;
    case "struct":
      return `STRUCT(${partsOf(inner)
        .map((field) => {
          const colon = field.indexOf(":");
          return `"${field.slice(0, colon).trim()}" ${duckDbType(field.slice(colon + 1))}`;
        })
        .join(", ")})`;
  }
  if (/^decimal\(\d+, *\d+\)$/.test(type)) return type.toUpperCase();
  if (type === "decimal") return "DECIMAL(10,0)";
  const scalar = SCALARS[type.replace(/\(\d+\)$/, "")];
  if (scalar !== undefined) return scalar;
  throw new Error(`The column type "${glueType}" is not one of Athena's; it has ${Object.keys(SCALARS).join(", ")}.`);
}

const ATHENA_TYPES: Readonly<Record<string, string>> = {
  HUGEINT: "bigint",
  UBIGINT: "bigint",
  UINTEGER: "bigint",
  FLOAT: "float",
  BLOB: "varbinary",
  "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
  TIMESTAMP_MS: "timestamp",
  TIMESTAMP_S: "timestamp",
  TIMESTAMP_NS: "timestamp",
  '"NULL"': "unknown",
  NULL: "unknown",
  INTERVAL: "interval day to second",
};

/** The type of a result's column as GetQueryResults says it. */
export function athenaType(type: string): string {
  if (type.endsWith("[]")) return "array";
  if (type.startsWith("MAP(")) return "map";
  if (type.startsWith("STRUCT(")) return "row";
  if (type.startsWith("DECIMAL")) return "decimal";
  return ATHENA_TYPES[type] ?? type.toLowerCase();
}

/** Integers beyond 64 bits are DuckDB's own: Athena's sums and counts are bigint. */
export function isWide(type: string): boolean {
  return type === "HUGEINT" || type === "UBIGINT" || type === "UHUGEINT";
}
