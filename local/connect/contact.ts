/** One contact: a segment of a customer's call, from the moment it starts to its contact record. */
import type { Timer } from "../clock";
import type { Agent } from "./agent";
import { Attributes } from "./attributes";
import { ChatCounts, type ChatParticipant } from "./chatMetrics";
import type { FlowRun } from "./flowRun";
import type { HoldTimes } from "./holds";
import type { Interaction } from "./interaction";
import type { Journal } from "./journal";
import type { MessageProcessor } from "./messageProcessor";
import type { Monitor } from "./monitor";
import type { Queue } from "./queue";
import { uuid, uuidPrefix } from "./random";
import type { RoutingCriteria } from "./routingCriteria";
import type { Runtime } from "./runtime";
import type { CompiledFlow, Step } from "./step";
import type { Channel, DisconnectReason, InitiationMethod } from "./types";

/** Streams of chance that belong to one contact. */
export const CONTACT_ID_STREAM = 1;

/** Fields that UpdateContactData sets. */
export interface ContactData {
  readonly Name?: string;
  readonly Description?: string;
  readonly LanguageCode?: string;
  readonly CustomerId?: string;
}

/** Events a flow can be hooked to. */
export type EventHook =
  | "AgentHold"
  | "AgentWhisper"
  | "CustomerHold"
  | "CustomerQueue"
  | "CustomerRemaining"
  | "CustomerWhisper"
  | "DefaultAgentUI"
  | "DisconnectAgentUI"
  | "PauseContact"
  | "ResumeContact";

/** What a callback needs to know to dial, and dial again. */
export interface CallbackPlan {
  readonly number: string;
  readonly retryDelayMs: number;
  readonly maximumAttempts: number;
  readonly queue: Queue;
  attempts: number;
}

/** What most contacts have none of; replaced, never changed. */
const NONE: ReadonlyMap<never, never> = new Map<never, never>();
const NO_TIMERS: readonly Timer[] = [];
const NOTHING: ContactData = {};

/** The state of one contact. What changes it lives in the lifecycle, the conversations and the actions. */
export class Contact {
  readonly channel: Channel;
  attributes = new Attributes();
  /** Replaced, never changed. */
  data: ContactData = NOTHING;
  references: ReadonlyMap<string, { readonly Type: string; readonly Value: string }> = NONE;
  tags: ReadonlyMap<string, string> = NONE;
  /** Flows hooked to events; null where nothing is to play (`DisableExecution`). */
  hooks: ReadonlyMap<EventHook, CompiledFlow | null> = NONE;
  voice = "Joanna";
  logging = false;
  recorded: readonly string[] = [];
  callbackNumber: string | undefined = undefined;
  /** Loop counters live with the call: a flow entered again goes on counting. */
  loops: Map<Step, number> | null = null;
  draws = 0;
  /** What the customer wrote when starting the chat (`$.Media.InitialMessage`). */
  initialMessage: string | undefined = undefined;
  /** What other services have told about the contact, by the root of the references to it (`Customer`, `Case`, …). */
  facts: { readonly [root: string]: unknown } | null = null;
  /** Messages of a chat, counted; null where there are none. */
  messages: ChatCounts | null = null;
  /** What the messages of a chat pass through; null where nothing is. */
  processor: MessageProcessor | null = null;
  /** Stands before every action, if somebody does. */
  monitor: Monitor | null = null;

  initial: Contact = this;
  previous: Contact | null = null;
  /** The contact this one belongs to, without following it. */
  related: Contact | null = null;
  next: Contact | null = null;

  readonly initiatedAt: number;
  /** When a task is to begin. */
  scheduledAt: number | null = null;
  connectedToSystemAt: number | null = null;
  disconnectedAt: number | null = null;
  disconnectReason: DisconnectReason | null = null;
  /** When the contact record was due. */
  finishedAt: number | null = null;
  /** When something about the contact changed after that. */
  updatedAt: number | null = null;
  transferredTo: { readonly number: string; readonly at: number } | null = null;
  /** False when nobody is on the customer's end of the line. */
  customerPresent = true;
  disconnectFlowRan = false;

  /** The working queue a flow has set. */
  targetQueue: Queue | null = null;
  /** The queue the contact waits or waited in. */
  queue: Queue | null = null;
  enqueuedAt: number | null = null;
  dequeuedAt: number | null = null;
  /** 1 is most urgent. */
  priority = 5;
  /** Seconds added to the contact's age in the queue. */
  ageAdjustmentSeconds = 0;
  /** Which agents the contact waits for; null: any who serve its queue. */
  criteria: RoutingCriteria | null = null;
  /** What time will do to this contact; cancelled when it leaves its queue or ends. */
  timers: readonly Timer[] = NO_TIMERS;
  /** Where DequeueContactAndTransferToQueue sends the contact. */
  requeueTo: Queue | null = null;
  /** The agent whose phone rings with this contact. */
  offeredTo: Agent | null = null;
  connectionAttempts = 0;

