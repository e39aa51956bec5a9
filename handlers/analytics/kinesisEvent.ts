/** What Lambda brings from a Kinesis data stream. */
import { type StreamRecord } from "./streamBatch";

/** The parts of a Kinesis event that are read. */
export interface KinesisEvent {
  Records: readonly {
    /** `shardId-000000000000:<sequence number>`. */
    eventID?: string;
    kinesis: {
      sequenceNumber: string;
      /** Base64. */
      data: string;
      /** Epoch seconds, with a fraction. */
      approximateArrivalTimestamp?: number;
    };
  }[];
}

/** The records of an event. */
export const recordsOfKinesis = ({ Records }: KinesisEvent): StreamRecord[] =>
  Records.map(({ eventID, kinesis: { sequenceNumber, data, approximateArrivalTimestamp: arrived } }) => ({
    shard: eventID?.split(":")[0] || "shardId-unknown",
    sequenceNumber,
    arrivedAt: Math.floor((arrived ?? 0) * 1000),
    data: Buffer.from(data, "base64"),
  }));
