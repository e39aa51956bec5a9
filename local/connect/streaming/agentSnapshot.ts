/** Snapshots of agents, as the agent event stream holds them. */
import type { Agent } from "../agent";
import type { AgentContact } from "../agentContact";
import type { Contact } from "../contact";
import type { Queue } from "../queue";
import { uuid } from "../random";
import type { RoutingProfile } from "../routingProfile";
import type { Runtime } from "../runtime";

/** A resource as snapshots name it. */
interface Named {
  readonly ARN: string;
  readonly Name: string;
}

/** `State` of a contact in an agent's hands. */
export type AgentContactEventState = "CONNECTING" | "CONNECTED" | "CONNECTED_ONHOLD" | "MISSED" | "ENDED";

/** A contact in an agent's hands. Timestamps in milliseconds, ISO 8601. */
export interface SnapshotContact {
  readonly Channel: string;
  readonly ConnectedToAgentTimestamp: string | null;
  readonly ContactId: string;
  readonly InitialContactId: string | null;
  readonly InitiationMethod: string;
  readonly Queue: Named | null;
  readonly QueueTimestamp: string | null;
  readonly State: AgentContactEventState;
  readonly StateStartTimestamp: string;
}

/** What an agent does at one moment, and how the agent is set up. */
export interface AgentSnapshot {
  readonly AgentStatus: Named & { readonly StartTimestamp: string; readonly Type: "ROUTABLE" | "CUSTOM" | "OFFLINE" };
  readonly Configuration: {
    readonly AgentHierarchyGroups: null;
    readonly FirstName: string;
    readonly LastName: string;
    readonly Proficiencies: readonly never[];
    readonly RoutingProfile: Named & {
      readonly Concurrency: readonly { AvailableSlots: number; Channel: string; MaximumSlots: number }[];
      readonly DefaultOutboundQueue: Named | null;
      readonly InboundQueues: readonly (Named & { readonly Channels: readonly string[] })[];
    };
    readonly Username: string;
  };
  readonly Contacts: readonly SnapshotContact[];
  readonly NextAgentStatus: (Named & { readonly EnqueuedTimestamp: string }) | null;
}

/** Since when something is as it is. */
interface Since {
  value: string | null;
  at: number;
}

const STATUS_ID_STREAM = 62;

function time(ms: number): string {
  return new Date(ms).toISOString();
}

function named({ arn, name }: { arn: string; name: string }): Named {
  return { ARN: arn, Name: name };
}

function stateOf({ state, contact }: AgentContact): AgentContactEventState {
  if (state === "ringing") return "CONNECTING";
  if (state === "after-contact-work") return "ENDED";
  return contact.holds !== null && contact.holds.since !== null ? "CONNECTED_ONHOLD" : "CONNECTED";
}

/** Takes snapshots, and remembers since when what they show holds. */
export class AgentSnapshots {
  private readonly statuses = new Map<Agent, Since>();
  private readonly nextStatuses = new Map<Agent, Since>();
  private readonly contacts = new Map<Agent, Map<Contact, Since>>();
  /** What never changes. */
  private readonly named = new Map<string, Named>();
  private readonly inbound = new Map<RoutingProfile, ReturnType<typeof inboundQueues>>();

  constructor(private readonly runtime: Runtime) {}

  /** A snapshot of what an agent does now. */
  of(agent: Agent): AgentSnapshot {
    const name = agent.status ?? "Offline";
    const next = agent.nextStatus;
    return {
      AgentStatus: {
        ...this.status(name),
        StartTimestamp: time(this.since(this.statuses, agent, name)),
        Type: name === "Available" ? "ROUTABLE" : name === "Offline" ? "OFFLINE" : "CUSTOM",
      },
      Configuration: {
        AgentHierarchyGroups: null,
        FirstName: agent.firstName,
        LastName: agent.lastName,
        Proficiencies: [],
        RoutingProfile: this.routingProfile(agent),
        Username: agent.username,
      },
      Contacts: this.contactsOf(agent),
      NextAgentStatus:
        next === null
          ? null
          : { ...this.status(next), EnqueuedTimestamp: time(this.since(this.nextStatuses, agent, next)) },
    };
  }

  private status(name: string): Named {
    const known = this.named.get(name);
    if (known) return known;
    const { instance, seed } = this.runtime;
    const index = ["Available", "Offline", ...instance.agentStatuses].indexOf(name);
    const status = { ARN: `${instance.arn}/agent-state/${uuid(seed, STATUS_ID_STREAM, index)}`, Name: name };
    this.named.set(name, status);
    return status;
  }

  private inboundOf(profile: RoutingProfile): ReturnType<typeof inboundQueues> {
    const known = this.inbound.get(profile) ?? inboundQueues(profile);
    this.inbound.set(profile, known);
    return known;
  }

  private since<K>(known: Map<K, Since>, key: K, value: string): number {
    const before = known.get(key);
    if (before?.value === value) return before.at;
    const at = this.runtime.clock.now();
    known.set(key, { value, at });
    return at;
  }

  private contactsOf(agent: Agent): SnapshotContact[] {
    const known = this.contacts.get(agent) ?? new Map<Contact, Since>();
    const shown = agent.work.map((one) => [one.contact, stateOf(one)] as const);
    // A contact that rang and was not answered is shown until the agent goes on.
    const [rang] = [...known].filter(([, { value }]) => value === "CONNECTING" || value === "MISSED").slice(-1);
    if (agent.state === "missed" && shown.length === 0 && rang) shown.push([rang[0], "MISSED"]);
    const contacts = shown.map(([contact, state]) =>
      snapshotContact(contact, state, this.since(known, contact, state)),
    );
    for (const contact of known.keys()) if (!shown.some(([one]) => one === contact)) known.delete(contact);
    this.contacts.set(agent, known);
    return contacts;
  }

  private routingProfile(agent: Agent): AgentSnapshot["Configuration"]["RoutingProfile"] {
    const { profile } = agent;
    const outbound = this.runtime.queues.get(profile.defaultOutboundQueueId ?? "");
    return {
      ...named(profile),
      Concurrency: profile.lines.map(({ channel, concurrency }) => {
        const used = agent.work.filter(({ contact, paused }) => contact.channel === channel && !paused).length;
        return { AvailableSlots: Math.max(0, concurrency - used), Channel: channel, MaximumSlots: concurrency };
      }),
      DefaultOutboundQueue: outbound ? named(outbound) : null,
      InboundQueues: this.inboundOf(profile),
    };
  }
}

function inboundQueues(profile: RoutingProfile): (Named & { Channels: string[] })[] {
  const channels = new Map<Queue, string[]>();
  for (const { queue, channel } of profile.groups.flat())
    channels.set(queue, [...(channels.get(queue) ?? []), channel]);
  return [...channels].map(([queue, served]) => ({ ...named(queue), Channels: served }));
}

function snapshotContact(contact: Contact, state: AgentContactEventState, since: number): SnapshotContact {
  const { queue, enqueuedAt, connectedToAgentAt, previous, next, initial } = contact;
  const connected = state === "CONNECTING" || state === "MISSED" ? null : connectedToAgentAt;
  return {
    Channel: contact.channel,
    ConnectedToAgentTimestamp: connected === null ? null : time(connected),
    ContactId: contact.id,
    InitialContactId: previous !== null || next !== null ? initial.id : null,
    InitiationMethod: contact.initiationMethod,
    Queue: queue === null ? null : named(queue),
    QueueTimestamp: enqueuedAt === null ? null : time(enqueuedAt),
    State: state,
    StateStartTimestamp: time(since),
  };
}
