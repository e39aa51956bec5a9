/** Flaws of what is handed on, of alarms, and of what the instance does. */
import { type GraphResource } from "../../../../local/engine/graph";
import { any, called, edited, type Flaw, type Graph, inText, put, remove, saying, setting, without } from "../flaw";

const MAPPING = "lambda/eventSourceMapping:EventSourceMapping";
const RUNS = "lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
const SUBSCRIPTION = "sns/topicSubscription:TopicSubscription";
const SCHEDULE = "scheduler/schedule:Schedule";
const DELIVERY = "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const QUEUE = "sqs/queue:Queue";
const ALARM = "cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "cloudwatch/compositeAlarm:CompositeAlarm";
const INSTANCE = "connect/instance:Instance";
const OF_STREAM = saying(/TRIM_HORIZON/);
const OF_QUEUE = saying(/:sqs:/);
const TO_QUEUE = saying(/"protocol":"sqs"/);
const DIRECT = saying(/^(?!.*kinesisSourceConfiguration)/);

/** Takes every alarm on a metric away; those that miss it may be named. */
function unwatched(
  name: string,
  metric: string,
  type: string,
  which: (resource: GraphResource) => boolean = any,
): Flaw {
  return {
    name,
    rule: "G-19",
    mutate: (graph) => {
      const watched = edited(graph, type, which);
      for (const alarm of alarmsOn(graph, metric)) unwatch(graph, alarm, metric, watched);
      return [watched.name];
    },
  };
}

function alarmsOn(graph: Graph, metric: string): GraphResource[] {
  return graph.resources.filter(({ type, inputs }) => {
    return type === `aws:${ALARM}` && new RegExp(`\\b${metric}\\b`).test(JSON.stringify(inputs));
  });
}

/** A plain alarm goes; a joint one loses its query and the term that counts it. */
function unwatch(graph: Graph, alarm: GraphResource, metric: string, watched: GraphResource): void {
  const queries: unknown = alarm.inputs["metricQueries"];
  const identities = [watched.id, watched.outputs["name"], watched.inputs["name"]].filter(
    (id) => typeof id === "string",
  );
  const about = (value: unknown) => {
    const text = JSON.stringify(value);
    return text.includes(`"${metric}"`) && (!text.includes("dimensions") || identities.some((id) => text.includes(id)));
  };
  if (!Array.isArray(queries)) {
    if (about(alarm.inputs) || watched.type.includes("connect/")) remove(graph, alarm);
    return;
  }
  const copy = edited(graph, ALARM, ({ urn }) => urn === alarm.urn);
  const kept: unknown[] = structuredClone(queries).filter(
    (query: unknown) => !about(query) && !watched.type.includes("connect/"),
  );
  put(copy, "metricQueries", kept);
}

