/**
 * Expiry by lifecycle rules. S3 rounds the end of an object's days up to the next midnight UTC; so this works at midnight
 * only, by a timer of the virtual clock that runs while a bucket with rules holds something.
 */
import type { Clock, Timer } from "../clock";
import type { Bucket, StoredVersion } from "./bucket";
import type { LifecycleRule } from "./bucketDefinition";

/** What expiry does to a bucket. */
export interface Expiry {
  removeVersion(bucket: Bucket, version: StoredVersion, event: string): void;
  mark(bucket: Bucket, key: string): void;
}

const DAY_MS = 86_400_000;

/** The lifecycle of all buckets of a store. */
export class Lifecycle {
  readonly #watched = new Set<Bucket>();
  #timer: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly expiry: Expiry,
  ) {}

  /** Looks after a bucket that something was put into. */
  watch(bucket: Bucket): void {
    if ((bucket.definition.lifecycle ?? []).every((rule) => !expires(rule))) return;
    this.#watched.add(bucket);
    if (this.#timer !== undefined) return;
    const midnight = (Math.floor(this.clock.now() / DAY_MS) + 1) * DAY_MS;
    this.#timer = this.clock.schedule(midnight, () => this.#work());
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#watched.clear();
  }

  #work(): void {
    this.#timer = undefined;
    const buckets = [...this.#watched];
    this.#watched.clear();
    for (const bucket of buckets) {
      for (const rule of bucket.definition.lifecycle ?? []) this.#apply(bucket, rule);
      if (!bucket.isEmpty) this.watch(bucket);
    }
  }

  #apply(bucket: Bucket, rule: LifecycleRule): void {
    for (const key of [...bucket.keys()]) {
      if (!key.startsWith(rule.prefix)) continue;
      this.#expireNoncurrent(bucket, key, rule);
      this.#expireCurrent(bucket, key, rule);
      this.#dropLoneMarker(bucket, key, rule);
    }
  }

  #expireCurrent(bucket: Bucket, key: string, rule: LifecycleRule): void {
    const current = bucket.current(key);
    if (!current) return;
    const { expireDays, expireFrom } = rule;
    const now = this.clock.now();
    const old = expireDays !== undefined && current.info.lastModified + expireDays * DAY_MS <= now;
    if (!old && !(expireFrom !== undefined && expireFrom <= now)) return;
    if (bucket.definition.versioning !== undefined) this.expiry.mark(bucket, key);
    else this.expiry.removeVersion(bucket, current, "LifecycleExpiration:Delete");
  }

  /** A version's days run from the moment the next one took its place. */
  #expireNoncurrent(bucket: Bucket, key: string, { noncurrentDays, noncurrentKept = 0 }: LifecycleRule): void {
    if (noncurrentDays === undefined) return;
    const versions = [...bucket.versions(key)];
    versions.slice(1 + noncurrentKept).forEach((version, index) => {
      const since = versions[index + noncurrentKept]?.info.lastModified ?? version.info.lastModified;
      if (since + noncurrentDays * DAY_MS > this.clock.now()) return;
      this.expiry.removeVersion(bucket, version, "LifecycleExpiration:Delete");
    });
  }

  #dropLoneMarker(bucket: Bucket, key: string, { dropsLoneMarkers }: LifecycleRule): void {
    const versions = bucket.versions(key);
    const [only] = versions;
    if (dropsLoneMarkers !== true || versions.length !== 1 || !only?.info.deleteMarker) return;
    this.expiry.removeVersion(bucket, only, "LifecycleExpiration:Delete");
  }
}

function expires({ expireDays, expireFrom, noncurrentDays, dropsLoneMarkers }: LifecycleRule): boolean {
  return [expireDays, expireFrom, noncurrentDays].some((bound) => bound !== undefined) || dropsLoneMarkers === true;
}
