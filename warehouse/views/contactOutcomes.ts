/** What became of each contact: the rules every figure about queues, agents and self-service is counted by. */
import { type Dialect } from "../dialect";
import { type Scope, type View } from "./view";

/** Contacts that agents or supervisors begin: nobody offers them to a queue. */
const PLACED = "('OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY', 'MONITOR')";

/**
 * Whether the customer began the contact, and it is the first of its chain: calls in, calls from a page or an app, and chats.
 * Calls a program begins are calls to customers, and tasks and e-mails wait for nobody's self-service.
 */
export const customerInitiated = (c: string): string =>
  `${c}.previous_contact_id IS NULL AND (` +
  `(${c}.channel = 'VOICE' AND ${c}.initiation_method IN ('INBOUND', 'WEBRTC_API')) OR ` +
  `(${c}.channel = 'CHAT' AND ${c}.initiation_method IN ('INBOUND', 'API', 'WEBRTC_API')))`;

/** Whether a contact is a callback, whoever is dialled first. */
const isCallback = (c: string): string => `COALESCE(${c}.initiation_method LIKE 'CALLBACK%', FALSE)`;

const LEFT_CONNECT = "c.transferred_to_type IS NOT NULL OR c.transfer_completed_at IS NOT NULL";

const OUTCOME = [
  "CASE",
  `    WHEN c.initiation_method IN ${PLACED} THEN 'placed'`,
  "    WHEN c.connected_to_agent_at IS NOT NULL THEN 'handled'",
  "    WHEN b.contact_id IS NOT NULL THEN 'callback'",
  `    WHEN c.next_contact_id IS NOT NULL OR ${LEFT_CONNECT} THEN 'transferred'`,
  `    WHEN c.enqueued_at IS NOT NULL AND (${isCallback("c")} OR c.channel IN ('TASK', 'EMAIL')) THEN 'lapsed'`,
  "    WHEN c.enqueued_at IS NOT NULL THEN 'abandoned'",
  `    WHEN ${customerInitiated("c")} THEN 'self_service'`,
  "    ELSE 'ended'",
  "  END",
].join("\n");

/** Seconds in the queue: what Amazon Connect counted, else what the timestamps say. */
const waited = ({ epoch }: Dialect): string =>
  "COALESCE(c.queue_seconds, " +
  ["dequeued_at", "connected_to_agent_at", "disconnected_at"]
    .map((end) => `${epoch(`c.${end}`)} - ${epoch("c.enqueued_at")}`)
    .join(", ") +
  ")";

/** One row for each contact, with what became of it. */
export const contactOutcomes = (scope: Scope): View => ({
  name: `${scope}contact_outcomes`,
  comment: "What became of each contact, and the seconds it took. The rules queue_intervals and self_service count by.",
  columns: [
    { name: "contact_id", type: "text", comment: "The contact.", sql: "c.contact_id" },
    {
      name: "chain_id",
      type: "text",
      comment: "The first contact of the chain of transfers and callbacks it belongs to; itself where there is none.",
      sql: "COALESCE(c.initial_contact_id, c.contact_id)",
    },
    { name: "channel", type: "text", comment: "VOICE, CHAT, TASK or EMAIL.", sql: "c.channel" },
    { name: "initiation_method", type: "text", comment: "How it began.", sql: "c.initiation_method" },
    {
      name: "customer_initiated",
      type: "boolean",
      comment:
        "Whether a customer began it and it is the first of its chain: a call in, a call from a page or an app, a chat. Tasks, e-mails, callbacks, transfers and calls to customers are not.",
      sql: `COALESCE(${customerInitiated("c")}, FALSE)`,
    },
    {
      name: "outcome",
      type: "text",
      comment:
        "placed: an agent or supervisor began it, it was never offered to a queue. handled: an agent was connected. callback: the customer asked to be called back instead of waiting. transferred: another contact took its place, or it left Amazon Connect, before an agent was connected. lapsed: queued work that ended without an agent while nobody waited on the line: a callback that reached nobody, a task or e-mail that expired or was ended. abandoned: any other contact that was queued and never connected to an agent, whoever hung up. self_service: begun by a customer, never queued. ended: anything else that was never queued. The first that applies, in this order.",
      sql: OUTCOME,
    },
    { name: "is_callback", type: "boolean", comment: "Whether it is itself a callback.", sql: isCallback("c") },
    { name: "initiated_at", type: "timestamp", comment: "When it began.", sql: "c.initiated_at" },
    { name: "disconnected_at", type: "timestamp", comment: "When it ended.", sql: "c.disconnected_at" },
    { name: "queue_id", type: "text", comment: "Queue it waited in.", sql: "c.queue_id" },
    { name: "queue_name", type: "text", comment: "Name of the queue.", sql: "c.queue_name" },
    { name: "enqueued_at", type: "timestamp", comment: "When it was queued.", sql: "c.enqueued_at" },
    {
      name: "wait_seconds",
      type: "bigint",
      comment:
        "Seconds in the queue; null where it was never queued. Where Amazon Connect does not say, until it left the queue, was connected, or ended; never below 0.",
      sql: (d) => `CASE WHEN c.enqueued_at IS NULL THEN NULL WHEN ${waited(d)} < 0 THEN 0\n    ELSE ${waited(d)} END`,
    },
    { name: "agent_id", type: "text", comment: "Agent who was connected.", sql: "c.agent_id" },
    { name: "agent_username", type: "text", comment: "User name of the agent.", sql: "c.agent_username" },
    {
      name: "connected_to_agent_at",
      type: "timestamp",
      comment: "When the agent was connected.",
      sql: "c.connected_to_agent_at",
    },
    {
      name: "interaction_seconds",
      type: "bigint",
      comment: "Seconds agent and customer dealt with each other, time on hold left out; null without an agent.",
      sql: "CASE WHEN c.connected_to_agent_at IS NOT NULL THEN COALESCE(c.interaction_seconds, 0) END",
    },
    {
      name: "hold_seconds",
      type: "bigint",
      comment: "Seconds on hold; null without an agent.",
      sql: "CASE WHEN c.connected_to_agent_at IS NOT NULL THEN COALESCE(c.hold_seconds, 0) END",
    },
    {
      name: "after_contact_work_seconds",
      type: "bigint",
      comment: "Seconds of after-contact work; null without an agent.",
      sql: "CASE WHEN c.connected_to_agent_at IS NOT NULL THEN COALESCE(c.after_contact_work_seconds, 0) END",
    },
    {
      name: "handle_seconds",
      type: "bigint",
      comment: "Handle time: interaction, hold and after-contact work together; null without an agent.",
      sql: "CASE WHEN c.connected_to_agent_at IS NOT NULL THEN COALESCE(c.interaction_seconds, 0)\n    + COALESCE(c.hold_seconds, 0) + COALESCE(c.after_contact_work_seconds, 0) END",
    },
    { name: "attributes", type: "json", comment: "The contact attributes that are kept.", sql: "c.attributes" },
  ],
  common: () =>
    [
      "callbacks AS (",
      "  SELECT DISTINCT previous_contact_id AS contact_id",
      `  FROM ${scope}contacts`,
      "  WHERE initiation_method LIKE 'CALLBACK%' AND previous_contact_id IS NOT NULL",
      ")",
    ].join("\n"),
  from: () => `FROM ${scope}contacts c\nLEFT JOIN callbacks b ON b.contact_id = c.contact_id`,
});
