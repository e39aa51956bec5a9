/** A centre whose warehouse somebody asks: with a simulated day and the demonstration in it, or with a user's own data. */
import { LocalCenter, type CenterOptions } from "../center";
import { Instance } from "../connect/instance";
import { sampleCustomers } from "../data/sampleData";
import type { ResourceGraph } from "../engine/graph";
import { play } from "./demo/play";
import { waitForOpening } from "./openingTime";
import { type Pipeline, pipelineOf, settleFiles } from "./pipeline";
import { recordFiles } from "./records/recordFiles";
import { copiedKeys, isBucketCopy, lastArrival, loadBucket } from "./replay/bucketCopy";
import { replayFiles } from "./replay/replayFiles";
import { isComplete, showReplayed } from "./replay/replayReport";
import { seed } from "./seed";
import { dayToSimulate, simulateDay } from "./simulatedDay";
import type { Terminal } from "./terminal";

/** Words a minute the centre speaks. */
const SPEECH = 170;

/** What the centre is to hold. */
export interface Asked {
  readonly data: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number | undefined;
  readonly seed: number;
}

/** Refuses data that is not there, before anything is started. @throws Error */
export async function checkData(data: string | undefined): Promise<void> {
  if (data !== undefined && !(await isBucketCopy(data))) await recordFiles([data]);
}

/** Starts the centre and fills it. Progress and what is worth knowing go to `out`. The caller closes it. */
export async function centerToAsk(graph: ResourceGraph, asked: Asked, out: Terminal): Promise<LocalCenter> {
  const { data } = asked;
  if (data === undefined) return demonstrated(graph, asked, out);
  return (await isBucketCopy(data)) ? copied(graph, data, asked, out) : replayed(graph, data, asked, out);
}

async function opened(
  graph: ResourceGraph,
  options: CenterOptions,
  fill: (center: LocalCenter, pipeline: Pipeline) => Promise<void>,
): Promise<LocalCenter> {
  const center = await LocalCenter.fromGraph(graph, { ...options, keep: 0 });
  try {
    await fill(center, pipelineOf(center));
    return center;
  } catch (error) {
    await center.close();
    throw error;
  }
}

async function copied(graph: ResourceGraph, folder: string, asked: Asked, out: Terminal): Promise<LocalCenter> {
  const keys = await copiedKeys(folder);
  const startAt = asked.at ?? lastArrival(keys);
  return opened(graph, { seed: asked.seed, startAt }, async (center, { bucket }) => {
    out.status(`  reading ${keys.length} files of ${folder}`);
    await loadBucket(center.objects, bucket, folder, keys);
    await settleFiles(center, 0);
  });
}

async function replayed(graph: ResourceGraph, path: string, asked: Asked, out: Terminal): Promise<LocalCenter> {
  const files = await recordFiles([path]);
  return opened(graph, { seed: asked.seed, startAt: asked.at }, async (center, pipeline) => {
    const accounts = await replayFiles(center, pipeline, files, out);
    if (!isComplete(accounts) || accounts.quarantined > 0) showReplayed(accounts, out);
  });
}

async function demonstrated(graph: ResourceGraph, asked: Asked, out: Terminal): Promise<LocalCenter> {
  const hours = [...new Instance(graph).hours.values()];
  const now = asked.at ?? Date.now();
  const day = dayToSimulate(hours, now);
  const options = { seed: asked.seed, startAt: day?.startMs ?? now, speech: SPEECH, handlers: "inProcess" as const };
  return opened(graph, options, async (center) => {
    const { clock } = center;
    const customers = sampleCustomers(new Date(now));
    const seeded = center.table("customersTable") === undefined ? undefined : await seed(center, customers);
    if (day !== undefined) {
      out.status("  simulating a day");
      await simulateDay(center, day, customers, asked.seed);
      out.line(
        `A simulated day, ${new Date(day.startMs).toISOString().slice(0, 10)}, and the contacts of the demonstration:`,
      );
    }
    await clock.runUntil(now);
    await waitForOpening(clock, hours);
    out.status("  playing the demonstration");
    await play({ center, out: SILENT }, seeded);
    await settleFiles(center);
  });
}

const SILENT: Terminal = {
  colours: false,
  line: () => undefined,
  status: () => undefined,
  paint: (_style, text) => text,
};
