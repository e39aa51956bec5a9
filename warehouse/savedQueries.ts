/** Saved queries: what supervisors ask every day, the same for both engines but for how each tells the time. */
import { type Dialect, DIALECTS, type Engine } from "./dialect";

/** A saved query. */
export interface SavedQuery {
  /** Lower case with hyphens; the same in both engines. */
  readonly name: string;
  /** What it answers, in a sentence. */
  readonly description: string;
  readonly sql: string;
}

/** What can be set about saved queries. */
export interface QuerySettings {
  /** Time zone the days of the centre begin in, such as America/New_York; UTC when absent. */
  readonly timeZone?: string;
}

/** The figures of a group of queue intervals. */
const FIGURES = [
  "  SUM(offered) AS offered,",
  "  SUM(handled) AS handled,",
  "  SUM(abandoned) AS abandoned,",
  "  SUM(callbacks_asked) AS callbacks_asked,",
  "  ROUND(100.0 * SUM(answered_in_time) / NULLIF(SUM(handled) - SUM(callbacks_handled) + SUM(abandoned), 0), 1)",
  "    AS service_level_percent,",
  "  ROUND(1.0 * SUM(answer_seconds) / NULLIF(SUM(handled) - SUM(callbacks_handled), 0), 1) AS average_speed_of_answer,",
  "  ROUND(1.0 * SUM(handle_seconds) / NULLIF(SUM(handled), 0), 1) AS average_handle_time,",
  "  MAX(longest_wait_seconds) AS longest_wait_seconds",
].join("\n");

interface Clock {
  readonly dialect: Dialect;
  /** A timestamp as the centre's clock shows it. */
  local(timestamp: string): string;
  /** Beginning of today, or of a day so many days ago, as the centre's clock shows it. */
  day(ago?: number): string;
}

function clockOf(dialect: Dialect, timeZone: string): Clock {
  const local = (timestamp: string): string => (timeZone === "UTC" ? timestamp : dialect.local(timestamp, timeZone));
  const today = `date_trunc('day', ${local(dialect.now)})`;
  return { dialect, local, day: (ago = 0) => (ago === 0 ? today : `${today} - ${dialect.days(ago)}`) };
}

const since = ({ local, day }: Clock, column: string, ago = 0): string => `WHERE ${local(column)} >= ${day(ago)}`;

const queues = (clock: Clock): SavedQuery[] => [
  {
    name: "today",
    description: "Today's figures of all queues together, by channel.",
    sql: [
      "SELECT channel,",
      FIGURES,
      "FROM recent_queue_intervals",
      since(clock, "interval_start"),
      "GROUP BY channel",
      "ORDER BY channel",
    ].join("\n"),
  },
  {
    name: "today-by-half-hour",
    description: "Today's figures by half hours, as the clock of the centre shows them.",
    sql: [
      `SELECT ${clock.local("interval_start")} AS half_hour,`,
      FIGURES,
      "FROM recent_queue_intervals",
      since(clock, "interval_start"),
      "GROUP BY interval_start",
      "ORDER BY interval_start",
    ].join("\n"),
  },
  {
    name: "today-by-queue",
    description: "Today's figures by queue and channel.",
    sql: [
      "SELECT MAX(queue_name) AS queue, channel,",
      FIGURES,
      "FROM recent_queue_intervals",
      since(clock, "interval_start"),
      "GROUP BY queue_id, channel",
      "ORDER BY offered DESC, queue, channel",
    ].join("\n"),
  },
  {
    name: "last-7-days-by-queue",
    description: "The figures of today and the six days before, by day and queue.",
    sql: [
      `SELECT date_trunc('day', ${clock.local("interval_start")}) AS day, MAX(queue_name) AS queue,`,
      FIGURES,
      "FROM recent_queue_intervals",
      since(clock, "interval_start", 6),
      `GROUP BY date_trunc('day', ${clock.local("interval_start")}), queue_id`,
      "ORDER BY day, queue",
    ].join("\n"),
  },
  {
    name: "longest-waits",
    description: "The 20 contacts of today that waited longest, and what became of them.",
    sql: [
      `SELECT contact_id, queue_name, channel, ${clock.local("enqueued_at")} AS queued, wait_seconds, outcome, agent_username`,
      "FROM recent_contact_outcomes",
      `${since(clock, "enqueued_at")} AND wait_seconds IS NOT NULL AND NOT is_callback`,
      "ORDER BY wait_seconds DESC, contact_id",
      "LIMIT 20",
    ].join("\n"),
  },
  {
    name: "callbacks",
    description: "Callbacks of the last seven days: how many were reached, and how long customers waited for them.",
    sql: [
      `SELECT date_trunc('day', ${clock.local("initiated_at")}) AS day, COUNT(*) AS callbacks,`,
      "  SUM(CASE WHEN outcome = 'handled' THEN 1 ELSE 0 END) AS reached,",
      "  ROUND(AVG(CASE WHEN outcome = 'handled' THEN 1.0 * wait_seconds END), 1) AS average_wait_seconds",
      "FROM recent_contact_outcomes",
      `${since(clock, "initiated_at", 6)} AND is_callback`,
      `GROUP BY date_trunc('day', ${clock.local("initiated_at")})`,
      "ORDER BY day",
    ].join("\n"),
  },
];

