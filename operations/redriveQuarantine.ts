/** Records that could not become rows: once the function has learnt to read them, they are replayed and leave quarantine. */
import { call, type FunctionClient } from "./functions";
import { allKeys, type ObjectClient, removeAll } from "./objects";

/** Keys of what is in quarantine. */
export function quarantined(objects: ObjectClient, bucket: string): Promise<string[]> {
  return allKeys(objects, bucket, "quarantine/");
}

/**
 * Replays one object of quarantine, and removes it when all of it has become rows.
 *
 * @returns whether it has
 */
export async function replayQuarantined(
  { objects, functions }: { objects: ObjectClient; functions: FunctionClient },
  { bucket, replayFunction }: { bucket: string; replayFunction: string },
  key: string,
): Promise<boolean> {
  const { read = 0, rows = 0 } = ((await call(functions, replayFunction, { key })) ?? {}) as Record<string, number>;
  if (read === 0 || rows !== read) return false;
  await removeAll(objects, bucket, [key]);
  return true;
}
