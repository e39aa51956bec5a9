/**
 * Parameter values as the flow language writes them: literals, one whole reference (`$.Attributes.name`), or text with
 * references inside. They are parsed once, when the flow loads.
 */
import type { FlowRun } from "./flowRun";
import { type Getter, REFERENCE, compileReference } from "./reference";

/** Where in `Parameters` a resolved value belongs. */
export interface Slot {
  readonly path: readonly string[];
}

/** A literal or one whole reference; undefined when the reference leads to nothing. */
export interface Value {
  readonly literal?: string;
  readonly source: string;
  resolve(run: FlowRun): string | undefined;
}

/** Text with references inside; those that lead to nothing become empty and leave a diagnostic. */
export interface Text {
  readonly literal?: string;
  readonly source: string;
  render(run: FlowRun): string;
}

const WHOLE = new RegExp(`^${REFERENCE.source}$`);

/** Reads a "static or single reference" value. `problem` hears of references no flow can resolve. */
export function compileValue(source: string, problem: (message: string) => void): Value {
  if (!source.startsWith("$.")) return { literal: source, source, resolve: () => source };
  if (!WHOLE.test(source)) {
    problem(`"${source}" mixes a reference with text; this parameter takes a literal or one whole reference`);
    return { source, resolve: () => undefined };
  }
  const getter = compileReference(source);
  if (getter === undefined) {
    problem(`"${source}" starts with no name Amazon Connect knows; write for example $.Attributes.name`);
    return { source, resolve: () => undefined };
  }
  return { source, resolve: getter };
}

/** Reads dynamic text. */
export function compileText(source: string): Text {
  const parts: (string | { readonly path: string; readonly get: Getter | undefined })[] = [];
  let end = 0;
  for (const match of source.matchAll(REFERENCE)) {
    if (match.index > end) parts.push(source.slice(end, match.index));
    parts.push({ path: match[0], get: compileReference(match[0]) });
    end = match.index + match[0].length;
  }
  if (end === 0) return { literal: source, source, render: () => source };
  if (end < source.length) parts.push(source.slice(end));
  return {
    source,
    render: (run) => {
      let text = "";
      for (const part of parts) {
        if (typeof part === "string") text += part;
        else {
          const value = part.get?.(run);
          if (value === undefined) run.diagnose(`${part.path} is not set; it is left empty`);
          else text += value;
        }
      }
      return text;
    },
  };
}
