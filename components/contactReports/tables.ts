/**
 * Which scheduled reports the Athena tables expect, and the queries saved over them.
 *
 * In Connect, under historical metrics, build a report with these metrics in this order, save it, and schedule it with the
 * prefix `queues` or `agents`: Connect then writes one CSV file an interval below the table's folder.
 */

/** A table over one folder of scheduled reports. */
export interface ReportTable {
  /** Table name. */
  name: string;
  /** What a row is. */
  description: string;
  /** Folder below the report prefix; the prefix given when the report is scheduled. */
  folder: string;
  /** Columns in the order of the report. */
  columns: ReportColumn[];
}

/** A column of a report. */
export interface ReportColumn {
  /** Column name in SQL. */
  name: string;
  /** The metric as Connect's report page names it, with its unit. */
  comment: string;
}

/** A query that people start from. */
export interface ReportQuery {
  /** Name in the workgroup. */
  name: string;
  /** What it answers. */
  description: string;
  /** Athena SQL. */
  sql: string;
}

/** Tables over the report bucket. */
export const REPORT_TABLES: ReportTable[] = [
  {
    name: "queue_intervals",
    description: "One row for each queue and interval of the scheduled historical queue report",
    folder: "queues",
    columns: [
      { name: "queue", comment: "Queue" },
      { name: "interval_start", comment: "StartInterval, ISO 8601" },
      { name: "interval_end", comment: "EndInterval, ISO 8601" },
      { name: "contacts_queued", comment: "Contacts queued, count" },
      { name: "contacts_handled", comment: "Contacts handled, count" },
      { name: "contacts_abandoned", comment: "Contacts abandoned, count" },
      { name: "answered_in_20_seconds", comment: "Contacts answered in 20 seconds, count" },
      { name: "average_queue_answer_time", comment: "Average queue answer time, seconds" },
      { name: "average_handle_time", comment: "Average handle time, seconds" },
    ],
  },
  {
    name: "agent_intervals",
    description: "One row for each agent and interval of the scheduled historical agent report",
    folder: "agents",
    columns: [
      { name: "agent", comment: "Agent" },
      { name: "interval_start", comment: "StartInterval, ISO 8601" },
      { name: "interval_end", comment: "EndInterval, ISO 8601" },
      { name: "contacts_handled", comment: "Contacts handled, count" },
      { name: "contacts_missed", comment: "Agent non-response, count" },
      { name: "online_time", comment: "Online time, seconds" },
      { name: "agent_on_contact_time", comment: "Agent on contact time, seconds" },
      { name: "after_contact_work_time", comment: "After contact work time, seconds" },
    ],
  },
];

/** Saved queries. */
export const REPORT_QUERIES: ReportQuery[] = [
  {
    name: "service-level-by-day",
    description: "For each queue and day: contacts, abandonment and the share answered within 20 seconds",
    sql: `SELECT queue,
       date(from_iso8601_timestamp(interval_start)) AS day,
       sum(TRY_CAST(contacts_queued AS integer)) AS queued,
       sum(TRY_CAST(contacts_handled AS integer)) AS handled,
       sum(TRY_CAST(contacts_abandoned AS integer)) AS abandoned,
       round(100.0 * sum(TRY_CAST(answered_in_20_seconds AS integer)) / nullif(sum(TRY_CAST(contacts_queued AS integer)), 0), 1)
         AS service_level_20
FROM queue_intervals
GROUP BY 1, 2
ORDER BY 2 DESC, 1`,
  },
  {
    name: "busiest-intervals",
    description: "The twenty intervals with the longest average wait",
    sql: `SELECT queue, interval_start,
       TRY_CAST(contacts_queued AS integer) AS queued,
       TRY_CAST(average_queue_answer_time AS double) AS seconds_to_answer
FROM queue_intervals
WHERE contacts_queued <> ''
ORDER BY seconds_to_answer DESC
LIMIT 20`,
  },
  {
    name: "agent-occupancy-by-day",
    description: "For each agent and day: contacts and the share of online time spent on contacts",
    sql: `SELECT agent,
       date(from_iso8601_timestamp(interval_start)) AS day,
       sum(TRY_CAST(contacts_handled AS integer)) AS handled,
       round(100.0 * sum(TRY_CAST(agent_on_contact_time AS double)) / nullif(sum(TRY_CAST(online_time AS double)), 0), 1)
         AS occupancy
FROM agent_intervals
GROUP BY 1, 2
ORDER BY 2 DESC, 1`,
  },
];
