/** Agents by half hours: contacts from the contact records, time from the agent events. */
import { INTERVAL_SECONDS, intervalOf, quotient, type Scope, type View, type ViewColumn } from "./view";

const NUMBERS = ["contacts_handled", "interaction_seconds", "hold_seconds", "after_contact_work_seconds"] as const;
const STATES = ["available", "on_contact", "after_contact_work", "connecting", "away"] as const;

const nulls = (count: number): string => Array<string>(count).fill("CAST(NULL AS bigint)").join(", ");
/** The name of a state's seconds, apart from the contact records' own after-contact work. */
const spent = (state: string): string => `${state}_time`;

const total = (name: string, comment: string): ViewColumn => ({ name, type: "bigint", comment, sql: `SUM(p.${name})` });
const time = (state: string, comment: string): ViewColumn =>
  total(spent(state), `${comment} Null without agent events.`);
const WORK = `SUM(p.${spent("on_contact")}) + SUM(p.${spent("after_contact_work")})`;

/** One row for each half hour and agent that contacts or events tell of. */
export const agentIntervals = (scope: Scope): View => ({
  name: `${scope}agent_intervals`,
  comment:
    "Agents by half hours. Contacts, and the seconds of interaction, hold and after-contact work they took, count in the half hour in which the agent was connected; they are there with or without agent events. Columns ending in _time come from agent events and are cut exactly at the half hour.",
  columns: [
    {
      name: "interval_start",
      type: "timestamp",
      comment: "Beginning of the half hour, in UTC.",
      sql: (d) => d.instant("p.interval_seconds"),
    },
    { name: "agent_id", type: "text", comment: "The agent.", sql: "p.agent_id" },
    { name: "agent_username", type: "text", comment: "User name of the agent.", sql: "MAX(p.agent_username)" },
    total("contacts_handled", "Contacts the agent was connected to, whoever began them; null where there is none."),
    total("interaction_seconds", "Seconds of interaction, from contact records."),
    total("hold_seconds", "Seconds on hold, from contact records."),
    total("after_contact_work_seconds", "Seconds of after-contact work, from contact records."),
    {
      name: "handle_seconds",
      type: "bigint",
      comment: "Handle time: the three together. Contacts at the same time, such as chats, count each in full.",
      sql: "SUM(p.interaction_seconds) + SUM(p.hold_seconds) + SUM(p.after_contact_work_seconds)",
    },
    {
      name: "online_time",
      type: "bigint",
      comment: "Seconds signed in and not in status Offline: the sum of the next five. Null without agent events.",
      sql: STATES.map((state) => `SUM(p.${spent(state)})`).join(" + "),
    },
    time("available", "Seconds in a routable status with nothing to do."),
    time("on_contact", "Seconds connected to at least one contact, or holding it."),
    time("after_contact_work", "Seconds of after-contact work while connected to nobody."),
    time("connecting", "Seconds a contact rang, or one that was missed was not cleared."),
    time("away", "Seconds in a custom status with no contact."),
    {
      name: "occupancy",
      type: "double",
      comment:
        "(on_contact_time + after_contact_work_time) / (the same + available_time), from 0 to 1. Null without agent events.",
      sql: (d) => quotient(d, `(${WORK})`, `${WORK} + SUM(p.${spent("available")})`),
    },
  ],
  common: (d) =>
    [
      "handled AS (",
      `  SELECT o.*, ${d.epoch("o.connected_to_agent_at")} AS connected_seconds`,
      `  FROM ${scope}contact_outcomes o`,
      "  WHERE o.agent_id IS NOT NULL AND o.connected_to_agent_at IS NOT NULL",
      "), spans AS (",
      `  SELECT s.*, ${d.epoch("s.started_at")} AS started_seconds, ${d.epoch("s.ended_at")} AS ended_seconds`,
      `  FROM ${scope}agent_states s`,
      "), halves AS (",
      // A span lasts at most 300 seconds, so it lies in one half hour or in two.
      "  SELECT 0 AS half UNION ALL SELECT 1",
      "), cut AS (",
      `  SELECT s.*, ${intervalOf("s.started_seconds")} + h.half * ${INTERVAL_SECONDS} AS interval_seconds`,
      "  FROM spans s CROSS JOIN halves h",
      "), pieces AS (",
      "  SELECT c.agent_id, c.agent_username, c.state, c.interval_seconds,",
      `    LEAST(c.ended_seconds, c.interval_seconds + ${INTERVAL_SECONDS})`,
      "      - GREATEST(c.started_seconds, c.interval_seconds) AS seconds",
      "  FROM cut c",
      "), parts AS (",
      `  SELECT ${intervalOf("h.connected_seconds")} AS interval_seconds, h.agent_id, h.agent_username,`,
      `    CAST(1 AS bigint) AS ${NUMBERS[0]}, h.interaction_seconds, h.hold_seconds, h.after_contact_work_seconds,`,
      `    ${STATES.map((state) => `CAST(NULL AS bigint) AS ${spent(state)}`).join(", ")}`,
      "  FROM handled h",
      "  UNION ALL",
      `  SELECT e.interval_seconds, e.agent_id, e.agent_username, ${nulls(NUMBERS.length)},`,
      `    ${STATES.map((state) => `CASE WHEN e.state = '${state}' THEN e.seconds ELSE 0 END`).join(",\n    ")}`,
      "  FROM pieces e",
      "  WHERE e.seconds > 0",
      ")",
    ].join("\n"),
  from: () => "FROM parts p\nGROUP BY p.interval_seconds, p.agent_id",
});
