/** CloudWatch, SNS and SQS in the local provider. */
import { uuidOf } from "../identity";
import { arnOf, named, type ResourceType, textOf, token } from "./resourceType";

const RETENTION_DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const OPERATORS = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];
const PROTOCOLS = ["sqs", "sms", "lambda", "firehose", "application", "email", "email-json", "http", "https"];

const logGroup: ResourceType = {
  autoName: named(512),
  taggable: true,
  defaults: { logGroupClass: "STANDARD", retentionInDays: 0, skipDestroy: false },
  check: (checks) => {
    checks.text("name", { maximum: 512, pattern: /^[\w./#-]+$/, patternMeaning: "letters, digits and _ - / . #" });
    checks.oneOf("retentionInDays", RETENTION_DAYS);
    checks.arn("kmsKeyId");
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    return { id: name, outputs: { arn: arnOf(context, "logs", `log-group:${name}`) } };
  },
};

const logMetricFilter: ResourceType = {
  autoName: named(512),
  check: (checks) => checks.required("logGroupName", "metricTransformation", "pattern"),
  compute: ({ inputs }) => ({ id: textOf(inputs, "name"), outputs: {} }),
};

const metricAlarm: ResourceType = {
  autoName: named(255),
  taggable: true,
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  check: (checks) => {
    checks.required("comparisonOperator", "evaluationPeriods");
    checks.oneOf("comparisonOperator", OPERATORS);
    checks.oneOf("treatMissingData", ["missing", "ignore", "breaching", "notBreaching"]);
    checks.oneOf("statistic", ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);
    checks.integer("evaluationPeriods", 1, 10_080);
    checks.integer("datapointsToAlarm", 1, 10_080);
    checks.text("alarmDescription", { maximum: 1024 });
    checks.count("alarmActions", 0, 5);
    const period = checks.known("period");
    if (typeof period === "number" && ![10, 20, 30].includes(period) && period % 60 !== 0) {
      checks.refuse(`period is ${period}; it must be 10, 20, 30 or a multiple of 60 seconds`);
    }
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    return { id: name, outputs: { arn: arnOf(context, "cloudwatch", `alarm:${name}`) } };
  },
};

const topic: ResourceType = {
  autoName: named(256),
  policies: { policy: 30_720 },
  taggable: true,
  check: (checks) => {
    checks.text("name", { maximum: 256, pattern: /^[\w-]+(\.fifo)?$/, patternMeaning: "letters, digits, _ and -" });
    checks.text("displayName", { maximum: 100 });
    checks.json("deliveryPolicy");
  },
  compute: ({ inputs, context }) => {
    const arn = arnOf(context, "sns", textOf(inputs, "name"));
    return { id: arn, outputs: { arn, owner: context.accountId, beginningArchiveTime: "" } };
  },
};

const topicPolicy: ResourceType = {
  policies: { policy: 30_720 },
  check: (checks) => {
    checks.required("arn", "policy");
    checks.arn("arn");
  },
  compute: ({ inputs, context }) => ({ id: textOf(inputs, "arn"), outputs: { owner: context.accountId } }),
};

const topicSubscription: ResourceType = {
  defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
  check: (checks) => {
    checks.required("endpoint", "protocol", "topic");
    checks.oneOf("protocol", PROTOCOLS);
    checks.arn("topic");
    checks.json("filterPolicy");
    checks.json("redrivePolicy");
    checks.oneOf("filterPolicyScope", ["MessageAttributes", "MessageBody"]);
  },
  compute: ({ urn, inputs, context }) => {
    const arn = `${textOf(inputs, "topic")}:${uuidOf(urn)}`;
    const pendingConfirmation = ["email", "email-json", "http", "https"].includes(textOf(inputs, "protocol"));
    return {
      id: arn,
      outputs: {
        arn,
        confirmationWasAuthenticated: !pendingConfirmation,
        ownerId: context.accountId,
        pendingConfirmation,
      },
    };
  },
};

const sqsQueue: ResourceType = {
  autoName: named(80),
  policies: { policy: 262_144 },
  taggable: true,
  defaults: {
    delaySeconds: 0,
    maxMessageSize: 262_144,
    messageRetentionSeconds: 345_600,
    receiveWaitTimeSeconds: 0,
    visibilityTimeoutSeconds: 30,
  },
  check: (checks) => {
    checks.text("name", { maximum: 80, pattern: /^[\w-]+(\.fifo)?$/, patternMeaning: "letters, digits, _ and -" });
    checks.integer("delaySeconds", 0, 900);
    checks.integer("maxMessageSize", 1024, 1_048_576);
    checks.integer("messageRetentionSeconds", 60, 1_209_600);
    checks.integer("receiveWaitTimeSeconds", 0, 20);
    checks.integer("visibilityTimeoutSeconds", 0, 43_200);
    checks.json("redrivePolicy");
    checks.json("redriveAllowPolicy");
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    const url = `https://sqs.${context.region}.amazonaws.com/${context.accountId}/${name}`;
    return { id: url, outputs: { arn: arnOf(context, "sqs", name), url } };
  },
};

/** Resource types that watch, tell and buffer, by token. */
export const operationsTypes: Record<string, ResourceType> = {
  [token("cloudwatch", "LogGroup")]: logGroup,
  [token("cloudwatch", "LogMetricFilter")]: logMetricFilter,
  [token("cloudwatch", "MetricAlarm")]: metricAlarm,
  [token("sns", "Topic")]: topic,
  [token("sns", "TopicPolicy")]: topicPolicy,
  [token("sns", "TopicSubscription")]: topicSubscription,
  [token("sqs", "Queue")]: sqsQueue,
};
