/**
 * The folders of the analytics bucket: which dataset and which hour of arrival an object belongs to.
 *
 * ```text
 * raw/<dataset>/arrived=yyyy-MM-dd-HH/…            what came, untouched
 * rows/<dataset>/arrived=yyyy-MM-dd-HH/…           its rows, gzip NDJSON
 * tables/<dataset>/arrived=yyyy-MM-dd/<run>/…      the same rows as Parquet, once their hour is over
 * quarantine/<dataset>/arrived=yyyy-MM-dd-HH/…     what cannot be a row
 * ```
 */

import { type DatasetName } from "../../warehouse/schema";

/** The datasets, which are also the names of their folders. */
export const DATASET_NAMES: readonly DatasetName[] = ["contact_records", "agent_events", "survey_answers"];

/** Where an object lies. */
export interface Place {
  folder: "raw" | "rows" | "tables" | "quarantine";
  dataset: DatasetName;
  /** `yyyy-MM-dd-HH`, or `yyyy-MM-dd` below `tables/`. */
  arrived: string;
}

/** The dataset of a name; undefined when it is none. */
export const datasetOf = (name: string | undefined): DatasetName | undefined =>
  DATASET_NAMES.find((dataset) => dataset === name);

/** Where an object lies by its key; undefined when it is none of the pipeline's. */
export const placeOf = (key: string): Place | undefined => {
  const match = /^(raw|rows|tables|quarantine)\/(\w+)\/arrived=(\d{4}-\d\d-\d\d(?:-\d\d)?)\/[^]+$/.exec(key);
  const dataset = datasetOf(match?.[2]);
  if (!match || !dataset) return undefined;
  return { folder: match[1] as Place["folder"], dataset, arrived: match[3] ?? "" };
};

/** The folder of an hour's rows. */
export const rowsPrefix = (dataset: DatasetName, hour: string): string => `rows/${dataset}/arrived=${hour}/`;

/** The folder of a day's Parquet files; all folders of runs lie in it. */
export const tablesPrefix = (dataset: DatasetName, day: string): string => `tables/${dataset}/arrived=${day}/`;

/** The folder of a run below a day's: of one hour, of several, or of the day merged. */
export const folderName = (arrived: string | readonly string[], id: string): string => {
  const [first = "", second] = [arrived].flat();
  if (second !== undefined) return `hours-${id}`;
  return `${first.length > 10 ? first : "merged"}-${id}`;
};

/** Whether a run's folder may hold rows of one of these hours: it is of that hour alone, or of many. */
export const mayHold = (folder: string, hours: readonly string[]): boolean => {
  const [hour] = /^\d{4}-\d\d-\d\d-\d\d(?=-)/.exec(folder) ?? [];
  return hour === undefined || hours.includes(hour);
};

/** The day of an hour. */
export const dayOf = (hour: string): string => hour.slice(0, 10);

/** When an hour or a day of arrival begins, epoch milliseconds UTC; NaN when there is no such hour. */
export const beginningOf = (arrived: string): number =>
  Date.parse(`${arrived.slice(0, 10)}T${arrived.slice(11) || "00"}:00:00Z`);

/**
 * Milliseconds after its end from which on an hour counts as over. Objects that come later still are taken by a later run;
 * this only keeps them few.
 */
export const CLOSED_AFTER_MS = 600_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether an hour, or a day, of arrival is over. */
export const isClosed = (arrived: string, now: number): boolean =>
  now >= beginningOf(arrived) + (arrived.length > 10 ? HOUR_MS : DAY_MS) + CLOSED_AFTER_MS;
