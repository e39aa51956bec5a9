/** `npm run simulate`: hours of a stack's contact centre with simulated callers and agents. */
import { queueFigures } from "../../planning/erlang";
import { type LocalCenter, startCenter } from "../center";
import { sampleCustomers } from "../data/sampleData";
import { simulate, type Simulation, type SimulationResult, type Team } from "../simulation";
import { plannedDay } from "../simulation/day/dayPlan";
import { type DayResult, playDay, RecordTap } from "../simulation/day/playDay";
import { failureText } from "./failure";
import { waitForMorning, waitForOpening } from "./openingTime";
import { checkNewFolder, keepBucket } from "./replay/bucketCopy";
import { seed } from "./seed";
import { readSimulateFlags, SIMULATE_USAGE, type SimulateFlags } from "./simulateFlags";
import { Progress } from "./progress";
import { type Expected, showSimulation, showStored } from "./simulateReport";
import { terminal, type Terminal } from "./terminal";
import { UsageError } from "./usageError";

/** Words a minute the centre speaks. */
const SPEECH = 170;

/** Share of their time agents are busy when nobody says how many call. */
const USUAL_OCCUPANCY = 0.85;

/** Agents of a stack that declares no users. */
const USUAL_AGENTS = 10;

async function main(): Promise<void> {
  // Lambda's clocks show UTC.
  process.env.TZ = "UTC";
  const flags = readSimulateFlags(process.argv.slice(2));
  if (flags === "help") {
    process.stdout.write(`${SIMULATE_USAGE}\n`);
    return;
  }
  // With --json only the result goes to standard output.
  const out = terminal(flags.json ? process.stderr : process.stdout);
  out.status("  starting the program");
  const { stack, config, at, seed: chance, warehouse } = flags;
  if (warehouse !== undefined) await checkNewFolder(warehouse, "--warehouse");
  const records = new RecordTap();
  const center = await startCenter({
    cwd: process.cwd(),
    stack,
    config,
    seed: chance,
    startAt: at,
    speech: SPEECH,
    handlers: "inProcess",
    keep: 0,
    publishes: false,
    remembersReads: true,
    ...(warehouse !== undefined && { onContactRecord: records.take }),
    onResource: ({ name }) => out.status(`  ${name}`),
  });
  try {
    await run(center, flags, out, records);
  } finally {
    await center.close();
  }
}

async function run(center: LocalCenter, flags: SimulateFlags, out: Terminal, records: RecordTap): Promise<void> {
  const { connect, clock } = center;
  const hours = [...connect.instance.hours.values()];
  if (flags.at === undefined) await (flags.day ? waitForMorning(clock, hours) : waitForOpening(clock, hours));
  if (center.table("customersTable") !== undefined) await seed(center, sampleCustomers(new Date(clock.now())));
  const agents = flags.agents ?? (connect.agents.length || USUAL_AGENTS);
  const plan = planOf(center, flags, agents);
  const progress = new Progress(out);
  const watched: Simulation = { ...plan, onProgress: (share) => progress.show(share) };
  const { warehouse } = flags;
  const day = warehouse === undefined ? undefined : await stored(center, watched, { warehouse, progress, records });
  const result = day?.simulation ?? (await simulate(connect, watched));
  if (day !== undefined && day.differences.length > 0) process.exitCode = 1;
  const expected = expectedOf(center, flags, agents, result);
  if (flags.json) {
    const { ledger, warehouse: found, differences, stored: files } = day ?? {};
    const more = day === undefined ? {} : { ledger, warehouse: found, differences, stored: files };
    process.stdout.write(`${JSON.stringify({ ...result, expected, ...more }, null, 2)}\n`);
    return;
  }
  const began = result.start.slice(0, 16).replace("T", " ");
  const calls = flags.day
    ? `${plannedCalls(plan)} calls expected`
    : `${callsOf(flags, agents).join(", ")} calls an hour`;
  out.line(
    out.paint(
      "bold",
      `Stack ${flags.stack}: ${flags.hours} h from ${began} UTC, ${agents} ${agents === 1 ? "agent" : "agents"}, ` +
        `${calls}, handle time ${flags.handleTime} s, seed ${flags.seed}`,
    ),
  );
  showSimulation(result, expected, out);
  if (day !== undefined && warehouse !== undefined) showStored(day, warehouse, out);
}

/** Plays with every record going through the pipeline, and keeps what is stored. */
async function stored(
  { connect, clock, graph }: LocalCenter,
  simulation: Simulation,
  { warehouse, progress, records }: { warehouse: string; progress: Progress; records: RecordTap },
): Promise<DayResult> {
  return playDay({
    ...{ connect, clock, graph, simulation, records },
    onRecords: (count) => progress.show(Math.min(1, count / plannedCalls(simulation))),
    onStage: (stage) => progress.say(stage === "storing" ? "storing the last records" : "asking the warehouse"),
    keep: async (objects, bucket) => void (await keepBucket(objects, bucket, warehouse)),
  });
}

