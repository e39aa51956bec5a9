/** Uploads in parts: begun, filled in any order, completed into one object or aborted. */
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock";
import { ServiceError } from "../services/serviceError";
import { compositeChecksum } from "./checksums";
import type { ObjectInfo, PutOptions } from "./objectInfo";
import { unquoted, type ObjectStore } from "./objectStore";
import { StoreFolder } from "./storeFolder";

/** Smallest part but the last one, bytes. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;
const DAY_MS = 86_400_000;

/** A part that was received. */
export interface UploadedPart {
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly checksums: Readonly<Record<string, string>>;
}

/** An upload that was begun. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly options: PutOptions;
  readonly parts: Map<number, UploadedPart>;
}

/** The uploads of one store. */
export class Uploads {
  readonly #folder = new StoreFolder();
  readonly #uploads = new Map<string, Upload>();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
  ) {}

  begin(bucket: string, key: string, options: PutOptions): Upload {
    const id = randomBytes(32).toString("base64url");
    const upload: Upload = { id, bucket, key, initiated: this.clock.now(), options, parts: new Map() };
    this.#uploads.set(id, upload);
    return upload;
  }

  /** Uploads of a bucket under way, by key. */
  list(bucket: string, prefix: string): Upload[] {
    const all = [...this.#uploads.values()].filter((upload) => !this.#isStale(upload));
    return all
      .filter((upload) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.initiated - b.initiated));
  }

  /** @throws ServiceError NoSuchUpload */
  find(bucket: string, key: string, id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload?.bucket === bucket && upload.key === key && !this.#isStale(upload)) return upload;
    const message = "The specified upload does not exist. It may have been aborted or completed.";
    throw new ServiceError("NoSuchUpload", message, 404);
  }

  /** Takes a part, in place of one of the same number. */
  receive(upload: Upload, number: number, body: Buffer, checksums: Record<string, string>): UploadedPart {
    if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
      throw new ServiceError("InvalidArgument", `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
    }
    const before = upload.parts.get(number);
    if (before) this.#folder.remove(before.file);
    const part: UploadedPart = {
      number,
      file: this.#folder.write(body),
      size: body.length,
      etag: createHash("md5").update(body).digest("hex"),
      lastModified: this.clock.now(),
      checksums,
    };
    upload.parts.set(number, part);
    return part;
  }

  /** Puts the parts together; @throws ServiceError InvalidPart, InvalidPartOrder, EntityTooSmall, PreconditionFailed */
  complete(
    upload: Upload,
    wanted: readonly { number: number; etag: string }[],
    conditions: Pick<PutOptions, "ifMatch" | "ifNoneMatch">,
  ): ObjectInfo {
    const parts = this.#chosen(upload, wanted);
    const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, "hex")));
    const info = this.store.put(
      upload.bucket,
      upload.key,
      Buffer.concat(parts.map((part) => this.#folder.read(part.file))),
      {
        ...upload.options,
        ...conditions,
        by: "CompleteMultipartUpload",
        etag: `${createHash("md5").update(digests).digest("hex")}-${parts.length}`,
        parts: parts.length,
        checksums: compositeOf(parts),
      },
    );
    this.abort(upload);
    return info;
  }

  abort(upload: Upload): void {
    this.#uploads.delete(upload.id);
    for (const { file } of upload.parts.values()) this.#folder.remove(file);
  }

  close(): void {
    this.#uploads.clear();
    this.#folder.close();
  }

  #chosen(upload: Upload, wanted: readonly { number: number; etag: string }[]): UploadedPart[] {
    if (wanted.length === 0) throw new ServiceError("MalformedXML", "You must specify at least one part");
    if (wanted.some(({ number }, index) => index > 0 && number <= (wanted[index - 1]?.number ?? 0))) {
      throw new ServiceError("InvalidPartOrder", "The list of parts was not in ascending order.");
    }
    return wanted.map(({ number, etag }, index) => {
      const part = upload.parts.get(number);
      if (part?.etag !== unquoted(etag)) {
        throw new ServiceError("InvalidPart", `One or more of the specified parts could not be found: part ${number}.`);
      }
      if (index < wanted.length - 1 && part.size < MIN_PART_BYTES) {
        const message = `Part ${number} has ${part.size} bytes; every part but the last has ${MIN_PART_BYTES} or more.`;
        throw new ServiceError("EntityTooSmall", message);
      }
      return part;
    });
  }

  /** Whether a lifecycle rule has ended an upload; it goes when it is looked at. */
  #isStale(upload: Upload): boolean {
    const definition = this.store.definition(upload.bucket);
    const days = (definition?.lifecycle ?? [])
      .filter(({ prefix }) => upload.key.startsWith(prefix))
      .flatMap(({ abortUploadDays }) => abortUploadDays ?? []);
    if (days.length === 0 || this.clock.now() < upload.initiated + Math.min(...days) * DAY_MS) return false;
    this.abort(upload);
    return true;
  }
}

function compositeOf(parts: readonly UploadedPart[]): Record<string, string> {
  const [algorithm] = Object.keys(parts[0]?.checksums ?? {});
  if (algorithm === undefined) return {};
  const sums = parts.flatMap(({ checksums }) => checksums[algorithm] ?? []);
  const whole = sums.length === parts.length ? compositeChecksum(algorithm, sums) : undefined;
  return whole === undefined ? {} : { [algorithm]: whole };
}
