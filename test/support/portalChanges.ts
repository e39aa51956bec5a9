/** What the operations team sets while a centre runs: written into its settings table as the portal writes it. */
import type { TimedChange } from "../../administration/changes";
import type { Redirect } from "../../administration/fields";
import type { Scope } from "../../administration/scopes";
import type { LocalCenter } from "../../local/center";
import { plainChanges } from "./settingsRows";

/** Leaves exactly these changes set for `center` or `queue/<name>`. Flows know of it within 5 s. */
export async function setChanges(center: LocalCenter, scope: Scope, ...changes: TimedChange[]): Promise<void> {
  const table = settingsTable(center);
  const before = await center.database.get(table, { scope });
  await center.database.put(table, {
    scope,
    version: (Number(before?.version) || 0) + 1,
    changes: plainChanges(changes),
    updatedAt: timeIn(center, 0),
    updatedBy: "operator",
  });
}

/** Takes back whatever is set for `center` or `queue/<name>`. */
export function clearChanges(center: LocalCenter, scope: Scope): Promise<void> {
  return center.database.delete(settingsTable(center), { scope });
}

/** A moment some virtual seconds from now, as changes hold it. */
export function timeIn(center: LocalCenter, seconds: number): string {
  return new Date(center.clock.now() + seconds * 1_000).toISOString();
}

/** What leads contacts to a queue. @throws Error when the centre has none of that name */
export function redirectTo(center: LocalCenter, queue: string): Redirect {
  const found = center.connect.instance.queues.find(({ name }) => name === queue);
  if (found === undefined) throw new Error(`The centre has no queue ${queue}.`);
  return { queue, arn: found.arn };
}

/** Physical name of the settings table. @throws Error when the stack has none */
export function settingsTable(center: LocalCenter): string {
  const table = center.table("settingsTable");
  if (table === undefined) throw new Error("The stack has no output settingsTable; its architecture is simple.");
  return table;
}
