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
  const literals = keys.every(({ literal }) => literal !== undefined) ? keys.map(({ source }) => source) : undefined;
  return { keys, values, literalKeys: literals };
}

/** The values; the trace gets those with references, behind what it has already. */
export function renderValues(run: FlowRun, { values }: Entries): string[] {
  const rendered: string[] = [];
  const detail: unknown[] = Array.isArray(run.detail) ? (run.detail as unknown[]) : [];
  for (const value of values) {
    const text = value.render(run);
    rendered.push(text);
    if (value.literal === undefined) detail.push(text);
  }
  run.detail = detail;
  return rendered;
}

/** The keys. */
export function renderKeys(run: FlowRun, { keys, literalKeys }: Entries): readonly string[] {
  return literalKeys ?? keys.map((key) => key.render(run));
}

/** Keys and values together. */
export function renderEntries(run: FlowRun, list: Entries): Record<string, string> {
  const names = renderKeys(run, list);
  const values = renderValues(run, list);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}
