/** Rows of the settings table, as the portal writes them. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { TimedChange } from "../../administration/changes";
import type { Field, FieldValues } from "../../administration/fields";
import { toAttribute } from "../../handlers/portal/attributes";
import type { PlainValue } from "../../local/dynamodb/database";

/** When, and by whom: a change of somebody's a while ago, which holds until it is changed, unless told otherwise. */
export type Facts = Partial<Pick<TimedChange, "id" | "from" | "until" | "by" | "at" | "why">>;

/** A change. A closure without an end is not sound: give it one. */
export function change<F extends Field>(field: F, value: FieldValues[F], facts: Facts = {}): TimedChange<F> {
  const known = { id: `${field}-1`, by: "operator", at: "2026-03-01T09:00:00Z", why: "tried", ...facts };
  return { ...known, field, value } as TimedChange<F>;
}

/** An item with anything as its changes. */
export function settingsRow(scope: string, changes: unknown, version = 1): Record<string, AttributeValue> {
  const row = { scope, version, language: "en-US", changes, updatedAt: "2026-03-01T09:00:00Z", updatedBy: "operator" };
  return toAttribute(row).M ?? {};
}

/** Changes as a table of the local DynamoDB takes them. */
export function plainChanges(changes: readonly TimedChange[]): readonly PlainValue[] {
  return JSON.parse(JSON.stringify(changes)) as readonly PlainValue[];
}
