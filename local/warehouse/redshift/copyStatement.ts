/** `COPY table [(columns)] FROM 's3://…' IAM_ROLE '…' …`, read into its parts. */
import { argumentsOf, closingOf, isSymbol, isWord, nameOf, stringOf, type Token } from "../sql/tokens";
import { StatementFailure } from "./redshiftError";
import { nameAt } from "./translate";

/** What a COPY says. */
export interface CopyStatement {
  readonly table: string;
  readonly columns?: readonly string[];
  /** `s3://bucket/prefix`, or the manifest's own address. */
  readonly from: string;
  /** ARN, or `default`. */
  readonly role: string;
  readonly format: "json" | "parquet";
  readonly manifest: boolean;
  readonly gzip: boolean;
  readonly ignoreCase: boolean;
  readonly truncate: boolean;
  readonly fillRecord: boolean;
  readonly maxErrors: number;
  readonly serializeToJson: boolean;
}

/** Options without a value that change nothing here, and those with one. */
const HARMLESS = ["ACCEPTINVCHARS", "BLANKSASNULL", "EMPTYASNULL", "EXPLICIT_IDS", "NOLOAD", "AS"];
const WITH_VALUE = ["REGION", "TIMEFORMAT", "DATEFORMAT", "COMPUPDATE", "STATUPDATE", "COMPROWS", "ENCODING"];

/**
 * Reads a COPY; undefined when the statement is another.
 * @throws StatementFailure for an option that is not translated, naming it
 */
export function readCopy(tokens: readonly Token[]): CopyStatement | undefined {
  if (!isWord(tokens[0], "COPY")) return undefined;
  const table = nameAt(tokens, 1);
  let at = table?.to ?? 1;
  let columns: string[] | undefined;
  if (isSymbol(tokens[at], "(")) {
    columns = argumentsOf(tokens, at).map(([from]) => nameOf(tokens[from]) ?? "");
    at = closingOf(tokens, at) + 1;
  }
  const from = stringOf(tokens[at + 1]);
  if (!table || !isWord(tokens[at], "FROM") || from === undefined) {
    throw new StatementFailure(`syntax error at or near "${tokens[at]?.text ?? ""}"`);
  }
  if (!from.startsWith("s3://")) throw new StatementFailure("the local Redshift copies from S3 only");
  return { table: table.name, columns, from, ...optionsOf(tokens, at + 2) };
}

type Options = Omit<CopyStatement, "table" | "columns" | "from">;

function optionsOf(tokens: readonly Token[], from: number): Options {
  const options = {
    role: "",
    format: undefined as CopyStatement["format"] | undefined,
    manifest: false,
    gzip: false,
    ignoreCase: false,
    truncate: false,
    fillRecord: false,
    maxErrors: 0,
    serializeToJson: false,
  };
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at];
    if (isWord(token, "IAM_ROLE")) options.role = stringOf(tokens[++at]) ?? nameOf(tokens[at]) ?? "";
    else if (isWord(token, "FORMAT")) {
      if (isWord(tokens[at + 1], "AS")) at++;
    } else if (isWord(token, "PARQUET")) options.format = "parquet";
    else if (isWord(token, "JSON")) {
      options.format = "json";
      if (isWord(tokens[at + 1], "AS")) at++;
      const how = stringOf(tokens[at + 1]);
      if (how !== undefined) at++;
      if (how !== undefined && !/^auto( ignorecase)?$/.test(how)) {
        throw new StatementFailure(
          `JSON '${how}' is not translated by the local Redshift; it reads 'auto' and 'auto ignorecase'`,
        );
      }
      options.ignoreCase = how === "auto ignorecase";
    } else if (isWord(token, "MANIFEST")) options.manifest = true;
    else if (isWord(token, "GZIP")) options.gzip = true;
    else if (isWord(token, "TRUNCATECOLUMNS")) options.truncate = true;
    else if (isWord(token, "FILLRECORD")) options.fillRecord = true;
    else if (isWord(token, "SERIALIZETOJSON")) options.serializeToJson = true;
    else if (isWord(token, "MAXERROR")) {
      if (isWord(tokens[at + 1], "AS")) at++;
      options.maxErrors = Number(tokens[++at]?.text ?? 0);
    } else if (isWord(token, ...WITH_VALUE)) {
      if (isWord(tokens[at + 1], "AS")) at++;
      at++;
    } else if (!isWord(token, ...HARMLESS)) {
      throw new StatementFailure(`the COPY option ${token?.text ?? ""} is not translated by the local Redshift`);
    }
  }
  const { format, role } = options;
  if (format === undefined) throw new StatementFailure("the local Redshift copies JSON and Parquet; name the FORMAT");
  if (role === "") throw new StatementFailure("COPY needs credentials: name the IAM_ROLE");
  if (options.maxErrors > 0)
    throw new StatementFailure("the COPY option MAXERROR is not translated by the local Redshift");
  return { ...options, format };
}