export const EDGE_FLAWS: readonly Flaw[] = [
  setting("records that fail are dropped", "G-08", MAPPING, OF_STREAM, "destinationConfig", undefined),
  setting(
    "records that fail go nowhere",
    "G-08",
    MAPPING,
    OF_STREAM,
    "destinationConfig.onFailure.destinationArn",
    "arn:aws:s3:::gone",
  ),
  setting("one bad record repeats the batch", "G-08", MAPPING, OF_STREAM, "functionResponseTypes", undefined),
  setting("a bad batch is not cut in halves", "G-08", MAPPING, OF_STREAM, "bisectBatchOnFunctionError", false),
  setting("records are tried once", "G-08", MAPPING, OF_STREAM, "maximumRetryAttempts", 0),
  setting("records are tried for ever", "G-08", MAPPING, OF_STREAM, "maximumRetryAttempts", -1),
  setting("reading begins with what comes next", "G-08", MAPPING, OF_STREAM, "startingPosition", "LATEST"),
  setting(
    "records are given up when the stream forgets them",
    "G-08",
    MAPPING,
    OF_STREAM,
    "maximumRecordAgeInSeconds",
    604_800,
  ),
  setting("the age of records is left out", "G-08", MAPPING, OF_STREAM, "maximumRecordAgeInSeconds", undefined),
  setting("one bad message repeats the batch", "G-08", MAPPING, OF_QUEUE, "functionResponseTypes", []),
  setting("reading is switched off", "G-08", MAPPING, OF_QUEUE, "enabled", false),
  {
    name: "a message is read twice while it is worked on",
    rule: "G-08",
    mutate: (graph) => {
      const mapping = edited(graph, MAPPING, OF_QUEUE);
      const queue = edited(graph, QUEUE, ({ outputs }) => outputs["arn"] === mapping.inputs["eventSourceArn"]);
      put(queue, "visibilityTimeoutSeconds", 30);
      return [queue.name];
    },
  },
  setting("a subscription that drops what fails", "G-08", SUBSCRIPTION, TO_QUEUE, "redrivePolicy", undefined),
  setting("a schedule without a second attempt", "G-08", SCHEDULE, any, "target.retryPolicy", undefined),
  setting("a schedule that never tries again", "G-08", SCHEDULE, any, "target.retryPolicy.maximumRetryAttempts", 0),
  setting("a schedule whose failures are lost", "G-08", SCHEDULE, any, "target.deadLetterConfig", undefined),
  setting("a schedule switched off", "G-08", SCHEDULE, any, "state", "DISABLED"),
  without("a job whose failures are lost", "G-08", RUNS),
  setting("a job whose failures go nowhere", "G-08", RUNS, any, "destinationConfig", undefined),
  setting("a job that is never tried again", "G-08", RUNS, any, "maximumRetryAttempts", 0),
  setting(
    "a delivery without a log",
    "G-08",
    DELIVERY,
    any,
    "extendedS3Configuration.cloudwatchLoggingOptions",
    undefined,
  ),
  setting(
    "a delivery whose log is off",
    "G-08",
    DELIVERY,
    any,
    "extendedS3Configuration.cloudwatchLoggingOptions.enabled",
    false,
  ),
  setting(
    "a delivery whose failures lie among the rest",
    "G-08",
    DELIVERY,
    any,
    "extendedS3Configuration.errorOutputPrefix",
    undefined,
  ),
  setting("a delivery in clear", "G-08", DELIVERY, DIRECT, "serverSideEncryption", undefined),
  setting("a delivery with AWS' key", "G-08", DELIVERY, DIRECT, "serverSideEncryption.keyType", "AWS_OWNED_CMK"),
  setting(
    "delivered files with the bucket's key",
    "G-08",
    DELIVERY,
    any,
    "extendedS3Configuration.kmsKeyArn",
    undefined,
  ),
  setting(
    "a delivery into another account's bucket",
    "G-08",
    DELIVERY,
    any,
    "extendedS3Configuration.bucketArn",
    "arn:aws:s3:::elsewhere",
  ),
  setting("records given up are not counted", "G-19", MAPPING, OF_STREAM, "metricsConfig", undefined),
  setting("an alarm without an action", "G-19", ALARM, any, "alarmActions", []),
  setting("an alarm whose action is left out", "G-19", ALARM, any, "alarmActions", undefined),
  setting("an alarm that is switched off", "G-19", ALARM, any, "actionsEnabled", false),
  setting("an alarm that tells another stack", "G-19", ALARM, any, "alarmActions", [
    "arn:aws:sns:us-east-1:123456789012:gone",
  ]),
  setting("an alarm that does not say what silence means", "G-19", ALARM, any, "treatMissingData", undefined),
  unwatched("nobody hears that messages failed", "ApproximateNumberOfMessagesVisible", QUEUE, called(/failures$/)),
  unwatched("nobody hears that messages wait", "ApproximateAgeOfOldestMessage", QUEUE, saying(/redrivePolicy/)),
  unwatched(
    "nobody hears that contact records are late",
    "GetRecords.IteratorAgeMilliseconds",
    "kinesis/stream:Stream",
  ),
  unwatched(
    "nobody hears that contact records are refused",
    "WriteProvisionedThroughputExceeded",
    "kinesis/stream:Stream",
  ),
  unwatched("nobody hears that files are late", "DeliveryToS3.DataFreshness", DELIVERY),
  setting("a joint alarm that is never reached", "G-19", ALARM, saying(/IF\(FILL/), "threshold", 100),
  unwatched("nobody hears that flows fail", "ContactFlowErrors", INSTANCE),
  unwatched("nobody hears that calls are refused", "ThrottledCalls", INSTANCE),
  without("nobody is subscribed to alarms", "G-19", SUBSCRIPTION, saying(/"protocol":"email"/)),
  inText(
    "alarms are not let into the topic",
    "G-19",
    "sns/topicPolicy:TopicPolicy",
    saying(/cloudwatch/),
    "policy",
    (text) => text.replace("cloudwatch.amazonaws.com", "events.amazonaws.com"),
  ),
  {
    name: "alarms cannot use the topic's key",
    rule: "G-19",
    mutate: (graph) => {
      const key = edited(graph, "kms/key:Key");
      put(key, "policy", String(key.inputs["policy"]).replace('"cloudwatch.amazonaws.com",', ""));
      return graph.resources.filter(({ type }) => type === "aws:sns/topic:Topic").map(({ name }) => name);
    },
  },
  setting("flows leave no log", "G-06", INSTANCE, any, "contactFlowLogsEnabled", false),
  setting("the flow log is left out", "G-06", INSTANCE, any, "contactFlowLogsEnabled", undefined),
  setting("outgoing calls are left to the default", "G-06", INSTANCE, any, "outboundCallsEnabled", undefined),
  setting(
    "agents sign in with passwords of Connect",
    "G-06",
    INSTANCE,
    any,
    "identityManagementType",
    "CONNECT_MANAGED",
  ),
  setting("agents who make users", "G-06", "connect/securityProfile:SecurityProfile", called(/agent/), "permissions", [
    "BasicAgentAccess",
    "Users.Create",
  ]),
  setting(
    "supervisors who change flows",
    "G-06",
    "connect/securityProfile:SecurityProfile",
    called(/supervisor/),
    "permissions",
    ["ContactFlows.Publish"],
  ),
  setting(
    "a role of another account",
    "G-10",
    DELIVERY,
    any,
    "extendedS3Configuration.roleArn",
    "arn:aws:iam::999988887777:role/writer",
  ),
  setting(
    "a function of another Region",
    "G-10",
    MAPPING,
    any,
    "functionName",
    "arn:aws:lambda:eu-west-1:123456789012:function:x",
  ),
  setting(
    "a Region in the environment",
    "G-10",
    "lambda/function:Function",
    any,
    "environment.variables.REGION",
    "eu-central-1",
  ),
  setting(
    "an account in the environment",
    "G-10",
    "lambda/function:Function",
    any,
    "environment.variables.ACCOUNT",
    "999988887777",
  ),
  {
    name: "a bucket that tells no function of what arrives",
    rule: "G-08",
    mutate: (graph) => {
      put(edited(graph, "s3/bucketNotification:BucketNotification"), "lambdaFunctions", []);
      return [edited(graph, "lambda/function:Function", called(/process-raw-records$/)).name];
    },
  },
  setting("a composite alarm that never rings", "G-19", COMPOSITE, any, "alarmRule", "FALSE"),
  setting(
    "a composite alarm on the calm of an alarm",
    "G-19",
    COMPOSITE,
    any,
    "alarmRule",
    'OK("operations-wait-is-long")',
  ),
  setting("a composite alarm of another stack", "G-19", COMPOSITE, any, "alarmRule", 'ALARM("somebody-elses-alarm")'),
  setting("a composite alarm without an action", "G-19", COMPOSITE, any, "alarmActions", []),
  setting("a function that may never run", "G-01", "lambda/function:Function", any, "reservedConcurrentExecutions", 0),
  setting("a secret without a way back", "G-09", "secretsmanager/secret:Secret", any, "recoveryWindowInDays", 0),
];
