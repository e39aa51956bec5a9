/**
 * The graphs of a stack at several sizes. The program is evaluated once for each design, not for each size: what size changes
 * of a graph's resources and prices is a handful of decisions, and between two of them only numbers differ.
 */
import type { PricedResource } from "../../../planning/resources";
import { type Sizes, sizesFor } from "../../../planning/sizes";
import { type Workload, type WorkloadInputs, workloadOf } from "../../../planning/workload";
import { evaluateProgram } from "../../engine/evaluateProgram";
import type { PlanFlags } from "./planFlags";
import { evaluationConfig, type PlanInputs } from "./planInputs";

/** A size and the resources it has. */
export interface SizedStack {
  readonly workload: Workload;
  readonly resources: readonly PricedResource[];
}

/** Evaluates the stack; the tests have their own, which keeps graphs. */
export type Evaluate = (config: Readonly<Record<string, unknown>>) => Promise<{ resources: readonly PricedResource[] }>;

/** The program of a project, run as `npm run preview` does. */
export function evaluateStack({ cwd, stack, config }: PlanFlags): Evaluate {
  return (own) => evaluateProgram({ cwd, stack, config: { ...config, ...own } });
}

/**
 * The stack at each of some sizes, in their order.
 * @param progress told before each evaluation, which takes seconds
 * @throws RangeError for figures that make no sense; ProgramError when the program refuses its settings
 */
export async function sizedStacks(
  settings: PlanInputs,
  sizes: readonly WorkloadInputs[],
  evaluate: Evaluate,
  progress: (design: number, designs: number, workload: Workload) => void = () => undefined,
): Promise<SizedStack[]> {
  const planned = sizes.map((inputs) => {
    const workload = workloadOf(inputs);
    const own = sizesFor(workload);
    return { inputs, workload, own, design: designOf(own, settings) };
  });
  const designs = [...new Set(planned.map(({ design }) => design))];
  const evaluated = new Map<string, { resources: readonly PricedResource[]; at: Sizes }>();
  for (const { design, workload, own, inputs } of planned) {
    if (evaluated.has(design)) continue;
    progress(evaluated.size + 1, designs.length, workload);
    const { resources } = await evaluate(evaluationConfig(settings, workload, inputs));
    evaluated.set(design, { resources, at: own });
  }
  return planned.map(({ workload, own, design }) => {
    const { resources = [], at = own } = evaluated.get(design) ?? {};
    return { workload, resources: resized(resources, at, own) };
  });
}

/** The decisions that change which resources there are, or what they cost. */
export function designOf(
  { contactRecords, agentEvents, reservedConcurrency, redshiftCapacity, firewall }: Sizes,
  { usesRedshift, hasAgentEvents }: Pick<PlanInputs, "usesRedshift" | "hasAgentEvents">,
): string {
  const shards = ({ mode, shards: count }: { mode: string; shards: number }) =>
    mode === "provisioned" ? `${count} shards` : mode;
  return JSON.stringify([
    shards(contactRecords),
    hasAgentEvents && shards(agentEvents),
    reservedConcurrency !== undefined,
    usesRedshift && redshiftCapacity,
    firewall,
  ]);
}

/** Resources evaluated at one size, as they are at another of the same design: what is reserved for a function differs. */
function resized(resources: readonly PricedResource[], at: Sizes, own: Sizes): readonly PricedResource[] {
  const { reservedConcurrency: from } = at;
  const { reservedConcurrency: to } = own;
  if (from === to) return resources;
  return resources.map((resource) =>
    resource.inputs.reservedConcurrentExecutions === from
      ? { ...resource, inputs: { ...resource.inputs, reservedConcurrentExecutions: to } }
      : resource,
  );
}
