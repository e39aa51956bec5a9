/** The row of a contact record: which field becomes which column. */
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
import { documentedOf, fieldsReader, groupNames, partsWriter, textChooser, unknownNames } from "./parts";
import { columnWriters } from "./columns";
import { type Notes, valueReaders } from "./values";

/** What the rows of contact records depend on. */
export interface ContactRowSettings {
  /** What customers' addresses are hashed with. */
  hashKey: string;
  /** Names of the contact attributes, tags and segment attributes that are kept. */
  keptAttributes: readonly string[];
}

/** Makes what writes the column `more`, as JSON within a text. */
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
      if (chosen) json += `,\\"SegmentAttributes\\":${chosen}`;
      break;
    }
    for (const name in tags) {
      if (name.startsWith("aws:")) continue;
      const chosen = tagsOf(tags);
      if (chosen) json += `,\\"Tags\\":${chosen}`;
      break;
    }
    if (json !== "") return `{${json.slice(1)}}`;
    return;
  };
};

/**
 * Makes what flattens records (see `decoder` for why it is made).
 *
 * @returns the row as JSON without its revision, which is computed of the rest; a field that does not fit its column is left
 *   out, and its name is in `unknown_fields`. Written straight away: an object to be stringified costs twice as much.
 */
export const contactFlattener = (
  settings: ContactRowSettings,
): ((record: Fields, contactId: string, escaped: boolean) => string | undefined) => {
  const notes: Notes = [];
  const { timestamp: timeOf } = valueReaders(notes);
  const { text, integer, timestamp, lastPart, quoted, plain, json, begin } = columnWriters(notes);
  const [attributes, more] = [textChooser(settings.keptAttributes), moreWriter(settings, notes)];
  const { fields, noteUnknown } = fieldsReader(notes);
  const customerOf = customerReader(settings.hashKey);
  const hierarchy = groupNames(notes);
  const unknown = unknownNames(notes);
  const { isArray } = Array;
  const ofRecord = documentedOf(RECORD_FIELDS);
  const ofAgent = documentedOf(AGENT_FIELDS);
  const ofQueue = documentedOf(QUEUE_FIELDS);
  const ofEndpoint = documentedOf(ENDPOINT_FIELDS);
  const ofProfile = documentedOf(ROUTING_PROFILE_FIELDS);

  const recordings = (key: string, { Recordings: list, Recording: one }: Fields): string => {
    if (isArray(list)) return key + list.length;
    if (list ?? false) notes.push("Recordings");
    return (one ?? false) ? `${key}1` : "";
  };

  return (record, contactId, escaped) => {
    notes.length = 0;
    begin(escaped);
    const lastUpdate = timeOf(record.LastUpdateTimestamp, "LastUpdateTimestamp");
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
    return (
      quoted('{"contact_id":"', contactId) +
      `,"last_update":"${lastUpdate}"` +
      lastPart(',"instance_id":"', record.InstanceARN, "InstanceARN") +
      text(',"initial_contact_id":"', record.InitialContactId, "InitialContactId") +
      text(',"previous_contact_id":"', record.PreviousContactId, "PreviousContactId") +
      text(',"next_contact_id":"', record.NextContactId, "NextContactId") +
      text(',"related_contact_id":"', record.RelatedContactId, "RelatedContactId") +
      text(',"contact_association_id":"', record.ContactAssociationId, "ContactAssociationId") +
      text(',"channel":"', record.Channel, "Channel") +
      text(',"subtype":"', subtype.ValueString, "SegmentAttributes.connect:Subtype") +
      text(',"initiation_method":"', record.InitiationMethod, "InitiationMethod") +
      text(',"disconnect_reason":"', record.DisconnectReason, "DisconnectReason") +
      timestamp(',"initiated_at":"', record.InitiationTimestamp, "InitiationTimestamp") +
      timestamp(',"connected_to_system_at":"', record.ConnectedToSystemTimestamp, "ConnectedToSystemTimestamp") +
      timestamp(',"disconnected_at":"', record.DisconnectTimestamp, "DisconnectTimestamp") +
      timestamp(',"scheduled_at":"', record.ScheduledTimestamp, "ScheduledTimestamp") +
      timestamp(',"transfer_completed_at":"', record.TransferCompletedTimestamp, "TransferCompletedTimestamp") +
      text(',"customer_endpoint_type":"', customer.Type, "CustomerEndpoint.Type") +
      plain(',"customer_hash":"', hash) +
      plain(',"customer_country":"', country) +
      text(',"system_endpoint_type":"', system.Type, "SystemEndpoint.Type") +
      text(',"system_endpoint":"', system.Address, "SystemEndpoint.Address") +
      text(',"transferred_to_type":"', transferredTo.Type, "TransferredToEndpoint.Type") +
      lastPart(',"queue_id":"', queue.ARN, "Queue.ARN") +
      text(',"queue_name":"', queue.Name, "Queue.Name") +
      timestamp(',"enqueued_at":"', queue.EnqueueTimestamp, "Queue.EnqueueTimestamp") +
      timestamp(',"dequeued_at":"', queue.DequeueTimestamp, "Queue.DequeueTimestamp") +
      integer(',"queue_seconds":', queue.Duration, "Queue.Duration") +
      lastPart(',"agent_id":"', agent.ARN, "Agent.ARN") +
      text(',"agent_username":"', agent.Username, "Agent.Username") +
      timestamp(',"connected_to_agent_at":"', agent.ConnectedToAgentTimestamp, "Agent.ConnectedToAgentTimestamp") +
      integer(',"interaction_seconds":', agent.AgentInteractionDuration, "Agent.AgentInteractionDuration") +
      integer(',"hold_seconds":', agent.CustomerHoldDuration, "Agent.CustomerHoldDuration") +
      integer(',"longest_hold_seconds":', agent.LongestHoldDuration, "Agent.LongestHoldDuration") +
      integer(',"holds":', agent.NumberOfHolds, "Agent.NumberOfHolds") +
      integer(',"after_contact_work_seconds":', agent.AfterContactWorkDuration, "Agent.AfterContactWorkDuration") +
      timestamp(
        ',"after_contact_work_started_at":"',
        agent.AfterContactWorkStartTimestamp,
        "Agent.AfterContactWorkStartTimestamp",
      ) +
      timestamp(
        ',"after_contact_work_ended_at":"',
        agent.AfterContactWorkEndTimestamp,
        "Agent.AfterContactWorkEndTimestamp",
      ) +
      integer(',"agent_connection_attempts":', record.AgentConnectionAttempts, "AgentConnectionAttempts") +
      lastPart(',"routing_profile_id":"', profile.ARN, "Agent.RoutingProfile.ARN") +
      text(',"routing_profile_name":"', profile.Name, "Agent.RoutingProfile.Name") +
      json(',"hierarchy":', hierarchy(agent.HierarchyGroups, "Agent.HierarchyGroups")) +
      recordings(',"recordings":', record) +
      plain(',"attributes":"', attributes(fields(record.Attributes, null, "Attributes"))) +
      plain(',"more":"', more(record, agent, segment, fields(record.Tags, null, "Tags"))) +
      json(',"unknown_fields":', unknown()) +
      "}"
    );
  };
};
