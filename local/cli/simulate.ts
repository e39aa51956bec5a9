/** `npm run simulate`: hours of a stack's contact centre with simulated callers and agents. */
import { queueFigures } from "../../planning/erlang";
import { type LocalCenter, startCenter } from "../center";
import { sampleCustomers } from "../data/sampleData";
import { simulate, type Simulation, type SimulationResult, type Team } from "../simulation";
import { failureText } from "./failure";
import { waitForOpening } from "./openingTime";
import { seed } from "./seed";
import { readSimulateFlags, SIMULATE_USAGE, type SimulateFlags } from "./simulateFlags";
import { type Expected, showSimulation } from "./simulateReport";
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
  const { stack, config, at, seed: chance } = flags;
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
    onResource: ({ name }) => out.status(`  ${name}`),
  });
  try {
    await run(center, flags, out);
  } finally {
    await center.close();
  }
}

async function run(center: LocalCenter, flags: SimulateFlags, out: Terminal): Promise<void> {
  const { connect, clock } = center;
  if (flags.at === undefined) await waitForOpening(clock, [...connect.instance.hours.values()]);
  if (center.table("customersTable") !== undefined) await seed(center, sampleCustomers(new Date(clock.now())));
  const plan = planOf(center, flags);
  const agents = plan.teams.reduce((sum, team) => sum + team.agents, 0);
  const result = await simulate(connect, {
    ...plan,
    onProgress: (share) => out.status(`  ${bar(share)} ${Math.round(share * 100)} %`),
  });
  if (flags.json) {
    process.stdout.write(
      `${JSON.stringify({ ...result, expected: expectedOf(center, flags, agents, result) }, null, 2)}\n`,
    );
    return;
  }
  const began = result.start.slice(0, 16).replace("T", " ");
  out.line(
    out.paint(
      "bold",
      `Stack ${flags.stack}: ${flags.hours} h from ${began} UTC, ${agents} ${agents === 1 ? "agent" : "agents"}, ` +
        `${(flags.callsPerHour ?? [usualCalls(agents, flags)]).join(", ")} calls an hour, ` +
        `handle time ${flags.handleTime} s, seed ${flags.seed}`,
    ),
  );
  showSimulation(result, expectedOf(center, flags, agents, result), out);
}

/** The simulation the flags describe, with defaults from the stack. */
function planOf({ connect }: LocalCenter, flags: SimulateFlags): Simulation {
  const agents = flags.agents ?? (connect.agents.length || USUAL_AGENTS);
  const hourly = flags.callsPerHour ?? [usualCalls(agents, flags)];
  const { intervalSeconds } = flags;
  const intervals = Math.ceil((flags.hours * 3_600) / intervalSeconds);
  const rate = (interval: number): number => {
    const hour = Math.floor((interval * intervalSeconds) / 3_600);
    return hourly[Math.min(hour, hourly.length - 1)] ?? 0;
  };
  return {
    seed: flags.seed,
    seconds: flags.hours * 3_600,
    intervalSeconds,
    warmUpSeconds: flags.warmUpSeconds,
    arrivals: {
      callsPerInterval: Array.from({ length: intervals }, (_, index) => (rate(index) * intervalSeconds) / 3_600),
    },
    teams: teamsOf(connect, agents, flags),
    scripts: flags.scripts,
    patience: flags.patience,
    wrongKeys: flags.wrongKeys,
    withinSeconds: flags.withinSeconds,
    ...(flags.redials > 0 && { redials: { share: flags.redials, after: { kind: "fixed" as const, seconds: 600 } } }),
  };
}

function usualCalls(agents: number, { handleTime }: SimulateFlags): number {
  return Math.round((USUAL_OCCUPANCY * agents * 3_600) / handleTime);
}

/** The agents, spread evenly over the routing profiles. */
function teamsOf({ routingProfiles }: LocalCenter["connect"], agents: number, flags: SimulateFlags): Team[] {
  const profiles = [...routingProfiles.values()];
  if (profiles.length === 0 && agents > 0) {
    throw new Error(
      "The stack declares no routing profile, so there is nothing agents could serve. Set routingProfiles.",
    );
  }
  return profiles.map(({ id }, index) => ({
    agents: Math.floor((agents + profiles.length - 1 - index) / profiles.length),
    routingProfile: id,
    talk: flags.talk,
    afterContactWork: flags.afterContactWork,
  }));
}

/** What theory says of the calls that reached the queues, with the handle time they were measured to take. */
function expectedOf(
  { connect }: LocalCenter,
  { hours, patience, withinSeconds, callsPerHour }: SimulateFlags,
  agents: number,
  { total, queues, agents: { meanHandleTime } }: SimulationResult,
): Expected {
  if (total.handled === 0 || agents === 0) return { why: "no call was handled." };
  if (new Set(callsPerHour).size > 1) return { why: "it knows one rate of calls, not the curve of a day." };
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

const BAR = 30;

function bar(share: number): string {
  const done = Math.round(share * BAR);
  return `[${"#".repeat(done)}${"-".repeat(BAR - done)}]`;
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(usage ? `${error.message} --help shows what they do.\n` : `${failureText(error)}\n`);
  process.exitCode = usage ? 2 : 1;
});