const people = (clock: Clock): SavedQuery[] => [
  {
    name: "agents-today",
    description:
      "Today's contacts and time of each agent. Time from agent events is empty where they are not streamed.",
    sql: [
      "SELECT MAX(agent_username) AS agent, SUM(contacts_handled) AS contacts,",
      "  ROUND(1.0 * SUM(handle_seconds) / NULLIF(SUM(contacts_handled), 0), 1) AS average_handle_time,",
      "  ROUND(SUM(online_time) / 3600.0, 2) AS online_hours,",
      "  ROUND(100.0 * (SUM(on_contact_time) + SUM(after_contact_work_time))",
      "    / NULLIF(SUM(on_contact_time) + SUM(after_contact_work_time) + SUM(available_time), 0), 1) AS occupancy_percent",
      "FROM recent_agent_intervals",
      since(clock, "interval_start"),
      "GROUP BY agent_id",
      "ORDER BY agent",
    ].join("\n"),
  },
  {
    name: "repeat-contacts",
    description:
      "Contacts of the last 30 days by queue, and how many came from a customer who had come within a week before.",
    sql: [
      "SELECT queue_name, COUNT(*) AS contacts,",
      "  SUM(CASE WHEN seconds_since_previous <= 604800 THEN 1 ELSE 0 END) AS repeated,",
      "  ROUND(100.0 * SUM(CASE WHEN seconds_since_previous <= 604800 THEN 1 ELSE 0 END) / COUNT(*), 1) AS repeated_percent",
      "FROM repeat_contacts",
      since(clock, "initiated_at", 30),
      "GROUP BY queue_name",
      "ORDER BY contacts DESC, queue_name",
    ].join("\n"),
  },
  {
    name: "repeat-callers",
    description:
      "The 20 customers with most contacts in the last eight days, each a hash. Needs the right to read customer_hash.",
    sql: [
      "SELECT customer_hash, MAX(customer_country) AS country, COUNT(*) AS contacts,",
      "  SUM(CASE WHEN connected_to_agent_at IS NOT NULL THEN 1 ELSE 0 END) AS with_an_agent",
      "FROM recent_contacts",
      "WHERE customer_hash IS NOT NULL AND previous_contact_id IS NULL",
      "GROUP BY customer_hash",
      "HAVING COUNT(*) > 1",
      "ORDER BY contacts DESC, customer_hash",
      "LIMIT 20",
    ].join("\n"),
  },
  {
    name: "survey-by-queue",
    description: "Survey answers of the last 30 days by queue.",
    sql: survey(clock, "queue_id", "MAX(queue_name) AS queue", "queue"),
  },
  {
    name: "survey-by-agent",
    description: "Survey answers of the last 30 days by agent.",
    sql: survey(clock, "agent_id", "MAX(agent_username) AS agent", "agent"),
  },
  {
    name: "self-service",
    description: "Containment of the last seven days: contacts that needed nobody, by what was done.",
    sql: [
      "SELECT channel, door, done, SUM(contacts) AS contacts, SUM(contained) AS contained,",
      "  ROUND(100.0 * SUM(contained) / SUM(contacts), 1) AS containment_percent",
      "FROM recent_self_service",
      since(clock, "interval_start", 6),
      "GROUP BY channel, door, done",
      "ORDER BY contacts DESC, channel, door, done",
    ].join("\n"),
  },
];

