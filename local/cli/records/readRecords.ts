/** The contact records of a file, a few at a time: plain or gzip, whatever the file is called. */
import { createReadStream } from "node:fs";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { RecordFile } from "./recordFiles";
import { RecordSplitter, TooLongRecord } from "./splitRecords";

/** Bytes read at a time: some hundred records. */
const CHUNK_BYTES = 256 * 1024;

/** A file that was read in part, or not at all. The message says which file, why, and what to do. */
export class UnreadableRecords extends Error {
  override readonly name = "UnreadableRecords";

  constructor(
    readonly file: RecordFile,
    /** Whether it is something else altogether, so that nothing of it was read. */
    readonly foreign: boolean,
    reason: string,
  ) {
    super(`${file.path}: ${reason}.`);
  }
}

/** Told how far the file is read, in bytes on the disk, counted from its start. */
export type ReadSoFar = (bytes: number) => void;

/**
 * Reads a file's records as the bytes they are, in batches. Memory stays within a few chunks however large the file is; the
 * records of a batch are valid until the next one is asked for.
 * @throws UnreadableRecords for what is neither text nor gzip of it, breaks off, or holds too long a record
 */
export async function* readRecords(file: RecordFile, onRead?: ReadSoFar): AsyncGenerator<Uint8Array[]> {
  const disk = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  try {
    const start = await firstBytes(disk);
    const plain = isGzip(start) ? unpacked(disk) : disk;
    const splitter = new RecordSplitter();
    let first = true;
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      if (first) checkText(file, chunk);
      const records = splitter.push(first ? withoutMark(chunk) : chunk);
      first = false;
      onRead?.(disk.bytesRead);
      if (records.length > 0) yield records;
    }
    const rest = splitter.end();
    if (rest.length > 0) yield rest;
    onRead?.(file.bytes);
  } catch (error) {
    throw error instanceof UnreadableRecords ? error : new UnreadableRecords(file, false, reasonOf(error));
  } finally {
    disk.destroy();
  }
}

/** The first chunk of a stream, which stays in it. */
async function firstBytes(disk: Readable): Promise<Buffer> {
  await once(disk, "readable");
  const chunk: unknown = disk.read();
  if (!Buffer.isBuffer(chunk)) return Buffer.alloc(0);
  disk.unshift(chunk);
  return chunk;
}

function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

function unpacked(disk: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  disk.on("error", (error) => gunzip.destroy(error));
  return disk.pipe(gunzip);
}

const OTHERS: [start: string, found: string, remedy: string][] = [
  ["PAR1", "a Parquet file", "name the records as they came, such as the folder raw of the bucket"],
  ["PK\u0003\u0004", "a zip file or a spreadsheet", "unpack it, or save it as one JSON object a line"],
  ["\u00ff\u00fe", "UTF-16 text", "save it as UTF-8"],
  ["\u00fe\u00ff", "UTF-16 text", "save it as UTF-8"],
];

/** Refuses what is recognisably no text; anything else goes the way of the records, which judges it. */
function checkText(file: RecordFile, start: Buffer): void {
  const known = OTHERS.find(([bytes]) => start.subarray(0, bytes.length).toString("latin1") === bytes);
  const [, found, remedy] = known ?? [
    undefined,
    "not text",
    "name files that hold contact records as JSON, or gzip of it",
  ];
  if (known !== undefined || start.subarray(0, 4_096).includes(0)) {
    throw new UnreadableRecords(file, true, `it is ${found}; ${remedy}`);
  }
}

function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

const BROKEN_GZIP = "its gzip data is broken or breaks off; what came before was read. Fetch the file again";

function reasonOf(error: unknown): string {
  if (error instanceof TooLongRecord) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("Z_")) return BROKEN_GZIP;
  if (code === "EACCES" || code === "EPERM") return "this user may not read it";
  return error instanceof Error ? error.message : String(error);
}
