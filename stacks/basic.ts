/** basic: simple, and recordings, transcripts and reports in S3 with Athena, and self-service from the caller's number. */
import type * as pulumi from "@pulumi/pulumi";
import {
  AlarmTopic,
  ContactCenter,
  type ContactCenterArgs,
  ContactReports,
  EncryptionKey,
  HandlerLogs,
  SelfServiceLookup,
  type SelfServiceLookupArgs,
} from "../components";
import { centerArgs } from "./center";
import { featuresOf, stackFlows } from "./flows";
import { deployTestCases } from "./testCases";
import type { StackOutputs } from "./deploy";
import { operationsOf } from "./operations";
import type { Plan } from "./plan";
import { requestQuotas } from "./quotas";
import type { Settings } from "./settings";
import { centerOutputs } from "./simple";

/** What basic is built on, before there is a centre. */
export interface Base {
  readonly plan: Plan;
  readonly key: EncryptionKey;
  readonly alarms: AlarmTopic;
  readonly logs: HandlerLogs;
  readonly selfService: SelfServiceLookup;
}

/** What an architecture that adds to basic tells its centre. */
export interface CenterAdditions {
  readonly functions?: ContactCenterArgs["functions"];
  readonly bots?: ContactCenterArgs["bots"];
  readonly streams?: ContactCenterArgs["streams"];
}

/** Deploys the basic architecture. */
export function basic(settings: Settings, plan: Plan, opts: pulumi.ComponentResourceOptions): StackOutputs {
  const base = basicBase(settings, plan, opts);
  const { center, outputs } = recordedCenter(settings, base, opts);
  return { ...outputs, ...operationsOf(settings, base, center, opts) };
}

/** Key, alarms and self-service. */
export function basicBase(
  settings: Settings,
  plan: Plan,
  opts: pulumi.ComponentResourceOptions,
  additions: { servicePrincipals?: string[]; fulfilment?: SelfServiceLookupArgs["fulfilment"] } = {},
): Base {
  const key = new EncryptionKey(
    "data-key",
    {
      description: "Recordings, transcripts, reports, customer data and logs of the contact centre",
      servicePrincipals: ["connect.amazonaws.com", "cloudwatch.amazonaws.com", ...(additions.servicePrincipals ?? [])],
      protectData: settings.production,
    },
    opts,
  );
  const alarms = new AlarmTopic("alarms", { keyArn: key.arn, email: settings.alarmEmail }, opts);
  const watched = { keyArn: key.arn, alarmTopicArn: alarms.arn, logRetentionDays: settings.logRetentionDays };
  const logs = new HandlerLogs("handlers", watched, opts);
  const selfService = new SelfServiceLookup(
    "self-service",
    {
      ...watched,
      logs,
      timeZone: settings.timeZone,
      reservedConcurrency: plan.reservedConcurrency,
      protectData: settings.production,
      fulfilment: additions.fulfilment,
    },
    opts,
  );
  return { plan, key, alarms, logs, selfService };
}

/** The centre with recordings, reports and self-service, and whatever is added to it. */
export function recordedCenter(
  settings: Settings,
  { plan, key, selfService }: Base,
  opts: pulumi.ComponentResourceOptions,
  additions: CenterAdditions = {},
): { center: ContactCenter; outputs: StackOutputs } {
  const features = featuresOf(settings);
  const center = new ContactCenter(
    "center",
    {
      ...centerArgs(settings, plan, stackFlows(settings, features)),
      functions: {
        lookupCaller: selfService.lookupCallerArn,
        updateOrder: selfService.updateOrderArn,
        readSettings: selfService.readSettingsArn,
        ...additions.functions,
      },
      bots: additions.bots,
      streams: additions.streams,
      storage: {
        keyArn: key.arn,
        retainRecordingsDays: days(settings.recordings.retainDays),
        retainReportsDays: settings.reportRetainDays,
      },
    },
    opts,
  );
  requestQuotas(settings, plan, center, opts);
  const reports = new ContactReports(
    "reports",
    { databaseName: databaseName(settings), reportsBucketName: reportsBucket(center), keyArn: key.arn },
    opts,
  );
  const outputs = {
    ...centerOutputs(center),
    ...deployTestCases(settings, center, opts, features),
    customersTable: selfService.customersTableName,
    ordersTable: selfService.ordersTableName,
    settingsTable: selfService.settingsTableName,
    recordingsBucket: center.recordingsBucketName,
    reportsBucket: center.reportsBucketName,
    reportsDatabase: reports.databaseName,
    reportsWorkgroup: reports.workgroupName,
  };
  return { center, outputs };
}

/** Two stacks may share an account, so the database carries the stack's name. */
function databaseName({ stack }: Settings): string {
  return `contact_center_${stack}`.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_");
}

/** For ever is told by leaving the days out. */
function days(retain: number | "forever"): number | undefined {
  return retain === "forever" ? undefined : retain;
}

function reportsBucket(center: ContactCenter): pulumi.Output<string> {
  if (!center.reportsBucketName) {
    throw new Error("The basic architecture stores reports: give ContactCenter its storage.");
  }
  return center.reportsBucketName;
}
