/** Athena: what the data catalogue has to hold so that analysts find one current row for each contact, and the figures. */
import { columnNames, columnsFromText, isComplete, placeOf, RELATIONS } from "./datasetSql";
import { ATHENA } from "./dialect";
import { type Dataset, DATASETS } from "./schema";
import { type GlueColumn } from "./athenaTables";
import { analystViews, type ViewSettings } from "./views";
import { RECENT_DAYS, type View, type ViewColumn, viewText } from "./views/view";

export { athenaTables, type GlueColumn, type GlueTable } from "./athenaTables";

/** A view of the data catalogue. */
export interface AthenaView {
  readonly name: string;
  readonly comment: string;
  /** Its columns with Athena's own types, such as `timestamp(3)`. */
  readonly columns: readonly ViewColumn[];
  /** The SELECT it stands for. */
  readonly sql: string;
}

/** A view as AWS Glue takes it: a table of type VIRTUAL_VIEW. */
export interface GlueView {
  readonly name: string;
  readonly comment: string;
  readonly tableType: "VIRTUAL_VIEW";
  readonly columns: readonly GlueColumn[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly viewOriginalText: string;
  readonly viewExpandedText: string;
}

const typed = ({ columns }: Dataset): ViewColumn[] =>
  columns.map(({ name, type, comment }) => ({ name, type, comment }));

const ARRIVED: ViewColumn = {
  name: "arrived",
  type: "text",
  comment:
    "When the row arrived, in UTC: yyyy-MM-dd-HH, or yyyy-MM-dd once compacted. Saying arrived >= '…' reads less.",
};

function revisionsOf(dataset: Dataset): AthenaView {
  const { rows, files, revisions } = RELATIONS[dataset.name];
  return {
    name: revisions,
    comment: `${dataset.comment} Everything that arrived: also what was delivered twice, and what was superseded.`,
    columns: [...typed(dataset), ARRIVED],
    sql: [
      `SELECT ${columnsFromText(dataset, ATHENA)}, arrived FROM ${rows}`,
      "UNION ALL",
      `SELECT ${columnNames(dataset)}, arrived FROM ${files}`,
    ].join("\n"),
  };
}

function newestOf(dataset: Dataset, name: string, comment: string, condition: string): AthenaView {
  return {
    name,
    comment,
    columns: typed(dataset),
    sql: [
      `SELECT ${columnNames(dataset)}`,
      "FROM (",
      `  SELECT r.*, ${placeOf(dataset)} AS place`,
      `  FROM ${RELATIONS[dataset.name].revisions} r`,
      `  WHERE ${isComplete(dataset)}${condition}`,
      ") newest",
      "WHERE place = 1",
    ].join("\n"),
  };
}

/** What tells when something began, by dataset: nothing arrives before it. */
const BEGAN = { contact_records: "initiated_at", agent_events: "event_at" } as const;

function recentOf(dataset: typeof DATASETS.contact_records | typeof DATASETS.agent_events): AthenaView {
  const { current } = RELATIONS[dataset.name];
  const since = `current_timestamp - ${ATHENA.days(RECENT_DAYS)}`;
  const view = newestOf(
    dataset,
    `recent_${current}`,
    `The rows of ${current} that began in the last ${RECENT_DAYS} days. Reads only what arrived since then.`,
    ` AND arrived >= date_format(${since}, '%Y-%m-%d')`,
  );
  return { ...view, sql: `${view.sql} AND ${BEGAN[dataset.name]} >= CAST(${since} AS timestamp)` };
}

const asAthena = (view: View): AthenaView => ({
  name: view.name,
  comment: view.comment,
  columns: view.columns,
  sql: viewText(view, ATHENA),
});

/** Every view, in an order in which each reads only tables and views before it. */
export function athenaViews(settings: ViewSettings = {}): AthenaView[] {
  const { contact_records: contacts, agent_events: events, survey_answers: answers } = DATASETS;
  const current = (dataset: Dataset): AthenaView =>
    newestOf(
      dataset,
      RELATIONS[dataset.name].current,
      `${dataset.comment} Only the current row of each ${dataset.key}.`,
      "",
    );
  const base = [contacts, events, answers].flatMap((dataset) => [revisionsOf(dataset), current(dataset)]);
  return [...base, recentOf(contacts), recentOf(events), ...analystViews(settings).map(asAthena)];
}

/** Most characters of a column's comment in the data catalogue. */
const LONGEST_COMMENT = 255;

/** As many sentences as the data catalogue takes; the documentation has all of them. */
function shortComment(text: string): string {
  if (text.length <= LONGEST_COMMENT) return text;
  const end = text.slice(0, LONGEST_COMMENT).lastIndexOf(". ");
  return end > 0 ? text.slice(0, end + 1) : `${text.slice(0, LONGEST_COMMENT - 1)}…`;
}

/** Glue's names of Athena's types. */
const GLUE_NAMES: Readonly<Record<string, string>> = { varchar: "string", integer: "int", "timestamp(3)": "timestamp" };

/**
 * A view as the data catalogue holds it. Athena reads the text in `viewOriginalText`: JSON in base64, in a comment.
 *
 * @param database the Glue database its tables and views are in
 */
export function glueView({ name, comment, columns, sql }: AthenaView, database: string): GlueView {
  const athenaColumns = columns.map((column) => ({ name: column.name, type: ATHENA.type(column.type) }));
  const view = { originalSql: sql, catalog: "awsdatacatalog", schema: database, columns: athenaColumns };
  const encoded = Buffer.from(JSON.stringify(view), "utf8").toString("base64");
  return {
    name,
    comment,
    tableType: "VIRTUAL_VIEW",
    columns: columns.map((column, at) => {
      const type = athenaColumns[at]?.type ?? "";
      return { name: column.name, type: GLUE_NAMES[type] ?? type, comment: shortComment(column.comment) };
    }),
    parameters: { presto_view: "true", comment: "Presto View" },
    viewOriginalText: `/* Presto View: ${encoded} */`,
    viewExpandedText: "/* Presto View */",
  };
}
