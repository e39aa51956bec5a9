/** One WebSocket of a chat's participant: topics are subscribed to, heartbeats answered, items of the chat sent. */
import { randomUUID } from "node:crypto";
import type { RawData, WebSocket } from "ws";
import { isRecord } from "../engine/graph";
import { type ChatItem, EVENTS } from "./chatItem";
import type { ChatRoom } from "./chatRoom";

/** The one topic there is. */
const CHAT_TOPIC = "aws/chat";

/** Serves a socket until either side closes it. */
export function serveSocket(socket: WebSocket, room: ChatRoom): void {
  let stop: (() => void) | undefined;
  const send = (message: unknown): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const subscription = (topic: string, content: unknown, change: () => void): void => {
    const topics = isRecord(content) && Array.isArray(content.topics) ? content.topics : [];
    const known = topics.length > 0 && topics.every((name) => name === CHAT_TOPIC);
    if (known) change();
    send({ topic, content: { status: known ? "success" : "failure", topics } });
  };
  const show = (item: ChatItem): void => {
    send({ topic: CHAT_TOPIC, contentType: "application/json", content: JSON.stringify(item) });
    if (item.ContentType === EVENTS.ended) socket.close(1000, "The chat has ended.");
  };
  socket.on("error", () => socket.terminate());
  socket.on("close", () => stop?.());
  socket.on("message", (data) => {
    const { topic, content } = parsed(data);
    switch (topic) {
      case "aws/subscribe":
        return subscription(topic, content, () => (stop ??= room.listen(show)));
      case "aws/unsubscribe":
        return subscription(topic, content, () => {
          stop?.();
          stop = undefined;
        });
      case "aws/heartbeat":
        return send({ topic });
      case "aws/ping":
        return send({ topic, statusCode: 200, statusContent: "OK" });
      default:
        return send({ message: "Forbidden", connectionId: randomUUID(), requestId: randomUUID() });
    }
  });
}

function parsed(data: RawData): Record<string, unknown> {
  try {
    const message: unknown = JSON.parse(Buffer.isBuffer(data) ? data.toString() : "");
    return isRecord(message) ? message : {};
  } catch {
    return {};
  }
}
