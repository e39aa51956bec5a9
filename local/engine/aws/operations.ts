/** CloudWatch in the local provider. */
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

/** A composite alarm is named by whoever declares it: the provider makes no name up. */
const compositeAlarm: ResourceType = {
  taggable: true,
  defaults: { actionsEnabled: true },
  check: (checks) => {
    checks.required("alarmName", "alarmRule");
    checks.text("alarmName", { maximum: 255 });
    checks.text("alarmRule", { maximum: 10_240 });
    checks.text("alarmDescription", { maximum: 1024 });
    checks.count("alarmActions", 0, 5);
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "alarmName");
    return { id: name, outputs: { arn: arnOf(context, "cloudwatch", `alarm:${name}`) } };
  },
};

const logStream: ResourceType = {
  autoName: named(512),
  check: (checks) => {
    checks.required("logGroupName");
    checks.text("name", { maximum: 512, pattern: /^[^:*]+$/, patternMeaning: "without : and *" });
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    const logGroup = textOf(inputs, "logGroupName");
    return { id: name, outputs: { arn: arnOf(context, "logs", `log-group:${logGroup}:log-stream:${name}`) } };
  },
};

const dashboard: ResourceType = {
  check: (checks) => {
    checks.required("dashboardName", "dashboardBody");
    checks.text("dashboardName", { maximum: 255, pattern: /^[\w-]+$/, patternMeaning: "letters, digits, _ and -" });
    const body = checks.json("dashboardBody");
    const widgets = body?.widgets ?? [];
    if (!Array.isArray(widgets)) checks.refuse("dashboardBody.widgets is no list");
    else if (widgets.length > 500) checks.refuse(`dashboardBody has ${widgets.length} widgets; CloudWatch takes 500`);
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "dashboardName");
    const arn = `arn:${context.partition}:cloudwatch::${context.accountId}:dashboard/${name}`;
    return { id: name, outputs: { dashboardArn: arn } };
  },
};

/** Resource types that watch, by token. */
export const operationsTypes: Record<string, ResourceType> = {
  [token("cloudwatch", "LogGroup")]: logGroup,
  [token("cloudwatch", "LogStream")]: logStream,
  [token("cloudwatch", "CompositeAlarm")]: compositeAlarm,
  [token("cloudwatch", "Dashboard")]: dashboard,
  [token("cloudwatch", "LogMetricFilter")]: logMetricFilter,
  [token("cloudwatch", "MetricAlarm")]: metricAlarm,
};
