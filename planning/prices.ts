/**
 * List prices of everything a centre is built on: us-east-1, US dollars, before tax, no free tier, no volume discount. No price
 * page can be asked while planning; each price says what it rests on and of when that is. Other Regions differ by some
 * percent, and contracts by more: whoever knows better gives their own (`withPrices`, the setting `prices`). Pure.
 */

/** What a price rests on. */
export interface PriceSource {
  /** The page or document somebody read. */
  readonly from: string;
  /** The day, month or year of it, or "undated". */
  readonly date: string;
}

/** One price. */
export interface Price extends PriceSource {
  readonly usd: number;
  /** For how much of what. */
  readonly per: string;
}

/** The day the list was last gone through. */
export const PRICES_AS_OF = "2026-11-23";

/** Hours AWS' price examples count as a month. */
export const HOURS_A_MONTH = 730;

const CONNECT_PAGE = { from: "Amazon Connect's price page", date: "2026-10-07" };
const REDSHIFT_PAGE = { from: "Amazon Redshift's price page", date: "2026-10-07" };
const FIREWALL_PAGE = { from: "AWS WAF's price page", date: "2026-08-29" };
/** Infracost reads AWS' price list; its tests print what it found. */
const PRICE_LIST = { from: "AWS' price list, as Infracost's tests print it", date: "2024-12" };
const GUIDANCE = { from: "cost table of an AWS guidance", date: "2024-07-09" };
const GUIDANCE_README = { from: "README of an AWS guidance", date: "2025" };
const TELEPHONY = { from: "a published Terraform sample of Amazon Connect", date: "undated" };
/** Documents of several teams that give the same figure; none of them is AWS' page. */
const AGREED = { from: "several teams' published estimates, which agree", date: "2026-11-23" };
/** The list price as it is generally known: compare it before you rely on it. */
const KNOWN = { from: "the list price as generally known; not compared with a page", date: "2026-11-23" };

function price(usd: number, per: string, source: PriceSource): Price {
  return { usd, per, ...source };
}

