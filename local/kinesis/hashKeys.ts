/** Hash keys: the 128-bit numbers by which partition keys are spread over shards, as 32 hexadecimal digits. */
import { createHash } from "node:crypto";

/** The keys of one shard, both ends included. */
export interface HashRange {
  readonly start: string;
  readonly end: string;
}

const DIGITS = 32;
const ALL = 1n << 128n;

/** Every key there is. */
export const WHOLE_RANGE: HashRange = { start: "0".repeat(DIGITS), end: "f".repeat(DIGITS) };

/** The hash key of a partition key. */
export function hashKeyOf(partitionKey: string): string {
  return createHash("md5").update(partitionKey, "utf8").digest("hex");
}

/** A hash key as the API writes it: a decimal number. */
export function decimal(key: string): string {
  return BigInt(`0x${key}`).toString();
}

/** A decimal number of the API as a hash key; undefined when it is none, or too large. */
export function fromDecimal(text: string): string | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < ALL ? hex(value) : undefined;
}

/** The key after, or for -1 before, another. */
export function neighbour(key: string, step: 1 | -1): string {
  return hex(BigInt(`0x${key}`) + BigInt(step));
}

/** Ranges that share all keys evenly. */
export function evenRanges(count: number): HashRange[] {
  const bound = (index: number): bigint => (ALL * BigInt(index)) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({ start: hex(bound(index)), end: hex(bound(index + 1) - 1n) }));
}

function hex(value: bigint): string {
  return value.toString(16).padStart(DIGITS, "0");
}
