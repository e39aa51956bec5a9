/** The path a contact took through a flow. */

/** What a trace tells of one executed action; entries of a local call's trace have this shape. */
export interface TraceStep {
  readonly flow: string;
  /** Identifier of the action. */
  readonly action: string;
  /** Identifier of the action that followed in the same flow; absent where the flow ended or was left. */
  readonly next?: string;
}

/** A path through one flow. */
export interface Path {
  /** For each visited action the steps of the whole contact at which it ran, from 1. */
  readonly visits: ReadonlyMap<string, readonly number[]>;
  /** Pairs of actions that followed one another, see {@link Path.took}. */
  readonly pairs: ReadonlySet<string>;
}

/** The paths of a trace by flow, in the order in which the contact came to the flows. */
export function pathOf(trace: readonly TraceStep[]): Map<string, Path> {
  const paths = new Map<string, { visits: Map<string, number[]>; pairs: Set<string> }>();
  trace.forEach(({ flow, action, next }, index) => {
    const path = paths.get(flow) ?? { visits: new Map<string, number[]>(), pairs: new Set<string>() };
    paths.set(flow, path);
    path.visits.set(action, [...(path.visits.get(action) ?? []), index + 1]);
    if (next !== undefined) {
      path.pairs.add(pair(action, next));
    }
  });
  return paths;
}

/** Whether a path went from one action to another. */
export function took(path: Path, from: string, to: string): boolean {
  return path.pairs.has(pair(from, to));
}

function pair(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
