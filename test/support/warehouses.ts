/** The same rows in every engine the warehouse's SQL has to run in, so that each question is asked of all of them. */
import { createHash } from "node:crypto";
import {
  type AgentEventRow,
  type ContactRecordRow,
  type DatasetName,
  type SurveyAnswerRow,
} from "../../warehouse/schema";
import { RELATIONS } from "../../warehouse/datasetSql";
import { athenaWarehouse } from "./athenaWarehouse";
import { type Postgres, startPostgres } from "./postgres";
import { loadPostgres, preparePostgres } from "./postgresWarehouse";
import { redshiftWarehouse } from "./redshiftWarehouse";

/** Rows by dataset. */
export interface Rows {
  readonly contact_records?: readonly ContactRecordRow[];
  readonly agent_events?: readonly AgentEventRow[];
  readonly survey_answers?: readonly SurveyAnswerRow[];
}

/** An engine with rows in it. */
export interface Warehouse {
  readonly name: string;
  rows(query: string): Promise<Record<string, unknown>[]>;
}

/** When every question is asked. */
export const NOW = Date.UTC(2026, 2, 10, 12);
/** The hour all rows arrive in. */
const HOUR = "2026-03-10-11";

const DATASET_NAMES: readonly DatasetName[] = ["contact_records", "agent_events", "survey_answers"];

const revisionOf = (row: object): string => createHash("sha256").update(JSON.stringify(row)).digest("hex");

/** A contact record with the fields that matter, and no others. */
export function contact(contact_id: string, fields: Partial<ContactRecordRow> = {}): ContactRecordRow {
  const row = { contact_id, last_update: "2026-03-10 11:00:00", ...fields };
  return { revision: revisionOf(row), ...row };
}

/** An agent event with the fields that matter, and no others. */
export function agentEvent(event_at: string, fields: Partial<AgentEventRow> = {}): AgentEventRow {
  const row = { event_id: `event ${event_at} ${fields.agent_id ?? ""}`, event_at, ...fields };
  return { revision: revisionOf(row), ...row };
}

/** A survey answer. */
export function answer(contact_id: string, fields: Partial<SurveyAnswerRow> = {}): SurveyAnswerRow {
  const row = { contact_id, answered_at: "2026-03-10 11:30:00.250", ...fields };
  return { revision: revisionOf(row), ...row };
}

let postgres: Postgres | undefined;

/** Starts what the engines need; once a test file. */
export async function startEngines(): Promise<void> {
  postgres = await startPostgres();
  if (postgres) await preparePostgres(postgres);
}

/** Stops it. */
export async function stopEngines(): Promise<void> {
  await postgres?.stop();
  postgres = undefined;
}

async function inPostgres(server: Postgres, rows: Rows): Promise<Warehouse> {
  const tables = [...DATASET_NAMES.map((name) => RELATIONS[name].current), "loads"];
  await server.script(`TRUNCATE ${tables.join(", ")};`);
  for (const name of DATASET_NAMES) {
    const some = rows[name] ?? [];
    if (some.length > 0) await loadPostgres(server, name, [some]);
  }
  return { name: "PostgreSQL", rows: (query) => server.rows(query) };
}

/** Asks every engine the same, one after another, of the same rows. */
export async function inEveryEngine(rows: Rows, ask: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  const athena = athenaWarehouse(NOW);
  const redshift = await redshiftWarehouse(NOW);
  try {
    for (const name of DATASET_NAMES) {
      const some = rows[name] ?? [];
      if (some.length === 0) continue;
      athena.put(name, HOUR, some);
      await redshift.load(name, some);
    }
    await ask({ name: "Athena", rows: (query) => athena.rows(query) });
    await ask({ name: "Redshift", rows: (query) => redshift.rows(query) });
    if (postgres) await ask(await inPostgres(postgres, rows));
  } finally {
    await athena.close();
    await redshift.close();
  }
}
