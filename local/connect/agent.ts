/**
 * Agents: people declared as users, or simulated ones. They answer by themselves, talk for a while and do their
 * after-contact work; several chats or tasks at once when their routing profile says so.
 */
import { type AgentBehaviour, type AgentIdentity, secondsFor } from "./agentBehaviour";
import { AgentContact } from "./agentContact";
import { choiceText } from "./chat";
import type { Contact } from "./contact";
import type { Interaction } from "./interaction";
import type { Queue } from "./queue";
import type { RoutingProfile } from "./routingProfile";
import type { Runtime } from "./runtime";
import type { Channel } from "./types";

export type { AgentBehaviour, AgentIdentity, DrawnSeconds, Seconds } from "./agentBehaviour";

/** What an agent is doing; with several contacts, what is most demanding of it. */
export type AgentState =
  | "signed-out"
  | "offline"
  /** In a status of the centre's own, such as Break. */
  | "non-productive"
  | "available"
  | "ringing"
  | "on-contact"
  | "after-contact-work"
  /** Missed a contact; gets no other until back online. */
  | "missed";

/** What an agent is without a contact. */
type Presence = Exclude<AgentState, AgentContact["state"]>;

/** Seconds an offered contact rings before it counts as missed. */
export const RING_SECONDS = 20;

/** One agent. */
export class Agent implements AgentIdentity {
  readonly id: string;
  readonly arn: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly proficiencies: Readonly<Record<string, number>>;
  readonly behaviour: Required<AgentBehaviour>;
  /** Since when the agent waits for the next contact, epoch milliseconds; kept while one that is never taken rings. */
  availableSince = 0;
  /** Contacts that rang and were not answered. */
  missedCalls = 0;
  /** The agent's own queue. */
  personalQueue: Queue | null = null;
  private presence: Presence = "signed-out";
  /** What the agent becomes once no contact is left. */
  private next: Presence | null = null;
  /** Name of the status of the centre's own that the agent is in, or takes next. */
  private customStatus = "";
  private shown: AgentState = "signed-out";
  private readonly taken: AgentContact[] = [];
  /** The bits of the channels whose lines of available agents this one stands in. */
  private standing = 0;

  constructor(
    private readonly runtime: Runtime,
    /** Breaks ties between agents who became free at the same time. */
    readonly number: number,
    identity: AgentIdentity,
    readonly profile: RoutingProfile,
    behaviour: AgentBehaviour,
  ) {
    this.id = identity.id;
    this.arn = identity.arn;
    this.username = identity.username;
    this.firstName = identity.firstName;
    this.lastName = identity.lastName;
    this.proficiencies = identity.proficiencies ?? {};
    this.behaviour = {
      answerAfterSeconds: 2,
      answers: true,
      talkSeconds: 240,
      afterContactWorkSeconds: 30,
      ...behaviour,
    };
    profile.moved("signed-out", "signed-out");
  }

  get state(): AgentState {
    return this.shown;
  }

  /** Name of the status the agent has chosen; null when signed out. */
  get status(): string | null {
    return this.nameOf(this.presence);
  }

  /** Name of the status the agent takes when no contact is left; null when that is the one the agent has. */
  get nextStatus(): string | null {
    return this.next === null ? null : this.nameOf(this.next);
  }

  private nameOf(presence: Presence): string | null {
    if (presence === "non-productive") return this.customStatus;
    if (presence === "signed-out") return null;
    return presence === "offline" ? "Offline" : "Available";
  }

  /** Every contact in the agent's hands and what is done about it, in the order they were offered. */
  get work(): readonly AgentContact[] {
    return this.taken;
  }

  /** Every contact that rings, is talked to or is worked on, in the order they were offered. */
  get contacts(): readonly Contact[] {
    return this.taken.map(({ contact }) => contact);
  }

  /** The contact that matters most: one talked to, else one that rings, else one worked on. */
  get contact(): Contact | null {
    return (this.inState("on-contact") ?? this.inState("ringing") ?? this.taken[0])?.contact ?? null;
  }

  private inState(state: AgentContact["state"]): AgentContact | undefined {
    return this.taken.find((one) => one.state === state);
  }

  /** Whether one more contact of a channel may be offered. */
  canTake(channel: Channel): boolean {
    const slots = this.profile.slots.get(channel);
    if (slots === undefined || this.presence !== "available" || this.next !== null) return false;
    let same = 0;
    for (const { contact, paused } of this.taken) {
      if (paused) continue;
      if (contact.channel === channel) same++;
      else if (this.profile.slots.get(contact.channel)?.sharesAgent !== true) return false;
    }
    return same < slots.concurrency;
  }

  /** Signs in; the agent is offline until `goOnline()`. */
  signIn(): void {
    if (this.presence === "signed-out") this.update(() => (this.presence = "offline"));
  }

