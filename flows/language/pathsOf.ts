/**
 * Every way through a flow: the distinct sequences of branches from its start to an end. For coverage ("which of them has
 * a test taken?") and for documentation. Loops are bounded: a path ends where it would visit an action once too often.
 */
import { actionSpec, NO_MATCHING_CONDITION, NO_MATCHING_ERROR, outcomeOf } from "./actionSpecs";
import { type FlowAction, type FlowDocument } from "./document";

/** One branch of a path. */
export interface PathStep {
  /** Identifier of the action that is left. */
  readonly action: string;
  readonly kind: "next" | "condition" | "error" | "end";
  /** `NextAction`, the error type, or operator and operand of the condition; of an end the action type. */
  readonly label: string;
}

/** How a path ends. */
export type PathEnd =
  /** With an action that ends the flow, or hands the contact over. */
  | "ends"
  /** Back at an action it has visited as often as it may. */
  | "loops"
  /** At a transition to an action there is none of, or at an action without a way on. */
  | "stops";

/** One way through a flow. */
export interface FlowPath {
  /** In order. Read when asked for: most of the many paths of a flow are only counted. */
  readonly steps: readonly PathStep[];
  readonly end: PathEnd;
}

/** Which paths count. */
export interface PathOptions {
  /** How often a path may visit an action; default 1. */
  readonly visits?: number;
  /**
   * How many blocks of a path may fail (take NoMatchingError); default 1, which shows what every single failure leads to.
   * Each more multiplies the paths by their length. Other errors are ordinary outcomes and always count.
   */
  readonly failures?: number;
  /** Most paths to list; default 1,000,000. */
  readonly limit?: number;
}

/** The ways through a flow. */
export interface FlowPaths {
  readonly paths: readonly FlowPath[];
  /** False when there are more than the limit. */
  readonly complete: boolean;
}

/** Most paths listed unless the caller says otherwise. */
export const MAX_PATHS = 1_000_000;

interface Way {
  readonly step: PathStep;
  readonly fails: boolean;
  /** The action it leads to; -1 where it ends, -2 where there is none. */
  readonly to: number;
}

const ENDS = -1;
const STOPS = -2;

/** Lists the paths of a flow, depth first: at every action NextAction first, then conditions, then errors. */
export function pathsOf(document: FlowDocument, options: PathOptions = {}): FlowPaths {
  const { visits = 1, failures = 1, limit = MAX_PATHS } = options;
  const places = new Map(document.Actions.map(({ Identifier }, index) => [Identifier, index]));
  const ways = document.Actions.map((action) => waysOf(action, places));
  const start = places.get(document.StartAction);
  return start === undefined ? { paths: [], complete: true } : new Walk(ways, visits, failures, limit).from(start);
}

/** A path so far: the way taken last, and the path before it. Paths share what they have in common. */
interface Trail {
  readonly way: Way;
  readonly before: Trail | null;
}

class SharedPath implements FlowPath {
  constructor(
    private readonly trail: Trail,
    readonly end: PathEnd,
  ) {}

  get steps(): readonly PathStep[] {
    const steps: PathStep[] = [];
    for (let at: Trail | null = this.trail; at !== null; at = at.before) steps.push(at.way.step);
    return steps.reverse();
  }
}

/** Goes down every way and back up again. A flow has at most 250 actions, so recursion is never deep. */
class Walk {
  private readonly paths: FlowPath[] = [];
  private readonly visited: number[];

  constructor(
    private readonly ways: readonly (readonly Way[])[],
    private readonly visits: number,
    private readonly failures: number,
    private readonly limit: number,
  ) {
    this.visited = ways.map(() => 0);
  }

  from(start: number): FlowPaths {
    const complete = this.walk(start, null, this.failures);
    return { paths: this.paths, complete };
  }

  /** Answers false once there are more paths than may be listed. */
  private walk(action: number, before: Trail | null, failures: number): boolean {
    this.visited[action] = (this.visited[action] ?? 0) + 1;
    for (const way of this.ways[action] ?? []) {
      const left = way.fails ? failures - 1 : failures;
      if (left < 0) continue;
      const trail = { way, before };
      const again = way.to >= 0 && (this.visited[way.to] ?? 0) >= this.visits;
      if (way.to >= 0 && !again) {
        if (!this.walk(way.to, trail, left)) return false;
      } else {
        if (this.paths.length >= this.limit) return false;
        this.paths.push(new SharedPath(trail, again ? "loops" : way.to === ENDS ? "ends" : "stops"));
      }
    }
    this.visited[action] = (this.visited[action] ?? 1) - 1;
    return true;
  }
}

/** The ways out that can be taken. */
function waysOf(action: FlowAction, places: ReadonlyMap<string, number>): Way[] {
  const { Identifier, Type, Parameters = {}, Transitions = {} } = action;
  const { NextAction, Errors = [], Conditions = [] } = Transitions;
  const spec = actionSpec(Type);
  const way = (kind: PathStep["kind"], label: string, to: number): Way => {
    return { step: { action: Identifier, kind, label }, to, fails: kind === "error" && label === NO_MATCHING_ERROR };
  };
  const target = (identifier: string): number => places.get(identifier) ?? STOPS;
  const form = (spec && outcomeOf(spec, Parameters)?.conditions.form) ?? "none";
  const unmatched = Errors.some(({ ErrorType }) => ErrorType === NO_MATCHING_CONDITION);
  // Where a condition or NoMatchingCondition is always taken, NextAction only repeats a target.
  const goesOn = NextAction !== undefined && !spec?.handsOver && !unmatched && form !== "exactly" && form !== "events";
  const ways = [
    ...(spec?.terminal || spec?.handsOver || (spec?.holds && NextAction === undefined) ? [way("end", Type, ENDS)] : []),
    ...(goesOn ? [way("next", "NextAction", target(NextAction))] : []),
    ...Conditions.map(({ NextAction: to, Condition: { Operator, Operands } }) => {
      return way("condition", [Operator, ...Operands].join(" "), target(to));
    }),
    ...Errors.map(({ NextAction: to, ErrorType }) => way("error", ErrorType, target(to))),
  ];
  return ways.some(({ fails }) => !fails) ? ways : [...ways, way("end", Type, STOPS)];
}
