/** Self-service: how many customers needed nobody, by what was done for them. */
import { type Dialect } from "../dialect";
import { countOf, intervalOf, quotient, type Scope, type View } from "./view";

/** What was done, from the contact attributes the shipped flows set. */
const done = ({ jsonText }: Dialect): string =>
  [
    "CASE",
    `      WHEN ${jsonText("c.attributes", "intent")} IS NOT NULL THEN ${jsonText("c.attributes", "intent")}`,
    `      WHEN ${jsonText("c.attributes", "orderStatus")} IS NOT NULL THEN 'order told'`,
    `      WHEN ${jsonText("c.attributes", "caller")} = 'known' THEN 'greeted'`,
    "      ELSE 'nothing'",
    "    END",
  ].join("\n");

/** One row for each half hour, channel, way in and thing done. */
export const selfService = (scope: Scope): View => ({
  name: `${scope}self_service`,
  comment:
    "Containment: contacts customers began that ended without an agent and were never queued, by what was done. Add counts up and divide afterwards.",
  columns: [
    {
      name: "interval_start",
      type: "timestamp",
      comment: "Beginning of the half hour in which the contact began, in UTC.",
      sql: (d) => d.instant("s.interval_seconds"),
    },
    { name: "channel", type: "text", comment: "VOICE or CHAT.", sql: "s.channel" },
    {
      name: "door",
      type: "text",
      comment: "How the contact came to the bot: voice, chat, web or slack; null where it never did. Attribute `door`.",
      sql: "s.door",
    },
    {
      name: "done",
      type: "text",
      comment:
        "What was done: the last intent the bot understood (attribute `intent`), else `order told` (attribute `orderStatus`), else `greeted` (attribute `caller` is known), else `nothing`. Attributes that are not kept cannot be told from ones that were never set.",
      sql: "s.done",
    },
    { name: "contacts", type: "bigint", comment: "Contacts customers began, transfers left out.", sql: "COUNT(*)" },
    {
      name: "contained",
      type: "bigint",
      comment:
        "Those that ended without an agent, never queued and not transferred, and without asking for a callback.",
      sql: countOf("s.outcome = 'self_service'"),
    },
    {
      name: "queued",
      type: "bigint",
      comment: "Those that were queued, whatever became of them.",
      sql: countOf("s.enqueued_at IS NOT NULL"),
    },
    {
      name: "containment",
      type: "double",
      comment: "contained / contacts, from 0 to 1.",
      sql: (d) => quotient(d, countOf("s.outcome = 'self_service'"), "COUNT(*)"),
    },
  ],
  common: (d) =>
    [
      "began AS (",
      `  SELECT c.channel, c.outcome, c.enqueued_at, ${d.epoch("c.initiated_at")} AS began_seconds,`,
      `    ${d.jsonText("c.attributes", "door")} AS door,`,
      `    ${done(d)} AS done`,
      `  FROM ${scope}contact_outcomes c`,
      "  WHERE c.customer_initiated",
      "), served AS (",
      `  SELECT b.*, ${intervalOf("b.began_seconds")} AS interval_seconds FROM began b`,
      ")",
    ].join("\n"),
  from: () => "FROM served s\nGROUP BY s.interval_seconds, s.channel, s.door, s.done",
});
