/**
 * What Athena and Redshift write differently. Everything else of a statement is text both read alike: CASE instead of FILTER,
 * whole seconds since 1970 instead of either's own functions of dates, no FULL JOIN, no NULL among the arguments of LEAST.
 */
import { type ColumnType } from "./schema";

/** The type of a value in a result. */
export type ValueType = ColumnType | "bigint" | "double";

/** Where a statement runs. */
export type Engine = "athena" | "redshift";

/** How one engine writes what the engines write differently. */
export interface Dialect {
  readonly engine: Engine;
  /** The name of a type. */
  type(type: ValueType): string;
  /** A timestamp as whole seconds since 1970, rounded down. */
  epoch(timestamp: string): string;
  /** Seconds since 1970 as a timestamp. */
  instant(seconds: string): string;
  /** The text under a key of a JSON object; null where there is none, or no JSON. */
  jsonText(json: string, key: string): string;
  /** The time in UTC. */
  readonly now: string;
  /** A number of days that can be added to a timestamp. */
  days(count: number): string;
  /** A timestamp in UTC as the clock on the wall of a time zone shows it. */
  local(timestamp: string, timeZone: string): string;
}

/** A text as a literal. */
export const literal = (text: string): string => `'${text.replace(/'/g, "''")}'`;

/** Amazon Athena, engine version 3: Trino's SQL. */
export const ATHENA: Dialect = {
  engine: "athena",
  type: (type) =>
    ({
      text: "varchar",
      json: "varchar",
      integer: "integer",
      bigint: "bigint",
      double: "double",
      boolean: "boolean",
      timestamp: "timestamp(3)",
    })[type],
  epoch: (timestamp) => `date_diff('second', TIMESTAMP '1970-01-01 00:00:00', ${timestamp})`,
  instant: (seconds) => `TIMESTAMP '1970-01-01 00:00:00' + ${seconds} * INTERVAL '1' SECOND`,
  jsonText: (json, key) => `json_extract_scalar(${json}, ${literal(`$.${key}`)})`,
  now: "CAST(current_timestamp AS timestamp)",
  days: (count) => `INTERVAL '${count}' DAY`,
  local: (timestamp, timeZone) =>
    `CAST(at_timezone(with_timezone(${timestamp}, 'UTC'), ${literal(timeZone)}) AS timestamp)`,
};

/** Most bytes of a text column in Redshift. Longer texts are cut when they are loaded. */
export const TEXT_BYTES = 1024;

/** Most bytes of a JSON column in Redshift, which is VARCHAR's own limit. Longer ones are cut, and are no JSON then. */
export const JSON_BYTES = 65535;

/**
 * Amazon Redshift. JSON is VARCHAR(65535), not SUPER: COPY puts a JSON text into SUPER as one string, not as an object,
 * the way into SUPER is a syntax no other engine has, and what is kept is at most 32 KB of attributes.
 */
export const REDSHIFT: Dialect = {
  engine: "redshift",
  type: (type) =>
    ({
      text: `varchar(${TEXT_BYTES})`,
      json: `varchar(${JSON_BYTES})`,
      integer: "integer",
      bigint: "bigint",
      double: "double precision",
      boolean: "boolean",
      timestamp: "timestamp",
    })[type],
  epoch: (timestamp) => `CAST(FLOOR(EXTRACT(epoch FROM ${timestamp})) AS bigint)`,
  instant: (seconds) => `TIMESTAMP 'epoch' + ${seconds} * INTERVAL '1 second'`,
  // It gives an empty text where the key is missing.
  jsonText: (json, key) => `NULLIF(json_extract_path_text(${json}, ${literal(key)}, TRUE), '')`,
  now: "GETDATE()",
  days: (count) => `INTERVAL '${count} days'`,
  local: (timestamp, timeZone) => `CONVERT_TIMEZONE('UTC', ${literal(timeZone)}, ${timestamp})`,
};

/** The dialects by engine. */
export const DIALECTS: Readonly<Record<Engine, Dialect>> = { athena: ATHENA, redshift: REDSHIFT };
