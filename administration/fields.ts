/** What can be set, which values there are, and what holds while nothing is set. */
import { CENTER } from "./scopes";

/** Another queue that takes over. */
export interface Redirect {
  /** Its name. */
  queue: string;
  arn: string;
}

/** What is said to every caller, as it was typed: text by language, such as `en-US`. */
export type Messages = Readonly<Record<string, string>>;

/** The values of every field. */
export interface FieldValues {
  state: "open" | "closed";
  /** "": contacts stay in their queue. */
  redirect: Redirect | "";
  /** Whether a call back is offered. */
  callback: "on" | "off";
  /** "": the flow's own. */
  music: "" | "jazz" | "pop" | "rock";
  /** How soon contacts of the queue get an agent who has several queues. */
  priority: "normal" | "high" | "highest" | "low";
  message: Messages;
}

/** What can be set. */
export type Field = keyof FieldValues;

/** A value of any field. */
export type FieldValue = FieldValues[Field];

/** What holds while nothing is set. */
export const DEFAULTS: Readonly<FieldValues> = {
  state: "open",
  redirect: "",
  callback: "on",
  music: "",
  priority: "normal",
  message: {},
};

/** The values of the fields that are chosen from a list. */
export const CHOICES = {
  state: ["open", "closed"],
  callback: ["on", "off"],
  music: ["", "jazz", "pop", "rock"],
  priority: ["normal", "high", "highest", "low"],
} as const;

/** What can be set for a queue. */
export const QUEUE_FIELDS: readonly Field[] = ["state", "redirect", "callback", "music", "priority", "message"];

/** What can be set for the whole centre. */
export const CENTER_FIELDS: readonly Field[] = ["state", "message"];

/** What can be set in a scope. */
export const fieldsOf = (scope: string): readonly Field[] => (scope === CENTER ? CENTER_FIELDS : QUEUE_FIELDS);

/** An object of JSON; undefined for every other value. */
export const recordOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

/** Whether a value has the form of a field's values: what is read from a table may be anything. */
export const isValueOf = (field: Field, value: unknown): boolean => {
  if (field === "message") {
    const texts = recordOf(value);
    return texts !== undefined && Object.values(texts).every((text) => typeof text === "string");
  }
  if (field === "redirect") {
    const { queue, arn } = recordOf(value) ?? {};
    return value === "" || (typeof queue === "string" && typeof arn === "string" && queue !== "" && arn !== "");
  }
  const choices: readonly unknown[] = CHOICES[field];
  return choices.includes(value);
};
