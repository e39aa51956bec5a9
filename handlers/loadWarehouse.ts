/** Loads the rows that have arrived in S3 into Amazon Redshift, some minutes' worth at a time. */
import { randomUUID } from "node:crypto";
import { RedshiftData } from "@aws-sdk/client-redshift-data";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { patient } from "./jobs/clients";
import { tellable } from "./jobs/failure";
import { loadAll, type LoadTally, type LoadTools } from "./jobs/load";
import { budgetOf, type JobContext, type JobTime, realPause } from "./jobs/time";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";

/** What the handler asks of AWS. Tests give their own. */
export type LoadClients = Pick<LoadTools, "queues" | "objects" | "warehouse">;

const clientsOf = (): LoadClients => ({
  // The queue is where all of AWS is, wherever that is: not where its URL says.
  queues: new SQS({ ...patient(), useQueueUrlAsEndpoint: false }),
  objects: new S3(patient()),
  warehouse: new RedshiftData(patient()),
});

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: LOAD_QUEUE_URL, ANALYTICS_BUCKET, WORKGROUP
 * and DATABASE (of Redshift Serverless), COPY_ROLE_ARN (the role COPY reads the bucket with).
 *
 * To be run one at a time. May be killed anywhere (jobs/load): a transaction loads all or nothing, its messages go when it has
 * ended, and what is loaded twice is there once.
 *
 * @param clients what is asked of AWS; tests give their own
 * @param time the clock; tests give their own
 */
export const loadWarehouseFactory = (
  clients: LoadClients = clientsOf(),
  time: JobTime = { now: Date.now, pause: realPause },
  newId: () => string = randomUUID,
): ((event: unknown, context?: JobContext) => Promise<LoadTally>) => {
  requireVariables(["LOAD_QUEUE_URL", "ANALYTICS_BUCKET", "WORKGROUP", "DATABASE", "COPY_ROLE_ARN"]);
  const settings = {
    queueUrl: process.env.LOAD_QUEUE_URL ?? "",
    bucket: process.env.ANALYTICS_BUCKET ?? "",
    database: process.env.DATABASE ?? "",
    workgroup: process.env.WORKGROUP ?? "",
    copyRole: process.env.COPY_ROLE_ARN ?? "",
  };
  return async (_event, context) => {
    try {
      const tally = await loadAll({ ...clients, ...settings, newId, budget: budgetOf(context, time) });
      const { loaded, refused, missing } = tally;
      logOutcome({ outcome: tally.stopped ? "stopped" : "done", loaded, refused, missing });
      return tally;
    } catch (error) {
      const failure = tellable(error);
      logOutcome({ outcome: "failed", failure: failure.name });
      throw failure;
    }
  };
};
