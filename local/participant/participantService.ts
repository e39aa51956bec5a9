/**
 * The Amazon Connect Participant Service for the chats of a local Connect: what amazon-connect-chatjs and the SDK's
 * ConnectParticipant client talk to. It lies at `/participant/…` of any origin, with the WebSocket beside it.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Clock } from "../clock";
import type { Chat, ChatOptions } from "../connect";
import { MAX_CHAT_MESSAGE } from "../connect/chat";
import { isRecord } from "../engine/graph";
import { jsonResponse, type WebRequest, type WebResponse } from "../web/http";
import { EVENTS } from "./chatItem";
import { ChatRoom } from "./chatRoom";
import { serveSocket } from "./chatSocket";
import { accessDenied, invalid, ParticipantError } from "./participantError";
import { transcriptPage } from "./transcriptPage";

/** Where everything of the service lies. */
export const PARTICIPANT_PATH = "/participant/";

const SOCKET_PATH = "/participant/websocket";
/** A connection token is good for so long, real milliseconds. */
const CONNECTION_MS = 24 * 3_600_000;
/** A WebSocket's URL is good for so long, real milliseconds. */
const SOCKET_URL_MS = 100_000;
/** Most bytes of one frame a participant sends. */
const MAX_FRAME_BYTES = 32 * 1024;
const MAX_CLIENT_TOKEN = 500;
const CONTENT_TYPES = ["text/plain", "text/markdown"];

/** What a chat's participant is told to connect with. */
export interface StartedChat {
  readonly chat: Chat;
  readonly participantId: string;
  readonly participantToken: string;
}

/** Starts chats; `ConnectService` does. */
export interface ChatStarter {
  readonly clock: Clock;
  chat(options: ChatOptions): Chat;
}

interface Member {
  readonly room: ChatRoom;
  readonly chat: Chat;
}

interface Grant {
  readonly member: Member;
  readonly until: number;
}

type Operation = (member: Member, body: Record<string, unknown>) => unknown;

