/** Results as GetStatementResult gives them: each value in the field of its type. */
import type { Json } from "../../services/jsonProtocol";
import type { ResultColumn } from "../duckDb";

/** Redshift's names of types, and digits of those that have a fixed number. */
const TYPES: Readonly<Record<string, readonly [name: string, precision: number]>> = {
  TINYINT: ["int2", 5],
  SMALLINT: ["int2", 5],
  INTEGER: ["int4", 10],
  BIGINT: ["int8", 19],
  HUGEINT: ["int8", 19],
  UBIGINT: ["int8", 19],
  FLOAT: ["float4", 8],
  DOUBLE: ["float8", 17],
  BOOLEAN: ["bool", 1],
  DATE: ["date", 13],
  TIMESTAMP: ["timestamp", 29],
  "TIMESTAMP WITH TIME ZONE": ["timestamptz", 35],
  JSON: ["super", 16_777_216],
  VARCHAR: ["varchar", 65_535],
};

/** Redshift's name of a type. */
export function redshiftType(type: string): string {
  if (type.startsWith("DECIMAL")) return "numeric";
  if (/\[\]$|^STRUCT|^MAP/.test(type)) return "super";
  return TYPES[type]?.[0] ?? "varchar";
}

/** One column of ColumnMetadata. */
export function columnMetadata({ name, type }: ResultColumn): Json {
  const [precision, scale] = /^DECIMAL\((\d+),(\d+)\)/.exec(type)?.slice(1).map(Number) ?? [];
  const typeName = redshiftType(type);
  return {
    columnDefault: null,
    isCaseSensitive: typeName === "varchar",
    isCurrency: false,
    isSigned: /^(int|float|numeric)/.test(typeName),
    label: name,
    length: 0,
    name,
    nullable: 1,
    precision: precision ?? TYPES[type]?.[1] ?? 0,
    scale: scale ?? 0,
    schemaName: "",
    tableName: "",
    typeName,
  };
}

/** One value; numerics, dates and times are texts, as the Data API has them. */
export function typedField(value: unknown, { type }: ResultColumn): Json {
  if (value === null || value === undefined) return { isNull: true };
  if (typeof value === "boolean") return { booleanValue: value };
  const kind = redshiftType(type);
  if (kind.startsWith("int")) return { longValue: Number(value) };
  if (kind.startsWith("float")) return { doubleValue: Number(value) };
  return { stringValue: typeof value === "string" ? value : JSON.stringify(value) };
}
