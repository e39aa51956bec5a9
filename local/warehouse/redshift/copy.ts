/** Runs COPY: finds the objects, asks whether the role may read them, and fills the table as Redshift would. */
import { isRecord, type ResourceGraph } from "../../engine/graph";
import type { ObjectStore } from "../../s3/objectStore";
import type { Authorizer, Permission } from "../../services/access";
import { bucketKeyPermissions, objectArn } from "../athena/access";
import { placeOfUri } from "../athena/tableScan";
import { type DuckSession, DuckDbError, identifier, literal } from "../duckDb";
import type { CopyStatement } from "./copyStatement";
import type { Namespace } from "./namespaces";
import { StatementFailure } from "./redshiftError";

/** What decides about permissions, and whether a service may take a role. */
export interface WarehouseAuthorizer extends Authorizer {
  mayAssume?(roleArn: string, service: string): { allowed: boolean; message: string };
}

/** What COPY needs beside its statement. */
export interface CopyContext {
  readonly graph: ResourceGraph;
  readonly store: ObjectStore;
  readonly iam?: WarehouseAuthorizer;
  readonly namespace: Namespace;
}

interface SourceObject {
  readonly bucket: string;
  readonly key: string;
}

interface TargetColumn {
  readonly name: string;
  readonly type: string;
  /** Bytes a text column holds. */
  readonly length?: number;
}

const SERVICE = "redshift.amazonaws.com";

/** Fills a table from objects. Answers how many rows came. */
export async function runCopy(session: DuckSession, copy: CopyStatement, context: CopyContext): Promise<number> {
  const roleArn = roleOf(copy, context);
  const objects = objectsOf(copy, context, roleArn);
  for (const object of objects) requireRead(context, roleArn, object);
  const target = await targetOf(session, copy);
  const paths = objects.map(({ bucket, key }) => context.store.pathOf(bucket, key));
  try {
    if (copy.format === "parquet") return await copyParquet(session, copy, target, paths);
    return await copyJson(session, copy, target, paths);
  } catch (error) {
    if (!(error instanceof DuckDbError)) throw error;
    const detail = error.message.split("\n")[0]?.replace(/"[^"]*"|'[^']*'/g, "…") ?? "";
    const hint = "Check 'sys_load_error_detail' system table for details";
    throw new StatementFailure(
      `Load into table '${copy.table}' failed. ${hint}. (local run: ${error.kind}: ${detail})`,
    );
  }
}

function roleOf({ role }: CopyStatement, { namespace, iam }: CopyContext): string {
  const roleArn = role === "default" ? namespace.defaultRoleArn : role;
  if (roleArn === undefined) throw new StatementFailure("The namespace has no default IAM role");
  if (!namespace.roleArns.includes(roleArn)) {
    throw new StatementFailure(
      `The requested role ${roleArn} is not associated to cluster (local run: add it to iamRoles of the namespace ${namespace.name})`,
    );
  }
  const decision = iam?.mayAssume?.(roleArn, SERVICE);
  if (decision && !decision.allowed) {
    throw new StatementFailure(`Not authorized to get credentials of role ${roleArn}. ${decision.message}`);
  }
  return roleArn;
}

function accessDenied(message: string): StatementFailure {
  return new StatementFailure(`S3ServiceException:Access Denied,Status 403,Error AccessDenied. ${message}`);
}

function requireRead(context: CopyContext, roleArn: string, { bucket, key }: SourceObject): void {
  const permissions: Permission[] = [
    { action: "s3:GetObject", resource: objectArn(context.graph, bucket, key) },
    ...bucketKeyPermissions(context, bucket, ["kms:Decrypt"]),
  ];
  for (const permission of permissions) demand(context, roleArn, permission);
}

function demand({ iam }: CopyContext, roleArn: string, permission: Permission): void {
  const decision = iam?.authorize({ ...permission, roleArn, sessionName: "RedshiftIamRoleSession" });
  if (decision && !decision.allowed) throw accessDenied(decision.message);
}

function objectsOf(copy: CopyStatement, context: CopyContext, roleArn: string): SourceObject[] {
  const { bucket, key } = placeOfUri(copy.from) ?? { bucket: "", key: "" };
  if (!context.store.has(bucket)) {
    throw new StatementFailure(
      `S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket (${bucket})`,
    );
  }
  if (copy.manifest) return manifestObjects(copy, context, roleArn);
  demand(context, roleArn, {
    action: "s3:ListBucket",
    resource: objectArn(context.graph, bucket),
    context: { "s3:prefix": key },
  });
  const listed = context.store.list(bucket, key).filter(({ size }) => size > 0);
  if (listed.length === 0) throw new StatementFailure(`The specified S3 prefix '${key}' does not exist`);
  return listed.map((one) => ({ bucket, key: one.key }));
}

/** The objects of a manifest; one that is not there is passed over unless its entry says it is mandatory. */
function manifestObjects(copy: CopyStatement, context: CopyContext, roleArn: string): SourceObject[] {
  const place = placeOfUri(copy.from) ?? { bucket: "", key: "" };
  requireRead(context, roleArn, place);
  const body = context.store.get(place.bucket, place.key);
  if (!body)
    throw new StatementFailure(
      `Problem reading manifest file - S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey,Key ${place.key}`,
    );
  return entriesOf(body).flatMap((entry): SourceObject[] => {
    const object = placeOfUri(String(entry["url"] ?? ""));
    if (!object) throw new StatementFailure("Invalid manifest file: an entry has no url s3://bucket/key");
    if (!context.store.has(object.bucket) || !context.store.head(object.bucket, object.key)) {
      if (entry["mandatory"] !== true) return [];
      throw new StatementFailure(`Mandatory url is not present in manifest file. (${String(entry["url"])})`);
    }
    const { content_length: length } = isRecord(entry["meta"]) ? entry["meta"] : {};
    if (copy.format === "parquet" && length === undefined) {
      throw new StatementFailure("Manifest entries of Parquet files need meta.content_length, the file's bytes");
    }
    return [object];
  });
}

