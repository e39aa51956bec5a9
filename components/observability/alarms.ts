/**
 * Alarms of a Connect instance, and the one alarm that callers are suffering.
 *
 * Connect counts waiting by queue and errors by flow, and has no total. A query of Metrics Insights takes however many there
 * are, also those that are made later.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { raiseAlarm, raiseQueryAlarm } from "../foundations/alarm";
import { JointAlarm } from "../foundations/jointAlarm";
import type { ObservedThresholds } from "../observability";

/** What is watched. */
export interface WatchedInstance {
  parent: pulumi.Resource;
  name: string;
  instanceId: pulumi.Input<string>;
  thresholds: Required<ObservedThresholds>;
  topicArn: pulumi.Input<string>;
}

/** The alarms by who notices first. */
export interface CallerAlarms {
  /** What callers feel. */
  felt: aws.cloudwatch.MetricAlarm[];
  /** What they will feel if nobody does anything. */
  warning: aws.cloudwatch.MetricAlarm[];
}

const FIVE_MINUTES = 300;

/** Makes the alarms of an instance. */
export function buildAlarms(watched: WatchedInstance): CallerAlarms {
  const { parent, name, instanceId, thresholds, topicArn } = watched;
  const voice = { namespace: "AWS/Connect", dimensions: { InstanceId: instanceId, MetricGroup: "VoiceCalls" } };
  const nearQuota = raiseAlarm(parent, `${name}-calls-near-quota`, {
    ...voice,
    says: `${thresholds.callsPercent} % of the calls this instance may have at a time are under way. Ask Service Quotas for more: at the limit callers hear a fast busy tone.`,
    metricName: "ConcurrentCallsPercentage",
    statistic: "Maximum",
    comparison: "at least",
    // Connect gives this percentage as a decimal: 1 is all of them.
    threshold: thresholds.callsPercent / 100,
    periods: 5,
    breaching: 3,
    topicArn,
  });
  const missed = raiseAlarm(parent, `${name}-calls-missed`, {
    ...voice,
    says: `Agents missed ${thresholds.missedCalls} calls or more in five minutes: somebody is signed in and not at the desk, or the network is bad. The callers wait again.`,
    metricName: "MissedCalls",
    statistic: "Sum",
    comparison: "at least",
    threshold: thresholds.missedCalls,
    periodSeconds: FIVE_MINUTES,
    topicArn,
  });
  const felt = [...refusedCalls(watched, voice), ...waiting(watched), ...flows(watched, "fatal")];
  return { felt, warning: [nearQuota, missed, ...flows(watched, "errors")] };
}

/** Calls Connect does not take. */
function refusedCalls(
  { parent, name, topicArn }: WatchedInstance,
  voice: { namespace: string; dimensions: Record<string, pulumi.Input<string>> },
): aws.cloudwatch.MetricAlarm[] {
  const refused = new JointAlarm(parent, `${name}-calls-refused`, {
    about: "Callers hear a fast busy tone.",
    topicArn,
  });
  const any = { ...voice, statistic: "Sum", comparison: "above", threshold: 0 } as const;
  refused.add({
    ...any,
    says: "There are more calls at a time than the instance's quota: ask Service Quotas for more.",
    metricName: "CallsBreachingConcurrencyQuota",
  });
  refused.add({
    ...any,
    says: "More calls come in a second than the instance takes: ask AWS for a higher rate.",
    metricName: "ThrottledCalls",
  });
  return refused.raise();
}

/** Callers who wait for too long, or too many of them. */
function waiting({ parent, name, instanceId, thresholds, topicArn }: WatchedInstance): aws.cloudwatch.MetricAlarm[] {
  const highest = (metric: string) =>
    pulumi.interpolate`SELECT MAX(${metric}) FROM "AWS/Connect" WHERE InstanceId = '${instanceId}' AND MetricGroup = 'Queue'`;
  const lasting = { comparison: "at least", periods: 5, breaching: 3, topicArn } as const;
  return [
    raiseQueryAlarm(parent, `${name}-wait-is-long`, {
      ...lasting,
      says: `Somebody has waited in a queue for ${thresholds.longestWait} s or more. The dashboard shows which; bring agents in, or say so in the portal and offer call backs.`,
      query: highest("LongestQueueWaitTime"),
      threshold: thresholds.longestWait,
    }),
    raiseQueryAlarm(parent, `${name}-queue-is-long`, {
      ...lasting,
      says: `${thresholds.queueLength} contacts or more wait in one queue. The dashboard shows which; bring agents in, or lead it to another queue in the portal.`,
      query: highest("QueueSize"),
      threshold: thresholds.queueLength,
    }),
  ];
}

/** Flows that end contacts, or that went another way than they should. */
function flows(
  { parent, name, instanceId, thresholds, topicArn }: WatchedInstance,
  which: "fatal" | "errors",
): aws.cloudwatch.MetricAlarm[] {
  const total = (metric: string) =>
    pulumi.interpolate`SELECT SUM(${metric}) FROM "AWS/Connect" WHERE InstanceId = '${instanceId}' AND MetricGroup = 'ContactFlow'`;
  const common = { comparison: "at least", periodSeconds: FIVE_MINUTES, topicArn } as const;
  if (which === "fatal") {
    return [
      raiseQueryAlarm(parent, `${name}-flows-fail`, {
        ...common,
        says: "A flow could not go on, and its contact was ended. The log of flows says which block; put the flow's last version back.",
        query: total("ContactFlowFatalErrors"),
        threshold: 1,
      }),
    ];
  }
  return [
    raiseQueryAlarm(parent, `${name}-flows-err`, {
      ...common,
      says: `Flows took ${thresholds.flowErrors} error branches or more in five minutes: contacts go on, without what the block was for. The log of flows says which.`,
      query: total("ContactFlowErrors"),
      threshold: thresholds.flowErrors,
    }),
  ];
}

/** The alarm over what callers feel. */
export function buildSuffering(
  parent: pulumi.Resource,
  name: string,
  felt: readonly aws.cloudwatch.MetricAlarm[],
  topicArn: pulumi.Input<string>,
): aws.cloudwatch.CompositeAlarm {
  return new aws.cloudwatch.CompositeAlarm(
    `${name}-callers-suffer`,
    {
      // The provider makes up no name for a composite alarm, and those of an account share theirs.
      alarmName: `${pulumi.getProject()}-${pulumi.getStack()}-${name}-callers-suffer`,
      alarmDescription:
        "Callers are suffering: they are refused, wait for too long, are cut off, or are answered without their data. The alarms that ring with this one say which.",
      alarmRule: pulumi
        .all(felt.map((alarm) => alarm.name))
        .apply((names) => names.map((each) => `ALARM("${each}")`).join(" OR ")),
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    { parent },
  );
}
