/** What S3 writes into the load queue, read: the objects to load, and the messages that go when they are. */
import { type Message } from "@aws-sdk/client-sqs";
import { placeOf } from "./partitions";
import { type DatasetName } from "../../warehouse/schema";

/** Takes a message off the queue. */
export interface Receipt {
  Id: string;
  ReceiptHandle: string;
}

/** An object to load. */
export interface Arrival {
  key: string;
  dataset: DatasetName;
  arrived: string;
  /** The message came back: it was tried before. */
  returned: boolean;
}

/** A message: the objects it names, and what takes it off the queue. None when there is nothing to do, as for a test event. */
export interface Notice {
  receipt: Receipt;
  arrivals: Arrival[];
}

/** A key as S3 writes it into a notification: a form's encoding, so that a space is a plus. */
export const keyFrom = (encoded: string): string => decodeURIComponent(encoded.replace(/\+/g, " "));

interface S3Event {
  Event?: string;
  Records?: { eventSource?: string; s3?: { bucket?: { name?: string }; object?: { key?: string } } }[];
}

/** The objects a message names; undefined when it is no notification of ours. */
const arrivalsIn = (body: string, bucket: string, returned: boolean): Arrival[] | undefined => {
  const event = JSON.parse(body) as S3Event | null;
  if (event?.Event === "s3:TestEvent") return [];
  if (!Array.isArray(event?.Records)) return undefined;
  const arrivals = event.Records.map(({ s3 }) => {
    const key = keyFrom(s3?.object?.key ?? "");
    const place = s3?.bucket?.name === bucket ? placeOf(key) : undefined;
    return place?.folder === "rows" ? { key, dataset: place.dataset, arrived: place.arrived, returned } : undefined;
  });
  return arrivals.every((arrival): arrival is Arrival => arrival !== undefined) ? arrivals : undefined;
};

/**
 * Reads a message.
 *
 * @returns undefined when it cannot be understood: it is left in the queue, which gives it to its dead-letter queue in time
 */
export const noticeOf = (
  { MessageId, ReceiptHandle, Body, Attributes }: Message,
  bucket: string,
): Notice | undefined => {
  const returned = Number(Attributes?.ApproximateReceiveCount ?? 1) > 1;
  try {
    const arrivals = arrivalsIn(Body ?? "", bucket, returned);
    return arrivals && { receipt: { Id: MessageId ?? "", ReceiptHandle: ReceiptHandle ?? "" }, arrivals };
  } catch {
    return undefined;
  }
};
