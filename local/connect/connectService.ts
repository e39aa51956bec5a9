/**
 * A local Amazon Connect: plays the flows of the declared instance for callers, queues and agents, in virtual time. It is
 * built from the resource graph alone, so what the program does not declare is missing here as it is on AWS.
 */
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import { Agent, type AgentBehaviour } from "./agent";
import { Call } from "./call";
import { Callbacks } from "./callbacks";
import type { Chat } from "./chat";
import { Contact } from "./contact";
import { type ContactEvent, type ContactEventType, contactEvent } from "./contactEvent";
import { type ContactRecord, contactRecord } from "./contactRecord";
import { type ChatOptions, ContactStarts, type TaskOptions } from "./contactStarts";
import { Conversations } from "./conversations";
import { FlowLibrary } from "./flowLibrary";
import { type FlowLogEntry, flowLogLine } from "./flowLog";
import { idOf } from "./identifier";
import { History } from "./history";
import { Holds } from "./holds";
import { Instance } from "./instance";
import type { Interaction } from "./interaction";
import { Journal } from "./journal";
import { Lifecycle } from "./lifecycle";
import type { Monitor } from "./monitor";
import { Queue } from "./queue";
import { uuid } from "./random";
import { Router } from "./router";
import { RoutingProfile } from "./routingProfile";
import type { Runtime } from "./runtime";
import { Publications } from "./streaming/publications";
import type { PublishedPlaces } from "./streaming/streamAssociations";
import type { CompiledFlow } from "./step";
import type { Task } from "./task";
import type { Trail } from "./trail";
import { LocalServices, type ServiceData } from "./services/localServices";
import { Transfers } from "./transfers";
import type { DialOutcome, DialRequest, FlowLogLine, FunctionInvoker } from "./types";
import type { BotInvoker } from "./bot";

/** How a local Amazon Connect runs. */
export interface ConnectOptions {
  readonly clock: Clock;
  /** Decides ids and chance; the same seed gives the same run. Default 1. */
  readonly seed?: number;
  readonly functions: FunctionInvoker;
  /** Bots that flows connect customers with; without it every bot fails. */
  readonly bots?: BotInvoker;
  /** Customer profiles and cases the instance has from the start; a service that is not named is not set up. */
  readonly services?: ServiceData;
  /** Plays flows Amazon Connect would refuse as far as they go, for exports; see `flows.warnings`. Default false. */
  readonly lenient?: boolean;
  /** Prompts take no time ("instant", the default), or are spoken at so many words a minute. */
  readonly speech?: "instant" | number;
  /** How many finished calls, records and log lines stay readable; default all. */
  readonly keep?: number;
  /** How outgoing calls to customers and third parties go; default answered at once. */
  dialOut?(request: DialRequest): DialOutcome;
  /** Name of a prompt of the instance's library by id, for the transcript. */
  promptName?(promptId: string): string | undefined;
  /** Streams that contact records and agent events go to where the program associates one; without it they go nowhere. */
  readonly streams?: PublishedPlaces["streams"];
  /** Firehose streams that contact records go to where the program associates one in place of a stream. */
  readonly deliveries?: PublishedPlaces["deliveries"];
  onEvent?(event: ContactEvent): void;
  onContactRecord?(record: ContactRecord): void;
  onFlowLog?(line: FlowLogLine): void;
}

/** Who dials. */
export interface DialOptions {
  /** Caller's number (E.164), or "anonymous". */
  readonly from: string;
  /** Number dialled; default the first one the program claims. */
  readonly to?: string;
  /** Seconds the caller waits in a queue before hanging up; default for ever. */
  readonly patience?: number;
  /** Name, id or ARN of the flow to play, whatever the number leads to: what a test call does. */
  readonly flow?: string;
  /** Contact attributes the call begins with. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Where the call starts from: its branches are kept as a place there, and neither transcript nor trace are. */
  readonly trail?: Trail;
  /** Stands before every action of the call. */
  readonly monitor?: Monitor;
  /** Told each time a flow begins to listen to the caller, between the keys of a number too. */
  readonly onAsked?: () => void;
}

/** Told of a contact event, or that the contact is over for its agent too and its record has been written. */
export type ContactWatcher = (type: ContactEventType | "COMPLETED", contact: Contact) => void;

