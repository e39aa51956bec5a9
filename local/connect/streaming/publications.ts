/** What Amazon Connect publishes of an instance: contact records, and what agents do. */
import type { Agent } from "../agent";
import type { Contact } from "../contact";
import { type ContactRecord, contactRecord } from "../contactRecord";
import type { Runtime } from "../runtime";
import { AgentEvents } from "./agentEvents";
import { Publisher } from "./publisher";
import type { Association, PublishedPlaces, PublishedType } from "./streamAssociations";

/** Something the program associates that cannot work. */
export interface PublishingDiagnostic {
  readonly urn: string;
  readonly message: string;
}

/** Who is told. */
export interface PublishingOptions {
  /** Where streams are found; nothing is published when left out, whatever the program associates. */
  readonly streams?: PublishedPlaces["streams"];
  /** Where Firehose streams are found. */
  readonly deliveries?: PublishedPlaces["deliveries"];
  onContactRecord?(record: ContactRecord): void;
}

/** The publications of one instance. */
export class Publications {
  /** Why nothing is published although the program wants it. */
  readonly diagnostics: readonly PublishingDiagnostic[];
  private readonly records: Publisher | undefined;
  private readonly recordProblem: string | undefined;
  private readonly agentEvents: AgentEvents | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly options: PublishingOptions,
  ) {
    const { streams, deliveries } = options;
    const find = (type: PublishedType): Association | undefined =>
      streams && runtime.instance.streaming.find(type, { streams, deliveries });
    const records = find("CONTACT_TRACE_RECORDS");
    const events = find("AGENT_EVENTS");
    const publisherOf = (association: Association | undefined): Publisher | undefined =>
      association && "stream" in association ? new Publisher(association.stream, runtime.clock) : undefined;
    this.records = publisherOf(records);
    const agents = publisherOf(events);
    this.agentEvents = agents && new AgentEvents(runtime, agents);
    this.recordProblem = records && "problem" in records ? records.problem : undefined;
    this.diagnostics = [records, events].flatMap((association) =>
      association && "problem" in association ? [{ urn: association.urn, message: association.problem }] : [],
    );
  }

  /** The record of a contact is due, for the first time or because something about the contact has changed. */
  recordDue(contact: Contact): void {
    const { onContactRecord } = this.options;
    if (this.recordProblem !== undefined && contact.updatedAt === null) {
      const now = this.runtime.clock.now();
      contact.journal.say(now, "diagnostic", `The contact record is not published: ${this.recordProblem}`, null);
    }
    if (onContactRecord === undefined && this.records === undefined) return;
    const record = contactRecord(contact);
    onContactRecord?.(record);
    this.records?.publish(record.ContactId, JSON.stringify(record));
  }

  /** An agent does something else than before. */
  agentChanged(agent: Agent): void {
    this.agentEvents?.changed(agent);
  }
}
