/**
 * `npm start`: brings a stack up on this machine, seeds it, plays two calls, prints what came of them, and offers a phone.
 */
import { parseArgs } from "node:util";
import { startCenter, type LocalCenter } from "../center";
import { STACK_TYPE, type GraphResource } from "../engine/graph";
import { playKnownCaller, playUnknownCaller, showContactRecords } from "./demo";
import { runPhone } from "./phone";
import { readCustomers, seed, type Seeded } from "./seed";
import { terminal, type Terminal } from "./terminal";
import { renderTree } from "./tree";

const USAGE = `Usage: npm start -- [--stack dev] [--customers FILE] [--config key=value]… [--seed N]

Brings the stack up on this machine, without an account, and plays two calls to it.

  --stack NAME       whose settings to use (Pulumi.NAME.yaml); default dev
  --customers FILE   your own customers and orders (CSV or NDJSON, see docs/local-run.md) instead of the samples
  --config key=value override a setting of the stack; can be given several times
  --seed N           decides ids and chance; the same number gives the same run; default 1
  --help             this text`;

interface StartFlags {
  stack: string;
  customers: string | undefined;
  config: Record<string, string>;
  seed: number;
}

/** A wrong flag: exit code 2. */
class UsageError extends Error {}

function readFlags(args: string[]): StartFlags | "help" {
  const { values } = parsed(args);
  if (values.help) {
    return "help";
  }
  const seedNumber = Number(values.seed ?? 1);
  if (!Number.isInteger(seedNumber)) {
    throw new UsageError(`--seed ${values.seed} is not a whole number.`);
  }
  return {
    stack: values.stack ?? "dev",
    customers: values.customers,
    config: Object.fromEntries((values.config ?? []).map(setting)),
    seed: seedNumber,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        stack: { type: "string" },
        customers: { type: "string" },
        config: { type: "string", multiple: true },
        seed: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function setting(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new UsageError(`--config ${text} is not key=value.`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

async function main(): Promise<void> {
  // Lambda's clocks show UTC.
  process.env.TZ = "UTC";
  const flags = readFlags(process.argv.slice(2));
  if (flags === "help") {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const out = terminal(process.stdout);
  // Read before anything is started: a wrong row must cost nothing.
  const customers = await readCustomers(flags.customers, new Date());
  const center = await bringUp(flags, out);
  try {
    const seeded = await seedCenter(center, out, customers, flags.customers);
    if (seeded) {
      await playKnownCaller(center, out, seeded);
    }
    await playUnknownCaller(center, out);
    showContactRecords(center, out);
    if (process.stdin.isTTY) {
      await runPhone(center, out, seeded?.caller ?? "+12065550100");
    }
  } finally {
    await center.close();
  }
}

async function bringUp(flags: StartFlags, out: Terminal): Promise<LocalCenter> {
  out.line(out.paint("bold", `Bringing up stack ${flags.stack} on this machine`));
  let count = 0;
  const onResource = (resource: GraphResource) => {
    count += resource.type === STACK_TYPE ? 0 : 1;
    out.status(`  ${count} resources: ${resource.type} ${resource.name}`);
  };
  const center = await startCenter({ cwd: process.cwd(), ...flags, onResource });
  out.line(renderTree(center.graph, { colour: process.stdout.isTTY === true }));
  for (const [name, number] of Object.entries(center.graph.outputs.phoneNumbers ?? {})) {
    out.line(`Phone number ${name}: ${out.paint("bold", String(number))}`);
  }
  return center;
}

async function seedCenter(
  center: LocalCenter,
  out: Terminal,
  customers: Awaited<ReturnType<typeof readCustomers>>,
  file: string | undefined,
): Promise<Seeded | undefined> {
  if (center.table("customersTable") === undefined && file === undefined) {
    out.line("This architecture has no customers; callers go straight to the queues.");
    return undefined;
  }
  const seeded = await seed(center, customers);
  out.line(`Seeded ${seeded.customers} customers and ${seeded.orders} orders from ${file ?? "the samples"}.`);
  return seeded;
}

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage ? `\n${USAGE}\n` : ""}`);
  process.exitCode = usage ? 2 : 1;
});
