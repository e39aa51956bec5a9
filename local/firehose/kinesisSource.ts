/** A Kinesis data stream as the source of a Firehose stream. */
import type { Clock } from "../clock";
import type { KinesisRecord, KinesisService } from "../kinesis/kinesisService";
import { StreamReader } from "../kinesis/streamReader";
import type { Authorizer } from "../services/access";
import type { DeliveryStream } from "./deliveryStream";

/** Most records that are read of a shard at once, as much as one GetRecords gives. */
const READ_RECORDS = 10_000;
/** Records a stream holds before it reads no more until some are delivered. */
const MOST_HELD = 100_000;
/** What Firehose does in the role's name. */
const OPERATIONS = ["DescribeStream", "GetShardIterator", "GetRecords", "ListShards"];

/** Who may be assumed, and what a role may do. */
export type RoleAuthorizer = Authorizer & {
  mayAssume(roleArn: string, service: string): { allowed: boolean; message: string };
};

/** What a source is read with. */
export interface SourceOptions {
  readonly clock: Clock;
  readonly streams: KinesisService;
  readonly iam?: RoleAuthorizer;
}

/** Why a source cannot be read: no such stream, or a role without the permissions; undefined when it can. */
export function problemOfSource({ definition }: DeliveryStream, options: SourceOptions): string | undefined {
  const { source } = definition;
  const { iam, streams } = options;
  if (!source) return undefined;
  const stream = streams.find(source.streamArn);
  if (!stream) return `its source ${source.streamArn} is not declared`;
  const trust = iam?.mayAssume(source.roleArn, "firehose.amazonaws.com");
  if (trust?.allowed === false) return trust.message;
  for (const operation of OPERATIONS) {
    for (const permission of streams.permissionsFor(operation, stream.definition)) {
      const decision = iam?.authorize({ ...permission, roleArn: source.roleArn, sessionName: "firehose" });
      if (decision?.allowed === false) return decision.message;
    }
  }
  return undefined;
}

/** Reads the source of a stream from now on, as Firehose does: what was in it before is not delivered. */
export function readSource(to: DeliveryStream, { clock, streams }: SourceOptions): StreamReader<KinesisRecord> {
  const from = streams.stream(to.definition.source?.streamArn ?? "");
  const held = new Set<string>();
  const reader: StreamReader<KinesisRecord> = new StreamReader(
    from,
    clock,
    { type: "LATEST" },
    {
      room: (shardId) => {
        if (to.undelivered < MOST_HELD) return READ_RECORDS;
        held.add(shardId);
        return 0;
      },
      take: (_, records) => records.forEach(({ data, arrivedAt }) => to.accept(data, arrivedAt)),
      isIdle: () => true,
    },
  );
  to.onDelivered(() => {
    const shards = [...held];
    held.clear();
    shards.forEach((shardId) => reader.resume(shardId));
  });
  return reader;
}
