/** Records on their way to the warehouse: rows, poison, batches and jobs that fail, and what makes it all anew. */
import { Athena } from "@aws-sdk/client-athena";
import { RedshiftData } from "@aws-sdk/client-redshift-data";
import { S3 } from "@aws-sdk/client-s3";
import { compactRowsFactory } from "../../handlers/compactRows";
import type { JobTime } from "../../handlers/jobs/time";
import { showFiguresFactory } from "../../handlers/showFigures";
import { resourcesOfType, textOf } from "../../local/graphValues";
import { directEntrance, type Entrance, streamEntrance } from "../../local/cli/entrance";
import { pipelineOf, settleFiles } from "../../local/cli/pipeline";
import { contactRecord } from "../support/contactRecords";
import { withLog } from "../support/handlerLog";
import type { Stage } from "./stage";

const HOUR_SECONDS = 3_600;

/** Wherever records can go in: every stream of records and every Firehose stream a producer writes to. */
function entrancesOf({ center }: Stage): Entrance[] {
  const { graph, firehose, streams, messaging } = center;
  const arns = (type: string) => resourcesOfType(graph, type).flatMap((resource) => textOf(resource, "arn") ?? []);
  const events = arns("aws:kinesis/stream:Stream").map((arn) => streamEntrance(streams.stream(arn), messaging));
  const raw = arns("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream").filter((arn) =>
    /-direct-[0-9a-f]+$/.test(arn),
  );
  const direct = raw.map((arn) => {
    const put = firehose.directPut(arn);
    if (put === undefined || typeof put === "string")
      throw new Error(`Nobody may put records to ${arn}: ${put ?? "it is not there"}.`);
    return directEntrance(put, firehose.stream(put.definition.name));
  });
  return [...events, ...direct];
}

/** Puts contact records, and one that is none, wherever records go in. */
async function putRecords(stage: Stage, seed: number): Promise<void> {
  const { center } = stage;
  const start = center.clock.now() - HOUR_SECONDS * 1_000;
  for (const entrance of entrancesOf(stage)) {
    for (const number of [0, 1, 2]) {
      const record = contactRecord({ seed, start, days: 1 / 96 }, number);
      entrance.take({ partitionKey: `${number}`, data: Buffer.from(`${JSON.stringify(record)}\n`) });
    }
    entrance.take({ partitionKey: "poison", data: Buffer.from("no record\n") });
  }
  await stage.seconds(10);
}

/** Poison in the stream of survey answers: a row nobody writes so. */
async function putAnswers({ center }: Stage, id: string): Promise<void> {
  const table = center.table("surveysTable");
  if (table === undefined) return;
  const answer = { id: `contact#${id}`, answeredAt: new Date(center.clock.now()).toISOString(), score: 4 };
  await center.database.put(table, { ...answer, through: "keypad" });
  await center.database.put(table, { ...answer, id: `contact#${id}-poison`, answeredAt: "yesterday" });
  await center.clock.advance(5_000);
}

/** Everything that comes while nothing can be handed on: Lambda keeps what it gives up. */
async function playFailures(stage: Stage): Promise<void> {
  const handsOn = ["firehose:PutRecordBatch", "lambda:InvokeFunction"];
  await stage.whileRefused(
    ({ roleArn, action }) => handsOn.includes(action) || (action === "s3:PutObject" && roleArn.includes("raw-records")),
    async () => {
      await putAnswers(stage, "failing");
      await putRecords(stage, 2);
      for (const agent of stage.center.connect.agents) agent.goOnline();
      await stage.seconds(2 * HOUR_SECONDS);
    },
  );
  const jobs = ["analytics-compact-rows", "analytics-load-warehouse", "operations-check-settings"];
  await stage.whileFailing(jobs, () => stage.seconds(2 * HOUR_SECONDS));
}

/** Rows made anew of the raw copy and of what is in quarantine. */
async function playReplay(stage: Stage): Promise<void> {
  const { center } = stage;
  const { bucket } = pipelineOf(center);
  const first = (prefix: string) => center.objects.list(bucket, prefix).slice(0, 1);
  const keys = ["raw/contact_records/", "quarantine/contact_records/"].flatMap(first).map(({ key }) => key);
  await stage.invoke("analytics-replay-raw-records", { keys });
}

/** Time that is over whenever somebody waits. */
function rushing(now: number): JobTime {
  let at = now;
  return { now: () => at, pause: async () => void (at += 24 * HOUR_SECONDS * 1_000) };
}

/** Queries that take longer than there is time. */
async function playSlowQueries(stage: Stage): Promise<void> {
  const { center } = stage;
  const { athena } = center.warehouse;
  athena.statementFaults.set({ kind: "slow", delayMs: 100 * HOUR_SECONDS * 1_000 });
  await stage.inRoleOf("analytics-show-figures", async (settings) => {
    const clients = { queries: new Athena(settings), warehouse: new RedshiftData(settings) };
    await withLog(() => showFiguresFactory(clients, rushing(center.clock.now()))({ query: "deliveries" }));
  });
  await stage.inRoleOf("analytics-compact-rows", async (settings) => {
    const clients = { queries: new Athena(settings), objects: new S3(settings) };
    await withLog(() => compactRowsFactory(clients, rushing(center.clock.now() + HOUR_SECONDS * 1_000))({}));
  });
  athena.statementFaults.clear();
}

/** Plays everything. */
export async function playAnalytics(stage: Stage): Promise<void> {
  const { center } = stage;
  const hasLake = stage.has("analytics-compact-rows");
  await putRecords(stage, 1);
  await putAnswers(stage, "answered");
  await settleFiles(center);
  await stage.invoke("analytics-show-figures", { query: "deliveries" });
  // Rows of an hour that is over as far as the job's clock says, before its schedule comes.
  if (hasLake) await playSlowQueries(stage);
  await playFailures(stage);
  await playReplay(stage);
  await stage.seconds(2 * HOUR_SECONDS);
  await stage.invoke("analytics-show-figures", { query: "deliveries" });
}
