/** The parameters of an action that asks another service: many of them, each with references. */
import type { FlowRun } from "../flowRun";
import { parameterAt } from "../step";
import type { StepBuilder } from "../stepBuilder";
import { compileText } from "../template";

/** Reads one parameter for a running contact; what it resolved is added to the detail of the trace. */
export type Argument<T> = (run: FlowRun, detail: unknown[]) => T;

type Tree = string | readonly Tree[] | { readonly [key: string]: Tree };

/** Compiles parameters in the order in which they are asked for. */
export class Arguments {
  constructor(private readonly builder: StepBuilder) {}

  /** Text or a whole reference. Undefined when absent or, with a diagnostic, when the reference leads to nothing. */
  text(...path: string[]): Argument<string | undefined> {
    const { builder } = this;
    const source = builder.raw(...path);
    if (source === undefined) return () => undefined;
    if (!source.startsWith("$.") || source.includes(" ")) {
      const text = builder.text(...path);
      return (run, detail) => {
        const value = text?.render(run);
        if (text?.literal === undefined) detail.push(value);
        return value;
      };
    }
    const value = builder.value(...path);
    return (run, detail) => {
      const resolved = value?.resolve(run);
      detail.push(resolved);
      if (resolved === undefined) run.diagnose(`${source} is not set`);
      return resolved;
    };
  }

  /** A map of texts; values that are no text are left out. Keys may hold references. */
  map(...path: string[]): Argument<Record<string, string>> {
    const entries = this.builder
      .keys(...path)
      .map((key) => ({ key: compileText(key), value: this.text(...path, key), own: this.builder.raw(...path, key) }))
      .filter(({ own }) => own !== undefined);
    return (run, detail) => {
      const map: Record<string, string> = {};
      for (const { key, value } of entries) map[key.render(run)] = value(run, detail) ?? "";
      return map;
    };
  }

  /** A list of literal texts. */
  list(...path: string[]): string[] {
    return this.builder.keys(...path).flatMap((key) => this.builder.raw(...path, key) ?? []);
  }

  /** Nested data with references anywhere in it; the trace does not repeat it. */
  tree(...path: string[]): Argument<unknown> {
    const compiled = compileTree(parameterAt(this.builder.step.action.Parameters ?? {}, path));
    return (run) => compiled(run);
  }
}

function compileTree(value: unknown): (run: FlowRun) => unknown {
  if (typeof value === "string") {
    const text = compileText(value);
    return (run) => text.render(run);
  }
  if (Array.isArray(value)) {
    const items = value.map(compileTree);
    return (run) => items.map((item) => item(run));
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value as { [key: string]: Tree }).map(
      ([key, inner]) => [key, compileTree(inner)] as const,
    );
    return (run) => Object.fromEntries(fields.map(([key, inner]) => [key, inner(run)]));
  }
  return () => value;
}
