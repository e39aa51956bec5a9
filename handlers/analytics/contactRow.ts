/** The row of a contact record: which field becomes which column. */
import { type ContactRecordRow } from "../../warehouse/schema";
import { customerReader } from "./customer";
import { type Fields } from "./decode";
import {
  AGENT_FIELDS,
  ENDPOINT_FIELDS,
  MORE_OF_AGENT,
  MORE_OF_RECORD,
  QUEUE_FIELDS,
  RECORD_FIELDS,
  ROUTING_PROFILE_FIELDS,
  SEGMENT_ATTRIBUTES,
} from "./documented";
import { fieldsReader, groupNames, namesOf, partsWriter, textChooser, unknownNames } from "./parts";
import { type Notes, valueReaders } from "./values";

/** The row without its revision, which is computed of the rest. */
export type ContactRow = Omit<ContactRecordRow, "revision">;

/** What the rows of contact records depend on. */
export interface ContactRowSettings {
  /** What customers' addresses are hashed with. */
  hashKey: string;
  /** Names of the contact attributes, tags and segment attributes that are kept. */
  keptAttributes: readonly string[];
}

/** Makes what writes the column `more`. */
const moreWriter = ({ keptAttributes }: ContactRowSettings, notes: Notes) => {
  const [ofRecord, ofAgent] = [partsWriter(MORE_OF_RECORD, notes), partsWriter(MORE_OF_AGENT, notes, "Agent.")];
  const segmentsOf = textChooser([...SEGMENT_ATTRIBUTES, ...keptAttributes], "ValueString");
  const tagsOf = textChooser(keptAttributes);
  return (record: Fields, agent: Fields, segments: Fields, tags: Fields): string | undefined => {
    let json = ofRecord(record) + ofAgent(agent);
    // Most records have one segment attribute, a column of its own, and only tags of Amazon Connect's.
    for (const name in segments) {
      if (name === "connect:Subtype") continue;
      const chosen = segmentsOf(segments);
      if (chosen) json += `,"SegmentAttributes":${chosen}`;
      break;
    }
    for (const name in tags) {
      if (name.startsWith("aws:")) continue;
      const chosen = tagsOf(tags);
      if (chosen) json += `,"Tags":${chosen}`;
      break;
    }
    if (json !== "") return `{${json.slice(1)}}`;
    return;
  };
};

/**
 * Makes what flattens records (see `decoder` for why it is made).
 *
 * @returns the row; a field that does not fit its column is left out, and its name is in `unknown_fields`
 */
