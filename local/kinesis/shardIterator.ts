/** Shard iterators: opaque texts that stand for a position in a shard, for five minutes. */
import { ServiceError } from "../services/serviceError";

/** What an iterator stands for. */
export interface Place {
  readonly stream: string;
  readonly shard: string;
  /** What follows this sequence number is read next. */
  readonly after: string;
}

/** AWS: "A shard iterator expires 5 minutes after it is returned to the requester." */
const LIFE_MS = 300_000;

/** The iterator of a place. */
export function iteratorOf({ stream, shard, after }: Place, nowMs: number): string {
  return Buffer.from(JSON.stringify([stream, shard, after, nowMs])).toString("base64url");
}

/** The place of an iterator. @throws ServiceError InvalidArgumentException, ExpiredIteratorException */
export function placeOf(iterator: unknown, nowMs: number): Place {
  const [stream, shard, after, issuedAt] = partsOf(iterator);
  if (typeof stream !== "string" || typeof shard !== "string" || typeof after !== "string") {
    throw new ServiceError("InvalidArgumentException", "Invalid ShardIterator.");
  }
  if (typeof issuedAt === "number" && nowMs - issuedAt <= LIFE_MS) return { stream, shard, after };
  const message =
    `Iterator expired. The iterator was created at time ${String(issuedAt)} while right now it is ${nowMs} ` +
    `which is further in the future than the tolerated delay of ${LIFE_MS} milliseconds.`;
  throw new ServiceError("ExpiredIteratorException", message);
}

function partsOf(iterator: unknown): unknown[] {
  if (typeof iterator !== "string") return [];
  try {
    const parts: unknown = JSON.parse(Buffer.from(iterator, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
