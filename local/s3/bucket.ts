/** One bucket: its keys in S3's order, and the versions of each. */
import type { BucketDefinition } from "./bucketDefinition";
import type { ObjectInfo } from "./objectInfo";

/** A version and where its bytes lie; a delete marker has none. */
export interface StoredVersion {
  info: ObjectInfo;
  file?: string;
}

/**
 * Order of keys in S3's listings: that of their UTF-8 bytes. JavaScript compares UTF-16 units, which differ from it where
 * a surrogate meets a character from U+E000 on.
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) {
      return left >= 0xd800 && right >= 0xd800 ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : left - right;
    }
  }
  return a.length - b.length;
}

/** Versions by key, newest first. */
export class Bucket {
  readonly #versions = new Map<string, StoredVersion[]>();
  #sorted: string[] | undefined;

  constructor(readonly definition: BucketDefinition) {}

  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  /** Every key that has a version or a marker, in order. */
  keys(): readonly string[] {
    return (this.#sorted ??= [...this.#versions.keys()].sort(compareKeys));
  }

  /** Index of the first key not before one. */
  placeOf(key: string): number {
    const keys = this.keys();
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = keys[middle];
      if (at !== undefined && compareKeys(at, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The versions of a key, newest first. */
  versions(key: string): readonly StoredVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** What a request without a version means: the newest version, unless that is a delete marker. */
  current(key: string): StoredVersion | undefined {
    const [newest] = this.versions(key);
    return newest?.info.deleteMarker === true ? undefined : newest;
  }

  version(key: string, versionId: string): StoredVersion | undefined {
    return this.versions(key).find(({ info }) => info.versionId === versionId);
  }

  add(version: StoredVersion): void {
    const { key } = version.info;
    const versions = this.#versions.get(key);
    if (versions) versions.unshift(version);
    else {
      this.#versions.set(key, [version]);
      this.#sorted = undefined;
    }
  }

  remove(version: StoredVersion): void {
    const { key } = version.info;
    const left = this.versions(key).filter((one) => one !== version);
    if (left.length > 0) this.#versions.set(key, left);
    else if (this.#versions.delete(key)) this.#sorted = undefined;
  }
}
