/** Draws the flows of a program into files, with the path of a contact where one is given. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileNames } from "../../../flows/language/fileNames";
import { drawFlow, pathOf, type TraceStep } from "../../../flows/language/picture";
import { isRecord } from "../../engine/graph";
import { type ProgramFlow } from "./programFlows";

/** A picture that was written. */
export interface Picture {
  readonly flow: string;
  readonly file: string;
  /** How many steps of the path are on it; undefined when no path is drawn. */
  readonly steps: number | undefined;
}

/**
 * Writes one SVG for each flow; with a trace, for each flow the contact went through.
 * @param directory relative to `cwd`; it is made where it is not there
 */
export async function drawPictures(
  flows: readonly ProgramFlow[],
  directory: string,
  { cwd, trace }: { cwd: string; trace?: readonly TraceStep[] },
): Promise<Picture[]> {
  const paths = trace === undefined ? undefined : pathOf(trace);
  const folder = resolve(cwd, directory);
  await mkdir(folder, { recursive: true });
  const files = fileNames(flows.map(({ name }) => name));
  const pictures: Picture[] = [];
  for (const { name, type, document } of flows) {
    const path = paths?.get(name);
    if (paths !== undefined && path === undefined) {
      continue;
    }
    const file = `${files.get(name) ?? name}.svg`;
    await writeFile(join(folder, file), drawFlow(document, { name, type, ...(path && { path }) }));
    const steps = path && [...path.visits.values()].reduce((sum, visits) => sum + visits.length, 0);
    pictures.push({ flow: name, file: join(directory, file), steps });
  }
  return pictures;
}

/**
 * Reads a trace: a JSON list of steps, or an object that has one as `trace`.
 * @throws Error naming the first entry that is no step
 */
export async function readTrace(file: string, cwd: string): Promise<TraceStep[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(resolve(cwd, file), "utf8"));
  } catch (error) {
    throw new Error(`The trace ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const entries: unknown = isRecord(value) ? value.trace : value;
  if (!Array.isArray(entries)) {
    throw new Error(
      `The trace ${file} is no list; it needs entries such as {"flow": "inbound", "action": "menu", "next": "bye"}.`,
    );
  }
  return entries.map((entry: unknown, index): TraceStep => {
    if (!isRecord(entry) || typeof entry.flow !== "string" || typeof entry.action !== "string") {
      throw new Error(
        `Entry ${index + 1} of the trace ${file} is ${JSON.stringify(entry)}; it needs "flow" and "action" as text.`,
      );
    }
    const { flow, action, next } = entry;
    return { flow, action, ...(typeof next === "string" && { next }) };
  });
}
