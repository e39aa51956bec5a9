/** How deep JSON is nested. What is nested without bound cannot be walked, nor written by JSON.stringify. */

/** Levels of lists and objects a document may have; flows of the console have about ten. */
export const MAX_NESTING = 100;

/** Whether a value has more levels of lists and objects than a document may have, or `levels` of them. */
export function isNestedTooDeep(value: unknown, levels = MAX_NESTING): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) {
    if (isNestedTooDeep(inner, levels - 1)) return true;
  }
  return false;
}
