/** What is counted in a chat while it goes on: messages and how long people took to answer. */
import type { Contact } from "./contact";
import { stamp } from "./timestamps";

/** Who writes in a chat; the system is flows and bots. */
export type ChatParticipant = "customer" | "agent" | "system";

/** One participant's part in a chat (`ParticipantMetrics`). Times in milliseconds. */
export interface ParticipantMetrics {
  readonly ParticipantType: "Customer" | "Agent";
  readonly ConversationAbandon: boolean;
  readonly MessagesSent: number;
  /** Answers: messages that follow one of somebody else. */
  readonly NumResponses: number;
  readonly MessageLengthInChars: number;
  readonly TotalResponseTimeInMillis: number;
  readonly MaxResponseTimeInMillis: number;
  readonly LastMessageTimestamp: string | null;
}

/** How participants of a chat interacted (`ChatMetrics` of a contact record). */
export interface ChatMetrics {
  readonly ChatContactMetrics: {
    readonly MultiParty: boolean;
    readonly TotalMessages: number;
    readonly TotalBotMessages: number;
    readonly TotalBotMessageLengthInChars: number;
    readonly ConversationCloseTimeInMillis: number | null;
    readonly ConversationTurnCount: number;
    readonly AgentFirstResponseTimestamp: string | null;
    readonly AgentFirstResponseTimeInMillis: number | null;
  };
  readonly AgentMetrics: ParticipantMetrics | null;
  readonly CustomerMetrics: ParticipantMetrics;
}

/** Counts of one participant. */
class Share {
  messages = 0;
  characters = 0;
  responses = 0;
  responseMs = 0;
  longestResponseMs = 0;
  firstAt: number | null = null;
  lastAt: number | null = null;
}

/** Counts the messages of one chat contact. */
export class ChatCounts {
  private readonly shares = { customer: new Share(), agent: new Share(), system: new Share() };
  private turns = 0;
  private lastWriter: ChatParticipant | null = null;
  private lastAt = 0;

  add(who: ChatParticipant, text: string, at: number): void {
    const share = this.shares[who];
    share.messages++;
    share.characters += text.length;
    share.firstAt ??= at;
    share.lastAt = at;
    const answers = this.lastWriter !== null && this.lastWriter !== who;
    if (answers) {
      const ms = at - this.lastAt;
      share.responses++;
      share.responseMs += ms;
      share.longestResponseMs = Math.max(share.longestResponseMs, ms);
      // A turn is one change between the customer and whoever answers.
      if ((this.lastWriter === "customer") !== (who === "customer")) this.turns++;
    }
    this.lastWriter = who;
    this.lastAt = at;
  }

  /** The metrics of a contact that has ended. */
  metrics(contact: Contact): ChatMetrics {
    const { customer, agent, system } = this.shares;
    const { connectedToAgentAt, disconnectedAt } = contact;
    return {
      ChatContactMetrics: {
        MultiParty: false,
        TotalMessages: customer.messages + agent.messages + system.messages,
        TotalBotMessages: system.messages,
        TotalBotMessageLengthInChars: system.characters,
        ConversationCloseTimeInMillis: between(customer.lastAt, disconnectedAt),
        ConversationTurnCount: this.turns,
        AgentFirstResponseTimestamp: stamp(agent.firstAt),
        AgentFirstResponseTimeInMillis: between(connectedToAgentAt, agent.firstAt),
      },
      AgentMetrics: connectedToAgentAt === null ? null : participant("Agent", agent, false),
      CustomerMetrics: participant("Customer", customer, contact.queue !== null && connectedToAgentAt === null),
    };
  }
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : to - from;
}

function participant(type: "Customer" | "Agent", share: Share, abandoned: boolean): ParticipantMetrics {
  return {
    ParticipantType: type,
    ConversationAbandon: abandoned,
    MessagesSent: share.messages,
    NumResponses: share.responses,
    MessageLengthInChars: share.characters,
    TotalResponseTimeInMillis: share.responseMs,
    MaxResponseTimeInMillis: share.longestResponseMs,
    LastMessageTimestamp: stamp(share.lastAt),
  };
}
