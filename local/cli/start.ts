/**
 * `npm start`: brings a stack up on this machine, seeds it, plays calls and, where there is a bot, a chat and messages in
 * Slack, prints what came of them, and offers a phone.
 */
import { startCenter, type LocalCenter } from "../center";
import type { Customer } from "../data/customer";
import { sampleCustomers } from "../data/sampleData";
import { STACK_TYPE, type GraphResource } from "../engine/graph";
import { typedCommands } from "./commandLine";
import { showContactRecords } from "./demo/calls";
import { showDaysFigures } from "./demo/figures";
import { play } from "./demo/play";
import { showChatPage, showOutbox } from "./demo/texts";
import { failureText } from "./failure";
import { waitForOpening } from "./openingTime";
import { runPhone } from "./phone";
import { showPortal } from "./portal";
import { readCustomers, seed, type Seeded } from "./seed";
import { readStartFlags, START_USAGE, type StartFlags } from "./startFlags";
import { terminal, type Terminal } from "./terminal";
import { renderComponents, shortType } from "./tree";
import { drawsUnicode } from "./unicode";
import { UsageError } from "./usageError";

/** Words a minute the centre speaks. */
const SPEECH = 170;

async function main(): Promise<void> {
  // Lambda's clocks show UTC.
  process.env.TZ = "UTC";
  const flags = readStartFlags(process.argv.slice(2));
  if (flags === "help") {
    process.stdout.write(`${START_USAGE}\n`);
    return;
  }
  const out = terminal(process.stdout);
  // Read before anything is started: a wrong row must cost nothing.
  const customers = flags.customers === undefined ? undefined : await readCustomers(flags.customers);
  const center = await bringUp(flags, out);
  try {
    const seeded = await seedCenter(center, out, flags, customers);
    const stage = { center, out };
    await play(stage, seeded);
    if (!center.lex.isEmpty) await showOutbox(stage);
    await showDaysFigures(stage, { unicode: drawsUnicode(process.stdout), seed: flags.seed });
    if (!process.stdin.isTTY) {
      showContactRecords(stage);
    } else {
      // A record has some eighty lines, and would push the calls off the screen.
      out.line();
      out.line(`${center.connect.records.length} contact records; the command records prints them.`);
      showChatPage(stage);
      showPortal(center, out);
      const commands = typedCommands(process.stdin, process.stdout, "phone> ");
      await runPhone(center, out, commands, seeded?.caller ?? "+12065550100");
    }
  } finally {
    await center.close();
  }
}

async function bringUp(flags: StartFlags, out: Terminal): Promise<LocalCenter> {
  const { stack, config, at } = flags;
  out.line(out.paint("bold", `Bringing up stack ${stack} on this machine`));
  let count = 0;
  const onResource = ({ type, name }: GraphResource) => {
    count += type === STACK_TYPE ? 0 : 1;
    out.status(`  ${count} resources: ${name} ${shortType(type)}`);
  };
  out.status("  starting the program");
  const options = { cwd: process.cwd(), stack, config, seed: flags.seed, startAt: at, speech: SPEECH, onResource };
  const center = await startCenter(options);
  out.line(renderComponents(center.graph, { colour: out.colours }));
  out.line();
  for (const [name, number] of Object.entries(center.graph.outputs.phoneNumbers ?? {})) {
    out.line(`Phone number ${name}: ${out.paint("bold", String(number))}`);
  }
  const hours = [...center.connect.instance.hours.values()];
  if (at === undefined && (await waitForOpening(center.clock, hours))) {
    const opening = new Date(center.clock.now()).toISOString();
    out.line(`Some hours of operation are closed now, so the clock is set to ${opening}. --at sets another time.`);
  }
  return center;
}

async function seedCenter(
  center: LocalCenter,
  out: Terminal,
  { customers: file, stack }: StartFlags,
  own: Customer[] | undefined,
): Promise<Seeded | undefined> {
  if (center.table("customersTable") === undefined) {
    if (file !== undefined) {
      throw new Error(
        `--customers ${file}: stack ${stack} has no tables for customers, which come with the architecture basic. ` +
          "Add --config architecture=basic, or leave --customers out.",
      );
    }
    out.line("This architecture has no customers; callers go straight to the queues.");
    return undefined;
  }
  const customers = own ?? sampleCustomers(new Date(center.clock.now()));
  out.status(`  storing ${customers.length} customers and their orders`);
  const seeded = await seed(center, customers);
  out.line(`Seeded ${seeded.customers} customers and ${seeded.orders} orders from ${file ?? "the samples"}.`);
  if (own === undefined && !center.lex.isEmpty) out.line(`PINs of the samples: ${samplePins(customers)}.`);
  return seeded;
}

/** The samples' PINs, for whoever tries the bot; nobody else's are ever shown. */
function samplePins(customers: Customer[]): string {
  const known = customers.filter(({ pin }) => pin !== "");
  return known.map(({ phoneNumber, pin }) => `${phoneNumber} ${pin}`).join(", ");
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(`${failureText(error)}\n${usage ? `\n${START_USAGE}\n` : ""}`);
  process.exitCode = usage ? 2 : 1;
});