/** A simulated agent. */
export interface AgentOptions extends AgentBehaviour {
  readonly username: string;
  readonly firstName?: string;
  readonly lastName?: string;
  /** What the agent is good at, from 1 to 5, by `<attribute>:<value>` such as "language:french", or by either alone. */
  readonly proficiencies?: Readonly<Record<string, number>>;
  /** Name, id or ARN of a routing profile; default the first one. */
  readonly routingProfile?: string;
}

const AGENT_ID_STREAM = 2;

/** One running instance. */
export class ConnectService implements Runtime {
  readonly clock: Clock;
  readonly instance: Instance;
  readonly seed: number;
  readonly functions: FunctionInvoker;
  readonly bots: BotInvoker | undefined;
  readonly services: LocalServices;
  readonly flows: FlowLibrary;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly routingProfiles: ReadonlyMap<string, RoutingProfile>;
  readonly wordsPerMinute: number;
  readonly router: Router = new Router(this);
  readonly lifecycle: Lifecycle = new Lifecycle(this);
  readonly conversations: Conversations = new Conversations(this);
  readonly holds: Holds = new Holds(this);
  readonly transfers: Transfers = new Transfers(this);
  readonly publications: Publications;
  readonly callbacks: Callbacks;
  readonly starts: ContactStarts;
  private readonly team: Agent[] = [];
  private readonly agentsByName = new Map<string, Agent>();
  private readonly entryFlows = new Map<string, CompiledFlow>();
  private readonly live = new Set<Interaction>();
  private readonly ended: History<Interaction>;
  private readonly over: History<Contact>;
  private readonly logEntries: History<FlowLogEntry>;
  private readonly watchers = new Set<ContactWatcher>();
  private contactCount = 0;

  /**
   * Builds the instance a program declares.
   * @throws InvalidContactFlowException naming everything that is wrong with any flow
   * @throws Error when no instance is declared, or hours of operation or a routing profile cannot be read
   */
  static fromGraph(graph: ResourceGraph, options: ConnectOptions): ConnectService {
    return new ConnectService(new Instance(graph), options);
  }

  private constructor(
    instance: Instance,
    private readonly options: ConnectOptions,
  ) {
    const { clock, seed = 1, functions, speech = "instant", keep = Number.POSITIVE_INFINITY } = options;
    this.clock = clock;
    this.instance = instance;
    this.seed = seed;
    this.functions = functions;
    this.bots = options.bots;
    this.services = new LocalServices(instance, seed, options.services);
    this.wordsPerMinute = speech === "instant" ? 0 : speech;
    this.publications = new Publications(this, options);
    this.ended = new History(keep);
    this.over = new History(keep);
    this.logEntries = new History(keep);
    const register = (interaction: Interaction): void => void this.live.add(interaction);
    this.callbacks = new Callbacks(this, register);
    this.starts = new ContactStarts(this, register);
    this.flows = new FlowLibrary(instance, options.lenient ?? false);
    const queues = new Map(instance.queues.map((declaration) => [declaration.id, new Queue(declaration)]));
    this.queues = queues;
    this.routingProfiles = new Map(
      instance.routingProfiles.map((declaration) => [declaration.id, new RoutingProfile(declaration, queues)]),
    );
    for (const user of instance.users) {
      const limit = user.afterContactWorkTimeLimit;
      this.enrol(user, this.profileOf(user.routingProfileId, `User "${user.username}"`), {
        ...(user.autoAccept && { answerAfterSeconds: 0 }),
        ...(limit > 0 && limit < 30 && { afterContactWorkSeconds: limit }),
      });
    }
    for (const { number, flowId } of instance.phoneNumbers) {
      const flow = flowId === undefined ? undefined : this.flows.find(flowId);
      if (flow !== undefined) this.entryFlows.set(number, flow);
    }
  }

  /** Declared and added agents. All are signed out at first. */
  get agents(): readonly Agent[] {
    return this.team;
  }

  /** Calls on the line, callbacks that wait included, and then those that ended. */
  get calls(): readonly Call[] {
    return this.interactions.filter((interaction): interaction is Call => interaction instanceof Call);
  }

