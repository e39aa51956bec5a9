/** Resource graphs of this program, evaluated once a run. */
import { evaluateProgram } from "../local/engine/evaluateProgram";
import type { ResourceGraph } from "../local/engine/graph";
import { PROJECT } from "./processes";

let dev: Promise<ResourceGraph> | undefined;

/** The graph of stack dev as basic: callers, their numbers and keys, whatever else the stack deploys. */
export function devGraph(): Promise<ResourceGraph> {
  dev ??= evaluateProgram({ cwd: PROJECT, stack: "dev", config: { architecture: "basic" } });
  return dev;
}

/** The graph of stack dev as advanced, with contact analytics in Athena, at a size. */
export function analyticsGraph(agents: number): Promise<ResourceGraph> {
  const analytics = JSON.stringify({ warehouse: "athena" });
  const quotas = JSON.stringify({ request: true });
  const config = { architecture: "advanced", agents: String(agents), quotas, analytics };
  return evaluateProgram({ cwd: PROJECT, stack: "dev", config });
}
