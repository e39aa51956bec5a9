/** Alarms of the notification hub: what text messages cost, and what its senders did not do. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../foundations/handlerFunction";
import { metricNamespace } from "../foundations/handlerLogs";

/** What an alarm of the senders counts. */
export interface Watched {
  /** Ends the names of metric and alarm. */
  label: string;
  /** The outcomes that count, as the senders log them. */
  outcomes: string[];
  /** How many in five minutes are an alarm. */
  threshold: number;
  /** What the alarm says. */
  says: string;
}

/** Text messages that may or may not have left: each is worth a look. */
export const UNCERTAIN: Watched = {
  label: "uncertain",
  outcomes: ["uncertain"],
  threshold: 1,
  says: "text messages may or may not have been sent; they will not be sent again",
};

/** Text messages kept back by a cap or the list of countries: somebody may be running up costs. */
export const KEPT_BACK: Watched = {
  label: "kept-back",
  outcomes: ["hourCap", "dayCap", "countryNotAllowed"],
  threshold: 10,
  says: "text messages are kept back by caps or the list of countries; somebody may be running up costs",
};

const FIVE_MINUTES = 300;

/** Counts outcomes in a sender's log and raises an alarm. */
export function watchOutcomes(
  name: string,
  sender: HandlerFunction,
  { label, outcomes, threshold, says }: Watched,
  topicArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  const metric = { namespace: metricNamespace(), name: `${name}-${label}` };
  new aws.cloudwatch.LogMetricFilter(
    `${name}-${label}-count`,
    {
      logGroupName: sender.logGroupName,
      pattern: outcomes.map((outcome) => `?"\\"outcome\\":\\"${outcome}\\""`).join(" "),
      metricTransformation: { ...metric, value: "1", defaultValue: "0" },
    },
    { parent },
  );
  new aws.cloudwatch.MetricAlarm(
    `${name}-${label}`,
    {
      alarmDescription: `${name}: ${says}.`,
      namespace: metric.namespace,
      metricName: metric.name,
      statistic: "Sum",
      period: FIVE_MINUTES,
      evaluationPeriods: 1,
      threshold,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    { parent },
  );
}

/**
 * Raises an alarm when the account's text messages of this month and Region have cost this much. SNS counts them in
 * `SMSMonthToDateSpentUSD`, without dimensions: what other programs of the account send is in it.
 */
export function watchSpending(
  name: string,
  usd: number,
  topicArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  new aws.cloudwatch.MetricAlarm(
    `${name}-sms-spending`,
    {
      alarmDescription: `Text messages of this account have cost ${usd} USD or more this month.`,
      namespace: "AWS/SNS",
      metricName: "SMSMonthToDateSpentUSD",
      statistic: "Maximum",
      period: FIVE_MINUTES,
      evaluationPeriods: 1,
      threshold: usd,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
    },
    { parent },
  );
}
