/** Replays files of contact records through a centre, and says how far it is. */
import { UnreadableRecords, readRecords } from "../records/readRecords";
import type { RecordFile } from "../records/recordFiles";
import type { Terminal } from "../terminal";
import { type Pipeline, type PipelineCenter, settleFiles } from "../pipeline";
import { type Accounts, takeAccounts } from "./accounts";
import { RecordPusher } from "./pushRecords";

/** What came of a replay. */
export interface Replayed extends Accounts {
  /** Files that were read, in whole or in part. */
  readonly files: number;
  /** Files that could not be read to their end: what is said about each. */
  readonly unreadable: readonly string[];
  /** Files of folders that hold something else, and were left out. */
  readonly skipped: readonly string[];
}

const BAR = 30;

const LINE_BREAK = 10;

/** Least change of the share that is shown. */
const STEP = 0.002;

/** Pushes the records of files, one after the other, and lets the pipeline finish. */
export async function replayFiles(
  center: PipelineCenter,
  pipeline: Pipeline,
  files: readonly RecordFile[],
  out: Pick<Terminal, "status">,
): Promise<Replayed> {
  const pusher = new RecordPusher(center, pipeline);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const unreadable: string[] = [];
  const skipped: string[] = [];
  let before = 0;
  let shown = -1;
  for (const file of files) {
    const onRead = (read: number) => {
      const share = bytes === 0 ? 1 : Math.min(1, (before + read) / bytes);
      if (share - shown < STEP) return;
      shown = share;
      out.status(`  ${bar(share)} ${Math.round(share * 100)} %, ${count(pusher.count)} records`);
    };
    try {
      for await (const records of readRecords(file, onRead)) await pusher.push(records.map(onOneLine));
    } catch (error) {
      if (!(error instanceof UnreadableRecords)) throw error;
      if (error.foreign && !file.named) skipped.push(file.path);
      else unreadable.push(error.message);
    }
    before += file.bytes;
  }
  out.status(`  ${count(pusher.count)} records: waiting for the files`);
  await pusher.catchUp();
  await settleFiles(center);
  out.status(`  ${count(pusher.count)} records: asking the warehouse`);
  const accounts = await takeAccounts(center, pipeline, pusher.count);
  return { ...accounts, files: files.length - skipped.length, unreadable, skipped };
}

/** A record as Connect sends it, without a line break: in a raw object a line is a record. */
function onOneLine(record: Uint8Array): Uint8Array {
  if (!record.includes(LINE_BREAK)) return record;
  // Within texts JSON escapes them, so that these stand between its parts.
  return Buffer.from(
    Buffer.from(record)
      .toString("latin1")
      .replace(/[\r\n]/g, " "),
    "latin1",
  );
}

function bar(share: number): string {
  const done = Math.round(share * BAR);
  return `[${"#".repeat(done)}${"-".repeat(BAR - done)}]`;
}

/** A whole number with commas between thousands. */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
