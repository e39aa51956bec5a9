/** Resource graphs of this very program, evaluated once for the whole suite: a run takes seconds. */
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import { evaluateProgram } from "../../local/engine/evaluateProgram";
import { isRecord, type ResourceGraph } from "../../local/engine/graph";

/** Folder of the project. */
export const PROJECT = resolve(__dirname, "../..");

/** A setting for tests that are not about contact analytics, which double what a program of the architecture advanced costs. */
export const NO_ANALYTICS = { analytics: JSON.stringify({ warehouse: "none" }) };

/** A centre so small that its contact records come without a stream. */
export const SMALL = { agents: "5", quotas: JSON.stringify({ request: true }) };

/** The same grown: contact records come by a stream, the way a small centre has is there still. */
export const GROWN = { ...SMALL, agents: "500" };

/** Slack, the survey, and chats and tasks for somebody: with it only the architecture differs between two graphs. */
export const ANSWERED = {
  slack: "true",
  survey: "true",
  routingProfiles: JSON.stringify([
    { name: "support", chats: 2, tasks: 1, queues: [{ queue: "support" }, { queue: "sales" }] },
  ]),
  users: "[]",
};

/** Names the folder in which the processes of one run of the suite share their graphs. */
const SHARED = "EVALUATED_GRAPHS";

const graphs = new Map<string, Promise<ResourceGraph>>();

/** The graph of a stack, with settings that override its own. */
export function evaluated(stack: string, config: Record<string, string> = {}, preview = false): Promise<ResourceGraph> {
  const sorted = Object.entries(config).sort(([one], [other]) => (one < other ? -1 : 1));
  const key = JSON.stringify([stack, sorted, preview]);
  const evaluate = () => evaluateProgram({ cwd: PROJECT, stack, config, preview });
  const folder = process.env[SHARED];
  const graph = graphs.get(key) ?? (folder === undefined ? evaluate() : shared(folder, key, evaluate));
  graphs.set(key, graph);
  return graph;
}

/** Opens the folder of shared graphs for this process and those it starts. Answers how to remove it. */
export function shareGraphs(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "graphs-"));
  process.env[SHARED] = folder;
  return () => {
    delete process.env[SHARED];
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The graph of a key, from the process that was first to ask; the others wait for it. */
async function shared(folder: string, key: string, evaluate: () => Promise<ResourceGraph>): Promise<ResourceGraph> {
  const file = join(folder, createHash("sha256").update(key).digest("hex"));
  if (!claim(`${file}.claim`)) {
    while (!existsSync(file)) {
      // Whoever was first has failed; its error is told there, and here by trying again.
      if (existsSync(`${file}.failed`)) return evaluate();
      await sleep(50);
    }
    return graphIn(file);
  }
  try {
    const graph = await evaluate();
    writeFileSync(`${file}.part`, serialize(graph));
    renameSync(`${file}.part`, file);
    return graph;
  } catch (error) {
    writeFileSync(`${file}.failed`, "");
    throw error;
  }
}

function graphIn(file: string): ResourceGraph {
  const graph: unknown = deserialize(readFileSync(file));
  if (!isGraph(graph)) throw new Error(`${file} holds no resource graph.`);
  return graph;
}

function isGraph(value: unknown): value is ResourceGraph {
  return isRecord(value) && Array.isArray(value.resources);
}

function claim(file: string): boolean {
  try {
    closeSync(openSync(file, "wx"));
    return true;
  } catch (error) {
    if (isRecord(error) && error.code === "EEXIST") return false;
    throw error;
  }
}
