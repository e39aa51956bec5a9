/** Wildcard matching of IAM: names, ARNs, and the policy variables inside patterns. */

/** Values a request brings for condition keys and policy variables; key names are lower-case. */
export type Context = ReadonlyMap<string, readonly string[]>;

const compiled = new Map<string, RegExp>();

/** What `*` and `?` are in a pattern where they stand for themselves: no text of AWS has characters of this private range. */
const LITERAL_STAR = "\uE000";
const LITERAL_MARK = "\uE001";

/** Text within a pattern that stands for itself, whatever is in it. */
export function literally(text: string): string {
  return text.replace(/\*/g, LITERAL_STAR).replace(/\?/g, LITERAL_MARK);
}

function wildcard(pattern: string, flags: string): RegExp {
  const id = `${flags}:${pattern}`;
  const known = compiled.get(id);
  if (known) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".")
    .replaceAll(LITERAL_STAR, "\\*")
    .replaceAll(LITERAL_MARK, "\\?");
  const expression = new RegExp(`^${source}$`, `s${flags}`);
  compiled.set(id, expression);
  return expression;
}

/** Whether `value` matches a pattern with `*` (any run) and `?` (any one character), case-sensitively. */
export function matchesWildcard(pattern: string, value: string): boolean {
  return pattern === "*" || wildcard(pattern, "").test(value);
}

/** Action names match without regard to case. */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === "*" || wildcard(pattern, "i").test(action);
}

/** An ARN's six parts; the last one keeps its colons. */
function arnParts(arn: string): string[] | undefined {
  const parts = arn.split(":");
  if (parts.length < 6 || parts[0] !== "arn") return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/** ARNs match part by part, so that a `*` never reaches over a colon into the next part (but within the last, it may). */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const wanted = arnParts(pattern);
  const given = arnParts(arn);
  if (!given) return matchesWildcard(pattern, arn);
  // IAM refuses a policy whose resource has fewer parts; here it matches nothing.
  if (!wanted) return false;
  return wanted.every((part, index) => matchesWildcard(part, given[index] ?? ""));
}

/**
 * Puts the request's values into `${aws:username}`-like variables (`${key, 'default'}` too); `${*}`, `${?}` and `${$}`
 * stand for the character itself. Undefined when a variable has no value: such a pattern matches nothing.
 *
 * @param quote what is made of text that is put in; {@link literally} where the result is a pattern, whose wildcards it may not add to
 */
export function substitute(
  pattern: string,
  context: Context,
  quote: (text: string) => string = (text) => text,
): string | undefined {
  if (!pattern.includes("${")) return pattern;
  let missing = false;
  const text = pattern.replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    if (inner === "*" || inner === "?" || inner === "$") return quote(inner);
    const [key = "", fallback] = inner.split(/,\s*/, 2);
    const values = context.get(key.trim().toLowerCase());
    if (values?.length === 1 && values[0] !== undefined) return quote(values[0]);
    const quoted = /^'(.*)'$/.exec(fallback ?? "");
    if (quoted?.[1] !== undefined) return quote(quoted[1]);
    missing = true;
    return "";
  });
  return missing ? undefined : text;
}
