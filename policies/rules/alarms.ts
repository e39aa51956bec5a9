/** G-19: somebody is told when something fails, waits or is refused. */
import { awaitedFunctions, failureQueues, FUNCTION, LOG_GROUP, QUEUE } from "../model/edges";
import { type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { knownStatements } from "../model/statements";
import { at, entries, isBetween, isText, passes, texts, UNKNOWN } from "../model/value";
import { ALARM, COMPOSITE, isHeard, isWatched, type Watch, watchesOf } from "../model/watches";

const FILTER = "cloudwatch/logMetricFilter:LogMetricFilter";
const TOPIC = "sns/topic:Topic";

/** What a filter looks for that counts failures. */
const FAILURES = /fail|error|timed out/i;

/** What the instance itself can tell of: each of these, whoever answers it, is a caller who was not served. */
const CONNECT_METRICS = ["ThrottledCalls", "CallsBreachingConcurrencyQuota", "ContactFlowErrors"];

/**
 * Resources that fail quietly, and the metrics in which they do. Reads that are refused, and deliveries that fail and are
 * tried again, show in how old the oldest record is.
 */
const WATCHED: readonly (readonly [type: string, namespace: string, metrics: readonly string[], why: string])[] = [
  ["kinesis/stream:Stream", "AWS/Kinesis", ["GetRecords.IteratorAgeMilliseconds"], "how old unread records are"],
  ["kinesis/stream:Stream", "AWS/Kinesis", ["WriteProvisionedThroughputExceeded"], "refused records"],
  [
    "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "AWS/Firehose",
    ["DeliveryToS3.DataFreshness"],
    "late files",
  ],
];

export const alarms: Rule = {
  id: "G-19",
  title: "Whatever fails, waits or is refused raises an alarm, and somebody hears it.",
  protects: "Callers suffer for hours before anybody knows.",
  references: ["CloudWatch.15", "CloudWatch.17", "Well-Architected OPS08", "Well-Architected REL06"],
  each: {
    "aws:cloudwatch/metricAlarm:MetricAlarm": (resource, report) => {
      const { treatMissingData, actionsEnabled, threshold, thresholdMetricId, metricName, metricQueries } =
        resource.props;
      if (treatMissingData === undefined) report(resource, "missing-data", "Set treatMissingData.");
      if (actionsEnabled === false) report(resource, "action", "Leave actionsEnabled out.");
      if (metricName === undefined && metricQueries === undefined) report(resource, "metric", "Name a metric.");
      if (threshold === undefined && thresholdMetricId === undefined) report(resource, "threshold", "Set a threshold.");
    },
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": (resource, report) => {
      const { actionsEnabled, alarmActions } = resource.props;
      if (actionsEnabled === false) report(resource, "action", "Leave actionsEnabled out.");
      if (alarmActions !== UNKNOWN && entries(alarmActions).length === 0) {
        report(resource, "action", "Set alarmActions: it stands for what nobody may overlook.");
      }
    },
  },
  stack: (stack, report) => {
    const watches = watchesOf(stack);
    for (const alarm of stack.of(ALARM)) isHeardBySomebody(stack, alarm, report);
    for (const whole of stack.of(COMPOSITE)) ringsForAnAlarm(stack, whole, report);
    for (const fn of stack.of(FUNCTION)) failuresAreTold(stack, watches, fn, report);
    throttlesAreTold(stack, watches, report);
    countedIsHeard(stack, watches, report);
    queuesAreWatched(stack, watches, report);
    for (const [type, namespace, metrics, why] of WATCHED) {
      for (const resource of stack.of(type)) {
        if (isWatched(stack, watches, namespace, metrics, resource)) continue;
        report(resource, "watched", `Raise an alarm on ${why}: ${metrics.join(" or ")} of ${namespace}.`);
      }
    }
    instanceIsWatched(stack, watches, report);
    mappingsAreWatched(stack, watches, report);
    spendingIsWatched(stack, watches, report);
    sensible(stack, watches, report);
  },
};

function isHeardBySomebody(stack: Stack, alarm: Resource, report: Report): void {
  if (!isHeard(stack, alarm))
    report(alarm, "action", "Set alarmActions, or name it in a composite alarm that has some.");
  for (const action of entries(alarm.props["alarmActions"])) {
    if (!isText(action) || !/:sns:/.test(action)) continue;
    const topic = stack.identified(action, TOPIC);
    if (!topic) report(alarm, "action", `${action} is no topic of the stack.`);
    else reachesPeople(stack, topic, report);
  }
}

