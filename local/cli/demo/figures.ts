/** The figures a supervisor looks at: of what was played, and of a simulated day, for there is little to see in three contacts. */
import { LocalCenter } from "../../center";
import { Instance } from "../../connect/instance";
import { sampleCustomers } from "../../data/sampleData";
import type { ResourceGraph } from "../../engine/graph";
import { showFigures } from "../figures/chart";
import { dayFigures } from "../figures/dayFigures";
import { hasPipeline, settleFiles } from "../pipeline";
import { seed } from "../seed";
import { dayToSimulate, simulateDay } from "../simulatedDay";
import type { Terminal } from "../terminal";
import { heading, type Stage } from "./script";

/** Words a minute the simulated centre speaks. */
const SPEECH = 170;

/** Virtual time contact records, agent events and survey answers take into the warehouse, with some to spare. */
const FRESH_MS = 90_000;

/** How figures are drawn, and what decides the simulated day. */
export interface FiguresOptions {
  readonly unicode: boolean;
  readonly seed: number;
}

/** Shows both, where the stack has contact analytics. */
export async function showDaysFigures({ center, out }: Stage, options: FiguresOptions): Promise<void> {
  if (!hasPipeline(center.graph)) return;
  heading(out, "The day's figures, as the warehouse counts what was played");
  out.status("  waiting for the warehouse");
  await settleFiles(center, FRESH_MS);
  await show(center, out, options);
  const hours = [...new Instance(center.graph).hours.values()];
  const day = dayToSimulate(hours, center.clock.now());
  if (day === undefined) return;
  heading(
    out,
    `A simulated day, ${new Date(day.startMs).toISOString().slice(0, 10)}: callers and agents are made up, all else is real`,
  );
  out.status("  simulating a day");
  const simulated = await openSimulated(center.graph, day.startMs, options.seed);
  try {
    const customers = sampleCustomers(new Date(day.startMs));
    if (simulated.table("customersTable") !== undefined) await seed(simulated, customers);
    await simulateDay(simulated, day, customers, options.seed);
    out.status("  asking the warehouse");
    await settleFiles(simulated, FRESH_MS);
    await show(simulated, out, options);
  } finally {
    await simulated.close();
  }
}

/** A centre beside the one that was played, so that neither's contacts, messages and agents are the other's. */
function openSimulated(graph: ResourceGraph, startAt: number, seed: number): Promise<LocalCenter> {
  return LocalCenter.fromGraph(graph, { startAt, seed, speech: SPEECH, handlers: "inProcess", keep: 0 });
}

async function show(center: LocalCenter, out: Terminal, { unicode }: FiguresOptions): Promise<void> {
  const figures = await dayFigures((sql) => center.warehouse.query(sql));
  if (figures === undefined) out.line("  No contact was offered to a queue.");
  else showFigures(figures, out, { unicode });
}