  /** Becomes Available (signing in when needed). */
  goOnline(): void {
    const { presence } = this;
    if (presence === "available" && this.next === null) return;
    this.update(() => {
      this.next = null;
      this.presence = "available";
      if (presence !== "available") this.availableSince = this.runtime.clock.now();
    });
    this.runtime.router.agentFree(this);
  }

  /** Becomes Offline. During a contact or its after-contact work it takes effect afterwards. */
  goOffline(): void {
    if (this.presence !== "signed-out") this.leave("offline");
  }

  /** Signs out. During a contact or its after-contact work it takes effect afterwards. */
  signOut(): void {
    if (this.presence !== "signed-out") this.leave("signed-out");
  }

  /**
   * Takes a status by its name: Available, Offline, or one the program declares (AWS::Connect::AgentStatus), in which no
   * contact is offered.
   * @throws Error when there is no such status
   */
  setStatus(name: string): void {
    const { agentStatuses } = this.runtime.instance;
    if (name === "Available") this.goOnline();
    else if (name === "Offline") this.goOffline();
    else if (agentStatuses.includes(name)) this.leave("non-productive", name);
    else {
      const names = ["Available", "Offline", ...agentStatuses].join(", ");
      throw new Error(`There is no agent status "${name}". Statuses are: ${names} (AWS::Connect::AgentStatus).`);
    }
  }

  private leave(presence: Presence, status = ""): void {
    this.update(() => {
      this.customStatus = status;
      if (this.taken.length === 0) this.presence = presence;
      else this.next = presence;
    });
  }

  /**
   * Ends the conversation; with no customer on the line it does nothing.
   * @throws Error when the agent handles several contacts and none is named
   */
  hangUp(on?: Interaction): void {
    const contact = this.talkingTo(on);
    if (contact !== null) this.runtime.conversations.agentHangsUp(this, contact);
  }

  /** Completes a task, or leaves a chat: another word for {@link hangUp}. */
  complete(on?: Interaction): void {
    this.hangUp(on);
  }

  /** Hands the conversation to a quick connect, by its name, and leaves. @throws Error when there is none to use */
  transferTo(quickConnect: string, on?: Interaction): void {
    this.runtime.transfers.toQuickConnect(this, this.mustTalkTo(on, "can transfer"), quickConnect);
  }

  /** Puts the customer of a call on hold: both sides hear their hold flows. @throws Error when there is no call */
  hold(on?: Interaction): void {
    this.runtime.holds.hold(this, this.mustTalkTo(on, "can put somebody on hold"));
  }

  /** Takes the customer off hold, or a paused task up again. @throws Error when nothing is on hold or paused */
  resume(on?: Interaction): void {
    const contact = this.mustTalkTo(on, "can resume");
    const one = this.find(contact);
    if (one?.paused === true) this.unpause(one);
    else this.runtime.holds.resume(this, contact);
  }

  /** Lays a task aside, which frees its slot. @throws Error when there is no task to pause */
  pause(on?: Interaction): void {
    const contact = this.mustTalkTo(on, "can pause a task");
    const one = this.find(contact);
    if (contact.channel !== "TASK" || one === undefined || one.paused) {
      throw new Error(
        `Agent ${this.username} can pause a task that is not paused; this is a ${contact.channel} contact.`,
      );
    }
    one.stopTimer();
    this.update(() => (one.paused = true));
    this.runtime.holds.paused(contact);
    this.runtime.router.agentFree(this);
  }

  /** A flow resumes a paused task of this agent; what plays goes on. Answers false when it is not paused. */
  resumedByFlow(contact: Contact): boolean {
    const one = this.find(contact);
    if (one?.paused !== true) return false;
    this.update(() => (one.paused = false));
    this.runtime.holds.resumedByFlow(contact);
    this.talk(contact);
    return true;
  }

  private unpause(one: AgentContact): void {
    this.update(() => (one.paused = false));
    this.runtime.holds.resumed(one.contact);
    if (one.contact.disconnectedAt === null) this.talk(one.contact);
  }

  /** Writes to the customer of a chat. @throws Error when the agent is in no chat, or the message is too long */
  send(text: string, on?: Interaction): void {
    this.runtime.conversations.agentWrites(this, this.mustTalkTo(on, "can write"), text);
  }

  /** Answers a view a flow shows to the agent (DefaultAgentUI, DisconnectAgentUI). @throws Error when none is shown */
  choose(action: string, data: Record<string, unknown> = {}, on?: Interaction): void {
    const contact = on?.contact ?? this.contact;
    if (contact === null || contact.uiRun === null) throw new Error(`No flow shows agent ${this.username} a view.`);
    const { uiRun } = contact;
    const text = uiRun.listensInSecret ? `[${action}]` : choiceText(action, data);
    contact.journal.say(this.runtime.clock.now(), "agent", text, null);
    uiRun.choose(action, data);
  }

