/** Makes few Parquet files of the many small objects of rows: an hour's once it is over, a day's once more. */
import { randomUUID } from "node:crypto";
import { Athena } from "@aws-sdk/client-athena";
import { S3 } from "@aws-sdk/client-s3";
import { patient } from "./jobs/clients";
import { closedHours, type CompactTools, scatteredDays, type Tally, type Unload, unloadAll } from "./jobs/compact";
import { tellable } from "./jobs/failure";
import { listAll } from "./jobs/objects";
import { DATASET_NAMES, rowsPrefix } from "./jobs/partitions";
import { budgetOf, type JobContext, type JobTime, realPause } from "./jobs/time";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";

/** What became of a run: hours compacted, and days merged. */
export interface CompactAnswer {
  hours: Tally;
  days: Tally;
}

/** What the handler asks of AWS. Tests give their own. */
export type CompactClients = Pick<CompactTools, "objects" | "queries">;

/** The UNLOADs of hours that are over, of all datasets. */
const hoursToDo = async (tools: CompactTools): Promise<Unload[]> => {
  const work: Unload[] = [];
  for (const dataset of DATASET_NAMES) {
    const list: Unload["list"] = async (hours) => {
      const listed = hours.map((hour) => listAll(tools.objects, tools.bucket, rowsPrefix(dataset, hour)));
      return (await Promise.all(listed)).flat();
    };
    for (const arrived of await closedHours(tools, dataset)) work.push({ dataset, arrived, list });
  }
  return work;
};

/** The UNLOADs of days that are over and lie in several folders. */
const daysToDo = async (tools: CompactTools): Promise<Unload[]> => {
  const work: Unload[] = [];
  for (const dataset of DATASET_NAMES) {
    for (const [day, files] of await scatteredDays(tools, dataset)) {
      work.push({ dataset, arrived: [day], list: async () => files });
    }
  }
  return work;
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ANALYTICS_BUCKET, DATABASE, WORKGROUP (of
 * Athena).
 *
 * Every run does what there is to do, however old: an hour that failed, or for which there was no time, is done by the next.
 * Merging waits until no hour does, so that a day is merged once. May be killed anywhere (jobs/compact).
 *
 * @param clients what is asked of AWS; tests give their own
 * @param time the clock; tests give their own
 */
export const compactRowsFactory = (
  clients: CompactClients = { objects: new S3(patient()), queries: new Athena(patient()) },
  time: JobTime = { now: Date.now, pause: realPause },
  newId: () => string = randomUUID,
): ((event: unknown, context?: JobContext) => Promise<CompactAnswer>) => {
  requireVariables(["ANALYTICS_BUCKET", "DATABASE", "WORKGROUP"]);
  const bucket = process.env.ANALYTICS_BUCKET ?? "";
  const database = process.env.DATABASE ?? "";
  const workgroup = process.env.WORKGROUP ?? "";
  return async (_event, context) => {
    const budget = budgetOf(context, time);
    const tools: CompactTools = { ...clients, budget, bucket, database, workgroup, newId };
    try {
      const hours = await unloadAll(tools, await hoursToDo(tools));
      const days = await unloadAll(tools, hours.waiting > 0 ? [] : await daysToDo(tools));
      const line = { hours: hours.done, days: days.done, waiting: hours.waiting + days.waiting };
      logOutcome({ outcome: "done", ...line, failed: hours.failed + days.failed, left: budget.left() });
      return { hours, days };
    } catch (error) {
      const failure = tellable(error);
      logOutcome({ outcome: "failed", failure: failure.name });
      throw failure;
    }
  };
};
