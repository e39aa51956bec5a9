/**
 * Asks every five minutes for the settings as a call does. A function of its own asks, rather than the schedule itself: that
 * would start `readSettings` and see no answer, and what flows go by is the answer.
 */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { checkSettingsFactory } from "../../handlers/checkSettings";
import { raiseAlarm } from "../foundations/alarm";
import { countLines, type HandlerLogs, metricNamespace } from "../foundations/handlerLogs";
import { ScheduledJob } from "../foundations/scheduledJob";

/** What the check stands on. */
export interface SettingsCheckArgs {
  keyArn: pulumi.Input<string>;
  topicArn: pulumi.Input<string>;
  logs: HandlerLogs;
  readSettingsArn: pulumi.Input<string>;
}

const FIVE_MINUTES = 300;

/** Five-minute periods in a row without a good answer after which somebody is told: one may fall between two checks. */
const PERIODS = 2;

/** Seconds: Connect's own patience, twice, and a start. */
const CHECK_SECONDS = 20;

/** Makes the check. @returns the alarm that sounds when nothing answers */
export function checkSettings(
  parent: pulumi.Resource,
  name: string,
  { keyArn, topicArn, logs, readSettingsArn }: SettingsCheckArgs,
): aws.cloudwatch.MetricAlarm {
  const check = new ScheduledJob(
    name,
    {
      factory: checkSettingsFactory,
      description: "Asks for the settings as a call does, every five minutes",
      environment: { READ_SETTINGS_ARN: readSettingsArn },
      permissions: [{ actions: ["lambda:InvokeFunction"], resources: [readSettingsArn] }],
      keyArn,
      alarmTopicArn: topicArn,
      logs,
      timeoutSeconds: CHECK_SECONDS,
      oneAtATime: false,
    },
    { parent },
  );
  check.runs("rate(5 minutes)");
  const metric = { namespace: metricNamespace(), name: `${name}-answers` };
  countLines(parent, `${name}-answers`, check.handler.logGroupName, ['"outcome":"settingsAnswered"'], metric);
  return raiseAlarm(parent, `${name}-unanswered`, {
    says: "Nobody has answered what is set for ten minutes as calls ask for it: closed queues, messages and redirections of the portal may not hold for callers. The log of background functions says why (settingsUnanswered); if it says nothing, the check itself does not run.",
    namespace: metric.namespace,
    metricName: metric.name,
    statistic: "Sum",
    comparison: "below",
    threshold: 1,
    periodSeconds: FIVE_MINUTES,
    periods: PERIODS,
    silenceBreaches: true,
    topicArn,
  });
}
