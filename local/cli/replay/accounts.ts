/** What became of every record that came in: loaded, superseded or quarantined. */
import { gunzipSync } from "node:zlib";
import { isRecord } from "../../engine/graph";
import { resourcesOfType } from "../../graphValues";
import type { Pipeline, PipelineCenter } from "../pipeline";

/** The accounts of a replay. */
export interface Accounts {
  /** Records that were put on the stream. */
  readonly came: number;
  /** Contacts in the warehouse, one current row each. */
  readonly loaded: number;
  /** Deliveries of contacts that are there in a newer state, or a second time. */
  readonly superseded: number;
  readonly quarantined: number;
  /** How many were quarantined for each reason, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly records: number }[];
  /** Records that are in none of these places; negative when more came out than in. */
  readonly missing: number;
}

/** Takes the accounts of everything that is in the warehouse and the bucket. */
export async function takeAccounts(center: PipelineCenter, pipeline: Pipeline, came: number): Promise<Accounts> {
  const loaded = await countOf(center, "SELECT COUNT(*) AS contacts FROM contacts");
  const delivered = await deliveredRows(center, pipeline);
  const reasons = quarantineReasons(center, pipeline);
  const quarantined = reasons.reduce((sum, { records }) => sum + records, 0);
  const superseded = delivered - loaded;
  return { came, loaded, superseded, quarantined, reasons, missing: came - loaded - superseded - quarantined };
}

async function countOf({ warehouse }: PipelineCenter, sql: string): Promise<number> {
  const { rows } = await warehouse.query(sql);
  return Number(rows[0]?.[0] ?? 0);
}

/** Rows that were ever delivered to the warehouse, all revisions of a contact counted. */
async function deliveredRows(center: PipelineCenter, { bucket }: Pipeline): Promise<number> {
  const { warehouse, objects, graph } = center;
  const tables = resourcesOfType(graph, "aws:glue/catalogTable:CatalogTable");
  if (tables.some(({ outputs }) => outputs["name"] === "contact_revisions")) {
    const { rows } = await warehouse.query("SELECT COUNT(*) AS revisions FROM contact_revisions", { engine: "athena" });
    return Number(rows[0]?.[0] ?? 0);
  }
  // Redshift keeps current rows alone, so the rows are counted in the files it was loaded from.
  return objects
    .list(bucket, "rows/contact_records/")
    .reduce((sum, { key }) => sum + linesOf(objects.get(bucket, key)), 0);
}

function linesOf(packed: Buffer | undefined): number {
  if (packed === undefined) return 0;
  const text = gunzipSync(packed);
  let lines = 0;
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

function quarantineReasons({ objects }: PipelineCenter, { bucket }: Pipeline): Accounts["reasons"] {
  const counts = new Map<string, number>();
  for (const { key } of objects.list(bucket, "quarantine/contact_records/")) {
    const reason = reasonOf(objects.get(bucket, key));
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, records]) => ({ reason, records }))
    .sort((a, b) => b.records - a.records || (a.reason < b.reason ? -1 : 1));
}

function reasonOf(body: Buffer | undefined): string {
  const entry: unknown = JSON.parse(body?.toString("utf8") ?? "null");
  const reason = isRecord(entry) ? entry["reason"] : undefined;
  return typeof reason === "string" ? reason : "no reason given";
}
