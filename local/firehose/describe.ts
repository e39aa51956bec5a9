/** What Firehose tells of a stream. */
import type { Json } from "../services/jsonProtocol";
import type { FirehoseDefinition } from "./streamDefinition";

const MIB = 1024 * 1024;

/** Answer of DescribeDeliveryStream. */
export function describeStream({ name, arn, version, source, keyArn, destination }: FirehoseDefinition): Json {
  const key = { Status: "ENABLED", KeyType: "CUSTOMER_MANAGED_CMK", KeyARN: keyArn };
  return {
    DeliveryStreamDescription: {
      DeliveryStreamName: name,
      DeliveryStreamARN: arn,
      DeliveryStreamStatus: "ACTIVE",
      DeliveryStreamType: source ? "KinesisStreamAsSource" : "DirectPut",
      VersionId: version,
      HasMoreDestinations: false,
      DeliveryStreamEncryptionConfiguration: keyArn === undefined ? { Status: "DISABLED" } : key,
      ...(source && {
        Source: { KinesisStreamSourceDescription: { KinesisStreamARN: source.streamArn, RoleARN: source.roleArn } },
      }),
      Destinations: destination
        ? [
            {
              DestinationId: "destinationId-000000000001",
              ExtendedS3DestinationDescription: {
                BucketARN: `arn:${arn.split(":")[1] ?? "aws"}:s3:::${destination.bucket}`,
                RoleARN: destination.roleArn,
                Prefix: destination.prefix,
                BufferingHints: {
                  IntervalInSeconds: destination.intervalSeconds,
                  SizeInMBs: destination.bufferBytes / MIB,
                },
                CompressionFormat: destination.gzip ? "GZIP" : "UNCOMPRESSED",
              },
            },
          ]
        : [],
    },
  };
}