/** A rule such as FALSE, or one about alarms of another stack, never rings for this one. */
function ringsForAnAlarm(stack: Stack, whole: Resource, report: Report): void {
  const rule = whole.props["alarmRule"];
  const alarm = stack.of(ALARM).some((part) => stack.mentions(whole, "alarmRule", part));
  if (rule !== UNKNOWN && !(alarm && isText(rule) && /\bALARM\(/.test(rule))) {
    report(whole, "rule", "Name alarms of the stack in alarmRule, as ALARM(name).");
  }
}

/** An encrypted topic takes alarms only when key and policy let CloudWatch in. */
function reachesPeople(stack: Stack, topic: Resource, report: Report): void {
  const key = stack.named(topic, "kmsMasterKeyId", "kms/key:Key");
  if (key && key.props["policy"] !== UNKNOWN && !lets(key.props["policy"], /^kms:(GenerateDataKey\*?|\*)$/)) {
    report(topic, "silent", `${key.name} does not let cloudwatch.amazonaws.com generate data keys.`);
  }
  const [policy] = stack.naming(topic, "sns/topicPolicy:TopicPolicy", "arn");
  if (policy && policy.props["policy"] !== UNKNOWN && !lets(policy.props["policy"], /^sns:publish$/i)) {
    report(policy, "silent", "Let cloudwatch.amazonaws.com publish.");
  }
  if (stack.production && stack.naming(topic, "sns/topicSubscription:TopicSubscription", "topic").length === 0) {
    report(topic, "nobody", "Subscribe somebody: set alarmEmail.");
  }
}

function lets(policy: unknown, action: RegExp): boolean {
  return knownStatements(policy).some(({ effect, principals, actions }) => {
    return (
      effect === "Allow" && principals.includes("cloudwatch.amazonaws.com") && actions.some((name) => action.test(name))
    );
  });
}

/** A function's failures are told by its log, or by its own metric. */
function failuresAreTold(stack: Stack, watches: readonly Watch[], fn: Resource, report: Report): void {
  if (isWatched(stack, watches, "AWS/Lambda", ["Errors"], fn)) return;
  const group = stack.named(fn, "loggingConfig.logGroup", LOG_GROUP);
  const filters = group ? stack.naming(group, FILTER, "logGroupName") : [];
  const failures = filters.filter(({ props }) => {
    return props["pattern"] === UNKNOWN || (isText(props["pattern"]) && FAILURES.test(props["pattern"]));
  });
  if (failures.some((filter) => isCounted(watches, filter))) return;
  if (group && filters.length > 0) {
    const unheard = failures[0] ?? filters[0];
    if (unheard) report(unheard, "failures", `No alarm that is heard counts the failures of ${fn.name} in it.`);
  } else if (group) {
    report(group, "failures", `Count the failures of ${fn.name} in it, and raise an alarm.`);
  }
  report(fn, "failures", "Raise an alarm on failures in its log, or on its metric Errors.");
}

function isCounted(watches: readonly Watch[], filter: Resource): boolean {
  const namespace = at(filter.props, "metricTransformation.namespace");
  const metric = at(filter.props, "metricTransformation.name");
  const value = at(filter.props, "metricTransformation.value");
  const same = (one: unknown, other: unknown) => one === UNKNOWN || other === UNKNOWN || one === other;
  return value !== "0" && watches.some((watch) => same(watch.namespace, namespace) && same(watch.metric, metric));
}

/** What is counted in a log is counted for an alarm; and an alarm on a count of ours has a filter that counts. */
function countedIsHeard(stack: Stack, watches: readonly Watch[], report: Report): void {
  const filters = stack.of(FILTER);
  for (const filter of filters) {
    if (!isCounted(watches, filter)) report(filter, "counted", "No alarm that is heard looks at what it counts.");
  }
  for (const { alarm, namespace, metric } of watches) {
    if (!isText(namespace) || !isText(metric) || namespace.startsWith("AWS/")) continue;
    const from = filters.some(({ props }) => {
      const name = at(props, "metricTransformation.name");
      return name === UNKNOWN || name === metric;
    });
    if (!from) report(alarm, "counted", `No filter of the stack counts ${metric}.`);
  }
}

function queuesAreWatched(stack: Stack, watches: readonly Watch[], report: Report): void {
  const failures = failureQueues(stack);
  for (const queue of stack.of(QUEUE)) {
    const failed = failures.has(queue);
    const metric = failed ? "ApproximateNumberOfMessagesVisible" : "ApproximateAgeOfOldestMessage";
    const why = failed ? "on the first message that failed" : "on messages that wait too long";
    if (!isWatched(stack, watches, "AWS/SQS", [metric], queue))
      report(queue, "watched", `Raise an alarm ${why}: ${metric}.`);
  }
}

function instanceIsWatched(stack: Stack, watches: readonly Watch[], report: Report): void {
  const [instance] = stack.of("connect/instance:Instance");
  for (const metric of instance ? CONNECT_METRICS : []) {
    if (instance && !isWatched(stack, watches, "AWS/Connect", [metric])) {
      report(instance, "watched", `Raise an alarm on ${metric} of AWS/Connect.`);
    }
  }
}

function mappingsAreWatched(stack: Stack, watches: readonly Watch[], report: Report): void {
  for (const mapping of stack.of("lambda/eventSourceMapping:EventSourceMapping")) {
    if (mapping.props["destinationConfig"] === undefined) continue;
    const target = at(mapping.props, "destinationConfig.onFailure.destinationArn");
    // A queue for failures raises its own alarm; a bucket does not.
    if (target === UNKNOWN || (isText(target) && /:sqs:/.test(target))) continue;
    const metrics = ["OnFailureDestinationDeliveredEventCount", "DroppedEventCount"];
    if (!passes(at(mapping.props, "metricsConfig.metrics"), (kinds) => texts(kinds).includes("EventCount"))) {
      report(mapping, "watched", "Set metricsConfig.metrics to EventCount: otherwise nothing counts what is given up.");
    }
    if (!isWatched(stack, watches, "AWS/Lambda", metrics, mapping)) {
      report(mapping, "watched", `Raise an alarm on records given up: ${metrics.join(" or ")}.`);
    }
  }
}

/** Whoever may publish everywhere sends text messages, which cost money each. */
function spendingIsWatched(stack: Stack, watches: readonly Watch[], report: Report): void {
  for (const policy of stack.of("iam/rolePolicy:RolePolicy")) {
    const sends = knownStatements(policy.props["policy"]).some(({ effect, actions, resources }) => {
      return effect === "Allow" && resources.includes("*") && actions.includes("sns:Publish");
    });
    if (sends && !isWatched(stack, watches, "AWS/SNS", ["SMSMonthToDateSpentUSD"])) {
      report(policy, "spending", "Raise an alarm on SMSMonthToDateSpentUSD of AWS/SNS.");
    }
  }
}

/** Longest age of unread records that may pass without an alarm, in milliseconds: a quarter of an hour. */
const MOST_AGE = 900_000;

/** Sums of yes and no, as joint alarms have them. */
const JOINT = /\bIF\(/;

/** Alarms that would sound too late to help, or never. */
function sensible(stack: Stack, watches: readonly Watch[], report: Report): void {
  for (const { alarm, metric, threshold = 0 } of watches) {
    const late =
      (metric === "ApproximateNumberOfMessagesVisible" && threshold > 1) ||
      (metric === "GetRecords.IteratorAgeMilliseconds" && threshold > MOST_AGE);
    if (late) report(alarm, "threshold", `It sounds too late: lower what ${metric} is compared with.`);
  }
  for (const alarm of stack.of(ALARM)) {
    const joint = entries(alarm.props["metricQueries"]).some((query) => JOINT.test(String(at(query, "expression"))));
    if (joint && !passes(alarm.props["threshold"], isBetween(0, 1))) {
      report(alarm, "threshold", "One of what it joins must be enough: set threshold to 1 or less.");
    }
  }
}

/** Calls of functions that Lambda refuses leave no line in any log. */
function throttlesAreTold(stack: Stack, watches: readonly Watch[], report: Report): void {
  if (isWatched(stack, watches, "AWS/Lambda", ["Throttles"])) return;
  for (const fn of awaitedFunctions(stack)) report(fn, "throttles", "Raise an alarm on Throttles of AWS/Lambda.");
}
