/** What of each flow was reached, what was not, and what cannot be. */
import type { BlockCount, FlowCount, OutcomeCount } from "./counts";

/** Something that cannot be reached, and why. It is printed with every report. */
export interface Exclusion {
  readonly flow: string;
  /** Identifier of the block, or its beginning. */
  readonly block: string;
  /** A way out of it; without one the whole block with all its ways out. */
  readonly outcome?: string;
  /** Why it cannot occur. */
  readonly reason: string;
}

/** So many of so many. */
export interface Share {
  readonly covered: number;
  readonly total: number;
}

/** What a report counts apart. */
export const MEASURES = ["blocks", "branches", "errors"] as const;

/** `blocks` that ran, `branches` and error branches (`errors`) that were taken. */
export type Measure = (typeof MEASURES)[number];

/** One flow in a report. */
export type FlowSummary = Readonly<Record<Measure, Share>> & {
  readonly flow: string;
  /** `<block>`, or `<block> -> <outcome>` of a block that ran. */
  readonly uncovered: readonly string[];
  readonly excluded: readonly { readonly what: string; readonly reason: string }[];
};

/** Least percentage of a measure in every flow. */
export type Threshold = number | Partial<Readonly<Record<Measure, number>>>;

/** Percent with one decimal, rounded down, so that 100 means all. */
export function percent({ covered, total }: Share): number {
  return total === 0 ? 100 : Math.floor((1_000 * covered) / total) / 10;
}

function excludes(exclusion: Exclusion, flow: string, block: string, outcome?: string): boolean {
  const whole = exclusion.outcome === undefined;
  return exclusion.flow === flow && block.startsWith(exclusion.block) && (whole || exclusion.outcome === outcome);
}

/** Counts without what is excluded and was never reached. */
export function withoutExcluded(counts: readonly FlowCount[], exclusions: readonly Exclusion[]): FlowCount[] {
  const kept = (flow: string, block: string, hits: number, outcome?: string): boolean =>
    hits > 0 || !exclusions.some((exclusion) => excludes(exclusion, flow, block, outcome));
  return counts.map(({ flow, blocks }) => ({
    flow,
    blocks: blocks
      .filter(({ action, hits }) => kept(flow, action.Identifier, hits))
      .map((block) => ({
        ...block,
        outcomes: block.outcomes.filter(({ label, hits }) => kept(flow, block.action.Identifier, hits, label)),
      })),
  }));
}

/** Reports on flows. Exclusions of ways out that were taken all the same have no effect. */
export function summarize(counts: readonly FlowCount[], exclusions: readonly Exclusion[] = []): FlowSummary[] {
  return counts.map((count) => summary(count, exclusions));
}

function summary({ flow, blocks }: FlowCount, exclusions: readonly Exclusion[]): FlowSummary {
  const tally = { blocks: new Tally(), branches: new Tally(), errors: new Tally() };
  const uncovered: string[] = [];
  const excluded: { what: string; reason: string }[] = [];
  const count = (measure: Measure, what: string, hits: number, exclusion: Exclusion | undefined): boolean => {
    if (hits === 0 && exclusion !== undefined) {
      excluded.push({ what, reason: exclusion.reason });
      return false;
    }
    tally[measure].add(hits);
    return hits === 0;
  };
  for (const { action, hits, outcomes } of blocks) {
    const block = action.Identifier;
    const find = (outcome?: string) => exclusions.find((exclusion) => excludes(exclusion, flow, block, outcome));
    const missed = count("blocks", block, hits, find());
    if (missed) uncovered.push(block);
    for (const { kind, label, hits: taken } of outcomes) {
      const what = `${block} -> ${label}`;
      const left = count(kind === "error" ? "errors" : "branches", what, taken, find(label));
      // Ways out of a block that never ran say nothing new.
      if (left && !missed) uncovered.push(what);
    }
  }
  return { flow, blocks: tally.blocks, branches: tally.branches, errors: tally.errors, uncovered, excluded };
}

class Tally implements Share {
  covered = 0;
  total = 0;

  add(hits: number): void {
    this.total++;
    if (hits > 0) this.covered++;
  }
}

/** How much is wanted, of which flows. */
export interface CoverageGoal {
  /** Least percentage of blocks, branches and error branches in every flow. Default none. */
  readonly threshold?: Threshold;
  /** Names of the flows that count. Default all that were loaded; one that is named and never loaded falls short. */
  readonly flows?: readonly string[];
  /** What cannot occur, and why. */
  readonly exclude?: readonly Exclusion[];
}

/** The flows that count. */
export function selected(counts: readonly FlowCount[], { flows }: CoverageGoal): FlowCount[] {
  return counts.filter(({ flow }) => flows?.includes(flow) ?? true);
}

/** What of the goal is not met: flow by flow, flows that are missing, exclusions that name nothing. */
export function shortfalls(counts: readonly FlowCount[], goal: CoverageGoal): string[] {
  const { threshold = 0, exclude = [], flows = [] } = goal;
  const least = (measure: Measure): number => (typeof threshold === "number" ? threshold : (threshold[measure] ?? 0));
  const known = counts.map(({ flow }) => flow).join(", ") || "none";
  const missing = flows
    .filter((name) => !counts.some(({ flow }) => flow === name))
    .map((name) => `flow ${name} was never loaded; loaded were: ${known}`);
  const low = summarize(selected(counts, goal), exclude).flatMap((flow) =>
    MEASURES.filter((measure) => percent(flow[measure]) < least(measure)).map(
      (measure) =>
        `flow ${flow.flow}: ${percent(flow[measure])} % of its ${NAMES[measure]}, at least ${least(measure)} % wanted`,
    ),
  );
  return [...missing, ...low, ...exclude.filter((exclusion) => isStale(exclusion, counts)).map(describeStale)];
}

/** Flows are covered less than wanted. */
export class CoverageError extends Error {
  override readonly name = "CoverageError";

  constructor(shortfall: readonly string[], table = "") {
    super(`The flows are covered less than wanted:\n${shortfall.map((line) => `  ${line}`).join("\n")}\n${table}`);
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** What measures are called in reports. */
export const NAMES: Readonly<Record<Measure, string>> = {
  blocks: "blocks",
  branches: "branches",
  errors: "error branches",
};

function isStale(exclusion: Exclusion, counts: readonly FlowCount[]): boolean {
  const flow = counts.find((count) => count.flow === exclusion.flow);
  if (flow === undefined) return false;
  const names = ({ action, outcomes }: BlockCount): boolean =>
    excludes(exclusion, exclusion.flow, action.Identifier, exclusion.outcome) &&
    (exclusion.outcome === undefined || outcomes.some(({ label }: OutcomeCount) => label === exclusion.outcome));
  return !flow.blocks.some(names);
}

function describeStale({ flow, block, outcome }: Exclusion): string {
  return `the exclusion of ${flow}/${block}${outcome === undefined ? "" : ` -> ${outcome}`} names nothing; remove it`;
}
