/** Ids as resources, flows and APIs write them. */

/** The id at the end of an id, an ARN (with or without alias) or an `<instance id>:<child id>`. */
export function idOf(reference: string): string {
  const slash = reference.lastIndexOf("/");
  if (slash >= 0) return reference.slice(slash + 1).replace(/:.*$/, "");
  return reference.slice(reference.lastIndexOf(":") + 1);
}