  /** Calls, chats and tasks: those going on, and then those that ended. */
  get interactions(): readonly Interaction[] {
    return [...this.live, ...this.ended.all];
  }

  /** Records of the contacts that are over, in the order they were finished. */
  get records(): readonly ContactRecord[] {
    return this.over.all.map(contactRecord);
  }

  /** The contacts that are over, in the order they were finished. */
  get finishedContacts(): readonly Contact[] {
    return this.over.all;
  }

  /** Lines of the flow log, in order. */
  get flowLogs(): readonly FlowLogLine[] {
    return this.logEntries.all.map(flowLogLine);
  }

  /** An agent by user name. @throws Error naming those there are */
  agent(username: string): Agent {
    const found = this.agentsByName.get(username);
    if (found !== undefined) return found;
    const names =
      this.team.map((agent) => agent.username).join(", ") || "none; declare aws.connect.User or use addAgent()";
    throw new Error(`There is no agent "${username}". Agents are: ${names}.`);
  }

  /** Adds a simulated agent, signed out. @throws Error when the user name is taken or the routing profile unknown */
  addAgent(options: AgentOptions): Agent {
    const { username, firstName = username, lastName = "", routingProfile, proficiencies, ...behaviour } = options;
    if (this.agentsByName.has(username)) {
      throw new Error(`There is an agent "${username}" already; choose another user name.`);
    }
    const id = uuid(this.seed, AGENT_ID_STREAM, this.team.length);
    const identity = { id, arn: `${this.instance.arn}/agent/${id}`, username, firstName, lastName, proficiencies };
    return this.enrol(identity, this.profileOf(routingProfile, `Agent "${username}"`), behaviour);
  }

  /**
   * Dials a number of the instance. The flow runs at once, as far as it gets without the caller, time or real work.
   * A number that is not in service gives a call that has ended, whose transcript says why.
   * @throws Error when `from` is no number, `flow` no flow, or neither `to` nor `flow` is given and the program claims no
   *   number
   */
  dial(options: DialOptions): Call {
    const { from, to = this.instance.phoneNumbers[0]?.number, patience = Number.POSITIVE_INFINITY } = options;
    const named = options.flow === undefined ? undefined : this.flowNamed(options.flow);
    if (to === undefined && named === undefined) {
      throw new Error("The program claims no phone number; declare aws.connect.PhoneNumber, or give `to`.");
    }
    if (from !== "anonymous" && !/^\+[1-9]\d{1,14}$/.test(from)) {
      throw new Error(`"${from}" is no caller's number; give E.164 such as "+12065550100", or "anonymous".`);
    }
    const call = new Call(this, patience * 1_000, options.onAsked);
    const journal = new Journal(options.trail);
    const contact = new Contact(this, "INBOUND", from, to, journal, this.nextContactNumber(), call);
    call.contact = contact;
    contact.monitor = options.monitor ?? null;
    const { attributes } = options;
    if (attributes !== undefined) contact.attributes.setAll(Object.keys(attributes), Object.values(attributes));
    const flow = named ?? this.entryFlows.get(to ?? "");
    if (flow === undefined || (named === undefined && !this.instance.inboundCallsEnabled)) {
      return this.refuse(call, contact, to ?? "");
    }
    contact.connectedToSystemAt = contact.initiatedAt;
    this.live.add(call);
    this.lifecycle.begin(contact, flow);
    return call;
  }

  /**
   * A customer opens a chat (StartChatContact). Its flow runs at once, as far as it gets without the customer, time or
   * real work.
   * @throws Error when the flow is no inbound flow, or an attribute or the first message is not allowed
   */
  chat(options: ChatOptions): Chat {
    return this.starts.chat(options);
  }

  /**
   * Creates a task (StartTaskContact); its flow runs at once, or after `delaySeconds`.
   * @throws Error when the flow cannot start a task, or a name, reference, attribute or delay is not allowed
   */
  task(options: TaskOptions): Task {
    return this.starts.task(options);
  }

  private flowNamed(reference: string): CompiledFlow {
    const flow = this.flows.find(reference) ?? this.flows.all().find(({ name }) => name === reference);
    if (flow !== undefined) return flow;
    const names = this.flows.all().map(({ name }) => `"${name}"`);
    throw new Error(`There is no flow "${reference}". Flows are: ${names.join(", ") || "none"}.`);
  }

