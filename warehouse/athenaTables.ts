/**
 * The tables behind Athena's views: rows as JSON, an hour a partition, and the Parquet files they are compacted to, a day a
 * partition. Partitions are computed by Athena (partition projection): nothing has to be added when an hour begins.
 */
import { RELATIONS } from "./datasetSql";
import { type ColumnType, type Dataset, DATASETS, type DatasetName } from "./schema";

/** A column as AWS Glue takes it. */
export interface GlueColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** A table as AWS Glue takes it, all but the location of the bucket. */
export interface GlueTable {
  readonly name: string;
  readonly comment: string;
  readonly dataset: DatasetName;
  /** Folder in the bucket, with a slash at its end. */
  readonly prefix: string;
  readonly columns: readonly GlueColumn[];
  readonly partitionKeys: readonly GlueColumn[];
  /** Table parameters, partition projection among them; `storage.location.template` names the bucket. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serde: string;
  readonly serdeParameters: Readonly<Record<string, string>>;
}

/** Days of rows that queries look for; compaction takes an hour's rows away as soon as the hour is over. */
export const ROWS_DAYS = 14;

/** First day of which there can be Parquet files, where nothing else is set. */
export const FIRST_DAY = "2026-01-01";

/** Glue's type of a column in Parquet files. */
const GLUE_TYPES: Readonly<Record<ColumnType, string>> = {
  text: "string",
  json: "string",
  integer: "int",
  timestamp: "timestamp",
  boolean: "boolean",
};

const JSON_FORMAT = {
  inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  serde: "org.openx.data.jsonserde.JsonSerDe",
  // A line that is no JSON is no reason to answer nothing about all the others.
  serdeParameters: { "ignore.malformed.json": "true", "case.insensitive": "true" },
} as const;

const PARQUET_FORMAT = {
  inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  serdeParameters: { "serialization.format": "1" },
} as const;

function projection(bucket: string, prefix: string, properties: Record<string, string>): Record<string, string> {
  const named = Object.entries(properties).map(([name, value]) => [`projection.arrived.${name}`, value]);
  return {
    EXTERNAL: "TRUE",
    "projection.enabled": "true",
    ...(Object.fromEntries(named) as Record<string, string>),
    "storage.location.template": `s3://${bucket}/${prefix}arrived=\${arrived}/`,
  };
}

const arrived = (comment: string): GlueColumn[] => [{ name: "arrived", type: "string", comment }];
const HOUR = arrived("Hour in which the row arrived, yyyy-MM-dd-HH in UTC.");
const DAY = arrived("Day on which the row arrived, yyyy-MM-dd in UTC.");

/** Rows are text, whatever the column: what does not fit its type must not fail the query, see `fromText`. */
const textColumns = ({ columns }: Dataset): GlueColumn[] =>
  columns.map(({ name, comment }) => ({ name, type: "string", comment }));

const typedColumns = ({ columns }: Dataset): GlueColumn[] =>
  columns.map(({ name, type, comment }) => ({ name, type: GLUE_TYPES[type], comment }));

function tablesOf(dataset: Dataset, bucket: string, since: string): GlueTable[] {
  const { name, comment } = dataset;
  const { rows, rowsByHour, files } = RELATIONS[name];
  const prefix = `rows/${name}/`;
  const json = { dataset: name, prefix, columns: textColumns(dataset), partitionKeys: HOUR, ...JSON_FORMAT };
  const hours = { type: "date", format: "yyyy-MM-dd-HH", "interval.unit": "HOURS", interval: "1" };
  const days = { type: "date", format: "yyyy-MM-dd", "interval.unit": "DAYS", interval: "1" };
  const parquetPrefix = `tables/${name}/`;
  return [
    {
      ...json,
      name: rows,
      comment: `${comment} Rows of the last ${ROWS_DAYS} days that are not compacted yet.`,
      parameters: {
        ...projection(bucket, prefix, { ...hours, range: `NOW-${ROWS_DAYS}DAYS,NOW+1HOURS` }),
        classification: "json",
        compressionType: "gzip",
      },
    },
    {
      ...json,
      name: rowsByHour,
      comment: `${comment} The same rows however old, one hour at a time: a query has to say arrived = '…'.`,
      parameters: {
        ...projection(bucket, prefix, { type: "injected" }),
        classification: "json",
        compressionType: "gzip",
      },
    },
    {
      name: files,
      comment: `${comment} Compacted to Parquet.`,
      dataset: name,
      prefix: parquetPrefix,
      columns: typedColumns(dataset),
      partitionKeys: DAY,
      parameters: {
        ...projection(bucket, parquetPrefix, { ...days, range: `${since},NOW+1DAYS` }),
        classification: "parquet",
        "parquet.compression": "SNAPPY",
      },
      ...PARQUET_FORMAT,
    },
  ];
}

/**
 * Every table of the data catalogue, three a dataset.
 *
 * @param bucket name of the bucket the rows are in
 * @param since first day of which there can be Parquet files, yyyy-MM-dd; each day costs every query one request
 * @throws Error for a day that is none
 */
export function athenaTables(bucket: string, since = FIRST_DAY): GlueTable[] {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(since)) {
    throw new Error(`since is "${since}"; it has to be a day such as ${FIRST_DAY}.`);
  }
  return Object.values(DATASETS).flatMap((dataset) => tablesOf(dataset, bucket, since));
}
