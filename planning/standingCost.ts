/**
 * What a stack's resources cost a month while nobody calls, read from the resource graph: everything with a price for the hour or
 * the month. What has an hourly price is marked, because it is what surprises people. Pure.
 */
import { HOURS_A_MONTH, type PriceList, SHORTEST_REDSHIFT_BILL } from "./prices";
import { type CostLine, listAt, ofType, type PricedResource, rateMinutes, recordAt, recordsAt } from "./resources";

type Reader = (
  resource: PricedResource,
  prices: PriceList,
  all: readonly PricedResource[],
) => Omit<CostLine, "what"> | undefined;

/** Types with a standing price. `unpriced` tells of what is neither here nor known to cost nothing while it is idle. */
const STANDING: Readonly<Record<string, Reader>> = {
  "aws:kinesis/stream:Stream": ({ inputs }, prices) => {
    const mode = recordAt(inputs, "streamModeDetails").streamMode;
    const kept = Number(inputs.retentionPeriod ?? 24) > 24 ? prices.shardRetentionHour : 0;
    const hour =
      mode === "ON_DEMAND" ? prices.onDemandStreamHour : Number(inputs.shardCount ?? 1) * (prices.shardHour + kept);
    return { service: "Kinesis", usd: hour * HOURS_A_MONTH, kind: "hour" };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ inputs }, prices, all) => {
    const asked = recordsAt(inputs, "metricQueries").map((query) => metricsOf(query, all));
    const metrics = asked.reduce((sum, count) => sum + count, 0);
    return { service: "CloudWatch", usd: Math.max(1, metrics) * prices.alarmMetricMonth, kind: "month" };
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
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ({ inputs }, prices) => {
    // Billed for the hours in which it has a value: with a default whenever anything is logged, counted as always; else when it finds something.
    const always = recordAt(inputs, "metricTransformation").defaultValue !== undefined;
    return always ? { service: "CloudWatch", usd: prices.metricMonth, kind: "month" } : undefined;
  },
  "aws:synthetics/canary:Canary": ({ inputs }, prices) => ({
    service: "CloudWatch",
    usd: runsAMonth(recordAt(inputs, "schedule").expression) * prices.canaryRun,
    kind: "month",
  }),
  "aws:scheduler/schedule:Schedule": ({ inputs }, prices) => ({
    service: "EventBridge",
    usd: runsAMonth(inputs.scheduleExpression) * (prices.scheduleRun + prices.lambdaRequest),
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

/** Metrics a query of an alarm reads; one of Metrics Insights over queues reads that of each, which have one a minute. */
function metricsOf({ metric, expression }: Readonly<Record<string, unknown>>, all: readonly PricedResource[]): number {
  if (metric !== undefined) return 1;
  return /^SELECT .*MetricGroup = 'Queue'/.test(String(expression)) ? ofType(all, "aws:connect/queue:Queue").length : 0;
}

/** Whether a type has a standing price. */
export function isPriced(type: string): boolean {
  return type in STANDING;
}

/** Runs of a schedule; one that names times has few. */
function runsAMonth(expression: unknown): number {
  const minutes = rateMinutes(expression);
  return minutes === undefined ? 0 : (HOURS_A_MONTH * 60) / minutes;
}

/** Memory of the functions that are kept warm. */
const KEPT_WARM_GIGABYTES = 0.25;

/** The lines, one a resource with a standing price, in the graph's order; Redshift's awake hours come with its loads. */
export function standingCosts(resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const lines = resources.flatMap((resource): CostLine[] => {
    const cost = STANDING[resource.type]?.(resource, prices, resources);
    return cost === undefined ? [] : [{ ...cost, what: resource.name }];
  });
  return [...lines, ...redshiftLoads(resources, prices)];
}

/** A schedule that loads a warehouse wakes it for a minute at the least each time. */
function redshiftLoads(resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const minutes = Math.min(...resources.flatMap(loadMinutes));
  return ofType(resources, "aws:redshiftserverless/workgroup:Workgroup").map(({ name, inputs }) => ({
    service: "Redshift",
    what: name,
    usd: redshiftLoadCost(minutes, Number(inputs.baseCapacity ?? USUAL_CAPACITY), prices),
    kind: "hour",
  }));
}

/** RPUs of a workgroup that names none. */
const USUAL_CAPACITY = 128;

/**
 * What loading Redshift Serverless costs a month: each load wakes it for a minute at least, so that fresh figures are what one pays for.
 *
 * @param loadEveryMinutes minutes between two loads; Infinity: never
 * @param baseCapacity RPUs it wakes with
 */
export function redshiftLoadCost(loadEveryMinutes: number, baseCapacity: number, prices: PriceList): number {
  const awake = Math.min(1, SHORTEST_REDSHIFT_BILL / (loadEveryMinutes * 60));
  return baseCapacity * prices.rpuHour * HOURS_A_MONTH * awake;
}

/** Minutes between two runs of a schedule that loads a warehouse; empty for every other resource. */
function loadMinutes({ type, name, inputs }: PricedResource): number[] {
  if (type !== "aws:scheduler/schedule:Schedule" || !name.includes("load")) return [];
  const minutes = rateMinutes(inputs.scheduleExpression);
  return minutes === undefined ? [] : [minutes];
}