  private refuse(call: Call, contact: Contact, to: string): Call {
    const now = this.clock.now();
    contact.journal.say(now, "system", "The number you have dialled is not in service.", null);
    contact.journal.say(now, "diagnostic", this.whyNotInService(to), null);
    contact.disconnectedAt = contact.finishedAt = now;
    contact.disconnectReason = "TELECOM_PROBLEM";
    this.ended.add(call);
    return call;
  }

  private whyNotInService(to: string): string {
    const { phoneNumbers, inboundCallsEnabled } = this.instance;
    const claimed = phoneNumbers.find(({ number }) => number === to);
    if (claimed === undefined) {
      const numbers = phoneNumbers.map(({ number }) => number).join(", ") || "none";
      return `${to} is not claimed by the program; its numbers are: ${numbers} (aws.connect.PhoneNumber)`;
    }
    if (!inboundCallsEnabled) return "the instance takes no calls (inboundCallsEnabled is false)";
    if (claimed.flowId === undefined) {
      return `${to} leads to no flow: declare aws.connect.PhoneNumberContactFlowAssociation for phone number "${claimed.resource}"`;
    }
    return `${to} is associated with flow ${claimed.flowId}, which the program does not declare (aws.connect.ContactFlow)`;
  }

  private profileOf(reference: string | undefined, who: string): RoutingProfile {
    const profiles = [...this.routingProfiles.values()];
    const found =
      reference === undefined
        ? profiles[0]
        : profiles.find(({ id, name }) => name === reference || id === idOf(reference));
    if (found !== undefined) return found;
    const names = profiles.map(({ name }) => `"${name}"`).join(", ") || "none; declare aws.connect.RoutingProfile";
    throw new Error(`${who} has no routing profile "${reference ?? ""}". Routing profiles are: ${names}.`);
  }

  private enrol(
    identity: ConstructorParameters<typeof Agent>[2],
    profile: RoutingProfile,
    behaviour: AgentBehaviour,
  ): Agent {
    const agent = new Agent(this, this.team.length, identity, profile, behaviour);
    const { id, arn, username } = agent;
    agent.personalQueue = new Queue(
      {
        id,
        arn: arn.replace("/agent/", "/queue/agent/"),
        name: username,
        hours: undefined,
        hoursOfOperationId: "",
        maxContacts: undefined,
        enabled: true,
        outboundNumber: undefined,
        outboundFlowId: undefined,
        quickConnectIds: [],
      },
      agent,
    );
    this.team.push(agent);
    // Of users declared under the same name the first answers to it.
    if (!this.agentsByName.has(username)) this.agentsByName.set(username, agent);
    return agent;
  }

  dialOut(request: DialRequest): DialOutcome {
    return this.options.dialOut?.(request) ?? { answer: "answered" };
  }

  promptName(reference: string): string | undefined {
    const id = idOf(reference);
    return this.instance.prompts.get(id) ?? this.options.promptName?.(id);
  }

  nextContactNumber(): number {
    return this.contactCount++;
  }

  /**
   * Tells of what happens to contacts, as it happens and without writing events down: what counts calls by the thousand
   * can look at the contact itself.
   * @returns what ends the telling
   */
  watch(watcher: ContactWatcher): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  emit(type: ContactEventType, contact: Contact): void {
    this.options.onEvent?.(contactEvent(type, contact));
    for (const watcher of this.watchers) watcher(type, contact);
    const { customer } = contact;
    if (type === "DISCONNECTED" && customer.contact === contact) {
      customer.over();
      customer.view?.ended(contact);
      this.live.delete(customer);
      this.ended.add(customer);
    }
  }

  finished(contact: Contact): void {
    this.over.add(contact);
    this.publications.recordDue(contact);
    for (const watcher of this.watchers) watcher("COMPLETED", contact);
  }

  updated(contact: Contact): void {
    contact.updatedAt = this.clock.now();
    this.publications.recordDue(contact);
  }

  logged(entry: FlowLogEntry): void {
    this.logEntries.add(entry);
    this.options.onFlowLog?.(flowLogLine(entry));
  }
}
