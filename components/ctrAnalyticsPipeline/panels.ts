/** What a dashboard shows of the pipeline: from what comes in to what is kept back, in the order records travel. */
import type * as pulumi from "@pulumi/pulumi";
import type { Panel, Series } from "../foundations/dashboard";
import type { HandlerFunction } from "../foundations/handlerFunction";
import type { ScheduledJob } from "../foundations/scheduledJob";
import type { PipelineContext } from "./context";
import type { DirectIntake } from "./directIntake";
import type { Intake, StreamedIntake } from "./intake";
import { quarantined } from "./quarantine";

/** What is shown. */
export interface Watched {
  /** Datasets as they come in, by name. */
  intakes: Record<string, Intake>;
  /** Contact records that come without a stream. */
  direct: DirectIntake;
  /** Those of the datasets with a stream. */
  streams: readonly StreamedIntake[];
  /** Scheduled jobs, by handler. */
  jobs: Record<string, ScheduledJob>;
  /** Name of the queue of what is still to be loaded. */
  loadQueueName?: pulumi.Output<string>;
}

/** The panels; those that would be empty are left out. */
export function pipelinePanels(
  { name }: PipelineContext,
  { intakes, direct, streams, jobs, loadQueueName }: Watched,
): Panel[] {
  const handlers = [...handlersOf(intakes), { label: DIRECT, handler: direct.handler }];
  const panels: Panel[] = [
    { title: "Records that came in, a minute", periodSeconds: 60, series: streams.map(incoming) },
    { title: "Milliseconds the oldest record has waited for a reader", series: streams.map(waiting) },
    { title: "Batches that failed and were tried again", series: handlers.map(errors) },
    { title: "Milliseconds a batch takes, p99", series: handlers.map(duration) },
    {
      title: "Seconds until a row lies in S3",
      series: [...Object.entries(intakes).map(fresh), freshOf(DIRECT, direct.raw)],
    },
    { title: "Records in quarantine", series: [{ ...quarantined(name), label: "records", statistic: "Sum" }] },
    { title: "Records given up, whole in the failure folder", series: Object.entries(intakes).map(givenUp) },
    { title: "Milliseconds a run of a job takes", series: jobsOf(jobs).map(duration) },
    { title: "Runs of jobs that failed", series: jobsOf(jobs).map(errors) },
  ];
  if (loadQueueName !== undefined) {
    panels.push({ title: "Objects to be loaded, and seconds the oldest waits", series: toLoad(loadQueueName) });
  }
  return panels.filter(({ series }) => !Array.isArray(series) || series.length > 0);
}

/** What contact records are called that come without a stream. */
const DIRECT = "contact_records_direct";

interface Labelled {
  label: string;
  handler: HandlerFunction;
}

const handlersOf = (intakes: Record<string, Intake>): Labelled[] =>
  Object.entries(intakes).map(([label, { handler }]) => ({ label, handler }));

const jobsOf = (jobs: Record<string, ScheduledJob>): Labelled[] =>
  Object.entries(jobs).map(([label, { handler }]) => ({ label, handler }));

const kinesis = ({ stream, dataset }: StreamedIntake, metricName: string, statistic: string): Series => ({
  namespace: "AWS/Kinesis",
  metricName,
  dimensions: { StreamName: stream.streamName },
  label: dataset,
  statistic,
});

const incoming = (intake: StreamedIntake): Series => kinesis(intake, "IncomingRecords", "Sum");
const waiting = (intake: StreamedIntake): Series => kinesis(intake, "GetRecords.IteratorAgeMilliseconds", "Maximum");

const lambda = ({ label, handler }: Labelled, metricName: string, statistic: string): Series => ({
  namespace: "AWS/Lambda",
  metricName,
  dimensions: { FunctionName: handler.functionName },
  label,
  statistic,
});

const errors = (of: Labelled): Series => lambda(of, "Errors", "Sum");
const duration = (of: Labelled): Series => lambda(of, "Duration", "p99");

const freshOf = (label: string, { streamName }: DirectIntake["raw"]): Series => ({
  namespace: "AWS/Firehose",
  metricName: "DeliveryToS3.DataFreshness",
  dimensions: { DeliveryStreamName: streamName },
  label,
  statistic: "Maximum",
});

const fresh = ([label, { rows }]: [string, Intake]): Series => freshOf(label, rows);

const givenUp = ([label, { mapping }]: [string, Intake]): Series => ({
  namespace: "AWS/Lambda",
  metricName: "OnFailureDestinationDeliveredEventCount",
  dimensions: { EventSourceMappingUUID: mapping.mappingId },
  label,
  statistic: "Sum",
});

const toLoad = (queueName: pulumi.Output<string>): Series[] => {
  const of = { namespace: "AWS/SQS", dimensions: { QueueName: queueName }, statistic: "Maximum" };
  return [
    { ...of, metricName: "ApproximateNumberOfMessagesVisible", label: "objects" },
    { ...of, metricName: "ApproximateAgeOfOldestMessage", label: "seconds" },
  ];
};
