/**
 * Plays one day and prints what it took, as JSON: `playDay.ts AGENTS CONTACTS_IN_THE_BUSIEST_HOUR HANDLE_TIME`.
 *
 * The centre is that of stack dev as basic, whose callers choose by keys; its records go through the pipeline of the same
 * stack as advanced. Both are sized for the agents.
 */
import { LocalCenter } from "../local/center";
import { seed } from "../local/cli/seed";
import { sampleCustomers } from "../local/data/sampleData";
import { evaluateProgram } from "../local/engine/evaluateProgram";
import { plannedDay } from "../local/simulation/day/dayPlan";
import { type DayOptions, playDay, RecordTap } from "../local/simulation/day/playDay";
import type { PlayedDay } from "./day";
import { PROJECT } from "./processes";

/** A Tuesday, 07:00 in New York. */
const MORNING = Date.parse("2026-11-17T12:00:00Z");

const SEED = 1;

/** Words a minute the centre speaks. */
const SPEECH = 170;

/** Callers who choose each of the queues, and whose call is for nobody but an agent. */
const SCRIPTS = ["1", "2"].map((first) => ({ name: first, moves: [{ press: first }, { press: "1" }] }));

const ANALYTICS = JSON.stringify({ warehouse: "athena" });
const QUOTAS = JSON.stringify({ request: true });

async function main(): Promise<void> {
  process.env.TZ = "UTC";
  const [agents = 0, contactsPerHour = 0, handleTime = 0] = process.argv.slice(2).map(Number);
  const sized = { agents: String(agents), quotas: QUOTAS };
  const evaluated = (config: Record<string, string>) =>
    evaluateProgram({ cwd: PROJECT, stack: "dev", config: { ...sized, ...config } });
  const pipeline = await evaluated({ architecture: "advanced", analytics: ANALYTICS });
  const records = new RecordTap();
  const center = await LocalCenter.fromGraph(await evaluated({ architecture: "basic" }), {
    ...{ seed: SEED, startAt: MORNING, speech: SPEECH, handlers: "inProcess", keep: 0, publishes: false },
    remembersReads: true,
    onContactRecord: records.take,
  });
  const { connect, clock } = center;
  await seed(center, sampleCustomers(new Date(clock.now())));
  const { seconds, intervalSeconds, arrivals, teams } = plannedDay(
    { agents, contactsPerHour, handleTime },
    [...connect.routingProfiles.keys()],
    {
      talk: { kind: "lognormal", mean: handleTime - 30, deviation: 150 },
      afterContactWork: { kind: "lognormal", mean: 30, deviation: 20 },
    },
  );
  const simulation: DayOptions["simulation"] = {
    ...{ seed: SEED, seconds, intervalSeconds, arrivals, teams },
    patience: { kind: "exponential", mean: 120 },
    scripts: SCRIPTS,
  };
  const [began, before] = [performance.now(), process.cpuUsage()];
  const { ledger, differences, stored } = await playDay({ connect, clock, records, graph: pipeline, simulation });
  const { user, system } = process.cpuUsage(before);
  const played: PlayedDay = {
    contacts: ledger.contacts,
    differences: differences.length,
    wallSeconds: (performance.now() - began) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    stored,
  };
  process.stdout.write(JSON.stringify(played));
  await center.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
