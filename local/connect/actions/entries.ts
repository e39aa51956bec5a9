/** Maps among the parameters of an action, whose keys and values may hold references. */
import type { FlowRun } from "../flowRun";
import type { StepBuilder } from "../stepBuilder";
import { type Text, compileText } from "../template";

/** Entries of a map parameter. */
export interface Entries {
  readonly keys: readonly Text[];
  readonly values: readonly Text[];
  /** The keys, when none of them holds a reference. */
  readonly literalKeys: readonly string[] | undefined;
  /** The first key that cannot name an attribute, when no key holds a reference. */
  readonly illegalKey: string | undefined;
  /** The values, when none of them holds a reference. */
  readonly literalValues: readonly string[] | undefined;
}

function literals(texts: readonly Text[]): readonly string[] | undefined {
  return texts.every(({ literal }) => literal !== undefined) ? texts.map(({ source }) => source) : undefined;
}

/** Compiles the map at a path; `inner` leads from an entry to its value. */
export function entries(builder: StepBuilder, path: string[], inner: string[] = []): Entries {
  const keys: Text[] = [];
  const values: Text[] = [];
  for (const name of builder.keys(...path)) {
    const value = builder.text(...path, name, ...inner);
    if (value === undefined) continue;
    keys.push(compileText(name));
    values.push(value);
  }
  const literalKeys = literals(keys);
  return { keys, values, literalKeys, literalValues: literals(values), illegalKey: literalKeys?.find(isIllegal) };
}

function isIllegal(name: string): boolean {
  return name === "" || name.includes("$") || name.includes(".");
}

/** The first name that cannot be one of an attribute. */
export function illegalName({ literalKeys, illegalKey }: Entries, names: readonly string[]): string | undefined {
  return literalKeys === undefined ? names.find(isIllegal) : illegalKey;
}

/** The values; the trace gets those with references. */
export function renderValues(run: FlowRun, { values, literalValues }: Entries): readonly string[] {
  if (literalValues !== undefined) return literalValues;
  const rendered: string[] = [];
  let literalCount = 0;
  for (const value of values) {
    rendered.push(value.render(run));
    if (value.literal !== undefined) literalCount++;
  }
  // Where every value holds a reference, which is the rule, the two lists are one.
  run.detail = literalCount === 0 ? rendered : rendered.filter((_, index) => values[index]?.literal === undefined);
  return rendered;
}

/** The keys. */
export function renderKeys(run: FlowRun, { keys, literalKeys }: Entries): readonly string[] {
  return literalKeys ?? keys.map((key) => key.render(run));
}
