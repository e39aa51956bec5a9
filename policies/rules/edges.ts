/** G-08: nothing that is handed on is lost: every edge has somewhere to put what failed. */
import { eventFunctions, FUNCTION, QUEUE, redriveTarget } from "../model/edges";
import { demand, type Demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { at, entries, isBetween, isOneOf, isText, isTrue, passes, UNKNOWN } from "../model/value";
import { BUCKET, ownKey } from "./storage";

const MAPPING = "lambda/eventSourceMapping:EventSourceMapping";
const DELIVERY = "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const SUBSCRIPTION = "sns/topicSubscription:TopicSubscription";
const SCHEDULE = "scheduler/schedule:Schedule";
const RUNS = "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
const EVENT_TARGET = "cloudwatch/eventTarget:EventTarget";
const NOTIFICATION = "s3/bucketNotification:BucketNotification";
const STREAM = "kinesis/stream:Stream";

/** Hours a stream of DynamoDB keeps its records. */
const TABLE_STREAM_HOURS = 24;

export const edges: Rule = {
  id: "G-08",
  title: "What is handed from one service to the next is tried again, and kept when it fails for good.",
  protects: "Contact records, messages and surveys vanish, and nobody knows.",
  references: ["Lambda.5", "DataFirehose.1", "Well-Architected REL05"],
  each: {
    "aws:lambda/eventSourceMapping:EventSourceMapping": mapping,
    "aws:scheduler/schedule:Schedule": (resource, report) =>
      demand(
        resource,
        report,
        [
          "target.retryPolicy.maximumRetryAttempts",
          isBetween(1, 185),
          "retries",
          "Set retryPolicy, 1 attempt or more.",
        ],
        ["state", (state) => state !== "DISABLED", "disabled", "Enable or remove it."],
      ),
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (resource, report) =>
      demand(
        resource,
        report,
        ["maximumRetryAttempts", isBetween(1, 2), "retries", "Set maximumRetryAttempts to 1 or 2."],
        ["maximumEventAgeInSeconds", isBetween(60, 21_600), "event-age", "Set maximumEventAgeInSeconds, 60 to 21600."],
      ),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": delivery,
  },
  stack: (stack, report) => {
    for (const mapped of stack.of(MAPPING)) readsSafely(stack, mapped, report);
    for (const subscription of stack.of(SUBSCRIPTION)) subscribes(stack, subscription, report);
    for (const schedule of stack.of(SCHEDULE))
      failsInto(stack, schedule, "target.deadLetterConfig.arn", [QUEUE], report);
    for (const target of stack.of(EVENT_TARGET)) failsInto(stack, target, "deadLetterConfig.arn", [QUEUE], report);
    for (const runs of stack.of(RUNS)) {
      failsInto(stack, runs, "destinationConfig.onFailure.destination", [QUEUE, BUCKET], report);
    }
    for (const started of eventFunctions(stack)) {
      if (stack.naming(started, RUNS, "functionName").length > 0) continue;
      report(started, "async-failures", "Give it a FunctionEventInvokeConfig with destinationConfig.onFailure.");
    }
    for (const lets of stack.of("lambda/permission:Permission")) toldByBucket(stack, lets, report);
    for (const stream of stack.of(DELIVERY)) delivers(stack, stream, report);
  },
};

const REPORTS_ITEMS: Demand = [
  "functionResponseTypes",
  (types) => entries(types).includes("ReportBatchItemFailures"),
  "item-failures",
  "Set functionResponseTypes to ReportBatchItemFailures: otherwise one bad record repeats the batch.",
];

function mapping(resource: Resource, report: Report): void {
  demand(resource, report, REPORTS_ITEMS, [
    "enabled",
    (enabled) => enabled !== false,
    "disabled",
    "Enable or remove it.",
  ]);
  const source = resource.props["eventSourceArn"];
  if (resource.props["startingPosition"] === undefined && (!isText(source) || /:sqs:/.test(source))) return;
  demand(
    resource,
    report,
    ["bisectBatchOnFunctionError", isTrue, "bisect", "Set bisectBatchOnFunctionError to true."],
    [
      "startingPosition",
      isOneOf("TRIM_HORIZON"),
      "start",
      "Start at TRIM_HORIZON: LATEST leaves out what came before.",
    ],
    ["maximumRetryAttempts", isBetween(10, 100), "retries", "Set maximumRetryAttempts, 10 to 100."],
    ["maximumRecordAgeInSeconds", isBetween(60, 604_800), "record-age", "Set maximumRecordAgeInSeconds."],
  );
}

function readsSafely(stack: Stack, mapped: Resource, report: Report): void {
  const queue = stack.named(mapped, "eventSourceArn", QUEUE);
  if (queue) return hidesLongEnough(stack, mapped, queue, report);
  if (mapped.props["startingPosition"] === undefined && isText(mapped.props["eventSourceArn"])) {
    if (/:sqs:/.test(mapped.props["eventSourceArn"])) return report(mapped, "source", "Read a queue of the stack.");
  }
  failsInto(stack, mapped, "destinationConfig.onFailure.destinationArn", [BUCKET, QUEUE], report);
  const retention = stack.named(mapped, "eventSourceArn", STREAM)?.props["retentionPeriod"];
  const hours = typeof retention === "number" ? retention : TABLE_STREAM_HOURS;
  const most = (hours * 3600) / 2;
  const message = `Give up at half of the ${hours} hours records are kept at the latest, so that failures can be read again.`;
  demand(mapped, report, ["maximumRecordAgeInSeconds", isBetween(60, most), "record-age", message]);
}

/** A message is hidden from other readers while one works on it, six times as long as that may take. */
function hidesLongEnough(stack: Stack, mapped: Resource, queue: Resource, report: Report): void {
  const timeout = stack.named(mapped, "functionName", FUNCTION)?.props["timeout"];
  const least = 6 * (typeof timeout === "number" ? timeout : 3);
  const message = `Set visibilityTimeoutSeconds to ${least} or more: six times what its reader may take.`;
  demand(queue, report, ["visibilityTimeoutSeconds", isBetween(least, 43_200), "visibility", message]);
}

function subscribes(stack: Stack, subscription: Resource, report: Report): void {
  if (!passes(subscription.props["protocol"], isOneOf("sqs", "lambda", "firehose", "http", "https"))) return;
  demand(subscription, report, ["protocol", (protocol) => protocol !== "http", "plain", "Use https."]);
  if (subscription.props["redrivePolicy"] !== UNKNOWN && !redriveTarget(stack, subscription)) {
    report(subscription, "redrive", "Set redrivePolicy to a queue of the stack.");
  }
}

function failsInto(stack: Stack, by: Resource, path: string, types: readonly string[], report: Report): void {
  const value = at(by.props, path);
  if (value === UNKNOWN || types.some((type) => stack.named(by, path, type))) return;
  report(by, "on-failure", `Set ${path} to a place of the stack that keeps what failed.`);
}

/** A function that a bucket may tell of its objects is told: otherwise they lie there and nobody knows. */
function toldByBucket(stack: Stack, lets: Resource, report: Report): void {
  const fn = stack.named(lets, "function", FUNCTION);
  if (!fn || lets.props["principal"] !== "s3.amazonaws.com") return;
  if (stack.of(NOTIFICATION).some((tells) => stack.mentions(tells, "lambdaFunctions", fn))) return;
  report(fn, "untold", "Name it in the lambdaFunctions of the bucket's BucketNotification.");
}

function delivery(resource: Resource, report: Report): void {
  const redshift = resource.props["destination"] === "redshift";
  const s3 = redshift ? "redshiftConfiguration.s3Configuration" : "extendedS3Configuration";
  const logging = `${redshift ? "redshiftConfiguration" : s3}.cloudwatchLoggingOptions`;
  demand(
    resource,
    report,
    [`${logging}.enabled`, isTrue, "log", "Enable cloudwatchLoggingOptions."],
    [`${logging}.logGroupName`, isText, "log", "Name a log group."],
    [`${logging}.logStreamName`, isText, "log", "Name a log stream."],
    [`${s3}.errorOutputPrefix`, isText, "error-prefix", "Set errorOutputPrefix: what failed must be found again."],
  );
  // A delivery stream that reads a Kinesis stream is encrypted with that stream; Firehose refuses a key of its own.
  if (resource.props["kinesisSourceConfiguration"] === undefined) {
    demand(
      resource,
      report,
      ["serverSideEncryption.enabled", isTrue, "encryption", "Enable serverSideEncryption."],
      ["serverSideEncryption.keyType", isOneOf("CUSTOMER_MANAGED_CMK"), "encryption", "Use CUSTOMER_MANAGED_CMK."],
    );
  }
  if (redshift) {
    demand(
      resource,
      report,
      ["redshiftConfiguration.s3BackupMode", isOneOf("Enabled"), "backup", "Set s3BackupMode to Enabled."],
      ["redshiftConfiguration.retryDuration", isBetween(3600, 7200), "retries", "Set retryDuration, 3600 to 7200 s."],
    );
  }
}

function delivers(stack: Stack, stream: Resource, report: Report): void {
  const message = "Encrypt with the stack's own key.";
  if (
    stream.props["kinesisSourceConfiguration"] === undefined &&
    !ownKey(stack, stream, "serverSideEncryption.keyArn")
  ) {
    report(stream, "encryption", message);
  }
  if (stream.props["destination"] !== "extended_s3") return;
  if (!ownKey(stack, stream, "extendedS3Configuration.kmsKeyArn")) report(stream, "encryption", message);
  if (
    at(stream.props, "extendedS3Configuration.bucketArn") !== UNKNOWN &&
    !stack.named(stream, "extendedS3Configuration.bucketArn", BUCKET)
  ) {
    report(stream, "place", "Deliver into a bucket of the stack.");
  }
}
