/** One way to raise an alarm: every alarm of this program has an action, and silence of a metric is no alarm. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** A metric and when it is too much, or too little. */
export interface AlarmArgs {
  /** What has happened and what to do about it; up to 1,024 characters. */
  says: pulumi.Input<string>;
  namespace: string;
  metricName: string;
  dimensions?: Record<string, pulumi.Input<string>>;
  statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  comparison: "at least" | "above" | "below";
  threshold: number;
  /** Seconds a data point covers, a multiple of 60. Default 60. */
  periodSeconds?: number;
  /** Data points that are looked at. Default 1. */
  periods?: number;
  /** How many of them have to be over the threshold. Default: all. */
  breaching?: number;
  /** Topic that is told, and told again when it is over. */
  topicArn: pulumi.Input<string>;
}

/** The metric an alarm watches. */
export type AlarmMetric = Pick<AlarmArgs, "namespace" | "metricName" | "dimensions">;

const OPERATORS = {
  "at least": "GreaterThanOrEqualToThreshold",
  above: "GreaterThanThreshold",
  below: "LessThanThreshold",
} as const;

/** Raises the alarm. */
export function raiseAlarm(parent: pulumi.Resource, name: string, args: AlarmArgs): aws.cloudwatch.MetricAlarm {
  const { namespace, metricName, dimensions, statistic, threshold, topicArn, periods = 1 } = args;
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: args.says,
      namespace,
      metricName,
      dimensions,
      statistic,
      period: args.periodSeconds ?? 60,
      evaluationPeriods: periods,
      datapointsToAlarm: args.breaching ?? periods,
      threshold,
      comparisonOperator: OPERATORS[args.comparison],
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    { parent },
  );
}