/** The prices, by name. */
export const PRICES = {
  connectVoiceMinute: price(0.038, "minute, AI of every kind included", CONNECT_PAGE),
  connectChatMessage: price(0.01, "message, either way", CONNECT_PAGE),
  didMinute: price(0.0022, "inbound minute, direct dial", TELEPHONY),
  tollFreeMinute: price(0.012, "inbound minute, toll-free", KNOWN),
  didMonth: price(0.03 * 30, "direct dial number and month", KNOWN),
  tollFreeMonth: price(0.06 * 30, "toll-free number and month", KNOWN),
  lambdaRequest: price(0.2e-6, "request", PRICE_LIST),
  lambdaGigabyteSecond: price(1.33334e-5, "GB-second, arm64", PRICE_LIST),
  provisionedGigabyteSecond: price(3.3334e-6, "GB-second kept warm, arm64", KNOWN),
  trace: price(5e-6, "trace recorded", KNOWN),
  tableRead: price(0.125e-6, "read unit, on demand", PRICE_LIST),
  tableWrite: price(0.625e-6, "write unit, on demand", PRICE_LIST),
  tableGigabyteMonth: price(0.25, "GB and month", GUIDANCE_README),
  tableRecoveryGigabyteMonth: price(0.2, "GB and month of point-in-time recovery", KNOWN),
  onDemandStreamHour: price(0.04, "hour of a stream on demand", PRICE_LIST),
  streamGigabyteIn: price(0.08, "GB into a stream on demand", PRICE_LIST),
  streamGigabyteOut: price(0.04, "GB out of a stream on demand", PRICE_LIST),
  shardHour: price(0.015, "hour of a shard", PRICE_LIST),
  shardRetentionHour: price(0.02, "hour of a shard that keeps records for more than a day", KNOWN),
  streamPut: price(0.014e-6, "25 KB put into a shard", PRICE_LIST),
  firehoseGigabyte: price(0.029, "GB, each record rounded up to 5 KB", GUIDANCE_README),
  s3GigabyteMonth: price(0.023, "GB and month, Standard", GUIDANCE),
  s3CoolGigabyteMonth: price(0.0125, "GB and month, Standard-IA", AGREED),
  s3ArchiveGigabyteMonth: price(0.004, "GB and month, Glacier Instant Retrieval", AGREED),
  s3CoolTransition: price(0.01e-3, "object moved to Standard-IA", AGREED),
  s3ArchiveTransition: price(0.02e-3, "object moved to Glacier Instant Retrieval", KNOWN),
  s3CoolRead: price(0.01, "GB read from Standard-IA", AGREED),
  s3ArchiveRead: price(0.03, "GB read from Glacier Instant Retrieval", KNOWN),
  s3Put: price(0.005e-3, "PUT, COPY, POST or LIST", GUIDANCE),
  s3Get: price(0.0004e-3, "GET", GUIDANCE),
  athenaTerabyte: price(5, "TB scanned, 10 MB a query at least", PRICE_LIST),
  rpuHour: price(0.375, "RPU and hour awake, a minute at least", REDSHIFT_PAGE),
  redshiftGigabyteMonth: price(0.024, "GB and month", KNOWN),
  keyMonth: price(1, "key and month", PRICE_LIST),
  keyRequest: price(0.03e-4, "request", AGREED),
  secretMonth: price(0.4, "secret and month", AGREED),
  alarmMetricMonth: price(0.1, "metric of an alarm and month", PRICE_LIST),
  compositeAlarmMonth: price(0.5, "composite alarm and month", KNOWN),
  dashboardMonth: price(3, "dashboard and month", AGREED),
  logGigabyte: price(0.5, "GB written", PRICE_LIST),
  logGigabyteMonth: price(0.03, "GB and month, compressed", AGREED),
  metricMonth: price(0.3, "metric of one's own and month", AGREED),
  apiRequest: price(1e-6, "request of an HTTP API", AGREED),
  cdnRequest: price(0.01e-4, "request over HTTPS", KNOWN),
  cdnGigabyte: price(0.085, "GB to browsers", KNOWN),
  firewallMonth: price(5, "web ACL and month", FIREWALL_PAGE),
  firewallRuleMonth: price(1, "rule of a web ACL and month", FIREWALL_PAGE),
  firewallRequest: price(0.6e-6, "request", FIREWALL_PAGE),
  queueRequest: price(0.4e-6, "request of a queue", KNOWN),
  scheduleRun: price(1e-6, "run of a schedule", KNOWN),
  canaryRun: price(0.0012, "run of a canary", AGREED),
  networkEndpointHour: price(0.01, "hour of an interface endpoint in a zone", KNOWN),
  natGatewayHour: price(0.045, "hour of a NAT gateway", PRICE_LIST),
} as const satisfies Readonly<Record<string, Price>>;

/** A price by name. */
export type PriceName = keyof typeof PRICES;

/** US dollars by name. */
export type PriceList = Readonly<Record<PriceName, number>>;

/** Seconds Redshift Serverless bills at least each time it wakes. */
export const SHORTEST_REDSHIFT_BILL = 60;

/**
 * The list, with one's own prices in place of those that are given.
 * @throws RangeError that names every price that is not known or is no price, and what is allowed
 */
export function withPrices(own: Readonly<Record<string, number>> = {}): PriceList {
  const mistakes = Object.entries(own).flatMap(([name, usd]) => {
    if (!Object.keys(PRICES).includes(name))
      return [`${name} is no price; known are ${Object.keys(PRICES).join(", ")}.`];
    return usd >= 0 && Number.isFinite(usd) ? [] : [`${name} is ${usd}; allowed: US dollars, 0 or more.`];
  });
  if (mistakes.length > 0) throw new RangeError(mistakes.join("\n"));
  const list = Object.entries(PRICES).map(([name, { usd }]) => [name, own[name] ?? usd]);
  return Object.fromEntries(list) as Record<PriceName, number>;
}
