/** The types of datasets: how columns are described, and the columns several datasets have. */

/** How a value is held. `integer` fits 32 bits; `timestamp` is UTC with milliseconds; `json` is JSON text. */
export type ColumnType = "text" | "integer" | "timestamp" | "boolean" | "json";

/** One column. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** What the value means, its unit, and when it is absent: what an analyst reads in the data catalogue. */
  readonly comment: string;
  /** The field of the source it is taken from, as the source calls it. */
  readonly source: string;
}

/** One kind of rows. */
export interface Dataset {
  readonly name: DatasetName;
  readonly comment: string;
  /** The column that says what a row is about: the newest row of each value is current. */
  readonly key: string;
  /** What decides which of two rows of one key is newer: the greater of the first, then of the second. */
  readonly newest: readonly [timestamp: string, tie: string];
  readonly columns: readonly Column[];
}

/** The kinds of rows there are; also the names of their folders in the bucket. */
export type DatasetName = "contact_records" | "agent_events" | "survey_answers";

/** What a row may hold by column type. */
interface ValueOf {
  text: string;
  integer: number;
  timestamp: string;
  boolean: boolean;
  json: string;
}

/** The row of a dataset as code writes it: every column optional but the key and what decides which row is newer. */
export type RowOf<D extends Dataset> = {
  [C in D["columns"][number] as C["name"]]?: ValueOf[C["type"]] | null;
} & { [C in D["columns"][number] as Extract<C["name"], D["key"] | D["newest"][number]>]: ValueOf[C["type"]] };

/** What makes two rows of one key and time differ. */
export const REVISION = {
  name: "revision",
  type: "text",
  comment: "Hash of the row's content. Of two rows with the same time the greater one is current, whatever came first.",
  source: "computed: SHA-256 of the row without this column, in hexadecimal digits",
} as const;

/** What a source sent that nobody knew. */
export const UNKNOWN_FIELDS = {
  name: "unknown_fields",
  type: "json",
  comment: "JSON list of the names of fields nobody knew when the row was written. Their values are in the raw copy.",
  source: "computed",
} as const;
