/** What the arguments of the analytics pipeline may be. */
import type { CtrAnalyticsPipelineArgs } from "../ctrAnalyticsPipeline";
import type { RedshiftArgs } from "./redshiftSettings";

const WAREHOUSES = ["athena", "redshift", "both"];
const PERIODS = ["daily", "monthly"];
const MOST_ATTRIBUTES = 100;
const TEN_YEARS = 3_650;

/** @throws Error that says what was given, what is allowed, and what to do */
export function checkPipelineArgs(name: string, args: CtrAnalyticsPipelineArgs): void {
  const refuse = (property: string, given: unknown, allowed: string): never => {
    throw new Error(`CtrAnalyticsPipeline ${name}: ${property} is ${JSON.stringify(given)}; ${allowed}.`);
  };
  if (!WAREHOUSES.includes(args.warehouse)) {
    refuse("warehouse", args.warehouse, `allowed are ${WAREHOUSES.join(", ")}`);
  }
  if (!/^[a-z0-9_]{1,255}$/.test(args.databaseName)) {
    refuse("databaseName", args.databaseName, "allowed are 1 to 255 lower-case letters, digits and underscores");
  }
  if (args.redshift !== undefined && args.warehouse === "athena") {
    refuse(
      "warehouse",
      args.warehouse,
      'redshift is given as well; leave it out, or set warehouse to "redshift" or "both"',
    );
  }
  if (args.shardCount !== undefined && args.streamed === false) {
    refuse("shardCount", args.shardCount, "with streamed: false there is no such stream; leave one of the two out");
  }
  if (args.agentEventShardCount !== undefined && args.agentEvents !== true) {
    refuse(
      "agentEventShardCount",
      args.agentEventShardCount,
      "without agentEvents there is no such stream; set agentEvents",
    );
  }
  const whole = (property: string, value: number | undefined, least: number, most: number): void => {
    if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
    refuse(property, value, `allowed are whole numbers from ${least} to ${most}`);
  };
  whole("shardCount", args.shardCount, 1, 500);
  whole("agentEventShardCount", args.agentEventShardCount, 1, 500);
  whole("retainRowsDays", args.retainRowsDays, 15, TEN_YEARS);
  whole("retainRawDays", args.retainRawDays, 15, TEN_YEARS);
  whole("scanLimitBytes", args.scanLimitBytes, 10_485_760, Number.MAX_SAFE_INTEGER);
  if (args.timeZone !== undefined && !isTimeZone(args.timeZone)) {
    refuse("timeZone", args.timeZone, "give a name such as America/New_York");
  }
  checkAttributes(args.keptAttributes ?? [], refuse);
  if (args.redshift !== undefined) checkRedshift(args.redshift, whole, refuse);
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

type Refuse = (property: string, given: unknown, allowed: string) => never;

function checkAttributes(attributes: readonly string[], refuse: Refuse): void {
  if (attributes.length > MOST_ATTRIBUTES) {
    refuse("keptAttributes", attributes.length, `at most ${MOST_ATTRIBUTES} attributes can be kept`);
  }
  for (const attribute of attributes) {
    if (!/^[\w.:-]{1,128}$/.test(attribute)) {
      refuse("an entry of keptAttributes", attribute, "a name has 1 to 128 letters, digits, and _ . : -");
    }
  }
}

function checkRedshift(
  { loadEveryMinutes, baseCapacity, maximumCapacity, rpuHours, limitPeriod, ...network }: RedshiftArgs,
  whole: (property: string, value: number | undefined, least: number, most: number) => void,
  refuse: Refuse,
): void {
  whole("redshift.loadEveryMinutes", loadEveryMinutes, 1, 1_440);
  whole("redshift.rpuHours", rpuHours, 1, 1_000_000);
  for (const [property, value] of Object.entries({ baseCapacity, maximumCapacity })) {
    if (
      value !== undefined &&
      value !== 4 &&
      !(Number.isInteger(value) && value % 8 === 0 && value >= 8 && value <= 512)
    ) {
      refuse(`redshift.${property}`, value, "RPUs are 4, or a multiple of 8 up to 512");
    }
  }
  if (baseCapacity !== undefined && maximumCapacity !== undefined && maximumCapacity < baseCapacity) {
    refuse("redshift.maximumCapacity", maximumCapacity, `it cannot be less than baseCapacity, ${baseCapacity}`);
  }
  if (limitPeriod !== undefined && !PERIODS.includes(limitPeriod)) {
    refuse("redshift.limitPeriod", limitPeriod, `allowed are ${PERIODS.join(" and ")}`);
  }
  const { subnetIds, securityGroupIds, addressPrefix } = network;
  if ((subnetIds === undefined) !== (securityGroupIds === undefined)) {
    refuse(
      "redshift.subnetIds",
      subnetIds?.length ?? "left out",
      "give subnetIds and securityGroupIds together, or neither",
    );
  }
  if (subnetIds !== undefined && subnetIds.length < 3) {
    refuse("redshift.subnetIds", subnetIds.length, "Redshift Serverless needs subnets in three Availability Zones");
  }
  if (subnetIds !== undefined && addressPrefix !== undefined) {
    refuse(
      "redshift.addressPrefix",
      addressPrefix,
      "with subnetIds there is no network to give addresses to; leave it out",
    );
  }
}
