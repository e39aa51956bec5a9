/** Customers who come back, without telling who they are. */
import { customerInitiated } from "./contactOutcomes";
import { type View } from "./view";

/** One row for each contact a customer began whose address is known. */
export const repeatContacts: View = {
  name: "repeat_contacts",
  comment:
    "Contacts customers began, each with how long ago the same customer last began one. Who it was cannot be seen: for those who may not read customer_hash.",
  columns: [
    { name: "contact_id", type: "text", comment: "The contact." },
    { name: "initiated_at", type: "timestamp", comment: "When it began." },
    { name: "channel", type: "text", comment: "VOICE or CHAT." },
    { name: "queue_id", type: "text", comment: "Queue it waited in; null where it never did." },
    { name: "queue_name", type: "text", comment: "Name of the queue." },
    {
      name: "contact_number",
      type: "bigint",
      comment: "1 for the customer's first contact, 2 for the second, and so on.",
      sql: "contact_number",
    },
    {
      name: "seconds_since_previous",
      type: "bigint",
      comment: "Seconds since the same customer last began a contact; null for the first.",
      sql: "began_seconds - previous_seconds",
    },
  ],
  common: (d) =>
    [
      "began AS (",
      "  SELECT c.contact_id, c.initiated_at, c.channel, c.queue_id, c.queue_name,",
      `    ${d.epoch("c.initiated_at")} AS began_seconds,`,
      "    ROW_NUMBER() OVER (PARTITION BY c.customer_hash ORDER BY c.initiated_at, c.contact_id) AS contact_number,",
      `    LAG(${d.epoch("c.initiated_at")}) OVER (PARTITION BY c.customer_hash`,
      "      ORDER BY c.initiated_at, c.contact_id) AS previous_seconds",
      "  FROM contacts c",
      `  WHERE c.customer_hash IS NOT NULL AND c.initiated_at IS NOT NULL AND ${customerInitiated("c")}`,
      ")",
    ].join("\n"),
  from: () => "FROM began",
};
