/** Ways callers go through the flows: the decisions on each, how it ended, and what it took. */
import type { Contact } from "../connect/contact";
import type { Branch } from "../connect/step";
import type { Trail } from "../connect/trail";
import type { Outcome, PathResult } from "./result";

/** What one call took, milliseconds. */
interface CallCost {
  flowMs: number;
  queueMs: number;
  agentMs: number;
  lineMs: number;
}

/** A way through the flows. */
interface Way {
  readonly decisions: readonly Branch[];
  readonly key: string;
  /** Functions invoked on it. */
  readonly functions: number;
}

/** Sums of calls that went the same way. */
class Path implements CallCost {
  calls = 0;
  flowMs = 0;
  queueMs = 0;
  agentMs = 0;
  lineMs = 0;
  blocks = 0;
  functions = 0;
  readonly scripts = new Set<string>();

  constructor(
    readonly decisions: readonly string[],
    readonly outcome: Outcome,
  ) {}

  result(all: number): PathResult {
    const { calls, decisions, outcome } = this;
    const mean = (sum: number): number => sum / calls;
    return {
      decisions,
      outcome,
      scripts: [...this.scripts],
      calls,
      share: calls / all,
      flowSeconds: mean(this.flowMs) / 1_000,
      queueSeconds: mean(this.queueMs) / 1_000,
      agentSeconds: mean(this.agentMs) / 1_000,
      lineSeconds: mean(this.lineMs) / 1_000,
      blocks: mean(this.blocks),
      functions: mean(this.functions),
    };
  }
}

/** Collects the paths of calls that are over. */
export class Paths {
  private readonly paths = new Map<string, Path>();
  private readonly numbers = new Map<Branch, number>();
  /** What calls at the same place of the tree have in common, as long as the place is there. */
  private readonly ways = new WeakMap<Trail, Way>();
  private calls = 0;

  /** Adds a call by the last contact of its chain. */
  add(last: Contact, outcome: Outcome, script: string): void {
    const { trail } = last.journal;
    if (trail === null) return;
    const way = this.wayOf(trail);
    const key = `${outcome} ${way.key}`;
    let path = this.paths.get(key);
    if (path === undefined) {
      path = new Path(way.decisions.map(described), outcome);
      this.paths.set(key, path);
    }
    this.calls++;
    path.calls++;
    path.scripts.add(script);
    path.blocks += trail.length;
    path.functions += way.functions;
    addCost(path, last);
  }

  /** Most frequent first, at most so many. */
  results(limit: number): { paths: PathResult[]; otherPaths: { paths: number; calls: number } } {
    const sorted = [...this.paths.entries()].sort(([a, one], [b, two]) => two.calls - one.calls || (a < b ? -1 : 1));
    const others = sorted.slice(limit);
    return {
      paths: sorted.slice(0, limit).map(([, path]) => path.result(this.calls)),
      otherPaths: { paths: others.length, calls: others.reduce((sum, [, { calls }]) => sum + calls, 0) },
    };
  }

  private wayOf(trail: Trail): Way {
    const known = this.ways.get(trail);
    if (known !== undefined) return known;
    const branches = trail.branches();
    const decisions = decisionsOf(branches);
    const functions = branches.filter(({ from }) => from.action.Type === "InvokeLambdaFunction").length;
    const way = { decisions, key: decisions.map((branch) => this.numberOf(branch)).join(" "), functions };
    this.ways.set(trail, way);
    return way;
  }

  private numberOf(branch: Branch): number {
    let number = this.numbers.get(branch);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(branch, number);
    }
    return number;
  }
}

/** Where the call could have gone another way; what a loop decides again and again counts once. */
function decisionsOf(branches: readonly Branch[]): Branch[] {
  const decisions: Branch[] = [];
  for (const branch of branches) {
    const { kind, from } = branch;
    if (kind !== "condition" && kind !== "error") continue;
    if (from.flow.kind !== "CUSTOMER_WHISPER" && !decisions.includes(branch)) decisions.push(branch);
  }
  return decisions;
}

function described({ from, label }: Branch): string {
  return `${from.flow.name}/${from.action.Identifier}: ${label.replace(/^Equals /, "")}`;
}

function addCost(path: CallCost, last: Contact): void {
  for (let contact: Contact | null = last; contact !== null; contact = contact.previous) {
    const end = contact.disconnectedAt ?? contact.runtime.clock.now();
    const { initiatedAt, enqueuedAt, agent, afterContactWorkEndedAt } = contact;
    const dequeuedAt = contact.dequeuedAt ?? end;
    path.lineMs += end - initiatedAt;
    path.flowMs += (enqueuedAt ?? end) - initiatedAt;
    if (enqueuedAt !== null) path.queueMs += dequeuedAt - enqueuedAt;
    if (agent !== null) path.agentMs += (afterContactWorkEndedAt ?? end) - dequeuedAt;
  }
}
