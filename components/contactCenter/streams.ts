/** Kinesis streams that Connect publishes to: a record for every contact, and what agents do. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Site, connectOptions } from "./site";

/**
 * Streams of a centre. Each has to be encrypted with the customer key of the recordings: under another key Connect takes the
 * association and never publishes.
 */
export interface StreamsArgs {
  /** ARN of the Kinesis data stream for contact records. Connect sends them to one stream only. */
  contactRecords?: pulumi.Input<string>;
  /** ARN of the Kinesis data stream for agent events; not the one of contact records. */
  agentEvents?: pulumi.Input<string>;
}

/** Tells the instance where to publish. */
export function buildStreams(site: Site, { contactRecords, agentEvents }: StreamsArgs): void {
  if (contactRecords !== undefined) publish(site, "CONTACT_TRACE_RECORDS", "contact-records", contactRecords);
  if (agentEvents !== undefined) publish(site, "AGENT_EVENTS", "agent-events", agentEvents);
}

function publish(site: Site, resourceType: string, label: string, streamArn: pulumi.Input<string>): void {
  site.lane.add(
    new aws.connect.InstanceStorageConfig(
      `${site.name}-stream-${label}`,
      {
        instanceId: site.instanceId,
        resourceType,
        storageConfig: { storageType: "KINESIS_STREAM", kinesisStreamConfig: { streamArn } },
      },
      connectOptions(site),
    ),
  );
}
