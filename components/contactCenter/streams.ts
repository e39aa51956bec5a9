/** Streams that Connect publishes to: a record for every contact, and what agents do. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Site, connectOptions } from "./site";

/**
 * Streams of a centre. Each has to be encrypted with the customer key of the recordings: under another key Connect takes the
 * association and never publishes.
 */
export interface StreamsArgs {
  /** ARN of the Kinesis data stream for contact records. Connect sends them to one place only. */
  contactRecords?: pulumi.Input<string>;
  /** ARN of the Firehose stream for contact records, in place of the Kinesis data stream. It has to take records that are put. */
  contactRecordsDelivery?: pulumi.Input<string>;
  /** ARN of the Kinesis data stream for agent events; not the one of contact records. */
  agentEvents?: pulumi.Input<string>;
}

/** Tells the instance where to publish. @throws Error for two places for contact records */
export function buildStreams(site: Site, { contactRecords, contactRecordsDelivery, agentEvents }: StreamsArgs): void {
  if (contactRecords !== undefined && contactRecordsDelivery !== undefined) {
    throw new Error(
      `ContactCenter ${site.name}: streams has contactRecords and contactRecordsDelivery; Connect sends contact records to one of them, leave the other out.`,
    );
  }
  // Under one name: a centre that grows is told of its stream in place, and no record falls between the two.
  if (contactRecords !== undefined) publish(site, "CONTACT_TRACE_RECORDS", "contact-records", stream(contactRecords));
  if (contactRecordsDelivery !== undefined) {
    publish(site, "CONTACT_TRACE_RECORDS", "contact-records", delivery(contactRecordsDelivery));
  }
  if (agentEvents !== undefined) publish(site, "AGENT_EVENTS", "agent-events", stream(agentEvents));
}

type StorageConfig = aws.types.input.connect.InstanceStorageConfigStorageConfig;

const stream = (streamArn: pulumi.Input<string>): StorageConfig => ({
  storageType: "KINESIS_STREAM",
  kinesisStreamConfig: { streamArn },
});

const delivery = (firehoseArn: pulumi.Input<string>): StorageConfig => ({
  storageType: "KINESIS_FIREHOSE",
  kinesisFirehoseConfig: { firehoseArn },
});

function publish(site: Site, resourceType: string, label: string, storageConfig: StorageConfig): void {
  site.lane.add(
    new aws.connect.InstanceStorageConfig(
      `${site.name}-stream-${label}`,
      { instanceId: site.instanceId, resourceType, storageConfig },
      connectOptions(site),
    ),
  );
}
