/**
 * The Connect participant service as far as amazon-connect-chatjs uses it, with an agent that a test plays: its REST calls,
 * its WebSocket with the topics it subscribes to, and the transcript of one contact.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

/** An item of the transcript, as the service writes it. */
export interface ChatItem {
  Id: string;
  Type: "MESSAGE" | "EVENT" | "ATTACHMENT";
  ContentType: string;
  Content?: string;
  ParticipantId: string;
  ParticipantRole: string;
  DisplayName?: string;
  AbsoluteTime: string;
  /** amazon-connect-chatjs passes over what is not of its contact. */
  ContactId: string;
  InitialContactId: string;
}

const EVENT = "application/vnd.amazonaws.connect.event.";

/** An answer over HTTP. */
export interface Reply {
  status: number;
  body: object;
}

/** The chat of one contact. */
export class FakeParticipants {
  readonly participantId = randomUUID();
  readonly participantToken = randomUUID();
  readonly contactId = randomUUID();
  items: ChatItem[] = [];
  /** Answers the next calls of a path with this status instead. */
  readonly failures: { path: string; status: number; after?: boolean }[] = [];
  /** How often the customer's client told that the customer is writing. */
  typed = 0;
  connections = 0;
  private readonly sockets = new Set<WebSocket>();
  private readonly taken = new Map<string, string>();
  private over = false;

  /** Takes WebSocket connections of a server. */
  listen(server: Server): void {
    const sockets = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request: IncomingMessage, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (open) => this.opened(open));
    });
  }

  /** Answers a REST call. */
  call(path: string, headers: IncomingMessage["headers"], body: Record<string, unknown>): Reply {
    const failure = this.failures.find((one) => path.startsWith(one.path));
    if (failure !== undefined) {
      this.failures.splice(this.failures.indexOf(failure), 1);
      if (failure.after) {
        this.answer(path, headers, body);
      }
      return { status: failure.status, body: { message: "No." } };
    }
    return this.answer(path, headers, body);
  }

  /** The agent or the system says something. */
  says(text: string, { name = "Alex", role = "AGENT", type = "text/plain" } = {}): void {
    this.add("MESSAGE", type, { Content: text, ParticipantRole: role, DisplayName: name });
  }

  /** The agent comes in. */
  joins(name = "Alex"): void {
    this.add("EVENT", `${EVENT}participant.joined`, { ParticipantRole: "AGENT", DisplayName: name });
  }

  /** The agent is writing. */
  writes(name = "Alex"): void {
    const item = this.item("EVENT", `${EVENT}typing`, { ParticipantRole: "AGENT", DisplayName: name });
    this.send(item);
  }

  /** The chat ends. */
  ends(): void {
    this.over = true;
    this.add("EVENT", `${EVENT}chat.ended`, { ParticipantRole: "SYSTEM" });
  }

  /** All WebSockets break. */
  breakConnections(): void {
    this.sockets.forEach((socket) => socket.terminate());
  }

  /** Adds an item and sends it to whoever is connected. */
  add(Type: ChatItem["Type"], ContentType: string, more: Partial<ChatItem>): ChatItem {
    const item = this.item(Type, ContentType, more);
    this.items.push(item);
    this.send(item);
    return item;
  }

  private item(Type: ChatItem["Type"], ContentType: string, more: Partial<ChatItem>): ChatItem {
    return {
      Id: randomUUID(),
      Type,
      ContentType,
      AbsoluteTime: new Date().toISOString(),
      ContactId: this.contactId,
      InitialContactId: this.contactId,
      ParticipantId: "agent",
      ParticipantRole: "AGENT",
      ...more,
    };
  }

  private send(item: ChatItem): void {
    const message = { topic: "aws/chat", contentType: "application/json", content: JSON.stringify(item) };
    this.sockets.forEach((socket) => socket.send(JSON.stringify(message)));
  }

  private answer(path: string, headers: IncomingMessage["headers"], body: Record<string, unknown>): Reply {
    if (this.over || headers["x-amz-bearer"] !== this.participantToken) {
      return { status: 403, body: { message: "Access denied" } };
    }
    switch (path) {
      case "/participant/connection":
        return { status: 200, body: this.connection(`ws://${headers.host}/participant/socket`) };
      case "/participant/message":
        return { status: 200, body: this.said(String(body.Content), String(body.ClientToken)) };
      case "/participant/event":
        this.typed++;
        return { status: 200, body: { Id: randomUUID(), AbsoluteTime: new Date().toISOString() } };
      case "/participant/transcript":
        return { status: 200, body: this.page(body) };
      case "/participant/disconnect":
        this.ends();
        return { status: 200, body: {} };
      default:
        return { status: 404, body: { message: "Unknown operation" } };
    }
  }

  private connection(Url: string): object {
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    return {
      Websocket: { Url, ConnectionExpiry: inAnHour },
      // The service gives another token here; one for both keeps this fake small.
      ConnectionCredentials: { ConnectionToken: this.participantToken, Expiry: inAnHour },
    };
  }

  private said(Content: string, clientToken: string): object {
    const known = this.taken.get(clientToken);
    if (known !== undefined) {
      return { Id: known, AbsoluteTime: new Date().toISOString() };
    }
    const customer = {
      Content,
      ParticipantId: this.participantId,
      ParticipantRole: "CUSTOMER",
      DisplayName: "Customer",
    };
    const { Id, AbsoluteTime } = this.add("MESSAGE", "text/plain", customer);
    this.taken.set(clientToken, Id);
    return { Id, AbsoluteTime };
  }

  /** Pages backwards from the newest item; the items of a page are in ascending order. */
  private page({ MaxResults, NextToken }: Record<string, unknown>): object {
    const end = typeof NextToken === "string" ? Number(NextToken) : this.items.length;
    const start = Math.max(0, end - Number(MaxResults));
    return {
      InitialContactId: this.contactId,
      Transcript: this.items.slice(start, end),
      ...(start > 0 && { NextToken: String(start) }),
    };
  }

  private opened(socket: WebSocket): void {
    this.connections++;
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("message", (data) => {
      const { topic, content } = JSON.parse(String(data)) as { topic: string; content?: { topics: string[] } };
      const more = topic === "aws/subscribe" ? { content: { status: "success", topics: content?.topics } } : {};
      socket.send(JSON.stringify({ topic, statusCode: 200, ...more }));
    });
  }
}
