/** What may be asked of the web door, and everything that is refused before anything is looked up. */
import { refusal } from "../conversation/conversation";
import { bodyOf, type HttpEvent, isTooLong } from "./httpEvent";

/** A request that has the right form. */
export type ChatRequest =
  | { kind: "start"; locale: string }
  | { kind: "read"; conversationId: string; token: string }
  | { kind: "person"; conversationId: string; token: string }
  | { kind: "say"; conversationId: string; token: string; messageId: string; text: string };

/** What requests are held to. */
export interface ChatRules {
  /** Origins whose pages may send requests, exact. */
  origins: readonly string[];
  /** Locales of the bot; the first is the default. */
  locales: readonly string[];
}

/** Bytes of a body: a text of 1,024 characters of 3 bytes, and its id. */
const LONGEST_BODY = 4_096;

/** UTF-16 code units of a text; Lex's limit. */
const LONGEST_TEXT = 1_024;

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/** Control characters other than newline and tab, and halves of a character. */
const UNREADABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/u;

const checkOrigin = ({ headers, requestContext }: HttpEvent, { origins }: ChatRules): void => {
  const { origin } = headers;
  // A browser sends no origin when a page reads from its own site.
  if (origin === undefined && requestContext.http.method === "GET") return;
  if (origin === undefined || !origins.includes(origin)) {
    throw refusal(
      "OriginNotAllowed",
      "Pages of this origin may not use this address. Embed the chat with its snippet.",
    );
  }
};

const tokenOf = ({ headers }: HttpEvent): string => {
  const [, token] = /^Bearer ([\w-]{43})$/i.exec(headers.authorization ?? "") ?? [];
  if (!token) throw refusal("InvalidToken", "Send the conversation's token as Authorization: Bearer <token>.");
  return token;
};

/** The body's fields. Others than the allowed are refused: nothing gets further by being overlooked. */
const fieldsOf = (event: HttpEvent, allowed: readonly string[]): Record<string, unknown> => {
  if (isTooLong(event, LONGEST_BODY)) {
    throw refusal("TooLong", `The body has more than ${LONGEST_BODY} bytes. Send a shorter message.`);
  }
  const body = bodyOf(event);
  if (body === "") return {};
  if (body !== undefined && !/^application\/json\s*(;|$)/i.test(event.headers["content-type"] ?? "")) {
    throw refusal("InvalidRequest", "The body has to be JSON: send it as Content-Type: application/json.");
  }
  let fields: unknown;
  try {
    fields = JSON.parse(body ?? "");
  } catch {
    throw refusal("InvalidRequest", "The body is not JSON in UTF-8.");
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw refusal("InvalidRequest", "The body has to be an object of JSON.");
  }
  if (!Object.keys(fields).every((name) => allowed.includes(name))) {
    const known = allowed.length ? `only ${allowed.join(" and ")}` : "no fields";
    throw refusal("InvalidRequest", `The body has fields that are not known; allowed are ${known}.`);
  }
  return fields as Record<string, unknown>;
};

const textOf = (given: unknown): string => {
  if (typeof given !== "string") throw refusal("InvalidRequest", "text has to be a text.");
  const text = given.trim();
  if (!text) throw refusal("InvalidRequest", "text is empty. Send 1 to 1,024 characters.");
  if (text.length > LONGEST_TEXT) {
    throw refusal("TooLong", `text has ${text.length} characters; at most 1,024 are allowed. Send a shorter message.`);
  }
  if (UNREADABLE.test(text)) {
    throw refusal("InvalidRequest", "text has control characters; allowed are newline and tab.");
  }
  return text;
};

const messageIdOf = (given: unknown): string => {
  if (typeof given === "string" && new RegExp(`^${UUID}$`).test(given)) return given;
  throw refusal("InvalidRequest", "messageId has to be a UUID in small letters.");
};

const localeOf = (given: unknown, { locales }: ChatRules): string => {
  const locale = given ?? locales[0];
  if (typeof locale === "string" && locales.includes(locale)) return locale;
  throw refusal("InvalidRequest", `locale is not one of the bot's. Allowed are ${locales.join(", ")}.`);
};

/**
 * Reads a request.
 *
 * @throws Refusal InvalidRequest, InvalidToken, OriginNotAllowed or TooLong
 */
export const readRequest = (event: HttpEvent, rules: ChatRules): ChatRequest => {
  const { method } = event.requestContext.http;
  checkOrigin(event, rules);
  const path = new RegExp(`^/api/conversations(?:/(${UUID})(?:/(messages|person))?)?$`).exec(event.rawPath);
  const [, conversationId, action = ""] = path ?? [];
  const route = path && `${method}${conversationId ? ` ${action || "conversation"}` : ""}`;
  switch (route) {
    case "POST":
      return { kind: "start", locale: localeOf(fieldsOf(event, ["locale"]).locale, rules) };
    case "GET conversation":
      return { kind: "read", conversationId: conversationId ?? "", token: tokenOf(event) };
    case "POST person": {
      const token = tokenOf(event);
      fieldsOf(event, []);
      return { kind: "person", conversationId: conversationId ?? "", token };
    }
    case "POST messages": {
      const token = tokenOf(event);
      const { messageId, text } = fieldsOf(event, ["messageId", "text"]);
      return {
        kind: "say",
        conversationId: conversationId ?? "",
        token,
        messageId: messageIdOf(messageId),
        text: textOf(text),
      };
    }
    default:
      throw refusal(
        "InvalidRequest",
        "There is no such address. Allowed are POST /api/conversations, GET /api/conversations/{id} with the id it gave, POST …/messages and POST …/person.",
      );
  }
};
