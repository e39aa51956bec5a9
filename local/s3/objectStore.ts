/**
 * Buckets whose objects are real files in a temporary folder, with versions, delete markers, conditional writes and expiry.
 * Everything in this process that moves objects uses it directly; the API of S3 stands on it too. It asks for no permission.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import { ServiceError } from "../services/serviceError";
import { Bucket, type StoredVersion } from "./bucket";
import { bucketDefinitions, type BucketDefinition } from "./bucketDefinition";
import { declaredObjects } from "./declaredObjects";
import { Lifecycle } from "./lifecycle";
import type { ListedObject, ObjectEvent, ObjectInfo, PutOptions } from "./objectInfo";
import { StoreFolder } from "./storeFolder";

export type { BucketDefinition, LifecycleRule } from "./bucketDefinition";
export type { ListedObject, ObjectEncryption, ObjectEvent, ObjectHeaders, ObjectInfo, PutOptions } from "./objectInfo";

/** Longest key in bytes, as on AWS. */
const MAX_KEY_BYTES = 1024;
const NULL_VERSION = "null";

/** What a delete did. */
export interface Deletion {
  /** Whether something was there that is gone or hidden now. */
  readonly removed: boolean;
  /** The version that went, or the marker that was set; undefined when nothing happened. */
  readonly version?: ObjectInfo;
}

/** The object store of one centre. */
export class ObjectStore {
  readonly #folder = new StoreFolder();
  readonly #buckets = new Map<string, Bucket>();
  /** What the program itself puts into a bucket; put there when the bucket is first looked at. */
  readonly #declared: Map<string, (store: ObjectStore) => void>;
  readonly #listeners = new Set<(event: ObjectEvent) => void>();
  readonly #lifecycle: Lifecycle;
  #sequence = 0;

