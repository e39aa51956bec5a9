/**
 * Compaction: an hour's JSON rows become Parquet, and a day's Parquet files become few. Each statement writes to a folder of
 * its own and takes nothing away; who runs it deletes what it has read once the statement has succeeded. Killed in between,
 * rows are there twice, which no view shows.
 */
import { columnNames, columnsFromText, RELATIONS } from "./datasetSql";
import { ATHENA } from "./dialect";
import { type Dataset, DATASETS, type DatasetName } from "./schema";

/** What to compact, and where to. */
export interface Compaction {
  readonly dataset: DatasetName;
  readonly bucket: string;
  /** The hour, yyyy-MM-dd-HH, or hours of one day, or the day, yyyy-MM-dd, the rows arrived in. */
  readonly arrived: string | readonly string[];
  /** Name of the folder to write to: letters, digits and hyphens; never used before. */
  readonly run: string;
}

const select = (dataset: Dataset, columns: string, from: string): string =>
  [
    // What was delivered twice, or written twice by a run that was killed, is kept once.
    `SELECT DISTINCT ${columnNames(dataset)}`,
    `FROM (SELECT ${columns} FROM ${from} WHERE arrived IN (:arrived)) arrived_rows`,
    `ORDER BY ${[dataset.newest[0], dataset.key, dataset.newest[1]].join(", ")}`,
  ].join("\n");

const unload = (query: string): string =>
  `UNLOAD (\n${query}\n)\nTO ':folder'\nWITH (format = 'PARQUET', compression = 'SNAPPY')`;

const statements = (make: (dataset: Dataset) => string): Record<DatasetName, string> => ({
  contact_records: unload(make(DATASETS.contact_records)),
  agent_events: unload(make(DATASETS.agent_events)),
  survey_answers: unload(make(DATASETS.survey_answers)),
});

const OF_HOUR = statements((dataset) =>
  select(dataset, columnsFromText(dataset, ATHENA), RELATIONS[dataset.name].rowsByHour),
);
const OF_DAY = statements((dataset) => select(dataset, columnNames(dataset), RELATIONS[dataset.name].files));

/** The folder a compaction writes to, without the bucket, with a slash at its end. */
export const folderOf = ({ dataset, arrived, run }: Compaction): string =>
  `tables/${dataset}/arrived=${[arrived].flat()[0]?.slice(0, 10) ?? ""}/${run}/`;

/**
 * The statement that compacts rows of an hour, or of hours of one day, or a day's files.
 *
 * @throws Error for an hour, day, bucket or run that is none: they become part of the statement
 */
export function compactionStatement(compaction: Compaction): string {
  const { dataset, bucket, arrived, run } = compaction;
  const all = [arrived].flat();
  const areHours = all.every((one) => /^\d{4}-\d{2}-\d{2}-\d{2}$/.test(one));
  const isDay = all.length === 1 && /^\d{4}-\d{2}-\d{2}$/.test(all[0] ?? "");
  if (!areHours && !isDay) {
    throw new Error(
      `arrived is "${all.join('", "')}"; it has to be an hour such as 2026-01-31-23, several, or a day such as 2026-01-31.`,
    );
  }
  if (all.length === 0 || all.some((one) => one.slice(0, 10) !== all[0]?.slice(0, 10))) {
    throw new Error(`arrived is "${all.join('", "')}"; what is compacted together has to be of one day.`);
  }
  if (!/^[\w.-]+$/.test(bucket)) throw new Error(`bucket is "${bucket}"; it has to be the name of a bucket.`);
  if (!/^[\w-]+$/.test(run)) throw new Error(`run is "${run}"; it may have letters, digits, hyphens and underscores.`);
  return (areHours ? OF_HOUR : OF_DAY)[dataset]
    .replace(":arrived", () => all.map((one) => `'${one}'`).join(", "))
    .replace(":folder", () => `s3://${bucket}/${folderOf(compaction)}`);
}
