/** What it costs to keep things in S3: for how long and in which class is what the buckets' lifecycle rules say. Pure. */
import { CONTACT_HABITS, type Month } from "./month";
import type { PriceList } from "./prices";
import { type CostLine, ofType, type PricedResource, recordAt, recordsAt, usageLines } from "./resources";

const GIGABYTE = 1e9;
const MONTH_DAYS = 30;

/** Days counted where a bucket keeps its objects for ever: what is kept longer comes on top, year by year. */
const A_YEAR = 365;

/** Recordings of a month, over all the months they are kept. */
export function recordingCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const stored = ofType(resources, "aws:connect/instanceStorageConfig:InstanceStorageConfig");
  if (!stored.some(({ inputs }) => inputs.resourceType === "CALL_RECORDINGS")) return [];
  const gigabytes = (month.agentMinutes * CONTACT_HABITS.recordingBytesPerMinute) / GIGABYTE;
  const { perGigabyte, perGigabyteRead, perObject } = lifetime(rulesOf(resources, "recordings", ""), prices);
  return usageLines("S3", [
    ["recordings kept", gigabytes * perGigabyte],
    ["recordings heard again", gigabytes * CONTACT_HABITS.recordingsHeard * perGigabyteRead],
    ["recordings written and moved", month.agentCalls * (prices.s3Put + perObject)],
  ]);
}

/** Contact records and their rows, over all the months they are kept. */
export function recordStorageCosts(month: Month, resources: readonly PricedResource[], prices: PriceList): CostLine[] {
  const delivered = ofType(resources, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
  if (!delivered.some(({ name }) => name.includes("contact-records"))) return [];
  const { perGigabyte } = lifetime(rulesOf(resources, "analytics", "rows/"), prices);
  const gigabytes = (month.records * CONTACT_HABITS.storedBytes) / GIGABYTE;
  return usageLines("S3", [["contact records and rows kept", gigabytes * perGigabyte]]);
}

type Rule = Readonly<Record<string, unknown>>;

/** The rules of a bucket for a prefix. */
function rulesOf(resources: readonly PricedResource[], bucket: string, prefix: string): Rule[] {
  return ofType(resources, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    .filter(({ name }) => name.includes(bucket))
    .flatMap(({ inputs }) => recordsAt(inputs, "rules"))
    .filter((rule) => (recordAt(rule, "filter").prefix ?? "") === prefix);
}

/** What a GB and an object cost from the day they are written to the day nothing of them is left. */
interface Lifetime {
  readonly perGigabyte: number;
  /** For each GB that is read once it lies in its last class. */
  readonly perGigabyteRead: number;
  readonly perObject: number;
}

function lifetime(rules: readonly Rule[], prices: PriceList): Lifetime {
  const [expires = A_YEAR] = rules.map((rule) => recordAt(rule, "expiration").days).filter(isNumber);
  const [kept = 0] = rules.map((rule) => recordAt(rule, "noncurrentVersionExpiration").noncurrentDays).filter(isNumber);
  const end = expires + kept;
  const moves = rules
    .flatMap((rule) => recordsAt(rule, "transitions"))
    .map(({ days, storageClass }) => ({ day: Number(days), storageClass: String(storageClass) }))
    .filter(({ day }) => day < end)
    .sort((one, other) => one.day - other.day);
  const stays = [{ day: 0, storageClass: "STANDARD" }, ...moves];
  const perGigabyte = stays.reduce((sum, { day, storageClass }, index) => {
    const { month, leastDays } = classOf(storageClass, prices);
    const days = Math.max(leastDays, (stays[index + 1]?.day ?? end) - day);
    return sum + (days / MONTH_DAYS) * month;
  }, 0);
  const perObject = moves.reduce((sum, { storageClass }) => sum + classOf(storageClass, prices).move, 0);
  const last = classOf(stays.at(-1)?.storageClass ?? "", prices);
  return { perGigabyte, perGigabyteRead: last.read, perObject };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** A storage class: dollars a GB and month, a GB read, each object that is moved to it, and days it is billed for at the least. */
interface StorageClass {
  readonly month: number;
  readonly read: number;
  readonly move: number;
  readonly leastDays: number;
}

/** A class that is not known here is counted as Standard, the dearest. */
function classOf(storageClass: string, prices: PriceList): StorageClass {
  const known: Readonly<Record<string, StorageClass>> = {
    STANDARD_IA: {
      month: prices.s3CoolGigabyteMonth,
      read: prices.s3CoolRead,
      move: prices.s3CoolTransition,
      leastDays: 30,
    },
    GLACIER_IR: {
      month: prices.s3ArchiveGigabyteMonth,
      read: prices.s3ArchiveRead,
      move: prices.s3ArchiveTransition,
      leastDays: 90,
    },
  };
  return known[storageClass] ?? { month: prices.s3GigabyteMonth, read: 0, move: 0, leastDays: 0 };
}