  agent: Agent | null = null;
  connectedToAgentAt: number | null = null;
  agentLeftAt: number | null = null;
  afterContactWorkEndedAt: number | null = null;
  /** Whisper flows still to end before agent and customer hear each other. */
  whispers = 0;
  /** How long the customer was on hold; null when never. */
  holds: HoldTimes | null = null;
  /** How long a task was laid aside; null when never. */
  pauses: HoldTimes | null = null;

  customerRun: FlowRun | null = null;
  agentRun: FlowRun | null = null;
  /** A flow shown to the agent (DefaultAgentUI, DisconnectAgentUI). */
  uiRun: FlowRun | null = null;
  callback: CallbackPlan | null = null;
  private uuid: string | undefined = undefined;

  constructor(
    readonly runtime: Runtime,
    readonly initiationMethod: InitiationMethod,
    /** The customer's number or "anonymous"; undefined on channels without numbers. */
    readonly customerAddress: string | undefined,
    readonly systemAddress: string | undefined,
    readonly journal: Journal,
    /** Breaks ties and seeds whatever is random about this contact. */
    readonly number: number,
    readonly customer: Interaction,
  ) {
    this.channel = customer.channel;
    this.initiatedAt = runtime.clock.now();
  }

  /** ContactId. Made when first asked for, from the seed and the contact's number. */
  get id(): string {
    return (this.uuid ??= uuid(this.runtime.seed, CONTACT_ID_STREAM, this.number));
  }

  /** The first eight hexadecimal digits of the ContactId, as a number. */
  get idPrefix(): number {
    return uuidPrefix(this.runtime.seed, CONTACT_ID_STREAM, this.number);
  }

  /** The queue a flow refers to as `$.Queue`. */
  get workingQueue(): Queue | null {
    return this.targetQueue ?? this.queue;
  }

  /** Position in the queue: the adjusted time of queueing. */
  get effectiveEnqueuedAt(): number {
    return (this.enqueuedAt ?? 0) - this.ageAdjustmentSeconds * 1_000;
  }

  get waitingInQueue(): boolean {
    return this.enqueuedAt !== null && this.dequeuedAt === null;
  }

  /** Does something after virtual time, unless the contact leaves its queue or ends first. */
  later(delayMs: number, run: () => void): void {
    this.timers = [...this.timers, this.runtime.clock.after(delayMs, run)];
  }

  /** The agent has parted from the customer; a hold is over with it. */
  agentLeaves(nowMs: number): void {
    this.agentLeftAt = nowMs;
    if (this.agent !== null && this.connectedToAgentAt !== null) this.customer.view?.agentLeft(this, this.agent);
    this.holds?.end(nowMs);
    this.pauses?.end(nowMs);
  }

  /** Counts a message of a chat. */
  countMessage(who: ChatParticipant, text: string = ""): void {
    (this.messages ??= new ChatCounts()).add(who, text, this.runtime.clock.now());
  }

  cancelTimers(): void {
    for (const timer of this.timers) timer.cancel();
    this.timers = NO_TIMERS;
  }

  /** The next contact of the chain, with everything that follows a customer through transfers. */
  succeed(method: InitiationMethod): Contact {
    const { runtime, customer } = this;
    const number = runtime.nextContactNumber();
    const next = new Contact(runtime, method, this.customerAddress, this.systemAddress, this.journal, number, customer);
    next.inherit(this);
    next.connectedToSystemAt = next.initiatedAt;
    customer.contact = next;
    return next;
  }

  /** Links this contact behind another one and copies what travels. */
  inherit(from: Contact): void {
    this.initial = from.initial;
    this.previous = from;
    from.next = this;
    this.attributes = from.attributes.copy();
    this.data = from.data;
    this.references = from.references;
    this.hooks = from.hooks;
    this.loops = from.loops && new Map(from.loops);
    this.voice = from.voice;
    this.logging = from.logging;
    this.recorded = from.recorded;
    this.priority = from.priority;
    this.ageAdjustmentSeconds = from.ageAdjustmentSeconds;
    this.criteria = from.criteria && from.criteria.copy();
    this.callbackNumber = from.callbackNumber;
    this.initialMessage = from.initialMessage;
    this.facts = from.facts;
    this.processor = from.processor;
    this.monitor = from.monitor;
  }
}
