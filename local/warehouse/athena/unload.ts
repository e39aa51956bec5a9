/** `UNLOAD (query) TO 's3://…' WITH (format = 'PARQUET', compression = 'SNAPPY')`. */
import { argumentsOf, closingOf, isSymbol, isWord, nameOf, stringOf, textOfTokens, type Token } from "../sql/tokens";
import { placeOf, QueryFailure, SyntaxFailure } from "./athenaError";

/** What an UNLOAD says. */
export interface UnloadStatement {
  readonly query: string;
  /** `s3://bucket/prefix/` */
  readonly location: string;
  readonly compression: string;
}

const COMPRESSIONS: Readonly<Record<string, string>> = {
  GZIP: "gzip",
  SNAPPY: "snappy",
  ZSTD: "zstd",
  NONE: "uncompressed",
};

function propertiesOf(tokens: readonly Token[], at: number, sql: string): Map<string, string> {
  const properties = new Map<string, string>();
  if (at >= tokens.length) return properties;
  if (!isWord(tokens[at], "WITH") || !isSymbol(tokens[at + 1], "(")) {
    throw new SyntaxFailure(
      `${placeOf(sql, tokens[at]?.at ?? 0)}mismatched input '${tokens[at]?.text ?? ""}'. Expecting: 'WITH'`,
    );
  }
  for (const [from, to] of argumentsOf(tokens, at + 1)) {
    const name = nameOf(tokens[from]) ?? "";
    const value = stringOf(tokens[from + 2]);
    if (value === undefined || to - from !== 3) {
      throw new QueryFailure("NOT_SUPPORTED", `the local Athena does not translate the UNLOAD property ${name}`);
    }
    properties.set(name, value.toUpperCase());
  }
  return properties;
}

/**
 * Reads an UNLOAD; undefined when the statement is none.
 * @throws SyntaxFailure for one that is not whole, QueryFailure for a format that is not written here
 */
export function readUnload(tokens: readonly Token[], sql: string): UnloadStatement | undefined {
  if (!isWord(tokens[0], "UNLOAD")) return undefined;
  const end = closingOf(tokens, 1);
  const location = stringOf(tokens[end + 2]);
  if (!isSymbol(tokens[1], "(") || !isWord(tokens[end + 1], "TO") || location === undefined) {
    throw new SyntaxFailure(`${placeOf(sql, tokens[0]?.at ?? 0)}UNLOAD needs (query) TO 's3://bucket/prefix/'`);
  }
  const properties = propertiesOf(tokens, end + 3, sql);
  const format = properties.get("format");
  if (format === undefined) throw new SyntaxFailure("line 1:1: UNLOAD needs a format in its WITH clause");
  if (format !== "PARQUET") {
    throw new QueryFailure("NOT_SUPPORTED", `the local Athena unloads as PARQUET only, not as ${format}`);
  }
  const named = properties.get("compression") ?? "GZIP";
  const compression = COMPRESSIONS[named];
  if (compression === undefined) {
    throw new QueryFailure(
      "INVALID_PROPERTY",
      `compression ${named} is not one of ${Object.keys(COMPRESSIONS).join(", ")}`,
    );
  }
  const unknown = [...properties.keys()].find((name) => !["format", "compression", "compression_level"].includes(name));
  if (unknown !== undefined) {
    throw new QueryFailure("NOT_SUPPORTED", `the local Athena does not translate the UNLOAD property ${unknown}`);
  }
  return { query: textOfTokens(tokens.slice(2, end)), location: location.replace(/\/?$/, "/"), compression };
}
