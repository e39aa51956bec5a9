/** Resource graphs of this very program, evaluated once for the whole suite: a run takes seconds. */
import { resolve } from "node:path";
import { evaluateProgram } from "../../local/engine/evaluateProgram";
import type { ResourceGraph } from "../../local/engine/graph";

/** Folder of the project. */
export const PROJECT = resolve(__dirname, "../..");

const graphs = new Map<string, Promise<ResourceGraph>>();

/** The graph of a stack, with settings that override its own. */
export function evaluated(stack: string, config: Record<string, string> = {}, preview = false): Promise<ResourceGraph> {
  const key = JSON.stringify([stack, config, preview]);
  const graph = graphs.get(key) ?? evaluateProgram({ cwd: PROJECT, stack, config, preview });
  graphs.set(key, graph);
  return graph;
}
