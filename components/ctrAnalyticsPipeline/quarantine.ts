/** Tells somebody about records that no row could be made of. They are kept, whole; but each is one that no query finds. */
import * as aws from "@pulumi/aws";
import { raiseAlarm } from "../foundations/alarm";
import type { HandlerFunction } from "../foundations/handlerFunction";
import { metricNamespace } from "../foundations/handlerLogs";
import { FOLDERS, type PipelineContext } from "./context";

/** The line the handler logs for each record it has put there. */
const PATTERN = '"\\"outcome\\":\\"quarantined\\""';

/** Counts records in quarantine, and raises an alarm for the first. */
export function watchQuarantine(
  { parent, alarmTopicArn }: PipelineContext,
  name: string,
  handler: HandlerFunction,
): void {
  const metric = { namespace: metricNamespace(), name: `${name}-quarantined` };
  new aws.cloudwatch.LogMetricFilter(
    `${name}-quarantine-count`,
    {
      logGroupName: handler.logGroupName,
      pattern: PATTERN,
      metricTransformation: { ...metric, value: "1", defaultValue: "0" },
    },
    { parent },
  );
  raiseAlarm(parent, `${name}-quarantined`, {
    says: `${name}: records could not be read and lie below ${FOLDERS.quarantine}, whole, with the reason. No query finds them.`,
    namespace: metric.namespace,
    metricName: metric.name,
    statistic: "Sum",
    comparison: "above",
    threshold: 0,
    periodSeconds: 300,
    topicArn: alarmTopicArn,
  });
}
