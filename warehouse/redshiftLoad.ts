/**
 * Loading Redshift. One list of statements is one transaction: files into a temporary table, the newest row of each key out of
 * it, those the target already has or knows better left out, the rest merged. Whatever order files are loaded in, and however
 * often, the same rows are there in the end.
 */
import { columnNames, columnsFromText, isComplete, placeOf, RELATIONS } from "./datasetSql";
import { REDSHIFT } from "./dialect";
import { type Dataset, DATASETS, type DatasetName } from "./schema";

/** What to load. */
export interface Load {
  readonly dataset: DatasetName;
  /** Where the manifest is, s3://…: a JSON object that lists the files. */
  readonly manifest: string;
  /** ARN of the role COPY reads the bucket with. */
  readonly role: string;
  /** What the manifest lists: gzip'ed JSON rows, or Parquet files of a compaction. */
  readonly format: "json" | "parquet";
}

/** Everything a load writes, in any order of datasets: LOCK takes them one after another. */
const stagedOf = ({ name }: Dataset): string => `staged_${name}`;
const newestOf = ({ name }: Dataset): string => `newest_${name}`;

const FROM_MANIFEST = "FROM ':manifest'\nIAM_ROLE ':role'\nMANIFEST";
const JSON_OPTIONS = "GZIP\nFORMAT AS JSON 'auto'\nTRUNCATECOLUMNS\nACCEPTINVCHARS";
// Files of before a column was added end before it.
const PARQUET_OPTIONS = "FORMAT AS PARQUET\nFILLRECORD";

/** Rows come as text: a value that does not fit its type must not fail the load, and every load after it. */
function stage(dataset: Dataset, format: Load["format"]): string {
  const { type } = REDSHIFT;
  const columns = dataset.columns.map((column) => {
    const held = format === "parquet" || column.type === "json" ? column.type : "text";
    return `  ${column.name} ${type(held)}`;
  });
  return `CREATE TEMP TABLE ${stagedOf(dataset)} (\n${columns.join(",\n")}\n)`;
}

function newest(dataset: Dataset, format: Load["format"]): string {
  const { key, newest: order } = dataset;
  const [time, tie] = order;
  const columns = format === "parquet" ? columnNames(dataset) : columnsFromText(dataset, REDSHIFT);
  return [
    `CREATE TEMP TABLE ${newestOf(dataset)} AS`,
    `SELECT ${columnNames(dataset, "s.")}`,
    "FROM (",
    `  SELECT typed.*, ${placeOf(dataset)} AS place`,
    `  FROM (SELECT ${columns} FROM ${stagedOf(dataset)}) typed`,
    `  WHERE ${isComplete(dataset)}`,
    ") s",
    `LEFT JOIN ${RELATIONS[dataset.name].current} t ON t.${key} = s.${key}`,
    `WHERE s.place = 1 AND (t.${key} IS NULL OR t.${time} < s.${time} OR (t.${time} = s.${time} AND t.${tie} < s.${tie}))`,
  ].join("\n");
}

function merge(dataset: Dataset): string {
  const { key, columns } = dataset;
  const { current } = RELATIONS[dataset.name];
  const changed = columns.filter(({ name }) => name !== key).map(({ name }) => `${name} = s.${name}`);
  return [
    `MERGE INTO ${current} USING ${newestOf(dataset)} AS s ON ${current}.${key} = s.${key}`,
    `WHEN MATCHED THEN UPDATE SET ${changed.join(", ")}`,
    `WHEN NOT MATCHED THEN INSERT (${columnNames(dataset)}) VALUES (${columnNames(dataset, "s.")})`,
  ].join("\n");
}

const note = (dataset: Dataset): string =>
  [
    "INSERT INTO loads (manifest, dataset, rows_staged, rows_applied, loaded_at)",
    `SELECT ':manifest', '${dataset.name}', (SELECT COUNT(*) FROM ${stagedOf(dataset)}),`,
    `  (SELECT COUNT(*) FROM ${newestOf(dataset)}), ${REDSHIFT.now}`,
  ].join("\n");

const statementsOf = (dataset: Dataset, format: Load["format"]): string[] => [
  // Two loads at once would each find a new contact missing, and both insert it.
  `LOCK TABLE ${RELATIONS[dataset.name].current}`,
  `DROP TABLE IF EXISTS ${stagedOf(dataset)}`,
  stage(dataset, format),
  `COPY ${stagedOf(dataset)}\n${FROM_MANIFEST}\n${format === "json" ? JSON_OPTIONS : PARQUET_OPTIONS}`,
  `DROP TABLE IF EXISTS ${newestOf(dataset)}`,
  newest(dataset, format),
  merge(dataset),
  note(dataset),
];

const all = (format: Load["format"]): Record<DatasetName, string[]> => ({
  contact_records: statementsOf(DATASETS.contact_records, format),
  agent_events: statementsOf(DATASETS.agent_events, format),
  survey_answers: statementsOf(DATASETS.survey_answers, format),
});

const STATEMENTS = { json: all("json"), parquet: all("parquet") };

/**
 * The statements of a load, to be run in one transaction (BatchExecuteStatement).
 *
 * @throws Error for a manifest or a role that is none: they become part of the statements
 */
export function loadStatements({ dataset, manifest, role, format }: Load): string[] {
  if (!/^s3:\/\/[\w.-]+\/[\w.=/-]+$/.test(manifest)) {
    throw new Error(
      `manifest is "${manifest}"; it has to be the address of an object, such as s3://bucket/manifests/1.`,
    );
  }
  if (!/^arn:[\w:/.@+=,-]+$/.test(role)) throw new Error(`role is "${role}"; it has to be the ARN of a role.`);
  return STATEMENTS[format][dataset].map((text) =>
    text.replace(":manifest", () => manifest).replace(":role", () => role),
  );
}
