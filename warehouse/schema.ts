/**
 * What the warehouse knows: three datasets, their columns, and what each column says. Pure data; everything else about the
 * warehouse (table types, load statements, documentation) is derived from it.
 *
 * A row is one JSON object a line: flat, keys as here, absent values left out or null. Timestamps are text in UTC,
 * `yyyy-MM-dd HH:mm:ss` or with milliseconds, so that every engine casts them alike. Columns of type `json` are JSON text.
 */

import { AGENT_EVENTS } from "./datasets/agentEvents";
import { CONTACT_RECORDS } from "./datasets/contactRecords";
import { type Dataset, type DatasetName, type RowOf } from "./datasets/dataset";
import { SURVEY_ANSWERS } from "./datasets/surveyAnswers";

export { AGENT_EVENTS, CONTACT_RECORDS, SURVEY_ANSWERS };
export type { Column, ColumnType, Dataset, DatasetName, RowOf } from "./datasets/dataset";

/** A contact record's row. */
export type ContactRecordRow = RowOf<typeof CONTACT_RECORDS>;
/** An agent event's row. */
export type AgentEventRow = RowOf<typeof AGENT_EVENTS>;
/** A survey answer's row. */
export type SurveyAnswerRow = RowOf<typeof SURVEY_ANSWERS>;

/** Every dataset, by name. */
export const DATASETS = {
  contact_records: CONTACT_RECORDS,
  agent_events: AGENT_EVENTS,
  survey_answers: SURVEY_ANSWERS,
} as const satisfies { readonly [Name in DatasetName]: Dataset & { readonly name: Name } };

/**
 * Contact attributes that are kept by default: what self-service was asked for and did, how the contact came, and in which
 * language. None says who the customer is; `customerId` and `orderId` are left out for that reason.
 */
export const DEFAULT_KEPT_ATTRIBUTES: readonly string[] = [
  "queue",
  "caller",
  "openOrders",
  "orderStatus",
  "door",
  "locale",
  "intent",
  "verified",
  "holdMusic",
  "surveyed",
];
