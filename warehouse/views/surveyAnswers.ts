/** Survey answers with the queue and the agent they are about. */
import { type View } from "./view";

/** One row for each answer. */
export const surveyAnswers: View = {
  name: "survey_answers",
  comment: "Survey answers, with queue and agent of the contact that was asked about.",
  columns: [
    { name: "contact_id", type: "text", comment: "The contact that was asked about.", sql: "s.contact_id" },
    { name: "answered_at", type: "timestamp", comment: "When the customer answered.", sql: "s.answered_at" },
    { name: "score", type: "integer", comment: "1 (bad) to 5 (good).", sql: "s.score" },
    { name: "through", type: "text", comment: "keypad, chat or link.", sql: "s.through" },
    { name: "commented", type: "boolean", comment: "Whether the customer wrote something too.", sql: "s.commented" },
    { name: "channel", type: "text", comment: "Channel of the contact.", sql: "c.channel" },
    { name: "initiated_at", type: "timestamp", comment: "When the contact began.", sql: "c.initiated_at" },
    {
      name: "queue_id",
      type: "text",
      comment: "Queue of the contact; null where it was never queued, or where its record has not come yet.",
      sql: "c.queue_id",
    },
    { name: "queue_name", type: "text", comment: "Name of the queue.", sql: "c.queue_name" },
    { name: "agent_id", type: "text", comment: "Agent of the contact; null where it had none.", sql: "c.agent_id" },
    { name: "agent_username", type: "text", comment: "User name of the agent.", sql: "c.agent_username" },
  ],
  from: () => "FROM latest_survey_answers s\nLEFT JOIN contacts c ON c.contact_id = s.contact_id",
};
