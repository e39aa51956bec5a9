/** Alarms of the notification hub: what text messages cost, and what was not sent. */
import type * as pulumi from "@pulumi/pulumi";
import { raiseAlarm } from "../foundations/alarm";
import type { HandlerFunction } from "../foundations/handlerFunction";
import { countLines, metricNamespace } from "../foundations/handlerLogs";

/** Outcomes of a text message that somebody should know of, as the sender logs them, and how much each weighs. */
const TROUBLES = [
  /** Messages that may or may not have left, and are not sent again: each is worth a look. */
  { label: "uncertain", outcomes: ["uncertain"], weight: 10 },
  /** Messages kept back by a cap or the list of countries: many at a time, and somebody may be running up costs. */
  { label: "kept-back", outcomes: ["hourCap", "dayCap", "countryNotAllowed"], weight: 1 },
];

/** The weight in five minutes that is an alarm: one message that may have left, or ten kept back. */
const ALARM_WEIGHT = 10;

const FIVE_MINUTES = 300;

/** Raises an alarm when text messages were kept back or may not have left. */
export function watchTextMessages(
  name: string,
  sender: HandlerFunction,
  topicArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  const namespace = metricNamespace();
  const metricName = `${name}-sms-trouble`;
  for (const { label, outcomes, weight } of TROUBLES) {
    const lines = outcomes.map((outcome) => `"outcome":"${outcome}"`);
    const metric = { namespace, name: metricName, value: weight };
    countLines(parent, `${name}-sms-${label}-count`, sender.logGroupName, lines, metric);
  }
  raiseAlarm(parent, `${name}-sms-trouble`, {
    says: `${name}: a text message may or may not have been sent, and will not be sent again; or ten were kept back by caps or the list of countries, and somebody may be running up costs. Look in the log for uncertain, hourCap, dayCap and countryNotAllowed.`,
    namespace,
    metricName,
    statistic: "Sum",
    comparison: "at least",
    threshold: ALARM_WEIGHT,
    periodSeconds: FIVE_MINUTES,
    topicArn,
  });
}

/**
 * Raises an alarm when the account's text messages of this month and Region have cost this much. SNS counts them in
 * `SMSMonthToDateSpentUSD`, without dimensions: what other programs of the account send is in it. It is an alarm of its
 * own, because it stays one until the month is over.
 */
export function watchSpending(
  name: string,
  usd: number,
  topicArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): void {
  raiseAlarm(parent, `${name}-sms-spending`, {
    says: `Text messages of this account have cost ${usd} USD or more this month.`,
    namespace: "AWS/SNS",
    metricName: "SMSMonthToDateSpentUSD",
    statistic: "Maximum",
    comparison: "at least",
    threshold: usd,
    periodSeconds: FIVE_MINUTES,
    topicArn,
  });
}
