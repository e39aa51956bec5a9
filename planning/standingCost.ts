/**
 * What a stack's resources cost a month while nobody calls, read from the resource graph: everything with a price for the hour or
 * the month. What has an hourly price is marked, because it is what surprises people. Pure.
 */
import { HOURS_A_MONTH, type PriceList, SHORTEST_REDSHIFT_BILL } from "./prices";

/** A resource as a program registers it. */
export interface PricedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** One line of a bill, US dollars a month. */
export interface CostLine {
  /** The AWS service. */
  readonly service: string;
  readonly what: string;
  readonly usd: number;
  /** What follows from contacts, or stands whether or not anybody calls. */
  readonly kind: "usage" | "month" | "hour";
}

type Reader = (resource: PricedResource, prices: PriceList) => Omit<CostLine, "what"> | undefined;

/** Types with a standing price. A type that is not here costs nothing while it is idle. */
const STANDING: Readonly<Record<string, Reader>> = {
  "aws:kinesis/stream:Stream": ({ inputs }, prices) => {
    const mode = recordAt(inputs, "streamModeDetails").streamMode;
    const kept = Number(inputs.retentionPeriod ?? 24) > 24 ? prices.shardRetentionHour : 0;
    const hour =
      mode === "ON_DEMAND" ? prices.onDemandStreamHour : Number(inputs.shardCount ?? 1) * (prices.shardHour + kept);
    return { service: "Kinesis", usd: hour * HOURS_A_MONTH, kind: "hour" };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ inputs }, prices) => {
    const asked = recordsAt(inputs, "metricQueries").filter(({ metric }) => metric !== undefined).length;
    return { service: "CloudWatch", usd: Math.max(1, asked) * prices.alarmMetricMonth, kind: "month" };
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": (_, prices) => ({
    service: "CloudWatch",
    usd: prices.compositeAlarmMonth,
    kind: "month",
  }),
  "aws:cloudwatch/dashboard:Dashboard": (_, prices) => ({
    service: "CloudWatch",
    usd: prices.dashboardMonth,
    kind: "month",
  }),
  "aws:kms/key:Key": (_, prices) => ({ service: "KMS", usd: prices.keyMonth, kind: "month" }),
  "aws:secretsmanager/secret:Secret": (_, prices) => ({
    service: "Secrets Manager",
    usd: prices.secretMonth,
    kind: "month",
  }),
  "aws:wafv2/webAcl:WebAcl": ({ inputs }, prices) => ({
    service: "WAF",
    usd: prices.firewallMonth + recordsAt(inputs, "rules").length * prices.firewallRuleMonth,
    kind: "month",
  }),
  "aws:connect/phoneNumber:PhoneNumber": ({ inputs }, prices) => ({
    service: "Connect",
    usd: inputs.type === "TOLL_FREE" ? prices.tollFreeMonth : prices.didMonth,
    kind: "month",
  }),
  "aws:ec2/natGateway:NatGateway": (_, prices) => ({
    service: "VPC",
    usd: prices.natGatewayHour * HOURS_A_MONTH,
    kind: "hour",
  }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ inputs }, prices) => {
    const zones = inputs.vpcEndpointType === "Interface" ? Math.max(1, listAt(inputs, "subnetIds").length) : 0;
    return zones === 0
      ? undefined
      : { service: "VPC", usd: zones * prices.networkEndpointHour * HOURS_A_MONTH, kind: "hour" };
  },
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": ({ inputs }, prices) => {
    const gigabytes = Number(inputs.provisionedConcurrentExecutions ?? 0) * KEPT_WARM_GIGABYTES;
    return {
      service: "Lambda",
      usd: gigabytes * prices.provisionedGigabyteSecond * HOURS_A_MONTH * 3_600,
      kind: "hour",
    };
  },
};

/** Memory of the functions that are kept warm. */
const KEPT_WARM_GIGABYTES = 0.25;

/** The lines, one a resource with a standing price, in the graph's order; Redshift's awake hours come with its loads. */
export function standingCosts(resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const lines = resources.flatMap((resource): CostLine[] => {
    const cost = STANDING[resource.type]?.(resource, prices);
    return cost === undefined ? [] : [{ ...cost, what: resource.name }];
  });
  return [...lines, ...redshiftLoads(resources, prices)];
}

/** A schedule that loads a warehouse wakes it for a minute at the least each time. */
function redshiftLoads(resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  return resources
    .filter(({ type }) => type === "aws:redshiftserverless/workgroup:Workgroup")
    .map(({ name, inputs }) => {
      const minutes = Math.min(...resources.flatMap(loadMinutes));
      const awake = Number.isFinite(minutes) ? Math.min(1, SHORTEST_REDSHIFT_BILL / (minutes * 60)) : 0;
      const usd = Number(inputs.baseCapacity ?? 128) * prices.rpuHour * HOURS_A_MONTH * awake;
      return { service: "Redshift", what: name, usd, kind: "hour" as const };
    });
}

/** Minutes between two runs of a schedule that loads a warehouse; empty for every other resource. */
function loadMinutes({ type, name, inputs }: PricedResource): number[] {
  if (type !== "aws:scheduler/schedule:Schedule" || !name.includes("load")) return [];
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(inputs.scheduleExpression)) ?? [];
  const minutes: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };
  return count === undefined ? [] : [Number(count) * (minutes[unit] ?? 1)];
}

function recordAt(inputs: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const value = inputs[key];
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function listAt(inputs: Readonly<Record<string, unknown>>, key: string): unknown[] {
  const value = inputs[key];
  return Array.isArray(value) ? value : [];
}

function recordsAt(inputs: Readonly<Record<string, unknown>>, key: string): Record<string, unknown>[] {
  return listAt(inputs, key).map((value) => recordAt({ value }, "value"));
}
