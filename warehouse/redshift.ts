/** Redshift: tables, views and rights of the database. Every statement can be run again. */
import { columnNames, RELATIONS } from "./datasetSql";
import { literal, REDSHIFT } from "./dialect";
import { AGENT_EVENTS, type Column, CONTACT_RECORDS, type Dataset, DATASETS, SURVEY_ANSWERS } from "./schema";
import { analystViews, type ViewSettings } from "./views";
import { RECENT_DAYS, viewText } from "./views/view";

export { type Load, loadStatements } from "./redshiftLoad";

/** The database everything is in. */
export const REDSHIFT_DATABASE = "contact_center";

/** The role of those who query. Nobody has it until an administrator grants it. */
export const ANALYST_ROLE = "analyst";

/** Columns analysts may not read: equal hashes are one customer, which `repeat_contacts` tells without them. */
const HIDDEN = ["customer_hash"];

interface Layout {
  readonly dataset: Dataset;
  /** Rows that are joined, or looked at together, lie together. */
  readonly distribution: string;
  /** What queries ask a range of. */
  readonly sort: string;
}

const LAYOUTS: readonly Layout[] = [
  { dataset: CONTACT_RECORDS, distribution: "contact_id", sort: "initiated_at" },
  { dataset: AGENT_EVENTS, distribution: "agent_id", sort: "event_at" },
  { dataset: SURVEY_ANSWERS, distribution: "contact_id", sort: "answered_at" },
];

function table({ dataset, distribution, sort }: Layout): string {
  const columns = dataset.columns.map(({ name, type }) => `  ${name} ${REDSHIFT.type(type)}`);
  const key = `  PRIMARY KEY (${dataset.key})`;
  const { current } = RELATIONS[dataset.name];
  return `CREATE TABLE IF NOT EXISTS ${current} (\n${[...columns, key].join(",\n")}\n)\nDISTKEY (${distribution})\nSORTKEY (${sort})`;
}

const LOADS = [
  "CREATE TABLE IF NOT EXISTS loads (",
  "  manifest varchar(1024),",
  "  dataset varchar(64),",
  "  rows_staged bigint,",
  "  rows_applied bigint,",
  "  loaded_at timestamp",
  ")",
  "DISTSTYLE AUTO",
  "SORTKEY (loaded_at)",
].join("\n");

const COMMENTS_OF_LOADS = [
  ["manifest", "The list of files."],
  ["dataset", "The dataset they are of."],
  ["rows_staged", "Rows in the files."],
  ["rows_applied", "Rows that were newer than what was there; the others were superseded, or delivered twice."],
  ["loaded_at", "When, in UTC."],
] as const;

const comment = (relation: string, column: string, text: string): string =>
  `COMMENT ON COLUMN ${relation}.${column} IS ${literal(text)}`;

function recent(dataset: Dataset, began: string): { name: string; text: string } {
  const { current } = RELATIONS[dataset.name];
  const text = `SELECT ${columnNames(dataset)}\nFROM ${current}\nWHERE ${began} >= ${REDSHIFT.now} - ${REDSHIFT.days(RECENT_DAYS)}`;
  return { name: `recent_${current}`, text };
}

function views(settings: ViewSettings): { name: string; text: string }[] {
  return [
    recent(CONTACT_RECORDS, "initiated_at"),
    recent(AGENT_EVENTS, "event_at"),
    ...analystViews(settings).map((view) => ({ name: view.name, text: viewText(view, REDSHIFT) })),
  ];
}

/** The tables, as one list of statements. What exists stays as it is: see {@link missingColumnStatements}. */
export function tableStatements(): string[] {
  const comments = LAYOUTS.flatMap(({ dataset }) =>
    dataset.columns.map((column) => comment(RELATIONS[dataset.name].current, column.name, column.comment)),
  );
  const loads = COMMENTS_OF_LOADS.map(([name, text]) => comment("loads", name, text));
  return [...LAYOUTS.map(table), LOADS, ...comments, ...loads];
}

