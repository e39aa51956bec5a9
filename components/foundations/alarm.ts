/** One way to raise an alarm: every alarm of this program has an action, and silence is none unless it is asked for. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** When somebody is told. */
interface WhenArgs {
  /** What has happened and what to do about it; up to 1,024 characters. */
  says: pulumi.Input<string>;
  comparison: "at least" | "above" | "below";
  threshold: number;
  /** Data points that are looked at. Default 1. */
  periods?: number;
  /** How many of them have to be over the threshold. Default: all. */
  breaching?: number;
  /** Topic that is told, and told again when it is over. */
  topicArn: pulumi.Input<string>;
}

/** A metric and when it is too much, or too little. */
export interface AlarmArgs extends WhenArgs {
  namespace: string;
  metricName: string;
  dimensions?: Record<string, pulumi.Input<string>>;
  statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  /** Seconds a data point covers, a multiple of 60. Default 60. */
  periodSeconds?: number;
  /** Whether silence of the metric is an alarm: for what has to be heard from again and again. Default false. */
  silenceBreaches?: boolean;
}

/** Metrics and the expression, the one with `returnData`, that is too much. */
export interface MathAlarmArgs extends WhenArgs {
  queries: aws.types.input.cloudwatch.MetricAlarmMetricQuery[];
}

/** A query of CloudWatch Metrics Insights, over however many metrics there are, whose answer is too much. */
export interface QueryAlarmArgs extends WhenArgs {
  /** Such as `SELECT MAX(LongestQueueWaitTime) FROM "AWS/Connect" WHERE InstanceId = '…'`; it answers one series. */
  query: pulumi.Input<string>;
  /** Seconds a data point covers, a multiple of 60. Default 60. */
  periodSeconds?: number;
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
  const { namespace, metricName, dimensions, statistic, periodSeconds = 60, silenceBreaches = false } = args;
  return alarm(parent, name, args, {
    namespace,
    metricName,
    dimensions,
    statistic,
    period: periodSeconds,
    treatMissingData: silenceBreaches ? "breaching" : "notBreaching",
  });
}

/** Raises the alarm on an expression. */
export function raiseMathAlarm(parent: pulumi.Resource, name: string, args: MathAlarmArgs): aws.cloudwatch.MetricAlarm {
  return alarm(parent, name, args, { metricQueries: args.queries });
}

/** Raises the alarm on a query. CloudWatch charges for each metric that the query reads. */
export function raiseQueryAlarm(
  parent: pulumi.Resource,
  name: string,
  args: QueryAlarmArgs,
): aws.cloudwatch.MetricAlarm {
  const query = { id: "answer", expression: args.query, period: args.periodSeconds ?? 60, returnData: true };
  return alarm(parent, name, args, { metricQueries: [query] });
}

function alarm(
  parent: pulumi.Resource,
  name: string,
  { says, comparison, threshold, periods = 1, breaching, topicArn }: WhenArgs,
  watched: Partial<aws.cloudwatch.MetricAlarmArgs>,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: says,
      evaluationPeriods: periods,
      datapointsToAlarm: breaching ?? periods,
      threshold,
      comparisonOperator: OPERATORS[comparison],
      treatMissingData: "notBreaching",
      ...watched,
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    { parent },
  );
}