function entriesOf(body: Buffer): Record<string, unknown>[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(body.toString("utf8"));
  } catch {
    manifest = undefined;
  }
  const entries = isRecord(manifest) ? manifest["entries"] : undefined;
  if (!Array.isArray(entries)) throw new StatementFailure("Invalid manifest file: it is no JSON object with entries");
  return entries.filter(isRecord);
}

async function targetOf(session: DuckSession, { table, columns }: CopyStatement): Promise<TargetColumn[]> {
  const described = await session.run(`DESCRIBE ${identifier(table)}`);
  const checks = await session.run(
    `SELECT constraint_text FROM duckdb_constraints() WHERE table_name = ${literal(table)} AND constraint_type = 'CHECK'`,
  );
  const lengths = new Map(
    checks.rows.flatMap(([text]) => {
      const match = /strlen\("?([\w$]+)"?\) <= (\d+)/.exec(String(text));
      return match ? [[match[1] ?? "", Number(match[2])] as const] : [];
    }),
  );
  const all = described.rows.map(([name, type]): TargetColumn => {
    return { name: String(name), type: String(type), length: lengths.get(String(name)) };
  });
  if (!columns) return all;
  return columns.map((name) => {
    const column = all.find((one) => one.name === name);
    if (!column) throw new StatementFailure(`column "${name}" of relation "${table}" does not exist`);
    return column;
  });
}

/** The longest beginning of a text that fits so many bytes, without half a character at its end. */
function cutText(column: string, length: number): string {
  const cuts = [0, 1, 2, 3].map((less) => `TRY(decode(encode(${column})[1:${length - less}]))`);
  return `CASE WHEN strlen(${column}) <= ${length} THEN ${column} ELSE coalesce(${cuts.join(", ")}) END`;
}

function list(paths: readonly string[]): string {
  return `[${paths.map(literal).join(", ")}]`;
}

async function copyJson(
  session: DuckSession,
  copy: CopyStatement,
  target: readonly TargetColumn[],
  paths: readonly string[],
): Promise<number> {
  if (paths.length === 0) return 0;
  const columns = target.map(({ name, type }) => `${literal(name)}: ${literal(type)}`).join(", ");
  const compression = copy.gzip ? "gzip" : "uncompressed";
  const source = `read_json(${list(paths)}, columns = {${columns}}, format = 'newline_delimited', compression = '${compression}',
    maximum_object_size = 33554432, hive_partitioning = false)`;
  const selected = target.map(({ name, length }) => {
    const column = identifier(name);
    return copy.truncate && length !== undefined ? cutText(column, length) : column;
  });
  const names = target.map(({ name }) => identifier(name)).join(", ");
  const table = identifier(copy.table);
  return (await session.run(`INSERT INTO ${table} (${names}) SELECT ${selected.join(", ")} FROM ${source}`)).changed;
}

/** Parquet's columns are taken by their places, whatever their names. */
async function copyParquet(
  session: DuckSession,
  copy: CopyStatement,
  target: readonly TargetColumn[],
  paths: readonly string[],
): Promise<number> {
  let rows = 0;
  for (const path of paths) {
    const source = `read_parquet(${literal(path)}, hive_partitioning = false)`;
    const file = await session.run(`DESCRIBE SELECT * FROM ${source}`);
    const columns = file.rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
    if (columns.length > target.length || (columns.length < target.length && !copy.fillRecord)) {
      throw new StatementFailure(
        `Spectrum Scan Error. The Parquet file has ${columns.length} columns; the load takes ${target.length}, in their order`,
      );
    }
    columns.forEach((column, at) => checkParquetType(column, target[at], copy));
    const names = target.slice(0, columns.length).map(({ name }) => identifier(name));
    const values = columns.map(({ name }, at) => {
      const length = target[at]?.length;
      const column = identifier(name);
      return copy.truncate && length !== undefined ? cutText(column, length) : column;
    });
    const insert = `INSERT INTO ${identifier(copy.table)} (${names.join(", ")}) SELECT ${values.join(", ")} FROM ${source}`;
    rows += (await session.run(insert)).changed;
  }
  return rows;
}

function kindOf(type: string): string {
  if (/INT$|^DECIMAL/.test(type)) return "number";
  if (/^(FLOAT|DOUBLE)$/.test(type)) return "floating-point number";
  return type.startsWith("TIMESTAMP") ? "timestamp" : type;
}

function checkParquetType(
  column: { name: string; type: string },
  target: TargetColumn | undefined,
  { serializeToJson }: CopyStatement,
): void {
  if (!target || kindOf(column.type) === kindOf(target.type)) return;
  if (target.type === "JSON" && serializeToJson) return;
  throw new StatementFailure(
    `Spectrum Scan Error. File has an incompatible Parquet schema for column '${column.name}': ${column.type} for ${target.type}`,
  );
}
