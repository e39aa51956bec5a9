/** Pieces of SQL every dataset needs: columns cast from text, and the newest row of each key. */
import { type Dialect } from "./dialect";
import { type Column, type Dataset, type DatasetName } from "./schema";

/** The relations of a dataset. */
export interface Relations {
  /** Athena: the JSON rows of the last days, the same rows by hour however old, and the Parquet files made of them. */
  readonly rows: string;
  readonly rowsByHour: string;
  readonly files: string;
  /** Athena: all rows there are, delivered twice or not, superseded or not. */
  readonly revisions: string;
  /** One current row for each key: a view in Athena, a table in Redshift. */
  readonly current: string;
}

/** The names of the relations by dataset. */
export const RELATIONS: Readonly<Record<DatasetName, Relations>> = {
  contact_records: {
    rows: "contact_rows",
    rowsByHour: "contact_rows_by_hour",
    files: "contact_files",
    revisions: "contact_revisions",
    current: "contacts",
  },
  agent_events: {
    rows: "agent_event_rows",
    rowsByHour: "agent_event_rows_by_hour",
    files: "agent_event_files",
    revisions: "agent_event_revisions",
    current: "agent_events",
  },
  survey_answers: {
    rows: "survey_answer_rows",
    rowsByHour: "survey_answer_rows_by_hour",
    files: "survey_answer_files",
    revisions: "survey_answer_revisions",
    current: "latest_survey_answers",
  },
};

/**
 * A column of a row, cast from the text it arrived as. A value that cannot be cast becomes null: one row nobody foresaw must
 * not stop every query, or every load after it.
 */
export function fromText({ name, type }: Column, dialect: Dialect): string {
  if (type === "text" || type === "json") return name;
  // Redshift casts no text to BOOLEAN by TRY_CAST.
  if (type === "boolean") return `CASE ${name} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END AS ${name}`;
  return `TRY_CAST(${name} AS ${dialect.type(type)}) AS ${name}`;
}

/** The columns of a dataset, cast from text. */
export const columnsFromText = ({ columns }: Dataset, dialect: Dialect): string =>
  columns.map((column) => fromText(column, dialect)).join(", ");

/** The names of the columns of a dataset. */
export const columnNames = ({ columns }: Dataset, alias = ""): string =>
  columns.map(({ name }) => alias + name).join(", ");

/** The rows without which nothing is known about what, or which is newer. */
export const isComplete = ({ key, newest }: Dataset): string =>
  [key, ...newest].map((name) => `${name} IS NOT NULL`).join(" AND ");

/** The place of a row among those of its key: 1 is the current one. */
export const placeOf = ({ key, newest: [time, tie] }: Dataset): string =>
  `ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY ${time} DESC, ${tie} DESC)`;
