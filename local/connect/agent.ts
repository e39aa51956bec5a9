/** Agents: people declared as users, or simulated ones. They answer by themselves, talk for a while and do their after-contact work. */
import type { Timer } from "../clock";
import type { Contact } from "./contact";
import type { Queue } from "./queue";
import type { RoutingProfile } from "./routingProfile";
import type { Runtime } from "./runtime";

/** What an agent is doing. */
export type AgentState =
  | "signed-out"
  | "offline"
  | "available"
  | "ringing"
  | "on-contact"
  | "after-contact-work"
  /** Missed a call; gets no other until back online. */
  | "missed";

/** Virtual seconds: always as many, or as many as a contact takes, by its ContactId. */
export type Seconds = number | ((contactId: string) => number);

/** How an agent behaves. Times are virtual seconds. */
export interface AgentBehaviour {
  /** Seconds an offered call rings; 20 or more misses it. Default 2, or 0 with auto-accept. */
  answerAfterSeconds?: Seconds;
  /** False lets every offered call ring until it is missed. */
  answers?: boolean;
  /** Seconds of talk before the agent hangs up; Infinity leaves that to the caller or to `hangUp()`. Default 240. */
  talkSeconds?: Seconds;
  /** Seconds of after-contact work. Default 30, or the user's limit when that is shorter. */
  afterContactWorkSeconds?: Seconds;
}

/** Who an agent is. */
export interface AgentIdentity {
  readonly id: string;
  readonly arn: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** Seconds an offered call rings before it counts as missed. */
export const RING_SECONDS = 20;

/** One agent. */
export class Agent implements AgentIdentity {
  readonly id: string;
  readonly arn: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly behaviour: Required<AgentBehaviour>;
  state: AgentState = "signed-out";
  /** Since when the agent is free, epoch milliseconds; kept while a call that is never taken rings. */
  availableSince = 0;
  /** The contact that rings, is talked to or is worked on. */
  contact: Contact | null = null;
  /** Calls that rang and were not answered. */
  missedCalls = 0;
  /** The agent's own queue. */
  personalQueue: Queue | null = null;
  private offlineNext = false;
  private timer: Timer | null = null;

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
    this.behaviour = {
      answerAfterSeconds: 2,
      answers: true,
      talkSeconds: 240,
      afterContactWorkSeconds: 30,
      ...behaviour,
    };
    profile.moved("signed-out", "signed-out");
  }

  /** Signs in; the agent is offline until `goOnline()`. */
  signIn(): void {
    if (this.state === "signed-out") this.become("offline");
  }

  /** Becomes Available (signing in when needed). During a contact it takes effect afterwards. */
  goOnline(): void {
    this.offlineNext = false;
    if (this.state === "signed-out" || this.state === "offline" || this.state === "missed") this.becomeAvailable();
  }

  /** Becomes Offline. During a contact or its after-contact work it takes effect afterwards. */
  goOffline(): void {
    if (this.state === "available" || this.state === "missed") this.become("offline");
    else if (this.state !== "signed-out" && this.state !== "offline") this.offlineNext = true;
  }

  /** Ends the conversation; with no customer on the line it does nothing. */
  hangUp(): void {
    if (this.state === "on-contact" && this.contact !== null)
      this.runtime.conversations.agentHangsUp(this, this.contact);
  }

  /** Hands the conversation to a quick connect, by its name, and leaves. @throws Error when there is none to use */
  transferTo(quickConnect: string): void {
    if (this.state !== "on-contact" || this.contact === null) {
      throw new Error(`Agent ${this.username} is ${this.state}; only an agent who talks to a customer can transfer.`);
    }
    this.runtime.transfers.toQuickConnect(this, this.contact, quickConnect);
  }

  /** Rings with an offered contact. */
  ring(contact: Contact): void {
    this.contact = contact;
    this.become("ringing");
    const { answers } = this.behaviour;
    const answerAfterSeconds = secondsFor(this.behaviour.answerAfterSeconds, contact);
    if (!answers || answerAfterSeconds >= RING_SECONDS) {
      this.timer = this.runtime.clock.after(RING_SECONDS * 1_000, () => this.miss(contact));
    } else if (answerAfterSeconds <= 0) {
      this.answer(contact);
    } else {
      this.timer = this.runtime.clock.after(answerAfterSeconds * 1_000, () => this.answer(contact));
    }
  }

  /** Answers what rings at once, whatever the agent's behaviour says. @throws Error when nothing rings */
  pickUp(): void {
    if (this.state !== "ringing" || this.contact === null) {
      throw new Error(`Agent ${this.username} is ${this.state}; only an agent whose phone rings can pick up.`);
    }
    this.answer(this.contact);
  }

  /** Answers an offered contact now. */
  private answer(contact: Contact): void {
    this.stopTimer();
    this.become("on-contact");
    this.runtime.conversations.accept(this, contact);
  }

  private miss(contact: Contact): void {
    this.timer = null;
    this.missedCalls++;
    this.contact = null;
    this.become(this.offlineNext ? "offline" : "missed");
    this.offlineNext = false;
    this.runtime.router.missed(contact);
  }

  /** The offered contact went away before it was answered: free again, with the idle time kept. */
  withdraw(): void {
    this.stopTimer();
    this.contact = null;
    if (this.offlineNext) this.release();
    else {
      this.become("available");
      this.runtime.router.agentFree(this);
    }
  }

  /** The customer is on the line: hang up when the talk is over. */
  talk(): void {
    const talkSeconds = secondsFor(this.behaviour.talkSeconds, this.contact);
    if (Number.isFinite(talkSeconds)) {
      this.timer = this.runtime.clock.after(talkSeconds * 1_000, () => this.hangUp());
    }
  }

  /** The conversation is over: after-contact work, then `done`, then free again. */
  wrapUp(done: () => void): void {
    this.stopTimer();
    const afterContactWorkSeconds = secondsFor(this.behaviour.afterContactWorkSeconds, this.contact);
    const finish = (): void => {
      this.timer = null;
      this.contact = null;
      done();
      this.release();
    };
    this.become("after-contact-work");
    if (afterContactWorkSeconds <= 0) finish();
    else this.timer = this.runtime.clock.after(afterContactWorkSeconds * 1_000, finish);
  }

  private release(): void {
    const offline = this.offlineNext;
    this.offlineNext = false;
    if (offline) this.become("offline");
    else this.becomeAvailable();
  }

  private becomeAvailable(): void {
    this.availableSince = this.runtime.clock.now();
    this.become("available");
    this.runtime.router.agentFree(this);
  }

  private become(state: AgentState): void {
    const before = this.state;
    if (before === "available") this.profile.available.remove(this);
    this.profile.moved(before, state);
    this.state = state;
    if (state === "available") this.profile.available.add(this);
  }

  private stopTimer(): void {
    this.timer?.cancel();
    this.timer = null;
  }
}

function secondsFor(seconds: Seconds, contact: Contact | null): number {
  return typeof seconds === "number" ? seconds : seconds(contact?.id ?? "");
}
