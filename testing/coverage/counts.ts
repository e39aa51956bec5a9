/** How often each block of a flow ran and each way out of it was taken, read off compiled flows and added up. */
import { actionSpec, outcomeOf } from "../../flows/language/actionSpecs";
import type { FlowAction } from "../../flows/language/document";
import type { Branch, CompiledFlow, Step } from "../../local/connect/step";

/** What a way out is counted as. */
export type OutcomeKind = "branch" | "error";

/** One way out of a block. */
export interface OutcomeCount {
  readonly kind: OutcomeKind;
  /** `NextAction`, a condition such as `Equals 1`, an error type, or how the flow ends there. */
  readonly label: string;
  readonly hits: number;
}

/** One block. */
export interface BlockCount {
  /** The action as it stands in the document. */
  readonly action: FlowAction;
  readonly hits: number;
  readonly outcomes: readonly OutcomeCount[];
}

/** One flow. */
export interface FlowCount {
  readonly flow: string;
  readonly blocks: readonly BlockCount[];
}

/**
 * Counts of a flow so far.
 *
 * NextAction is no way out where the service never follows it: behind a block that hands the contact over or holds it, or
 * whose results are all wired. An error that is not wired is no way out either: the contact ends.
 *
 * @param waiting blocks in which contacts are at this moment, so that none of their ways out is taken yet
 */
export function countsOf(flow: CompiledFlow, waiting: ReadonlySet<Step>): FlowCount {
  const entered = new Map<Step, number>();
  for (const { branches } of flow.steps) {
    for (const { to, taken } of branches) if (to !== null) entered.set(to, (entered.get(to) ?? 0) + taken);
  }
  const blocks = flow.steps.map((step): BlockCount => {
    const left = step.branches.reduce((sum, { taken }) => sum + taken, step.interrupted.taken);
    const hits = Math.max(left, entered.get(step) ?? 0, waiting.has(step) ? 1 : 0);
    const outcomes = step.branches
      .filter((branch) => (branch.taken > 0 ? !isUnwired(branch) : isPossible(branch)))
      .map(({ kind, label, taken }) => ({ kind: kind === "error" ? "error" : "branch", label, hits: taken }) as const);
    return { action: step.action, hits, outcomes };
  });
  return { flow: flow.name, blocks };
}

function isUnwired({ kind, end }: Branch): boolean {
  return kind === "error" && end === "failed";
}

function isPossible(branch: Branch): boolean {
  return !isUnwired(branch) && (branch.kind !== "next" || followsNextAction(branch.from.action));
}

function followsNextAction({ Type, Parameters = {}, Transitions = {} }: FlowAction): boolean {
  const spec = actionSpec(Type);
  const form = spec && outcomeOf(spec, Parameters)?.conditions.form;
  const wired = (Transitions.Errors ?? []).some(({ ErrorType }) => ErrorType === "NoMatchingCondition");
  if (spec?.handsOver === true || spec?.holds === true || form === "exactly" || form === "events") return false;
  return !wired;
}

/** Counts of the same flows added up; a block or way out that only one of them has is kept. */
export function addUp(all: readonly FlowCount[]): FlowCount[] {
  const flows = new Map<string, BlockCount[]>();
  for (const { flow, blocks } of all) flows.set(flow, [...(flows.get(flow) ?? []), ...blocks]);
  return [...flows]
    .map(([flow, blocks]) => ({ flow, blocks: addBlocks(blocks) }))
    .sort((left, right) => (left.flow < right.flow ? -1 : 1));
}

function addBlocks(blocks: readonly BlockCount[]): BlockCount[] {
  const sums = new Map<string, BlockCount>();
  for (const block of blocks) {
    const { Identifier } = block.action;
    const known = sums.get(Identifier);
    sums.set(Identifier, {
      action: known?.action ?? block.action,
      hits: (known?.hits ?? 0) + block.hits,
      outcomes: addOutcomes([...(known?.outcomes ?? []), ...block.outcomes]),
    });
  }
  return [...sums.values()];
}

function addOutcomes(outcomes: readonly OutcomeCount[]): OutcomeCount[] {
  const sums = new Map<string, OutcomeCount>();
  for (const { kind, label, hits } of outcomes) {
    const key = `${kind} ${label}`;
    sums.set(key, { kind, label, hits: hits + (sums.get(key)?.hits ?? 0) });
  }
  return [...sums.values()];
}
