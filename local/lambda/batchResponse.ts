/** What a function answers of a batch: which of its records failed (`ReportBatchItemFailures`). */
import { isRecord } from "../engine/graph";

/**
 * Ids of the records of a batch that failed, by what the function answered: none for nothing at all or an empty list; all
 * of them when the answer cannot be read or names a record the batch does not have.
 */
export function failedIds(payload: unknown, ids: readonly string[]): ReadonlySet<string> {
  if (payload === null || payload === undefined) return new Set();
  const all = new Set(ids);
  if (!isRecord(payload)) return all;
  const failures = payload["batchItemFailures"] ?? [];
  if (!Array.isArray(failures)) return all;
  const named = failures.map((failure: unknown) => (isRecord(failure) ? failure["itemIdentifier"] : undefined));
  const known = named.filter((id): id is string => typeof id === "string" && all.has(id));
  return known.length < named.length ? all : new Set(known);
}
