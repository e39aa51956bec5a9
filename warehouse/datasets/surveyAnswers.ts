/** Survey answers: columns, and the attributes of the surveys table they come from. */
import { type Dataset, REVISION, UNKNOWN_FIELDS } from "./dataset";

/** One row for each answer to the survey. */
export const SURVEY_ANSWERS = {
  name: "survey_answers",
  comment:
    "Answers to the survey after a contact. What customers wrote in their own words stays in the table `surveys`.",
  key: "contact_id",
  newest: ["answered_at", "revision"],
  columns: [
    {
      name: "contact_id",
      type: "text",
      comment: "The contact that was asked about. A contact has one answer.",
      source: "id, after contact#",
    },
    { name: "answered_at", type: "timestamp", comment: "When the customer answered.", source: "answeredAt" },
    REVISION,
    { name: "score", type: "integer", comment: "1 (bad) to 5 (good).", source: "score" },
    { name: "through", type: "text", comment: "How the customer answered: keypad, chat or link.", source: "through" },
    {
      name: "commented",
      type: "boolean",
      comment: "Whether the customer also wrote something. The words may be personal: they are not copied here.",
      source: "comment, whether there is one",
    },
    UNKNOWN_FIELDS,
  ],
} as const satisfies Dataset;
