/** What appears in a chat: messages and events, as the Participant Service writes them. */

/** Content types of events. */
export const EVENTS = {
  joined: "application/vnd.amazonaws.connect.event.participant.joined",
  left: "application/vnd.amazonaws.connect.event.participant.left",
  ended: "application/vnd.amazonaws.connect.event.chat.ended",
  transferred: "application/vnd.amazonaws.connect.event.transfer.succeeded",
  typing: "application/vnd.amazonaws.connect.event.typing",
  acknowledged: "application/vnd.amazonaws.connect.event.connection.acknowledged",
  delivered: "application/vnd.amazonaws.connect.event.message.delivered",
  read: "application/vnd.amazonaws.connect.event.message.read",
} as const;

/** One item, as a transcript and a WebSocket carry it. */
export interface ChatItem {
  /** ISO 8601 with milliseconds, by the centre's clock. */
  readonly AbsoluteTime: string;
  readonly Content?: string;
  readonly ContentType: string;
  readonly Id: string;
  readonly Type: "MESSAGE" | "EVENT";
  readonly ParticipantId?: string;
  readonly DisplayName?: string;
  readonly ParticipantRole?: "CUSTOMER" | "AGENT" | "SYSTEM";
  readonly InitialContactId: string;
  readonly ContactId: string;
}
