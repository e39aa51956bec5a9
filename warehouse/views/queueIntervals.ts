/** Queues by half hours: what supervisors look at. */
import { countOf, intervalOf, quotient, type Scope, type View, type ViewColumn } from "./view";

/** Seconds within which a contact is answered in time, where nothing else is set. */
export const SERVICE_LEVEL_SECONDS = 20;

/** Contacts whose customers wait on the line: those nobody has to dial first. */
const WAITING = "NOT o.is_callback";
const ANSWERED = `o.outcome = 'handled' AND ${WAITING}`;

const outcome = (name: string, which: string, comment: string): ViewColumn => ({
  name,
  type: "bigint",
  comment,
  sql: countOf(`o.outcome = '${which}'`),
});

const seconds = (name: string, column: string, condition: string, comment: string): ViewColumn => ({
  name,
  type: "bigint",
  comment,
  sql: `COALESCE(SUM(CASE WHEN ${condition} THEN o.${column} END), 0)`,
});

/** One row for each half hour, queue and channel in which contacts were queued. */
export function queueIntervals(scope: Scope, serviceLevelSeconds = SERVICE_LEVEL_SECONDS): View {
  const inTime = `${ANSWERED} AND o.wait_seconds <= ${serviceLevelSeconds}`;
  const abandoned = countOf("o.outcome = 'abandoned'");
  return {
    name: `${scope}queue_intervals`,
    comment:
      "Queues by half hours. A contact counts, with all that became of it, in the half hour in which it was queued; each contact of a chain of transfers counts in its own queue. Add counts and seconds up freely, and divide afterwards: averages do not add up.",
    columns: [
      {
        name: "interval_start",
        type: "timestamp",
        comment: "Beginning of the half hour, in UTC.",
        sql: (d) => d.instant("o.interval_seconds"),
      },
      { name: "queue_id", type: "text", comment: "The queue.", sql: "o.queue_id" },
      {
        name: "queue_name",
        type: "text",
        comment: "Its name; of several the last in the alphabet.",
        sql: "MAX(o.queue_name)",
      },
      { name: "channel", type: "text", comment: "VOICE, CHAT, TASK or EMAIL.", sql: "o.channel" },
      {
        name: "offered",
        type: "bigint",
        comment: "Contacts that were queued: handled + abandoned + callbacks_asked + transferred + lapsed.",
        sql: "COUNT(*)",
      },
      outcome("handled", "handled", "Those an agent was connected to."),
      outcome(
        "abandoned",
        "abandoned",
        "Those that ended in the queue, whoever hung up: customers, or a flow that let them wait no longer.",
      ),
      outcome(
        "callbacks_asked",
        "callback",
        "Those who asked to be called back instead of waiting. The callback is a contact of its own and is offered again, in its own queue. Until its record comes, when it has ended, the customer counts as transferred.",
      ),
      outcome(
        "transferred",
        "transferred",
        "Those that went on to another queue or out before an agent was connected.",
      ),
      outcome(
        "lapsed",
        "lapsed",
        "Callbacks that reached nobody, and tasks and e-mails that expired or were ended: nobody waited on the line.",
      ),
      {
        name: "callbacks_handled",
        type: "bigint",
        comment:
          "Those of `handled` that are callbacks. Their wait counts neither for service level nor speed of answer.",
        sql: countOf("o.outcome = 'handled' AND o.is_callback"),
      },
      {
        name: "answered_in_time",
        type: "bigint",
        comment: `Handled contacts other than callbacks that waited at most ${serviceLevelSeconds} seconds.`,
        sql: countOf(inTime),
      },
      {
        name: "service_level",
        type: "double",
        comment:
          "answered_in_time / (handled - callbacks_handled + abandoned), from 0 to 1; null where nobody was answered or lost.",
        sql: (d) => quotient(d, countOf(inTime), `${countOf(ANSWERED)} + ${abandoned}`),
      },
      seconds("answer_seconds", "wait_seconds", ANSWERED, "Seconds those answered had waited, callbacks left out."),
      {
        name: "average_speed_of_answer",
        type: "double",
        comment: "answer_seconds / (handled - callbacks_handled), in seconds.",
        sql: (d) => quotient(d, `SUM(CASE WHEN ${ANSWERED} THEN o.wait_seconds END)`, countOf(ANSWERED)),
      },
      seconds("abandon_seconds", "wait_seconds", "o.outcome = 'abandoned'", "Seconds those who abandoned had waited."),
      {
        name: "longest_wait_seconds",
        type: "bigint",
        comment: "Longest wait of a contact other than a callback; null where there was none.",
        sql: `MAX(CASE WHEN ${WAITING} THEN o.wait_seconds END)`,
      },
      seconds("interaction_seconds", "interaction_seconds", "o.outcome = 'handled'", "Seconds of interaction."),
      seconds("hold_seconds", "hold_seconds", "o.outcome = 'handled'", "Seconds on hold."),
      seconds(
        "after_contact_work_seconds",
        "after_contact_work_seconds",
        "o.outcome = 'handled'",
        "Seconds of after-contact work.",
      ),
      seconds("handle_seconds", "handle_seconds", "o.outcome = 'handled'", "Handle time: the three together."),
      {
        name: "average_handle_time",
        type: "double",
        comment: "handle_seconds / handled, in seconds.",
        sql: (d) =>
          quotient(
            d,
            "SUM(CASE WHEN o.outcome = 'handled' THEN o.handle_seconds END)",
            countOf("o.outcome = 'handled'"),
          ),
      },
    ],
    common: (d) =>
      [
        "queued AS (",
        `  SELECT c.*, ${d.epoch("c.enqueued_at")} AS queued_seconds`,
        `  FROM ${scope}contact_outcomes c`,
        "  WHERE c.enqueued_at IS NOT NULL AND c.outcome <> 'placed'",
        "), offered AS (",
        `  SELECT q.*, ${intervalOf("q.queued_seconds")} AS interval_seconds FROM queued q`,
        ")",
      ].join("\n"),
    from: () => "FROM offered o\nGROUP BY o.interval_seconds, o.queue_id, o.channel",
  };
}
