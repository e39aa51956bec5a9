/**
 * List prices of what the centre is built on: us-east-1, US dollars, before tax, as of {@link PRICES_AS_OF}. No price page
 * can be asked from here; what the figures rest on stands beside each. Other Regions differ by some percent.
 */

/** The day the prices were last compared with a published source. */
export const PRICES_AS_OF = "2026-10-07";

/** Hours AWS' price examples count as a month. */
export const HOURS_A_MONTH = 730;

/** Prices of contact analytics. */
export const ANALYTICS_PRICES = {
  /** Kinesis, on demand: an hour of one stream (price page). */
  onDemandStreamHour: 0.04,
  /** Kinesis, provisioned: an hour of one shard (price page). */
  shardHour: 0.015,
  /** Kinesis, provisioned: an hour of one shard that keeps records for more than 24 hours, to 7 days (price page). */
  shardRetentionHour: 0.02,
  /** Redshift Serverless: an hour of one RPU; at least 60 seconds are billed each time it wakes (price page). */
  rpuHour: 0.375,
  /** Seconds Redshift Serverless bills at least. */
  shortestRedshiftBill: 60,
  /** S3: one PUT, POST, COPY or LIST request (price page). */
  s3Put: 0.005 / 1000,
  /** Athena: a scanned terabyte; at least 10 MB a query (price page). */
  athenaTerabyte: 5,
  athenaShortestScan: 10 * 1024 ** 2,
  /** Secrets Manager: a secret for a month (price page). */
  secretMonth: 0.4,
} as const;
