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
    return { inputs, workload, design: designOf(sizesFor(workload)) };
  });
  const designs = [...new Set(planned.map(({ design }) => design))];
  const graphs = new Map<string, readonly PricedResource[]>();
  for (const { design, workload, inputs } of planned) {
    if (graphs.has(design)) continue;
    progress(graphs.size + 1, designs.length, workload);
    const { resources } = await evaluate(evaluationConfig(settings, workload, inputs));
    graphs.set(design, resources);
  }
  return planned.map(({ workload, design }) => ({ workload, resources: graphs.get(design) ?? [] }));
}

/** The decisions that change which resources there are, or what they cost. */
export function designOf(sizes: Sizes): string {
  const { contactRecords, agentEvents, reservedConcurrency, delivery, redshiftCapacity } = sizes;
  const shards = ({ mode, shards: count }: { mode: string; shards: number }) =>
    mode === "provisioned" ? `${count} shards` : mode;
  return JSON.stringify([
    shards(contactRecords),
    shards(agentEvents),
    reservedConcurrency !== undefined,
    delivery.megabytes,
    redshiftCapacity,
  ]);
}