  private talkingTo(on: Interaction | undefined): Contact | null {
    const talks = this.taken.filter(({ state }) => state === "on-contact");
    if (on !== undefined) return talks.find(({ contact }) => contact === on.contact)?.contact ?? null;
    if (talks.length > 1) {
      throw new Error(`Agent ${this.username} handles ${talks.length} contacts at once; say which one is meant.`);
    }
    return talks[0]?.contact ?? null;
  }

  private mustTalkTo(on: Interaction | undefined, what: string): Contact {
    const contact = this.talkingTo(on);
    if (contact !== null) return contact;
    throw new Error(`Agent ${this.username} is ${this.state}; only an agent who talks to a customer ${what}.`);
  }

  private find(contact: Contact): AgentContact | undefined {
    return this.taken.find((one) => one.contact === contact);
  }

  /** Rings with an offered contact. */
  ring(contact: Contact): void {
    const one = new AgentContact(contact);
    this.update(() => void this.taken.push(one));
    const { answers } = this.behaviour;
    const { clock } = this.runtime;
    const after = secondsFor(this.behaviour.answerAfterSeconds, contact);
    if (!answers || after >= RING_SECONDS) one.then(clock, RING_SECONDS, () => this.miss(one));
    else one.then(clock, after, () => this.answer(one));
  }

  /** Answers what rings at once, whatever the agent's behaviour says. @throws Error when nothing rings */
  pickUp(on?: Interaction): void {
    const one = this.taken.find(({ contact, state }) => state === "ringing" && (on?.contact ?? contact) === contact);
    if (one === undefined) {
      throw new Error(`Agent ${this.username} is ${this.state}; only an agent with a contact that rings can pick up.`);
    }
    one.stopTimer();
    this.answer(one);
  }

  private answer(one: AgentContact): void {
    this.update(() => {
      one.state = "on-contact";
      // With slots to spare the agent goes to the end of the line, so that chats spread evenly.
      this.availableSince = this.runtime.clock.now();
    });
    this.runtime.conversations.accept(this, one.contact);
  }

  private miss(one: AgentContact): void {
    this.missedCalls++;
    this.update(() => {
      this.drop(one);
      this.presence = this.next ?? "missed";
      this.next = null;
    });
    this.runtime.router.missed(one.contact);
  }

  /** The offered contact went away before it was answered: free again, with the idle time kept. */
  withdraw(contact: Contact): void {
    const one = this.find(contact);
    if (one === undefined) return;
    this.update(() => this.drop(one));
    this.runtime.router.agentFree(this);
  }

  /** The customer is on the line: hang up when the talk is over. */
  talk(contact: Contact): void {
    const talkSeconds = secondsFor(this.behaviour.talkSeconds, contact);
    if (!Number.isFinite(talkSeconds)) return;
    const { clock, conversations } = this.runtime;
    this.find(contact)?.later(clock, talkSeconds, () => conversations.agentHangsUp(this, contact));
  }

  /** The conversation is over: after-contact work, then `done`, then free again. */
  wrapUp(contact: Contact, done: () => void): void {
    const one = this.find(contact);
    if (one === undefined) return done();
    this.update(() => {
      one.state = "after-contact-work";
      one.paused = false;
    });
    one.then(this.runtime.clock, secondsFor(this.behaviour.afterContactWorkSeconds, contact), () => {
      done();
      this.update(() => {
        this.drop(one);
        this.availableSince = this.runtime.clock.now();
      });
      this.runtime.router.agentFree(this);
    });
  }

  private drop(one: AgentContact): void {
    one.stopTimer();
    this.taken.splice(this.taken.indexOf(one), 1);
    if (this.taken.length > 0 || this.next === null) return;
    this.presence = this.next;
    this.next = null;
  }

  /** Changes the agent and keeps the lists and counts of the routing profile in step. */
  private update(change: () => void): void {
    const { profile } = this;
    for (const { bit, available } of profile.lines) if ((this.standing & bit) !== 0) available.remove(this);
    this.standing = 0;
    change();
    const state = this.stateNow();
    if (state !== this.shown) {
      profile.moved(this.shown, state);
      this.shown = state;
    }
    for (const { bit, channel, available } of profile.lines) {
      if (!this.canTake(channel)) continue;
      this.standing |= bit;
      available.add(this);
    }
    this.runtime.publications.agentChanged(this);
  }

  private stateNow(): AgentState {
    let state: AgentState = this.presence;
    for (const one of this.taken) {
      if (one.paused) continue;
      if (one.state === "on-contact") return "on-contact";
      if (one.state === "ringing" || state !== "ringing") state = one.state;
    }
    return state;
  }
}
