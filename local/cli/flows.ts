/** `npm run flows`: lists, draws, compares and checks contact flows. */
import { type TraceStep } from "../../flows/language/picture";
import { describeFindings } from "../../flows/language/validate";
import { evaluateProgram } from "../engine/evaluateProgram";
import { failureText } from "./failure";
import { anyRefused, checkFiles, renderChecked } from "./flows/check";
import { flowChanges, renderChanges } from "./flows/diff";
import {
  type CheckFlags,
  FLOWS_USAGE,
  type FlowsFlags,
  type ImportFlags,
  type ListFlags,
  readFlowsFlags,
} from "./flows/flags";
import { importFile } from "./flows/import";
import { listJson, renderList } from "./flows/list";
import { drawPictures, type Picture, readTrace } from "./flows/pictures";
import { playCall } from "./flows/play";
import { runPlay } from "./flows/playExports";
import { type ProgramFlow, programFlows } from "./flows/programFlows";
import { terminal } from "./terminal";
import { UsageError } from "./usageError";

const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/** Runs a command and answers with what to print. */
async function run(flags: FlowsFlags): Promise<string> {
  switch (flags.command) {
    case "list":
      return list(flags);
    case "diff":
      return renderChanges(await flowChanges(flags), flags);
    case "check":
      return check(flags);
    case "import":
      return imported(flags);
  }
}

async function list(flags: ListFlags): Promise<string> {
  const { stack, config, cwd, svg, json } = flags;
  const graph = await evaluateProgram({ cwd, stack, config });
  const flows = wanted(programFlows(graph), flags);
  if (svg === undefined) {
    return json ? asJson(listJson(flows, stack)) : renderList(flows, stack, { colour });
  }
  let trace: readonly TraceStep[] | undefined;
  if (flags.call !== undefined) {
    const played = await playCall(graph, { from: flags.from, answers: flags.call });
    if (played.unused.length > 0) {
      process.stderr.write(`Nobody asked for the last answers of --call: ${played.unused.join(", ")}\n`);
    }
    trace = played.trace;
  } else if (flags.trace !== undefined) {
    trace = await readTrace(flags.trace, cwd);
  }
  const pictures = await drawPictures(flows, svg, { cwd, ...(trace && { trace }) });
  return json ? asJson({ stack, pictures }) : renderPictures(pictures, trace);
}

function wanted(flows: ProgramFlow[], { flows: names, stack }: ListFlags): ProgramFlow[] {
  const unknown = names.filter((name) => !flows.some((flow) => flow.name === name));
  if (unknown.length > 0) {
    const known = flows.map(({ name }) => name).join(", ") || "none";
    throw new Error(`Stack ${stack} has no flow "${unknown.join('", "')}". It has ${known}.`);
  }
  return names.length === 0 ? flows : flows.filter(({ name }) => names.includes(name));
}

function renderPictures(pictures: readonly Picture[], trace: readonly TraceStep[] | undefined): string {
  if (pictures.length === 0) {
    const through = [...new Set((trace ?? []).map(({ flow }) => flow))].join(", ") || "none";
    return `There is nothing to draw: the contact went through none of these flows. Its flows: ${through}.`;
  }
  return pictures
    .map(({ file, steps }) => (steps === undefined ? file : `${file}  ${steps} ${steps === 1 ? "step" : "steps"}`))
    .join("\n");
}

async function check(flags: CheckFlags): Promise<string> {
  const checked = await checkFiles(flags);
  process.exitCode = anyRefused(checked) ? 1 : 0;
  return flags.json ? asJson(checked) : renderChecked(checked, { colour });
}

/** The source goes to the output, so that it can be put into a file; what could not be taken over goes beside it. */
async function imported(flags: ImportFlags): Promise<string> {
  const { source, name, type, bindings, findings } = await importFile(flags);
  if (flags.json) {
    return asJson({ name, type, source, bindings, findings });
  }
  if (findings.length > 0) {
    process.stderr.write(`${describeFindings(findings)}\n`);
  }
  return source.trimEnd();
}

function asJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

async function main(): Promise<void> {
  // Lambda's clocks show UTC.
  process.env.TZ = "UTC";
  const [command, ...rest] = process.argv.slice(2);
  if (command === "play") {
    return runPlay(rest, terminal(process.stdout));
  }
  const flags = readFlowsFlags(process.argv.slice(2));
  process.stdout.write(`${flags === "help" ? FLOWS_USAGE : await run(flags)}\n`);
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message} --help shows what they do.\n`);
    process.exitCode = 2;
    return;
  }
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
});
