/** `npm run bench`: measures how fast and how small the project is, and prints it beside floors of the same run. */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { artefacts } from "./artefacts";
import { bridge } from "./bridge";
import { contactRecords } from "./contactRecords";
import { day } from "./day";
import { definitions } from "./definitions";
import { deliveries } from "./deliveries";
import { evaluation } from "./evaluation";
import { flowEngine } from "./flowEngine";
import { freshness } from "./freshness";
import { fuzzing } from "./fuzz";
import { kills } from "./kills";
import { lookups } from "./lookups";
import type { Effort, Figure, Subject } from "./measure";
import { memory } from "./memory";
import { planning } from "./planning";
import { portal } from "./portal";
import { privacy } from "./privacy";
import { reportOf, table } from "./report";
import { simulation } from "./simulation";
import { startUp } from "./startUp";
import { warehouse } from "./warehouse";
import { widget } from "./widget";

const SUBJECTS: Subject[] = [
  evaluation,
  startUp,
  flowEngine,
  lookups,
  bridge,
  artefacts,
  contactRecords,
  freshness,
  definitions,
  memory,
  simulation,
  planning,
  fuzzing,
  privacy,
  widget,
  portal,
  warehouse,
  kills,
  deliveries,
  day,
];

const FULL: Effort = { runs: 7, seconds: 7 };
const QUICK: Effort = { runs: 3, seconds: 1.5 };

const USAGE = `Usage: npm run bench -- [--only NAME]... [--quick] [--json]

Measures the project beside floors of the same run. Figures are medians; min and max show how busy the machine was.

  --only NAME   one subject; can be given several times
  --quick       fewer and shorter runs
  --json        for machines
  --help        this text

Subjects:
${SUBJECTS.map(({ name, about, onRequest }) => `  ${name.padEnd(12)}${about}${onRequest ? " (only when named)" : ""}`).join("\n")}`;

/** A wrong flag: exit code 2. */
class UsageError extends Error {}

interface Flags {
  subjects: Subject[];
  effort: Effort;
  json: boolean;
  help: boolean;
}

function readFlags(args: string[]): Flags {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: "string", multiple: true },
        quick: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const subjects =
      values.only === undefined ? SUBJECTS.filter(({ onRequest }) => !onRequest) : values.only.map(subject);
    return { subjects, effort: values.quick ? QUICK : FULL, json: values.json, help: values.help };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function subject(name: string): Subject {
  const found = SUBJECTS.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`There is no subject "${name}". Subjects are: ${SUBJECTS.map((one) => one.name).join(", ")}.`);
  }
  return found;
}

function machine(): string {
  const load = loadavg().map((value) => value.toFixed(1));
  return `node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), load ${load.join(" ")}`;
}

async function main(): Promise<void> {
  // Lambda's clocks show UTC.
  process.env.TZ = "UTC";
  // The SDK's notice is about the node of this machine, not that of Lambda.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const { subjects, effort, json, help } = readFlags(process.argv.slice(2));
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const found: { subject: Subject; figures: Figure[] }[] = [];
  const before = machine();
  if (!json) {
    console.log(`${new Date().toISOString().slice(0, 10)}, ${before}\n`);
  }
  for (const one of subjects) {
    const figures = await one.run(effort);
    found.push({ subject: one, figures });
    if (!json) {
      console.log(`${one.name}: ${one.about}\n${table(figures)}\n`);
    }
  }
  if (json) {
    console.log(JSON.stringify(reportOf(found, { before, after: machine() }), null, 2));
  } else {
    console.log(`At the end: ${machine()}`);
  }
}

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage ? `\n${USAGE}\n` : ""}`);
  process.exitCode = usage ? 2 : 1;
});