/** The service of one running centre. */
export class ParticipantService {
  private readonly members = new Map<string, Member>();
  private readonly connections = new Map<string, Grant>();
  private readonly socketUrls = new Map<string, Grant>();
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });
  private readonly operations = new Map<string, Operation>([
    ["/participant/message", (member, body) => this.sendMessage(member, body)],
    ["/participant/event", (member, body) => this.sendEvent(member, body)],
    ["/participant/transcript", (member, body) => this.getTranscript(member, body)],
    ["/participant/disconnect", (member) => this.disconnect(member)],
  ]);

  /** @param now real time, for how long tokens are good; the clients count by their own clocks */
  constructor(
    private readonly connect: ChatStarter,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Starts a chat that a participant can connect to, as StartChatContact does.
   * @param contentTypes what the customer's window can show; default plain text
   * @throws Error when the flow takes no chat, or an attribute or the first message is not allowed
   */
  startChat(options: Omit<ChatOptions, "view">, contentTypes: readonly string[] = ["text/plain"]): StartedChat {
    const room = new ChatRoom(this.connect.clock, contentTypes);
    const chat = this.connect.chat({ ...options, view: room });
    room.open(chat);
    const participantToken = newToken();
    this.members.set(participantToken, { room, chat });
    room.listen(({ ContentType }) => {
      if (ContentType === EVENTS.ended) this.members.delete(participantToken);
    });
    return { chat, participantToken, participantId: room.participantId(chat.contact, "CUSTOMER") };
  }

  /** Answers a request for the service. `origin` is where it is served, such as `http://127.0.0.1:40123`. */
  handle(request: WebRequest, origin: string): WebResponse {
    if (request.method === "OPTIONS") return preflight();
    try {
      return answer(200, this.perform(request, origin));
    } catch (error) {
      if (!(error instanceof ParticipantError)) throw error;
      return answer(error.status, { Message: error.message }, { "x-amzn-errortype": error.name });
    }
  }

  /** Takes over a connection that becomes a WebSocket of a chat; false when it is for something else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname !== SOCKET_PATH) return false;
    const member = this.granted(this.socketUrls, url.searchParams.get("X-Amz-Signature") ?? "");
    if (member === undefined) {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return true;
    }
    this.sockets.handleUpgrade(request, socket, head, (accepted) => serveSocket(accepted, member.room));
    return true;
  }

  /** Ends every WebSocket. */
  close(): void {
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
  }

  private perform({ method, path, headers, body }: WebRequest, origin: string): unknown {
    const token = headers["x-amz-bearer"] ?? "";
    if (path === "/participant/connection" && method === "POST") {
      const member = this.members.get(token);
      if (member?.room.over !== false) throw accessDenied();
      return this.createConnection(member, parseBody(body), origin);
    }
    const operation = method === "POST" ? this.operations.get(path) : undefined;
    const member = this.granted(this.connections, token);
    if (member === undefined) throw accessDenied();
    if (operation === undefined) {
      throw new ParticipantError("ResourceNotFoundException", `The local run has no operation ${method} ${path}.`);
    }
    return operation(member, parseBody(body));
  }

  /** Who holds a token that is still good, in a chat that goes on. */
  private granted(grants: Map<string, Grant>, token: string): Member | undefined {
    const grant = grants.get(token);
    if (grant === undefined) return undefined;
    if (grant.until > this.now() && !grant.member.room.over) return grant.member;
    grants.delete(token);
    return undefined;
  }

  private grant(grants: Map<string, Grant>, member: Member, ms: number): { token: string; expiry: string } {
    const token = newToken();
    const until = this.now() + ms;
    grants.set(token, { member, until });
    return { token, expiry: new Date(until).toISOString() };
  }

  private createConnection(member: Member, { Type, ConnectParticipant }: Record<string, unknown>, origin: string) {
    const types = [Type ?? []].flat();
    if (types.some((type) => type !== "WEBSOCKET" && type !== "CONNECTION_CREDENTIALS")) {
      throw invalid("Type has WEBSOCKET and CONNECTION_CREDENTIALS only.");
    }
    if (types.length === 0 && ConnectParticipant !== true) {
      throw invalid("Give Type, or ConnectParticipant true for a participant without a WebSocket.");
    }
    member.room.customerConnects(member.chat);
    const url = this.grant(this.socketUrls, member, SOCKET_URL_MS);
    const credentials = this.grant(this.connections, member, CONNECTION_MS);
    const socketUrl = `${origin.replace(/^http/, "ws")}${SOCKET_PATH}?X-Amz-Signature=${url.token}`;
    return {
      ...(types.includes("WEBSOCKET") && { Websocket: { Url: socketUrl, ConnectionExpiry: url.expiry } }),
      ...(types.includes("CONNECTION_CREDENTIALS") && {
        ConnectionCredentials: { ConnectionToken: credentials.token, Expiry: credentials.expiry },
      }),
    };
  }

  private sendMessage({ room, chat }: Member, body: Record<string, unknown>): unknown {
    const { Content, ContentType } = body;
    if (
      typeof ContentType !== "string" ||
      !CONTENT_TYPES.includes(ContentType) ||
      !room.contentTypes.includes(ContentType)
    ) {
      throw invalid(`ContentType is one of ${room.contentTypes.join(", ")}, as SupportedMessagingContentTypes says.`);
    }
    if (typeof Content !== "string" || Content.trim() === "" || Content.length > MAX_CHAT_MESSAGE) {
      throw invalid(`Content has 1 to ${MAX_CHAT_MESSAGE} characters.`);
    }
    return room.customerWrites(chat, Content, clientToken(body));
  }

  private sendEvent({ room, chat }: Member, body: Record<string, unknown>): unknown {
    const { ContentType, Content } = body;
    clientToken(body);
    if (Content !== undefined && Content !== null && (typeof Content !== "string" || Content.length > 16_384)) {
      throw invalid("Content of an event is a text of at most 16384 characters.");
    }
    switch (ContentType) {
      case EVENTS.typing:
      case EVENTS.acknowledged: {
        const { Id, AbsoluteTime } = room.customerEvent(chat, ContentType, false);
        return { Id, AbsoluteTime };
      }
      case EVENTS.delivered:
      case EVENTS.read:
        return room.receipt(chat);
      default:
        throw invalid(
          "ContentType is the one of an event: typing, connection.acknowledged, message.delivered or message.read.",
        );
    }
  }

  private getTranscript({ room, chat }: Member, body: Record<string, unknown>): unknown {
    const known = room.transcript.some((item) => item.ContactId === body.ContactId);
    if (body.ContactId !== undefined && body.ContactId !== chat.contactId && !known) throw accessDenied();
    return { InitialContactId: room.initialContactId(chat.contact), ...transcriptPage(room.transcript, body) };
  }

  private disconnect({ room, chat }: Member): unknown {
    room.customerLeaves(chat);
    return {};
  }
}

function newToken(): string {
  return randomBytes(48).toString("base64url");
}

function clientToken({ ClientToken }: Record<string, unknown>): string | undefined {
  if (ClientToken === undefined || ClientToken === null) return undefined;
  if (typeof ClientToken === "string" && ClientToken.length <= MAX_CLIENT_TOKEN) return ClientToken;
  throw invalid(`ClientToken is a text of at most ${MAX_CLIENT_TOKEN} characters.`);
}

function parseBody(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.length === 0 ? "{}" : body.toString());
    if (isRecord(parsed)) return parsed;
  } catch {
    // Told below, as for anything else that is no object.
  }
  throw invalid("The body is a JSON object.");
}

/** The service is for pages of any origin. */
const ANY_ORIGIN = { "access-control-allow-origin": "*", "access-control-expose-headers": "x-amzn-errortype" };

function answer(status: number, value: unknown, headers: Record<string, string> = {}): WebResponse {
  return jsonResponse(status, value, { ...ANY_ORIGIN, ...headers });
}

function preflight(): WebResponse {
  const headers = {
    ...ANY_ORIGIN,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers":
      "amz-sdk-invocation-id, amz-sdk-request, content-type, x-amz-bearer, x-amz-user-agent",
  };
  return { status: 204, headers, body: Buffer.alloc(0) };
}
