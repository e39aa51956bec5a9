/** The same rows in every engine the warehouse's SQL has to run in, so that each question is asked of all of them. */
import { createHash } from "node:crypto";
import {
  type AgentEventRow,
  type ContactRecordRow,
  type DatasetName,
  type SurveyAnswerRow,
} from "../../warehouse/schema";
import { RELATIONS } from "../../warehouse/datasetSql";
import { type Engine } from "../../warehouse/dialect";
import { type AthenaWarehouse, athenaWarehouse } from "./athenaWarehouse";
import { type Postgres, startPostgres } from "./postgres";
import { loadPostgres, preparePostgres } from "./postgresWarehouse";
import { type RedshiftWarehouse, redshiftWarehouse } from "./redshiftWarehouse";

/** Rows by dataset. */
export interface Rows {
  readonly contact_records?: readonly ContactRecordRow[];
  readonly agent_events?: readonly AgentEventRow[];
  readonly survey_answers?: readonly SurveyAnswerRow[];
}

/** An engine with rows in it. */
export interface Warehouse {
  readonly name: string;
  /** Whose statements it runs. */
  readonly engine: Engine;
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
let redshift: RedshiftWarehouse | undefined;
let athena: AthenaWarehouse | undefined;

/** Starts the engines, with nothing in them; once a test file. */
export async function startEngines(): Promise<void> {
  postgres = await startPostgres();
  if (postgres) await preparePostgres(postgres, NOW);
  redshift = await redshiftWarehouse(NOW);
  athena = athenaWarehouse(NOW);
}

/** Stops them. */
export async function stopEngines(): Promise<void> {
  await postgres?.stop();
  await redshift?.close();
  await athena?.close();
}

const TABLES = [...DATASET_NAMES.map((name) => RELATIONS[name].current), "loads"];

function inAthena(warehouse: AthenaWarehouse, rows: Rows): Warehouse {
  warehouse.clear();
  for (const name of DATASET_NAMES) if (rows[name]?.length) warehouse.put(name, HOUR, rows[name]);
  return { name: "Athena", engine: "athena", rows: (query) => warehouse.rows(query) };
}

async function inRedshift(warehouse: RedshiftWarehouse, rows: Rows): Promise<Warehouse> {
  await warehouse.run(TABLES.map((table) => `DELETE FROM ${table}`));
  for (const name of DATASET_NAMES) if (rows[name]?.length) await warehouse.load(name, rows[name]);
  return { name: "Redshift", engine: "redshift", rows: (query) => warehouse.rows(query) };
}

async function inPostgres(server: Postgres, rows: Rows): Promise<Warehouse> {
  await server.script(`TRUNCATE ${TABLES.join(", ")};`);
  for (const name of DATASET_NAMES) if (rows[name]?.length) await loadPostgres(server, name, [rows[name]]);
  return { name: "PostgreSQL", engine: "redshift", rows: (query) => server.rows(query) };
}

/** Asks every engine the same, one after another, of the same rows. */
export async function inEveryEngine(rows: Rows, ask: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  if (athena) await ask(inAthena(athena, rows));
  if (redshift) await ask(await inRedshift(redshift, rows));
  if (postgres) await ask(await inPostgres(postgres, rows));
}