export const contactFlattener = (
  settings: ContactRowSettings,
): ((record: Fields, contactId: string) => ContactRow | undefined) => {
  const notes: Notes = [];
  const { text, integer, timestamp, lastPart } = valueReaders(notes);
  const [attributes, more] = [textChooser(settings.keptAttributes), moreWriter(settings, notes)];
  const { fields, noteUnknown } = fieldsReader(notes);
  const customerOf = customerReader(settings.hashKey);
  const hierarchy = groupNames(notes);
  const unknown = unknownNames(notes);
  const { isArray } = Array;
  const ofRecord = namesOf(RECORD_FIELDS);
  const ofAgent = namesOf(AGENT_FIELDS);
  const ofQueue = namesOf(QUEUE_FIELDS);
  const ofEndpoint = namesOf(ENDPOINT_FIELDS);
  const ofProfile = namesOf(ROUTING_PROFILE_FIELDS);

  const recordings = ({ Recordings: list, Recording: one }: Fields): number | undefined => {
    if (isArray(list)) return list.length;
    if (list ?? false) notes.push("Recordings");
    if (one ?? false) return 1;
    return;
  };

  return (record, contactId) => {
    notes.length = 0;
    const lastUpdate = timestamp(record.LastUpdateTimestamp, "LastUpdateTimestamp");
    if (!lastUpdate) return;
    noteUnknown(record, ofRecord, "");
    const agent = fields(record.Agent, ofAgent, "Agent");
    const queue = fields(record.Queue, ofQueue, "Queue");
    const profile = fields(agent.RoutingProfile, ofProfile, "Agent.RoutingProfile");
    const customer = fields(record.CustomerEndpoint, ofEndpoint, "CustomerEndpoint");
    const system = fields(record.SystemEndpoint, ofEndpoint, "SystemEndpoint");
    const transferredTo = fields(record.TransferredToEndpoint, ofEndpoint, "TransferredToEndpoint");
    const segment = fields(record.SegmentAttributes, null, "SegmentAttributes");
    const subtype = fields(segment["connect:Subtype"], null, "SegmentAttributes.connect:Subtype");
    const { hash, country } = customerOf(customer);
    return {
      contact_id: contactId,
      last_update: lastUpdate,
      instance_id: lastPart(record.InstanceARN, "InstanceARN"),
      initial_contact_id: text(record.InitialContactId, "InitialContactId"),
      previous_contact_id: text(record.PreviousContactId, "PreviousContactId"),
      next_contact_id: text(record.NextContactId, "NextContactId"),
      related_contact_id: text(record.RelatedContactId, "RelatedContactId"),
      contact_association_id: text(record.ContactAssociationId, "ContactAssociationId"),
      channel: text(record.Channel, "Channel"),
      subtype: text(subtype.ValueString, "SegmentAttributes.connect:Subtype"),
      initiation_method: text(record.InitiationMethod, "InitiationMethod"),
      disconnect_reason: text(record.DisconnectReason, "DisconnectReason"),
      initiated_at: timestamp(record.InitiationTimestamp, "InitiationTimestamp"),
      connected_to_system_at: timestamp(record.ConnectedToSystemTimestamp, "ConnectedToSystemTimestamp"),
      disconnected_at: timestamp(record.DisconnectTimestamp, "DisconnectTimestamp"),
      scheduled_at: timestamp(record.ScheduledTimestamp, "ScheduledTimestamp"),
      transfer_completed_at: timestamp(record.TransferCompletedTimestamp, "TransferCompletedTimestamp"),
      customer_endpoint_type: text(customer.Type, "CustomerEndpoint.Type"),
      customer_hash: hash,
      customer_country: country,
      system_endpoint_type: text(system.Type, "SystemEndpoint.Type"),
      system_endpoint: text(system.Address, "SystemEndpoint.Address"),
      transferred_to_type: text(transferredTo.Type, "TransferredToEndpoint.Type"),
      queue_id: lastPart(queue.ARN, "Queue.ARN"),
      queue_name: text(queue.Name, "Queue.Name"),
      enqueued_at: timestamp(queue.EnqueueTimestamp, "Queue.EnqueueTimestamp"),
      dequeued_at: timestamp(queue.DequeueTimestamp, "Queue.DequeueTimestamp"),
      queue_seconds: integer(queue.Duration, "Queue.Duration"),
      agent_id: lastPart(agent.ARN, "Agent.ARN"),
      agent_username: text(agent.Username, "Agent.Username"),
      connected_to_agent_at: timestamp(agent.ConnectedToAgentTimestamp, "Agent.ConnectedToAgentTimestamp"),
      interaction_seconds: integer(agent.AgentInteractionDuration, "Agent.AgentInteractionDuration"),
      hold_seconds: integer(agent.CustomerHoldDuration, "Agent.CustomerHoldDuration"),
      longest_hold_seconds: integer(agent.LongestHoldDuration, "Agent.LongestHoldDuration"),
      holds: integer(agent.NumberOfHolds, "Agent.NumberOfHolds"),
      after_contact_work_seconds: integer(agent.AfterContactWorkDuration, "Agent.AfterContactWorkDuration"),
      after_contact_work_started_at: timestamp(
        agent.AfterContactWorkStartTimestamp,
        "Agent.AfterContactWorkStartTimestamp",
      ),
      after_contact_work_ended_at: timestamp(agent.AfterContactWorkEndTimestamp, "Agent.AfterContactWorkEndTimestamp"),
      agent_connection_attempts: integer(record.AgentConnectionAttempts, "AgentConnectionAttempts"),
      routing_profile_id: lastPart(profile.ARN, "Agent.RoutingProfile.ARN"),
      routing_profile_name: text(profile.Name, "Agent.RoutingProfile.Name"),
      hierarchy: hierarchy(agent.HierarchyGroups, "Agent.HierarchyGroups"),
      recordings: recordings(record),
      attributes: attributes(fields(record.Attributes, null, "Attributes")),
      more: more(record, agent, segment, fields(record.Tags, null, "Tags")),
      unknown_fields: unknown(),
    };
  };
};
