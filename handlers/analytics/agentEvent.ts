/**
 * From the bytes of an agent event to its row. Pure. An agent's first and last name stay behind; the user name is kept, as
 * contact records have it too.
 */
import { type AgentEventRow } from "../../warehouse/schema";
import { decoder, type Fields } from "./decode";
import { documentedOf, fieldsReader, groupNames, unknownNames } from "./parts";
import { type Reading } from "./poison";
import { rowWriter } from "./row";
import { type Notes, type ValueReaders, valueReaders } from "./values";

/** Documented fields of an agent event, and of what it holds. */
const EVENT_FIELDS =
  "AWSAccountId AgentARN CurrentAgentSnapshot EventId EventTimestamp EventType InstanceARN PreviousAgentSnapshot Version";
const SNAPSHOT_FIELDS = "AgentStatus Configuration Contacts NextAgentStatus";
const STATUS_FIELDS = "ARN EnqueuedTimestamp Name StartTimestamp Type";
const CONFIGURATION_FIELDS =
  "AgentHierarchyGroups AutoAccept FirstName LanguageCode LastName Proficiencies RoutingProfile SipAddress Username";
const PROFILE_FIELDS = "ARN Concurrency DefaultOutboundQueue InboundQueues Name";
const CONTACT_FIELDS =
  "Channel ConnectedToAgentTimestamp ContactId InitialContactId InitiationMethod Queue QueueTimestamp State " +
  "StateStartTimestamp";
const QUEUE_FIELDS = "ARN Channels Name";

/** Names of a list with spaces between. */
const known = (list: string) => documentedOf(list.split(" "));

/** Makes what reads an agent's contacts. */
const contactsReader = ({ text, timestamp, lastPart }: ValueReaders, notes: Notes) => {
  const { fields } = fieldsReader(notes);
  const [ofContact, ofQueue] = [known(CONTACT_FIELDS), known(QUEUE_FIELDS)];
  return (list: unknown) => {
    const held = Array.isArray(list) ? list : [];
    if (list !== null && list !== undefined && !Array.isArray(list)) notes.push("Contacts");
    return held.map((one) => {
      const contact = fields(one, ofContact, "Contacts");
      const queue = fields(contact.Queue, ofQueue, "Contacts.Queue");
      return {
        contact_id: text(contact.ContactId, "Contacts.ContactId"),
        channel: text(contact.Channel, "Contacts.Channel"),
        initiation_method: text(contact.InitiationMethod, "Contacts.InitiationMethod"),
        state: text(contact.State, "Contacts.State"),
        state_started_at: timestamp(contact.StateStartTimestamp, "Contacts.StateStartTimestamp"),
        connected_to_agent_at: timestamp(contact.ConnectedToAgentTimestamp, "Contacts.ConnectedToAgentTimestamp"),
        queue_id: lastPart(queue.ARN, "Contacts.Queue.ARN"),
        queue_name: text(queue.Name, "Contacts.Queue.Name"),
      };
    });
  };
};

/** Makes what flattens events (see `decoder` for why it is made); undefined without an id and a time. */
const eventFlattener = (): ((event: Fields) => Omit<AgentEventRow, "revision"> | undefined) => {
  const notes: Notes = [];
  const values = valueReaders(notes);
  const { text, timestamp, lastPart } = values;
  const { fields, noteUnknown } = fieldsReader(notes);
  const contactsOf = contactsReader(values, notes);
  const [hierarchy, unknown] = [groupNames(notes), unknownNames(notes)];
  const [ofEvent, ofSnapshot, ofStatus] = [known(EVENT_FIELDS), known(SNAPSHOT_FIELDS), known(STATUS_FIELDS)];
  const [ofConfiguration, ofProfile] = [known(CONFIGURATION_FIELDS), known(PROFILE_FIELDS)];
  return (event) => {
    notes.length = 0;
    const [id, at] = [text(event.EventId, "EventId"), timestamp(event.EventTimestamp, "EventTimestamp")];
    if (id === undefined || at === undefined) return undefined;
    noteUnknown(event, ofEvent, "");
    const current = fields(event.CurrentAgentSnapshot, ofSnapshot, "CurrentAgentSnapshot");
    const previous = fields(event.PreviousAgentSnapshot, ofSnapshot, "PreviousAgentSnapshot");
    const status = fields(current.AgentStatus, ofStatus, "AgentStatus");
    const configuration = fields(current.Configuration, ofConfiguration, "Configuration");
    const profile = fields(configuration.RoutingProfile, ofProfile, "RoutingProfile");
    const held = contactsOf(current.Contacts);
    const count = (states: RegExp): number => held.filter(({ state }) => states.test(state ?? "")).length;
    return {
      event_id: id,
      event_at: at,
      event_type: text(event.EventType, "EventType"),
      instance_id: lastPart(event.InstanceARN, "InstanceARN"),
      agent_id: lastPart(event.AgentARN, "AgentARN"),
      agent_username: text(configuration.Username, "Username"),
      status_name: text(status.Name, "AgentStatus.Name"),
      status_type: text(status.Type, "AgentStatus.Type"),
      status_started_at: timestamp(status.StartTimestamp, "AgentStatus.StartTimestamp"),
      next_status_name: text(fields(current.NextAgentStatus, ofStatus, "NextAgentStatus").Name, "NextAgentStatus.Name"),
      previous_status_name: text(fields(previous.AgentStatus, ofStatus, "AgentStatus").Name, "AgentStatus.Name"),
      contacts_open: count(/^(?!(?:ENDED|MISSED|REJECTED|ERROR)$)./),
      contacts_connected: count(/^CONNECTED(_ONHOLD)?$/),
      contacts_ended: count(/^ENDED$/),
      current_contacts: held.length > 0 ? JSON.stringify(held) : undefined,
      routing_profile_id: lastPart(profile.ARN, "RoutingProfile.ARN"),
      routing_profile_name: text(profile.Name, "RoutingProfile.Name"),
      hierarchy: hierarchy(configuration.AgentHierarchyGroups, "AgentHierarchyGroups"),
      unknown_fields: unknown(),
    };
  };
};

/** Makes the reader of a container: the bytes of an agent event as they lay on the stream, to its row. */
export const agentEventReader = (): ((data: Buffer) => Reading<Fields>) => {
  const [decode, flatten, write] = [decoder(), eventFlattener(), rowWriter()];
  return (data) => {
    const decoded = decode(data);
    if ("poison" in decoded) return decoded;
    const { fields: event } = decoded;
    if (typeof event.EventId !== "string" || event.EventId === "") return { poison: "badId" };
    const row = flatten(event);
    if (row === undefined) return { poison: "badTime" };
    const written = write(row);
    return "poison" in written ? written : { line: written.line, record: event };
  };
};
