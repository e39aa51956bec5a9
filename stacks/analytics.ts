/** Contact analytics of the architecture advanced: the pipeline, and what follows a contact. */
import type * as pulumi from "@pulumi/pulumi";
import {
  type ContactCenterArgs,
  CtrAnalyticsPipeline,
  type CtrAnalyticsPipelineArgs,
  type NotificationHub,
} from "../components";
import type { Base } from "./basic";
import type { StackOutputs } from "./deploy";
import type { Plan } from "./plan";
import type { Settings } from "./settings";

/** Whether a stack's contact records go to a warehouse. */
export function hasAnalytics({ analytics }: Settings): boolean {
  return analytics.warehouse !== "none";
}

/** Services that have to use the customer key so that files of rows are told to Redshift's loader. */
export function analyticsKeyUsers({ analytics: { warehouse } }: Settings): string[] {
  return warehouse === "redshift" || warehouse === "both" ? ["s3.amazonaws.com"] : [];
}

/**
 * Whether contact records come by a Kinesis data stream. A small centre does without, unless its settings give the stream shards;
 * a stack that never said how large it is keeps the stream it has.
 */
function isStreamed({ analytics }: Settings, { sized, sizes }: Plan): boolean {
  return analytics.shards !== undefined || !sized || sizes.contactRecords.mode !== "direct";
}

/** Shards from the start, where a stream on demand would have to grow first; undefined: on demand. */
function plannedShards({ sized, sizes }: Plan, stream: "contactRecords" | "agentEvents"): number | undefined {
  const { mode, shards } = sizes[stream];
  return sized && mode === "provisioned" ? shards : undefined;
}

/** The pipeline; undefined where the settings want none. It stands before the centre, which publishes to its streams. */
export function analyticsOf(
  settings: Settings,
  { plan, key, alarms, logs }: Base,
  hub: NotificationHub,
  opts: pulumi.ComponentResourceOptions,
): CtrAnalyticsPipeline | undefined {
  const { analytics } = settings;
  if (!hasAnalytics(settings)) {
    return undefined;
  }
  return new CtrAnalyticsPipeline(
    "analytics",
    {
      keyArn: key.arn,
      alarmTopicArn: alarms.arn,
      logRetentionDays: settings.logRetentionDays,
      logs,
      protectData: settings.production,
      warehouse: analytics.warehouse,
      databaseName: `contact_analytics_${settings.stack}`.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_"),
      streamed: isStreamed(settings, plan),
      shardCount: analytics.shards ?? plannedShards(plan, "contactRecords"),
      agentEvents: analytics.agentEvents,
      agentEventShardCount: analytics.agentEvents
        ? (analytics.shards ?? plannedShards(plan, "agentEvents"))
        : undefined,
      rowSeconds: plan.sizes.delivery.seconds,
      rowMegabytes: plan.sizes.delivery.megabytes,
      keptAttributes: analytics.keptAttributes,
      surveysStreamArn: hub.surveysStreamArn,
      afterContact: afterContact(settings, hub),
      redshift: redshift(settings, plan),
      timeZone: settings.timeZone,
      retainRowsDays: analytics.retainDays,
      retainRawDays: analytics.retainDays,
      oneJobAtATime: plan.oneJobAtATime,
    },
    opts,
  );
}

/** What Redshift is asked to be; nothing without it. */
function redshift({ analytics }: Settings, plan: Plan): CtrAnalyticsPipelineArgs["redshift"] {
  if (analytics.warehouse !== "redshift" && analytics.warehouse !== "both") {
    return undefined;
  }
  const { loadEveryMinutes, baseCapacity, rpuHoursPerDay, subnetIds, securityGroupIds } = redshiftOf(analytics, plan);
  const limit = rpuHoursPerDay === undefined ? {} : { rpuHours: rpuHoursPerDay, limitPeriod: "daily" };
  return { loadEveryMinutes, baseCapacity, ...limit, subnetIds, securityGroupIds };
}

const DEFAULT_LOAD_MINUTES = 15;

/** The capacity of a warehouse whose settings name none follows the size of the centre; the least there is without one. */
function redshiftOf({ redshift: given }: Settings["analytics"], { sizes }: Plan) {
  return { loadEveryMinutes: DEFAULT_LOAD_MINUTES, baseCapacity: sizes.redshiftCapacity, ...given };
}

/** Customers who spoke with an agent are asked how it went, where the stack has a survey. */
function afterContact(settings: Settings, hub: NotificationHub): CtrAnalyticsPipelineArgs["afterContact"] {
  if (!settings.survey) {
    return undefined;
  }
  return {
    environment: {
      NOTIFICATIONS_TOPIC: hub.topicArn,
      SURVEYS_TABLE: hub.surveysTableName,
      SURVEY_SITE_URL: hub.surveySiteUrl,
      SURVEY_CHANNEL: "sms",
      NOTIFICATION_LOCALE: settings.language.slice(0, 2),
    },
    permissions: [...hub.publisherPermissions, ...hub.tokenPermissions],
  };
}

/** Where the centre publishes to: contact records to the stream, or to Firehose where there is none. */
export function streamsOf(pipeline: CtrAnalyticsPipeline | undefined): ContactCenterArgs["streams"] {
  const contactRecords = pipeline?.contactRecordsStreamArn;
  return {
    contactRecords,
    contactRecordsDelivery: contactRecords === undefined ? pipeline?.contactRecordsDeliveryArn : undefined,
    agentEvents: pipeline?.agentEventsStreamArn,
  };
}

/** What a person, a command or another stack needs of the pipeline. */
export function analyticsOutputs(pipeline: CtrAnalyticsPipeline | undefined): StackOutputs {
  if (pipeline === undefined) {
    return {};
  }
  return {
    analyticsBucket: pipeline.bucketName,
    contactRecordsStreamArn: pipeline.contactRecordsStreamArn,
    contactRecordsDeliveryArn: pipeline.contactRecordsDeliveryArn,
    agentEventsStreamArn: pipeline.agentEventsStreamArn,
    analyticsDatabase: pipeline.databaseName,
    analyticsWorkgroup: pipeline.workgroupName,
    redshiftWorkgroup: pipeline.warehouseName,
    redshiftAdminSecretArn: pipeline.warehouseSecretArn,
    analyticsFunctions: pipeline.functionNames,
  };
}
