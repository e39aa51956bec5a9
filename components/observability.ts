/** What a centre is run from: one dashboard, alarms for what callers feel, and a check that asks what a call would ask. */
import * as pulumi from "@pulumi/pulumi";
import { dashboard } from "./foundations/dashboard";
import { type HandlerLogs, handlerLogsOf } from "./foundations/handlerLogs";
import { buildAlarms, buildSuffering, type CallerAlarms } from "./observability/alarms";
import { type BoardArgs, panelsOf } from "./observability/panels";
import { checkSettings } from "./observability/settingsCheck";

export type { FigureArgs } from "./observability/panels";

/** From where on somebody is told. */
export interface ObservedThresholds {
  /** Contacts that wait in a queue, 1 or more. Default 10. */
  queueLength?: number;
  /** Seconds the longest has waited, 1 or more. Default 120. */
  longestWait?: number;
  /** Share of the quota of concurrent calls, 1 to 100 per cent. Default 80. */
  callsPercent?: number;
  /** Calls agents missed in five minutes, 1 or more. Default 3. */
  missedCalls?: number;
  /** Error branches flows took in five minutes, 1 or more. Default 10. */
  flowErrors?: number;
}

/** Arguments of {@link Observability}. */
export interface ObservabilityArgs extends Omit<BoardArgs, "logs" | "thresholds"> {
  /** ARN of the customer key. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told. */
  alarmTopicArn: pulumi.Input<string>;
  /** Days logs are kept. */
  logRetentionDays: number;
  /** Log groups of the stack's functions, which are shown. Left out, only its own function is. */
  logs?: HandlerLogs;
  /** ARN of the function flows ask for what is set (`readSettings`). Left out, it is not checked. */
  readSettingsArn?: pulumi.Input<string>;
  /** From where on somebody is told: those of a plan (planning/sizes) fit here. */
  thresholds?: ObservedThresholds;
}

const THRESHOLDS = { queueLength: 10, longestWait: 120, callsPercent: 80, missedCalls: 3, flowErrors: 10 } as const;

/** The highest value of each; undefined: there is none. */
const MOST: Partial<Record<keyof ObservedThresholds, number>> = { callsPercent: 100 };

/**
 * The dashboard, and the alarms of the instance. Made last in a stack, because it shows what the others made.
 *
 * Errors: no queue at all, a threshold out of range.
 */
export class Observability extends pulumi.ComponentResource {
  /** Name of the dashboard. Whoever looks needs `cloudwatch:GetDashboard`, `cloudwatch:GetMetricData`, for figures `lambda:InvokeFunction`. */
  readonly dashboardName: pulumi.Output<string>;
  /** ARN of the alarm that callers are suffering: what may wake somebody, where the others are read in the morning. */
  readonly sufferingAlarmArn: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:Observability", name, {}, opts);
    const thresholds = checkArgs(name, args);
    const { alarmTopicArn: topicArn, instanceId, keyArn, readSettingsArn } = args;
    const logs = handlerLogsOf(this, name, args);
    const alarms: CallerAlarms = buildAlarms({ parent: this, name, instanceId, thresholds, topicArn });
    const unanswered =
      readSettingsArn && checkSettings(this, `${name}-check-settings`, { keyArn, topicArn, logs, readSettingsArn });
    const felt = [
      ...alarms.felt,
      ...(unanswered ? [unanswered] : []),
      ...[logs.alarm("conversation")].flatMap((alarm) => (alarm ? [alarm] : [])),
    ];
    const suffering = buildSuffering(this, name, felt, topicArn);
    const states = [suffering.arn, ...felt.map(({ arn }) => arn), ...alarms.warning.map(({ arn }) => arn)];
    this.dashboardName = dashboard(this, name, panelsOf({ ...args, logs, thresholds }, states));
    this.sufferingAlarmArn = suffering.arn;
    this.registerOutputs({ dashboardName: this.dashboardName, sufferingAlarmArn: this.sufferingAlarmArn });
  }
}

/** Thresholds with their defaults. @throws Error that says what was given and what is allowed */
function checkArgs(name: string, { queues, thresholds = {} }: ObservabilityArgs): Required<ObservedThresholds> {
  if (queues.length === 0) {
    throw new Error(`Observability ${name}: queues is empty; name at least one.`);
  }
  const all = { ...THRESHOLDS, ...definedOf(thresholds) };
  for (const key of Object.keys(THRESHOLDS) as (keyof typeof THRESHOLDS)[]) {
    const most = MOST[key] ?? Number.MAX_SAFE_INTEGER;
    if (!Number.isInteger(all[key]) || all[key] < 1 || all[key] > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? "1 on" : `1 to ${most}`;
      throw new Error(
        `Observability ${name}: thresholds.${key} is ${all[key]}; allowed are whole numbers from ${range}.`,
      );
    }
  }
  return all;
}

function definedOf(thresholds: ObservedThresholds): Partial<Required<ObservedThresholds>> {
  return Object.fromEntries(Object.entries(thresholds).filter(([, value]) => value !== undefined));
}
