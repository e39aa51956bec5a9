/** What a query reads of a table: its visible files, and the SQL that makes rows of the declared types of them. */
import type { ObjectStore } from "../../s3/objectStore";
import { identifier, literal } from "../duckDb";
import { QueryFailure } from "./athenaError";
import type { GlueTable } from "./catalog";
import { duckDbType } from "./glueType";
import { partitionFilter, partitionReader } from "./projection";

/** One object of a table. */
export interface TableFile {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly path: string;
  readonly partition: Readonly<Record<string, string>>;
}

/** Bucket and key of `s3://bucket/key`; undefined when it is not such an address. */
export function placeOfUri(uri: string): { bucket: string; key: string } | undefined {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri);
  return match ? { bucket: match[1] ?? "", key: match[2] ?? "" } : undefined;
}

/** The part of a place that holds whatever partitions there are: up to the first placeholder. */
function rootOf(table: GlueTable): string {
  const template = table.parameters["storage.location.template"];
  return template === undefined ? table.location : template.slice(0, template.indexOf("${"));
}

/** The objects a query of the table reads now. Empty ones and hidden ones (`_`, `.`) are none, as for Athena. */
export function filesOf(table: GlueTable, store: ObjectStore, now: number): TableFile[] {
  const place = placeOfUri(table.partitionKeys.length > 0 ? rootOf(table) : table.location);
  if (!place || !store.has(place.bucket)) {
    const problem = `The table's location ${table.location} is in no bucket the program declares`;
    throw new QueryFailure("HIVE_CANNOT_OPEN_SPLIT", problem, 3);
  }
  const { bucket } = place;
  const partitionOf = partitionReader(table);
  const visible = partitionFilter(table, now);
  const known = new Map<string, boolean>();
  return store.list(bucket, place.key).flatMap(({ key, size, etag }): TableFile[] => {
    const name = key.slice(key.lastIndexOf("/") + 1);
    if (size === 0 || name === "" || /^[._]/.test(name)) return [];
    const file = { bucket, key, bytes: size, etag, path: store.pathOf(bucket, key) };
    if (table.partitionKeys.length === 0) return [{ ...file, partition: {} }];
    const partition = partitionOf(`s3://${bucket}/${key}`);
    if (!partition) return [];
    const id = JSON.stringify(partition);
    const isVisible = known.get(id) ?? visible(partition);
    known.set(id, isVisible);
    return isVisible ? [{ ...file, partition }] : [];
  });
}

function list(files: readonly TableFile[]): string {
  return `[${files.map(({ path }) => literal(path)).join(", ")}]`;
}

function structOf(columns: readonly { name: string; type: string }[]): string {
  return `{${columns.map(({ name, type }) => `${literal(name)}: ${literal(duckDbType(type))}`).join(", ")}}`;
}

function emptyRows(columns: readonly { name: string; type: string }[]): string {
  const typed = columns.map(({ name, type }) => `CAST(NULL AS ${duckDbType(type)}) AS ${identifier(name)}`);
  return `SELECT ${typed.join(", ")} WHERE false`;
}

/** DuckDB reads the values out of hive-style folders itself, and then only opens the files a filter leaves. */
function hiveOptions(table: GlueTable, files: readonly TableFile[]): string | undefined {
  const keys = table.partitionKeys;
  const hive = files.every(({ key, partition }) =>
    keys.every(({ name }) => key.includes(`/${name}=${partition[name] ?? ""}/`)),
  );
  if (keys.length === 0 || !hive) return undefined;
  return `hive_partitioning = true, hive_types = ${structOf(keys)}`;
}

function reader(table: GlueTable, files: readonly TableFile[]): string {
  const hive = hiveOptions(table, files);
  const options = ["filename = '$file'", ...(hive === undefined ? ["hive_partitioning = false"] : [hive])].join(", ");
  const library = table.serializationLibrary;
  if (/json/i.test(library)) {
    const lenient = table.serializationParameters["ignore.malformed.json"] === "true";
    const format = `format = 'newline_delimited', ignore_errors = ${lenient}, maximum_object_size = 33554432`;
    return `SELECT * FROM read_json(${list(files)}, columns = ${structOf(table.columns)}, ${format}, ${options})`;
  }
  if (/parquet/i.test(library)) {
    // Columns that files lack are NULL, those that nobody declared are left out.
    const read = `SELECT * FROM read_parquet(${list(files)}, union_by_name = true, ${options})`;
    return `${emptyRows(table.columns)} UNION ALL BY NAME ${read}`;
  }
  if (/OpenCSVSerde/i.test(library)) return csvReader(table, files, options);
  const known = "JSON (Hive's or OpenX's), Parquet and OpenCSVSerde";
  throw new QueryFailure("NOT_SUPPORTED", `The local Athena reads ${known}; ${table.name} has "${library}"`, 3);
}

/** Every column of OpenCSVSerde is text, an empty one too. */
function csvReader(table: GlueTable, files: readonly TableFile[], options: string): string {
  const { separatorChar = ",", quoteChar = '"', escapeChar = "\\" } = table.serializationParameters;
  const skip = Number(table.parameters["skip.header.line.count"] ?? 0);
  const columns = `{${table.columns.map(({ name }) => `${literal(name)}: 'VARCHAR'`).join(", ")}}`;
  const full = `[${table.columns.map(({ name }) => literal(name)).join(", ")}]`;
  const dialect = `delim = ${literal(separatorChar)}, quote = ${literal(quoteChar)}, escape = ${literal(escapeChar)}`;
  const rows = `header = false, skip = ${skip}, null_padding = true, force_not_null = ${full}, auto_detect = false`;
  return `SELECT * FROM read_csv(${list(files)}, columns = ${columns}, ${dialect}, ${rows}, ${options})`;
}

function partitionColumn(table: GlueTable, name: string, type: string, files: readonly TableFile[]): string {
  if (hiveOptions(table, files) !== undefined) return identifier(name);
  const pairs = files.map(({ path, partition }) => `${literal(path)}: ${literal(partition[name] ?? "")}`);
  return `CAST(MAP {${pairs.join(", ")}}["$file"] AS ${duckDbType(type)}) AS ${identifier(name)}`;
}

/** SQL of a table's rows; with `withPath` there is a column `$path`, which Athena has but does not show. */
export function scanOf(table: GlueTable, files: readonly TableFile[], withPath: boolean): string {
  const path = withPath ? [{ name: "$path", type: "string" }] : [];
  if (files.length === 0) return emptyRows([...table.columns, ...table.partitionKeys, ...path]);
  const columns = table.columns.map(
    ({ name, type }) => `CAST(${identifier(name)} AS ${duckDbType(type)}) AS ${identifier(name)}`,
  );
  const keys = table.partitionKeys.map(({ name, type }) => partitionColumn(table, name, type, files));
  const uris = files.map((file) => `${literal(file.path)}: ${literal(`s3://${file.bucket}/${file.key}`)}`);
  const place = withPath ? [`MAP {${uris.join(", ")}}["$file"] AS "$path"`] : [];
  return `SELECT ${[...columns, ...keys, ...place].join(", ")} FROM (${reader(table, files)})`;
}
