/** What `replayRawRecords` does to one object: it makes the rows the stream's handler has made, or would make now. */
import { createHash } from "node:crypto";
import { type Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { type GetObjectCommandInput, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { gunzippedLines } from "./lines";
import { type Place, placeOf, rowsPrefix } from "./partitions";

/** The part of the S3 client that is used. */
export interface ReplayObjects {
  getObject(input: GetObjectCommandInput): Promise<{ Body?: unknown }>;
  putObject(input: PutObjectCommandInput): Promise<unknown>;
}

/** Reads a record: the line of its row, with its line end, or why it cannot be one. */
export type RecordReader = (data: Buffer) => { line: string } | { poison: string };

/** What replaying works with. */
export interface ReplayTools {
  objects: ReplayObjects;
  bucket: string;
  /** The reader of a dataset's records. */
  readerOf(dataset: Place["dataset"]): Promise<RecordReader>;
  /** Bytes of rows, before they are compressed, from which on an object is full: about what is held in memory. */
  partBytes: number;
}

/** What became of an object's records: `read = rows + quarantined`. */
export interface Replayed {
  read: number;
  rows: number;
  /** Records that cannot be rows. They stay where they are: in the raw copy, or in quarantine. */
  quarantined: number;
}

/** What an object's key becomes in the keys of what is made of it. */
export const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex").slice(0, 32);

/** The key of an object's rows. It follows from the object's own, so that replaying twice writes the same object twice. */
export const rowsKey = (key: string, { dataset, arrived }: Place, part: number): string =>
  `${rowsPrefix(dataset, arrived)}of-raw-${hashOf(key)}${part > 1 ? `-${part}` : ""}.json.gz`;

/** The whole of a stream. */
const bytesOf = async (body: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** The one record of an object in quarantine. */
async function* quarantinedRecord(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { data } = JSON.parse((await bytesOf(body)).toString()) as { data?: unknown };
  yield Buffer.from(typeof data === "string" ? data : "", "base64");
}

/** Writes rows: an object whenever there are enough, and the last when they end. */
const rowsWriter = ({ objects, bucket, partBytes }: ReplayTools, key: string, place: Place) => {
  let lines: string[] = [];
  let bytes = 0;
  let part = 0;
  const flush = async (): Promise<void> => {
    if (lines.length === 0) return;
    part += 1;
    const Body = gzipSync(lines.join(""));
    lines = [];
    bytes = 0;
    await objects.putObject({ Bucket: bucket, Key: rowsKey(key, place, part), Body });
  };
  const add = async (line: string): Promise<void> => {
    lines.push(line);
    bytes += line.length;
    if (bytes >= partBytes) await flush();
  };
  return { add, flush };
};

/**
 * Replays one object: of `raw/`, or of `quarantine/`. Notifies nobody.
 *
 * @throws Error when the key is no raw record's, or the object cannot be read to its end: then nothing is lost, and replaying
 *   it again writes what is missing
 */
export const replayObject = async (tools: ReplayTools, key: string): Promise<Replayed> => {
  const place = placeOf(key);
  if (!place || (place.folder !== "raw" && place.folder !== "quarantine")) {
    throw Object.assign(
      new Error("The event's key has to be of raw/ or quarantine/, then <dataset>/arrived=yyyy-MM-dd-HH/<object>."),
      { name: "NoRawRecord" },
    );
  }
  const read = await tools.readerOf(place.dataset);
  const { Body } = await tools.objects.getObject({ Bucket: tools.bucket, Key: key });
  const body = Body as Readable;
  const writer = rowsWriter(tools, key, place);
  const counts = { read: 0, rows: 0, quarantined: 0 };
  for await (const record of place.folder === "raw" ? gunzippedLines(body) : quarantinedRecord(body)) {
    const reading = read(record);
    counts.read += 1;
    if ("line" in reading) {
      counts.rows += 1;
      await writer.add(reading.line);
    } else {
      counts.quarantined += 1;
    }
  }
  await writer.flush();
  return counts;
};
