/** Agent events: columns, and the fields of Amazon Connect they come from. */
import { type Dataset, REVISION, UNKNOWN_FIELDS } from "./dataset";

/** One row for each event of an agent. */
export const AGENT_EVENTS = {
  name: "agent_events",
  comment:
    "Agent events of Amazon Connect: sign-in, sign-out, changes of status or contacts, and a heartbeat between them.",
  key: "event_id",
  newest: ["event_at", "revision"],
  columns: [
    { name: "event_id", type: "text", comment: "The event.", source: "EventId" },
    { name: "event_at", type: "timestamp", comment: "When it happened.", source: "EventTimestamp" },
    REVISION,
    {
      name: "event_type",
      type: "text",
      comment: "LOGIN, LOGOUT, STATE_CHANGE or HEART_BEAT; the last comes every 120 seconds while nothing else does.",
      source: "EventType",
    },
    {
      name: "instance_id",
      type: "text",
      comment: "The Amazon Connect instance.",
      source: "InstanceARN, its last part",
    },
    { name: "agent_id", type: "text", comment: "The agent.", source: "AgentARN, its last part" },
    {
      name: "agent_username",
      type: "text",
      comment: "User name of the agent.",
      source: "CurrentAgentSnapshot.Configuration.Username",
    },
    {
      name: "status_name",
      type: "text",
      comment: "Agent status from this event on.",
      source: "CurrentAgentSnapshot.AgentStatus.Name",
    },
    {
      name: "status_type",
      type: "text",
      comment: "ROUTABLE, CUSTOM or OFFLINE.",
      source: "CurrentAgentSnapshot.AgentStatus.Type",
    },
    {
      name: "status_started_at",
      type: "timestamp",
      comment: "Since when the agent has that status.",
      source: "CurrentAgentSnapshot.AgentStatus.StartTimestamp",
    },
    {
      name: "next_status_name",
      type: "text",
      comment: "Status the agent gets after the contact.",
      source: "CurrentAgentSnapshot.NextAgentStatus.Name",
    },
    {
      name: "previous_status_name",
      type: "text",
      comment: "Agent status before this event.",
      source: "PreviousAgentSnapshot.AgentStatus.Name",
    },
    {
      name: "contacts_open",
      type: "integer",
      comment:
        "Contacts the agent has from this event on, in any state but ENDED. One that was missed counts until cleared.",
      source: "CurrentAgentSnapshot.Contacts",
    },
    {
      name: "contacts_connected",
      type: "integer",
      comment: "Those of them that are CONNECTED or CONNECTED_ONHOLD.",
      source: "CurrentAgentSnapshot.Contacts",
    },
    {
      name: "contacts_ended",
      type: "integer",
      comment: "Contacts in state ENDED: the agent does after-contact work for them.",
      source: "CurrentAgentSnapshot.Contacts",
    },
    {
      name: "current_contacts",
      type: "json",
      comment:
        "JSON list of the agent's contacts: contact_id, channel, initiation_method, state, state_started_at, connected_to_agent_at, queue_id, queue_name.",
      source: "CurrentAgentSnapshot.Contacts",
    },
    {
      name: "routing_profile_id",
      type: "text",
      comment: "Routing profile of the agent.",
      source: "CurrentAgentSnapshot.Configuration.RoutingProfile.ARN, its last part",
    },
    {
      name: "routing_profile_name",
      type: "text",
      comment: "Name of the routing profile.",
      source: "CurrentAgentSnapshot.Configuration.RoutingProfile.Name",
    },
    {
      name: "hierarchy",
      type: "json",
      comment: "JSON list of the names of the agent's hierarchy groups, level 1 first.",
      source: "CurrentAgentSnapshot.Configuration.AgentHierarchyGroups",
    },
    UNKNOWN_FIELDS,
  ],
} as const satisfies Dataset;