/** Lists the columns the tables have: table_name, column_name. */
export const COLUMNS_QUERY =
  "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'";

/**
 * The statements that add the columns a table of an earlier version lacks; Redshift has no ADD COLUMN IF NOT EXISTS.
 *
 * @param existing what {@link COLUMNS_QUERY} gives
 */
export function missingColumnStatements(existing: readonly (readonly [table: string, column: string])[]): string[] {
  const known = existing.map(([name, column]) => `${name}.${column}`);
  const lacks = (relation: string, { name }: Column): boolean =>
    known.some((entry) => entry.startsWith(`${relation}.`)) && !known.includes(`${relation}.${name}`);
  return Object.values<Dataset>(DATASETS).flatMap(({ name, columns }) => {
    const { current } = RELATIONS[name];
    return columns
      .filter((column) => lacks(current, column))
      .map((column) => `ALTER TABLE ${current} ADD COLUMN ${column.name} ${REDSHIFT.type(column.type)}`);
  });
}

/**
 * The views, as one transaction: all are taken away and made again, because REPLACE takes no other columns. Views of analysts
 * that read them have to be made WITH NO SCHEMA BINDING, or this fails, and says which.
 */
export function viewStatements(settings: ViewSettings = {}): string[] {
  const all = views(settings);
  return [
    ...[...all].reverse().map(({ name }) => `DROP VIEW IF EXISTS ${name}`),
    ...all.map(({ name, text }) => `CREATE VIEW ${name} AS\n${text}`),
  ];
}

/** Makes the role of analysts; fails when it exists, which is to be taken as success. */
export const CREATE_ANALYST_ROLE = `CREATE ROLE ${ANALYST_ROLE}`;

/** Lets analysts read everything but what tells customers apart. Views are run with the rights of their owner. */
export function grantStatements(settings: ViewSettings = {}): string[] {
  const to = `TO ROLE ${ANALYST_ROLE}`;
  const tables = LAYOUTS.map(({ dataset }) => {
    const visible = dataset.columns.filter(({ name }) => !HIDDEN.includes(name)).map(({ name }) => name);
    const all = visible.length === dataset.columns.length;
    return `GRANT SELECT${all ? "" : ` (${visible.join(", ")})`} ON ${RELATIONS[dataset.name].current} ${to}`;
  });
  // It has every column of contacts.
  const open = views(settings).filter(({ name }) => name !== `recent_${RELATIONS.contact_records.current}`);
  const visible = CONTACT_RECORDS.columns.filter(({ name }) => !HIDDEN.includes(name)).map(({ name }) => name);
  return [
    `GRANT USAGE ON SCHEMA public ${to}`,
    ...tables,
    `GRANT SELECT ON loads ${to}`,
    `GRANT SELECT (${visible.join(", ")}) ON recent_${RELATIONS.contact_records.current} ${to}`,
    ...open.map(({ name }) => `GRANT SELECT ON ${name} ${to}`),
  ];
}

/** The procedure that makes all of it. */
const MAKE_SCHEMA = "make_schema";

/**
 * A procedure that runs statements as one transaction: whoever queries meanwhile sees the old views or the new ones, never
 * none. Calling it is one statement, wherever the statements are many.
 */
export function schemaProcedure(statements: readonly string[]): string {
  const body = statements.map((statement) => `${statement};\n`).join("");
  if (body.includes("$$"))
    throw new Error("A statement of the schema holds $$, which would end the procedure around it.");
  return `CREATE OR REPLACE PROCEDURE ${MAKE_SCHEMA}() AS $$\nBEGIN\n${body}END;\n$$ LANGUAGE plpgsql`;
}

/** Runs {@link schemaProcedure}. */
export const CALL_SCHEMA_PROCEDURE = `CALL ${MAKE_SCHEMA}()`;
