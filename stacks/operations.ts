/** What a centre is run from: the dashboard, the alarms of its instance, and the check of its settings. */
import { type ContactCenter, type ConversationalBot, type CtrAnalyticsPipeline, Observability } from "../components";
import type { Base } from "./basic";
import type { StackOutputs } from "./deploy";
import type { Settings } from "./settings";
import type * as pulumi from "@pulumi/pulumi";

/** What there is to be seen besides the centre, where an architecture has it. */
export interface Observed {
  readonly bot?: ConversationalBot;
  readonly pipeline?: CtrAnalyticsPipeline;
  readonly failureQueueUrls?: pulumi.Output<Record<string, string>>;
}

/** What supervisors look at besides what Connect itself counts. */
const FIGURES = [
  { title: "Today", query: "today" },
  { title: "Today by half hour", query: "today-by-half-hour" },
  { title: "Today by queue", query: "today-by-queue" },
  { title: "Agents today", query: "agents-today" },
  { title: "Self-service", query: "self-service" },
];

/** Makes it, last of all: it shows what the others have made. */
export function operationsOf(
  settings: Settings,
  { plan, key, alarms, logs, selfService }: Base,
  center: ContactCenter,
  opts: pulumi.ComponentResourceOptions,
  { bot, pipeline, failureQueueUrls }: Observed = {},
): StackOutputs {
  const operations = new Observability(
    "operations",
    {
      keyArn: key.arn,
      alarmTopicArn: alarms.arn,
      logRetentionDays: settings.logRetentionDays,
      logs,
      instanceId: center.instanceId,
      queues: settings.queues.map(({ name }) => name),
      callQuota: plan.quotas.find(({ name }) => name === "concurrentCalls")?.available,
      readSettingsArn: selfService.readSettingsArn,
      thresholds: plan.alarms,
      figures: pipeline && { functionArn: pipeline.figuresArn, shown: FIGURES },
      panels: pipeline?.panels,
      failureQueueUrls,
      bot: bot && { botId: bot.botId, aliasId: bot.aliasId },
    },
    opts,
  );
  return { dashboard: operations.dashboardName, sufferingAlarmArn: operations.sufferingAlarmArn };
}
