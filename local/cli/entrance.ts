/** Where contact records go into the pipeline: a Kinesis data stream, or a Firehose stream that takes them. */
import type { DeliveryStream } from "../firehose/firehoseService";
import type { DirectPut } from "../firehose/directPut";
import type { KinesisStream } from "../kinesis/kinesisService";
import type { LocalMessaging } from "../messaging";
import { ServiceError } from "../services/serviceError";

/** Takes contact records. */
export interface Entrance {
  /** Puts a record; false when there is no room for it at the moment. */
  take(record: { readonly partitionKey: string; readonly data: Uint8Array }): boolean;
  /** Whether something that was put has not been handled. */
  readonly isBusy: boolean;
  /** Forgets what everything has read: memory stays bounded. */
  forget(): void;
}

const NO_ROOM = ["ProvisionedThroughputExceededException", "ServiceUnavailableException"];

function isTaken(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof ServiceError && NO_ROOM.includes(error.code)) return false;
    throw error;
  }
}

/** A stream that mappings read. */
export function streamEntrance(
  stream: KinesisStream,
  messaging: Pick<LocalMessaging, "streamConsumers">,
): Entrance & { readonly stream: KinesisStream } {
  return {
    stream,
    take: (record) => isTaken(() => stream.write(record)),
    get isBusy() {
      return messaging.streamConsumers.some(({ backlog }) => backlog > 0);
    },
    forget() {
      const { retentionHours } = stream;
      // As it would when its retention is over.
      stream.retentionHours = 0;
      stream.allShards();
      stream.retentionHours = retentionHours;
    },
  };
}

/** A Firehose stream; it keeps nothing that is delivered, and what it delivers is handled at once. */
export function directEntrance(put: DirectPut, delivery: DeliveryStream): Entrance {
  return {
    take: (record) => isTaken(() => put.write(record)),
    get isBusy() {
      return delivery.undelivered > 0;
    },
    forget: () => undefined,
  };
}