function survey(clock: Clock, group: string, column: string, order: string): string {
  return [
    `SELECT ${column}, COUNT(*) AS answers, ROUND(AVG(1.0 * score), 2) AS average_score,`,
    "  SUM(CASE WHEN score >= 4 THEN 1 ELSE 0 END) AS satisfied,",
    "  SUM(CASE WHEN score <= 2 THEN 1 ELSE 0 END) AS dissatisfied",
    "FROM survey_answers",
    since(clock, "answered_at", 30),
    `GROUP BY ${group}`,
    `ORDER BY answers DESC, ${order}`,
  ].join("\n");
}

/** What tells how the pipeline does. */
const pipeline = ({ dialect }: Clock): SavedQuery[] => {
  const age = (timestamp: string): string => `${dialect.epoch(dialect.now)} - ${dialect.epoch(timestamp)}`;
  const athena = dialect.engine === "athena";
  const newest = `MAX(last_update) AS newest_record, ${age("MAX(last_update)")} AS seconds_ago`;
  return [
    {
      name: "freshness",
      description:
        "How long ago the newest contact record was written by Amazon Connect, and how far loading has come.",
      sql: athena
        ? `SELECT ${newest}, MAX(arrived) AS newest_hour\nFROM contact_revisions\nWHERE arrived >= date_format(current_timestamp - ${dialect.days(2)}, '%Y-%m-%d')`
        : `SELECT ${newest}, (SELECT MAX(loaded_at) FROM loads) AS last_load\nFROM contacts`,
    },
    {
      name: "deliveries",
      description:
        "Rows that arrived, contacts they are about, and what was superseded or delivered twice: the two add up to all.",
      sql: athena
        ? [
            "SELECT arrived_rows AS arrived, current_contacts AS current_rows, arrived_rows - current_contacts AS superseded",
            "FROM (SELECT COUNT(*) AS arrived_rows FROM contact_revisions) r",
            "CROSS JOIN (SELECT COUNT(*) AS current_contacts FROM contacts) c",
          ].join("\n")
        : [
            "SELECT arrived_rows AS arrived, current_contacts AS current_rows, arrived_rows - current_contacts AS superseded",
            "FROM (SELECT COALESCE(SUM(rows_staged), 0) AS arrived_rows FROM loads WHERE dataset = 'contact_records') r",
            "CROSS JOIN (SELECT COUNT(*) AS current_contacts FROM contacts) c",
          ].join("\n"),
    },
  ];
};

/**
 * The saved queries of an engine, in the order in which they are listed.
 *
 * @throws Error for a time zone that this machine does not know
 */
export function savedQueries(engine: Engine, { timeZone = "UTC" }: QuerySettings = {}): SavedQuery[] {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw new Error(`timeZone is "${timeZone}"; it has to be a name such as America/New_York.`);
  }
  const clock = clockOf(DIALECTS[engine], timeZone);
  return [...queues(clock), ...people(clock), ...pipeline(clock)];
}
