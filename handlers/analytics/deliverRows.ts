/** Rows to the Firehose stream: as few requests as it takes, sending again only what it did not take. */
import { randomInt } from "node:crypto";
import { type PutRecordBatchCommandInput, type PutRecordBatchCommandOutput } from "@aws-sdk/client-firehose";

/** The part of the Firehose client that is used. Tests give their own. */
export interface DeliveryClient {
  putRecordBatch(input: PutRecordBatchCommandInput): Promise<Partial<PutRecordBatchCommandOutput>>;
}

/** A row on its way: its line, and the number of the record it is of. */
export interface Row {
  line: string;
  sequenceNumber: string;
}

/** What a delivery works with. */
export interface DeliveryTools {
  deliveries: DeliveryClient;
  /** Milliseconds that are left for the whole delivery. */
  timeLeft: () => number;
  pause: (milliseconds: number) => Promise<void>;
}

/** What became of rows. */
export interface Delivered {
  /** Sequence numbers of rows that Firehose did not take, or may not have taken. */
  failed: string[];
  /** How many rows were sent more than once. */
  resent: number;
  /** Code or name of the last error, when there was one. */
  failure?: string | undefined;
}

/** Limits of PutRecordBatch: records and bytes a call. */
const MOST_RECORDS = 500;
const MOST_BYTES = 4194304;

/** Requests a row is sent in at most. */
const MOST_ATTEMPTS = 8;

/** Milliseconds a request may take, and the pauses between: doubled each time, up to the longest. */
export const REQUEST_MS = 5000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3000;

/** Errors that are the same a few seconds later: a stream that is not there, or not allowed. Lambda comes again later. */
const HOPELESS = /NotFound|Denied|Invalid/;

/** A row as Firehose takes it. */
interface Packed {
  sequenceNumber: string;
  Data: Uint8Array;
}

/** Rows by requests, in their order. */
const callsOf = (rows: readonly Packed[]): Packed[][] => {
  const calls: Packed[][] = [];
  let call: Packed[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (call.length === 0 || call.length === MOST_RECORDS || bytes + row.Data.length > MOST_BYTES) {
      calls.push((call = []));
      bytes = 0;
    }
    call.push(row);
    bytes += row.Data.length;
  }
  return calls;
};

/** Sends one request; the rows it did not take for certain. An answer that does not fit the request took none. */
const send = async (
  call: Packed[],
  deliveries: DeliveryClient,
): Promise<{ failed: Packed[]; failure?: string | undefined }> => {
  try {
    const { FailedPutCount: count, RequestResponses: answers } = await deliveries.putRecordBatch({
      DeliveryStreamName: process.env.ROWS_STREAM,
      Records: call.map(({ Data }) => ({ Data })),
    });
    if (count === 0) return { failed: [] };
    if (answers?.length !== call.length) return { failed: call, failure: "IncompleteAnswer" };
    const failure = answers.find(({ ErrorCode }) => ErrorCode)?.ErrorCode;
    return { failed: call.filter((_, index) => answers[index]?.ErrorCode), failure };
  } catch (error) {
    return { failed: call, failure: (error as Error | undefined)?.name || "Error" };
  }
};

/**
 * Delivers rows. Environment: ROWS_STREAM.
 *
 * A request whose answer never came may have been taken: its rows are sent again, and the warehouse shows each row once.
 * Throws nothing.
 */
export const deliverRows = async (rows: readonly Row[], tools: DeliveryTools): Promise<Delivered> => {
  const { deliveries, timeLeft, pause } = tools;
  let pending: Packed[] = rows.map(({ line, sequenceNumber }) => ({ sequenceNumber, Data: Buffer.from(line) }));
  let resent = 0;
  let failure: string | undefined;
  for (let attempt = 1; pending.length > 0; attempt += 1) {
    const answers = await Promise.all(callsOf(pending).map((call) => send(call, deliveries)));
    pending = answers.flatMap(({ failed }) => failed);
    if (pending.length === 0) break;
    failure = answers.reduce<string | undefined>((last, answer) => answer.failure ?? last, failure);
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
    // Shards that were refused together do not come back together.
    const wait = randomInt(Math.ceil(longest / 2), longest + 1);
    if (HOPELESS.test(failure ?? "") || attempt === MOST_ATTEMPTS || timeLeft() < wait + REQUEST_MS) break;
    await pause(wait);
    resent += pending.length;
  }
  return { failed: pending.map(({ sequenceNumber }) => sequenceNumber), resent, failure };
};