function plannedCalls({ arrivals }: Simulation): number {
  return Math.round(arrivals.callsPerInterval.reduce((sum, calls) => sum + calls, 0));
}

function callsOf(flags: SimulateFlags, agents: number): readonly number[] {
  return flags.callsPerHour ?? [usualCalls(agents, flags)];
}

/** The simulation the flags describe, with defaults from the stack. */
function planOf({ connect }: LocalCenter, flags: SimulateFlags, agents: number): Simulation {
  const timed = flags.day ? dayOf(connect, flags, agents) : hoursOf(connect, flags, agents);
  return {
    ...timed,
    seed: flags.seed,
    scripts: flags.scripts,
    patience: flags.patience,
    wrongKeys: flags.wrongKeys,
    withinSeconds: flags.withinSeconds,
    ...(flags.redials > 0 && { redials: { share: flags.redials, after: { kind: "fixed" as const, seconds: 600 } } }),
  };
}

/** What there is of a simulation besides callers' habits. */
type Timed = Pick<Simulation, "seconds" | "intervalSeconds" | "warmUpSeconds" | "arrivals" | "teams">;

function dayOf({ routingProfiles }: LocalCenter["connect"], flags: SimulateFlags, agents: number): Timed {
  const { handleTime, talk, afterContactWork, callsPerHour } = flags;
  const [contactsPerHour] = callsPerHour ?? [];
  const inputs = { agents, handleTime, contactsPerHour: contactsPerHour ?? usualCalls(agents, flags) };
  const profiles = [...routingProfiles.keys()];
  if (profiles.length === 0) throw noProfiles();
  const { seconds, intervalSeconds, arrivals, teams } = plannedDay(inputs, profiles, { talk, afterContactWork });
  return { seconds, intervalSeconds, arrivals, teams };
}

function hoursOf(connect: LocalCenter["connect"], flags: SimulateFlags, agents: number): Timed {
  const hourly = callsOf(flags, agents);
  const { intervalSeconds } = flags;
  const intervals = Math.ceil((flags.hours * 3_600) / intervalSeconds);
  const rate = (interval: number): number => {
    const hour = Math.floor((interval * intervalSeconds) / 3_600);
    return hourly[Math.min(hour, hourly.length - 1)] ?? 0;
  };
  return {
    seconds: flags.hours * 3_600,
    intervalSeconds,
    warmUpSeconds: flags.warmUpSeconds,
    arrivals: {
      callsPerInterval: Array.from({ length: intervals }, (_, index) => (rate(index) * intervalSeconds) / 3_600),
    },
    teams: teamsOf(connect, agents, flags),
  };
}

function usualCalls(agents: number, { handleTime }: SimulateFlags): number {
  return Math.round((USUAL_OCCUPANCY * agents * 3_600) / handleTime);
}

/** The agents, spread evenly over the routing profiles. */
function teamsOf({ routingProfiles }: LocalCenter["connect"], agents: number, flags: SimulateFlags): Team[] {
  const profiles = [...routingProfiles.values()];
  if (profiles.length === 0 && agents > 0) {
    throw noProfiles();
  }
  return profiles.map(({ id }, index) => ({
    agents: Math.floor((agents + profiles.length - 1 - index) / profiles.length),
    routingProfile: id,
    talk: flags.talk,
    afterContactWork: flags.afterContactWork,
  }));
}

function noProfiles(): Error {
  return new Error(
    "The stack declares no routing profile, so there is nothing agents could serve. Set routingProfiles.",
  );
}

/** What theory says of the calls that reached the queues, with the handle time they were measured to take. */
function expectedOf(
  { connect }: LocalCenter,
  { hours, patience, withinSeconds, callsPerHour, day }: SimulateFlags,
  agents: number,
  { total, queues, agents: { meanHandleTime } }: SimulationResult,
): Expected {
  if (total.handled === 0 || agents === 0) return { why: "no call was handled." };
  if (day || new Set(callsPerHour).size > 1) return { why: "it knows one rate of calls, not the curve of a day." };
  const busy = new Set(queues.filter(({ offered }) => offered > 0).map(({ name }) => name));
  for (const { name, groups } of connect.routingProfiles.values()) {
    const served = new Set(groups.flat().map(({ queue }) => queue.name));
    const missing = [...busy].find((queue) => !served.has(queue));
    if (missing !== undefined) return { why: `agents of routing profile ${name} do not serve queue ${missing}.` };
  }
  const waits =
    patience.kind === "infinite"
      ? Number.POSITIVE_INFINITY
      : patience.kind === "fixed"
        ? patience.seconds
        : patience.mean;
  const traffic = { callsPerHour: total.offered / hours, handleTime: meanHandleTime, patience: waits };
  return {
    model: Number.isFinite(waits) ? "Erlang A" : "Erlang C",
    figures: queueFigures(traffic, agents, withinSeconds),
  };
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(usage ? `${error.message} --help shows what they do.\n` : `${failureText(error)}\n`);
  process.exitCode = usage ? 2 : 1;
});
