/** What agents did, second by second, as the agent event stream tells it. */
import { type Scope, type View } from "./view";

/**
 * Seconds an event is believed for when none follows. A heartbeat comes every 120 seconds; two may be lost. A sign-out that
 * never arrived costs this much, not the night.
 */
export const BELIEVED_SECONDS = 300;

const STATE = [
  "CASE",
  "      WHEN e.event_type = 'LOGOUT' THEN 'offline'",
  "      WHEN e.contacts_connected > 0 THEN 'on_contact'",
  "      WHEN e.contacts_ended > 0 THEN 'after_contact_work'",
  "      WHEN e.contacts_open > 0 THEN 'connecting'",
  "      WHEN e.status_type = 'ROUTABLE' THEN 'available'",
  "      WHEN e.status_type = 'CUSTOM' THEN 'away'",
  "      ELSE 'offline'",
  "    END",
].join("\n");

/** One row for each event that another one followed: what the agent did in between. */
export const agentStates = (scope: Scope): View => ({
  name: `${scope}agent_states`,
  comment:
    "What agents did between two of their events. Empty where agent events are not streamed. The time after an agent's last event so far is not known yet, and not here.",
  columns: [
    { name: "agent_id", type: "text", comment: "The agent." },
    { name: "agent_username", type: "text", comment: "User name of the agent." },
    {
      name: "state",
      type: "text",
      comment:
        "on_contact: connected to a contact, or holding it. after_contact_work: one has ended and is not cleared, none is connected. connecting: one rings, or was missed and is not cleared. available: a routable status and nothing to do. away: a custom status, such as a break. offline: signed out or in status Offline. The first that applies, whatever the status.",
    },
    { name: "status_name", type: "text", comment: "Agent status." },
    {
      name: "started_at",
      type: "timestamp",
      comment: "When it began, in whole seconds.",
      sql: (d) => d.instant("started_seconds"),
    },
    {
      name: "ended_at",
      type: "timestamp",
      comment: `When it ended: at the agent's next event, or ${BELIEVED_SECONDS} seconds after it began when that came later, for then events are missing.`,
      sql: (d) => d.instant("ended_seconds"),
    },
    { name: "seconds", type: "bigint", comment: "How long it lasted.", sql: "ended_seconds - started_seconds" },
  ],
  common: (d) =>
    [
      "numbered AS (",
      `  SELECT e.agent_id, e.agent_username, e.status_name, ${d.epoch("e.event_at")} AS started_seconds,`,
      `    LEAD(${d.epoch("e.event_at")}) OVER (PARTITION BY e.agent_id`,
      "      ORDER BY e.event_at, e.status_started_at NULLS FIRST, e.event_id) AS next_seconds,",
      `    ${STATE} AS state`,
      `  FROM ${scope}agent_events e`,
      "  WHERE e.agent_id IS NOT NULL",
      "), spans AS (",
      "  SELECT n.agent_id, n.agent_username, n.status_name, n.state, n.started_seconds,",
      `    LEAST(n.next_seconds, n.started_seconds + ${BELIEVED_SECONDS}) AS ended_seconds`,
      "  FROM numbered n",
      "  WHERE n.next_seconds IS NOT NULL",
      ")",
    ].join("\n"),
  from: () => "FROM spans\nWHERE ended_seconds > started_seconds",
});