  /**
   * @param buckets The buckets there are: none is made or dropped later.
   * @param clock Dates objects, and fires their expiry.
   */
  constructor(
    buckets: readonly BucketDefinition[],
    private readonly clock: Clock,
    declared: ReadonlyMap<string, (store: ObjectStore) => void> = new Map(),
  ) {
    for (const definition of buckets) this.#buckets.set(definition.name, new Bucket(definition));
    this.#declared = new Map(declared);
    this.#lifecycle = new Lifecycle(clock, {
      removeVersion: (bucket, version, name) => this.#removeVersion(bucket, version, name),
      mark: (bucket, key) => void this.#mark(bucket, key, "LifecycleExpiration:DeleteMarkerCreated"),
    });
  }

  /** The buckets of a graph, with the objects the program itself declares. */
  static fromGraph(graph: ResourceGraph, { clock }: { clock: Clock }): ObjectStore {
    return new ObjectStore(bucketDefinitions(graph), clock, declaredObjects(graph));
  }

  /** The buckets there are. */
  buckets(): BucketDefinition[] {
    return [...this.#buckets.values()].map(({ definition }) => definition);
  }

  /**
   * Puts an object, in place of the one there is.
   * @throws ServiceError NoSuchBucket, KeyTooLongError, PreconditionFailed (412), NoSuchKey (`ifMatch` without an object)
   */
  put(bucketName: string, key: string, body: Uint8Array, options: PutOptions = {}): ObjectInfo {
    const bucket = this.#bucket(bucketName);
    checkKey(key);
    this.#checkConditions(bucket, key, options);
    const file = this.#folder.write(body);
    const info = this.#infoOf(bucket, key, body, options);
    this.#retireCurrent(bucket, key, info.versionId);
    const version: StoredVersion = { info, file: this.#folder.placeOf(bucketName, key) };
    this.#folder.move(file, version.file ?? file);
    bucket.add(version);
    this.#lifecycle.watch(bucket);
    this.#tell(`ObjectCreated:${options.by ?? "Put"}`, info);
    return info;
  }

  /** The bytes of an object, or of one of its versions; undefined when it is not there or hidden by a delete marker. */
  get(bucketName: string, key: string, versionId?: string): Buffer | undefined {
    const version = this.#find(bucketName, key, versionId);
    return version?.file === undefined ? undefined : this.#folder.read(version.file);
  }

  /** What is known of an object; undefined as for {@link ObjectStore.get}. A version asked for by its id may be a marker. */
  head(bucketName: string, key: string, versionId?: string): ObjectInfo | undefined {
    return this.#find(bucketName, key, versionId)?.info;
  }

  /** The objects whose keys begin with a prefix and come after another key, in the order of their keys' bytes. */
  list(bucketName: string, prefix = "", after = ""): ListedObject[] {
    const bucket = this.#bucket(bucketName);
    const keys = bucket.keys();
    const listed: ListedObject[] = [];
    for (let at = bucket.placeOf(after > prefix ? after : prefix); at < keys.length; at++) {
      const key = keys[at] ?? "";
      if (!key.startsWith(prefix)) break;
      const info = bucket.current(key)?.info;
      if (info && (after === "" || key !== after)) {
        const { size, lastModified, etag, storageClass } = info;
        listed.push({ key, size, lastModified, etag, storageClass });
      }
    }
    return listed;
  }

  /** Every version and delete marker of the keys with a prefix: by key, newest first. */
  listVersions(bucketName: string, prefix = ""): (ObjectInfo & { isLatest: boolean })[] {
    const bucket = this.#bucket(bucketName);
    return bucket
      .keys()
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => bucket.versions(key).map(({ info }, index) => ({ ...info, isLatest: index === 0 })));
  }

  /**
   * Deletes an object: for good, or in a versioned bucket by a delete marker. Answers whether it was there.
   * A `versionId` deletes that version, or marker, for good.
   */
  delete(bucketName: string, key: string, versionId?: string): boolean {
    return this.remove(bucketName, key, versionId).removed;
  }

  /** {@link ObjectStore.delete}, telling what went and what was set in its place. */
  remove(bucketName: string, key: string, versionId?: string): Deletion {
    const bucket = this.#bucket(bucketName);
    if (versionId !== undefined) {
      const version = bucket.version(key, versionId);
      if (version) this.#removeVersion(bucket, version, "ObjectRemoved:Delete");
      return { removed: version !== undefined, version: version?.info };
    }
    const removed = bucket.current(key) !== undefined;
    if (bucket.definition.versioning !== undefined) {
      return { removed, version: this.#mark(bucket, key, "ObjectRemoved:DeleteMarkerCreated") };
    }
    const [version] = bucket.versions(key);
    if (version) this.#removeVersion(bucket, version, "ObjectRemoved:Delete");
    return { removed, version: undefined };
  }

  /** Sets what an object is tagged with. Answers false when it is not there. */
  tag(bucketName: string, key: string, tags: Record<string, string>, versionId?: string): boolean {
    const version = this.#find(bucketName, key, versionId);
    if (version?.file === undefined) return false;
    version.info = { ...version.info, tags };
    return true;
  }

  /**
   * The file an object's current version lies in, or would. The store replaces it in one step when the object is put again.
   * A file whose key has no dot in its last part has a `%` at its end.
   */
  pathOf(bucketName: string, key: string): string {
    this.#bucket(bucketName);
    return this.#folder.placeOf(bucketName, key);
  }

  /**
   * The folder that holds the objects below a prefix, which is empty or ends in `/`. It need not exist when there are none.
   * Only current versions lie in it.
   */
  folderOf(bucketName: string, prefix = ""): string {
    this.#bucket(bucketName);
    return this.#folder.folderOf(bucketName, prefix);
  }

  /** Tells of every change, after it was made, until the returned function is called. */
  onEvent(listener: (event: ObjectEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells of every object that was put, copied or completed. */
  onCreated(listener: (event: ObjectEvent) => void): () => void {
    return this.onEvent((event) => {
      if (event.name.startsWith("ObjectCreated:")) listener(event);
    });
  }

  /** A bucket as it is declared; undefined when it is not. */
  definition(bucketName: string): BucketDefinition | undefined {
    return this.#buckets.get(bucketName)?.definition;
  }

  /** Whether there is such a bucket. */
  has(bucketName: string): boolean {
    return this.#buckets.has(bucketName);
  }

  /** Deletes the folder; the store is empty then. */
  close(): void {
    this.#lifecycle.close();
    this.#folder.close();
    for (const { definition } of [...this.#buckets.values()])
      this.#buckets.set(definition.name, new Bucket(definition));
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) {
      const known = [...this.#buckets.keys()].join(", ") || "none";
      const message = `The specified bucket does not exist: the program declares no bucket "${name}" (it has ${known}).`;
      throw new ServiceError("NoSuchBucket", message, 404);
    }
    const fill = this.#declared.get(name);
    if (fill) {
      this.#declared.delete(name);
      fill(this);
    }
    return bucket;
  }

  #find(bucketName: string, key: string, versionId?: string): StoredVersion | undefined {
    const bucket = this.#bucket(bucketName);
    return versionId === undefined ? bucket.current(key) : bucket.version(key, versionId);
  }

  #checkConditions(bucket: Bucket, key: string, { ifNoneMatch, ifMatch }: PutOptions): void {
    const current = bucket.current(key)?.info;
    if (ifMatch !== undefined && !current) {
      throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
    }
    const wrong = (ifNoneMatch === "*" && current) || (ifMatch !== undefined && unquoted(ifMatch) !== current?.etag);
    if (wrong) {
      throw new ServiceError(
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
        412,
      );
    }
  }

  #infoOf(bucket: Bucket, key: string, body: Uint8Array, options: PutOptions): ObjectInfo {
    const encryption = options.encryption ?? bucket.definition.encryption ?? { algorithm: "AES256" };
    return {
      bucket: bucket.definition.name,
      key,
      size: body.length,
      etag: options.etag ?? etagOf(body, encryption.algorithm),
      lastModified: this.clock.now(),
      versionId: newVersionId(bucket),
      deleteMarker: false,
      headers: { ...options.headers },
      metadata: { ...options.metadata },
      tags: { ...options.tags },
      encryption,
      storageClass: options.storageClass ?? "STANDARD",
      checksums: { ...options.checksums },
      parts: options.parts,
    };
  }

  /** Makes room for a version: what has the same id goes, what is current lies aside from now on. */
  #retireCurrent(bucket: Bucket, key: string, versionId: string): void {
    const same = bucket.version(key, versionId);
    const [newest] = bucket.versions(key);
    if (newest?.file !== undefined && newest !== same) newest.file = this.#folder.setAside(newest.file);
    if (same) {
      bucket.remove(same);
      if (same.file !== undefined) this.#folder.remove(same.file);
    }
  }

  #mark(bucket: Bucket, key: string, event: string): ObjectInfo {
    const info: ObjectInfo = {
      ...this.#infoOf(bucket, key, new Uint8Array(), {}),
      etag: "",
      deleteMarker: true,
    };
    this.#retireCurrent(bucket, key, info.versionId);
    bucket.add({ info });
    this.#lifecycle.watch(bucket);
    this.#tell(event, info);
    return info;
  }

  #removeVersion(bucket: Bucket, version: StoredVersion, event: string): void {
    const { key } = version.info;
    bucket.remove(version);
    if (version.file !== undefined) this.#folder.remove(version.file);
    const [newest] = bucket.versions(key);
    const place = newest?.file === undefined ? undefined : this.#folder.placeOf(bucket.definition.name, key);
    if (newest?.file !== undefined && place !== undefined && newest.file !== place) {
      this.#folder.move(newest.file, place);
      newest.file = place;
    }
    this.#tell(event, version.info);
  }

  #tell(name: string, info: ObjectInfo): void {
    const sequencer = (++this.#sequence).toString(16).toUpperCase().padStart(18, "0");
    const event: ObjectEvent = { name, at: this.clock.now(), info, sequencer };
    for (const listener of this.#listeners) listener(event);
  }
}

/** An entity tag without its quotes. */
export function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, "");
}

function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > MAX_KEY_BYTES) {
    const message = `Your key is too long or empty: it has ${bytes} bytes; a key has 1 to ${MAX_KEY_BYTES}.`;
    throw new ServiceError("KeyTooLongError", message);
  }
}

function newVersionId(bucket: Bucket): string {
  return bucket.definition.versioning === "Enabled" ? randomBytes(24).toString("base64url") : NULL_VERSION;
}

/** The MD5 of the bytes; under a KMS key something else of the same form, as nobody may rely on it there. */
function etagOf(body: Uint8Array, algorithm: string): string {
  const hash = createHash("md5");
  if (algorithm !== "AES256") hash.update("under a KMS key");
  return hash.update(body).digest("hex");
}
