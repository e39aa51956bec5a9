/** How deep JSON is nested. What is nested without bound cannot be walked, nor written by JSON.stringify. */

/** Levels of lists and objects a document may have; flows of the console have about ten. */
export const MAX_NESTING = 100;

/** Whether a value has more levels of lists and objects than a document may have. */
export function isNestedTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const inner = level.filter((one): one is object => typeof one === "object" && one !== null);
    if (inner.length > 0 && depth >= MAX_NESTING) return true;
    level = inner.flatMap((one) => Object.values(one) as unknown[]);
  }
  return false;
}
