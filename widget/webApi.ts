/** The conversation's HTTP API, from the browser's side: same origin, one request a call, every answer checked. */

/** An answer the bot suggests. */
export interface Choice {
  label: string;
  /** What is sent when it is chosen. */
  value: string;
}

/** One message of the conversation with the bot. */
export interface Message {
  id: string;
  from: "bot" | "customer";
  /** Plain text, never HTML. */
  text: string;
  buttons: Choice[];
}

/** What the browser needs to join the contact's chat in Amazon Connect. */
export interface Handover {
  contactId: string;
  participantId: string;
  participantToken: string;
  region: string;
  /** Where the participant service answers, when that is not the Region's own endpoint. */
  participantEndpoint?: string;
}

/** What every turn answers. */
export interface Answer {
  messages: Message[];
  /** Turns the conversation may still take. */
  turnsLeft?: number;
  /** The conversation goes on with a person. */
  handover?: Handover;
}

/** Names a conversation and proves that it is ours. */
export interface Ticket {
  conversationId: string;
  token: string;
}

/** Why a request failed: the API's own code, or Offline, Slow or Malformed. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    /** Seconds after which it may be tried again. */
    readonly retryAfter?: number,
  ) {
    super(code);
  }
}

/** What was thrown, as a Refusal. The two bundles each have a class of that name, so it is known by its code. */
export function asRefusal(thrown: unknown, otherwise = "Unknown"): Refusal {
  if (thrown instanceof Refusal) {
    return thrown;
  }
  return new Refusal(isRecord(thrown) && typeof thrown.code === "string" ? thrown.code : otherwise);
}

/** A request is given up after this time, in milliseconds; the message is sent again with the same id. */
const TIME_LIMIT = 20_000;
/** Longer waits than an hour are not ours to tell. */
const LONGEST_WAIT = 3600;

/** Calls the conversation's HTTP API. Every method rejects with a Refusal. */
export class WebApi {
  constructor(private readonly root: string = "/api/conversations") {}

  /** Begins a conversation. */
  async begin(locale: string): Promise<Answer & Ticket> {
    const body = await this.request("POST", "", { body: { locale } });
    return { ...answer(body), conversationId: text(body.conversationId), token: text(body.token) };
  }

  /** Says something. The same `messageId` answers the same, once. */
  async say(ticket: Ticket, messageId: string, said: string): Promise<Answer> {
    const path = `/${encodeURIComponent(ticket.conversationId)}/messages`;
    return answer(await this.request("POST", path, { token: ticket.token, body: { messageId, text: said } }));
  }

  /** Asks for a person. */
  async person(ticket: Ticket): Promise<Answer> {
    const path = `/${encodeURIComponent(ticket.conversationId)}/person`;
    return answer(await this.request("POST", path, { token: ticket.token, body: {} }));
  }

  /** The conversation so far. */
  async restore(ticket: Ticket): Promise<Answer> {
    return answer(await this.request("GET", `/${encodeURIComponent(ticket.conversationId)}`, { token: ticket.token }));
  }

  private async request(
    method: string,
    path: string,
    { token, body }: { token?: string; body?: object },
  ): Promise<Record<string, unknown>> {
    const response = await fetch(this.root + path, {
      method,
      headers: {
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(TIME_LIMIT),
    }).catch((error: unknown) => {
      throw new Refusal(error instanceof DOMException && error.name === "TimeoutError" ? "Slow" : "Offline");
    });
    const parsed: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      throw new Refusal(codeOf(parsed) ?? `Status${response.status}`, waitOf(response));
    }
    return record(parsed);
  }
}

function waitOf(response: Response): number | undefined {
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  return seconds >= 0 ? Math.min(Math.max(seconds, 1), LONGEST_WAIT) : undefined;
}

function codeOf(body: unknown): string | undefined {
  const error = isRecord(body) && body.error;
  return isRecord(error) && typeof error.code === "string" ? error.code : undefined;
}

function answer(body: Record<string, unknown>): Answer {
  const { messages, turnsLeft, handover } = body;
  return {
    messages: (Array.isArray(messages) ? messages : []).map(message),
    ...(typeof turnsLeft === "number" && { turnsLeft }),
    ...(handover !== undefined && { handover: handoverOf(record(handover)) }),
  };
}

function message(value: unknown): Message {
  const { id, from, text: said, buttons } = record(value);
  return {
    id: text(id),
    from: from === "customer" ? "customer" : "bot",
    text: text(said),
    buttons: (Array.isArray(buttons) ? buttons : []).map((one: unknown): Choice => {
      const { label, value: chosen } = record(one);
      return { label: text(label), value: text(chosen) };
    }),
  };
}

function handoverOf(value: Record<string, unknown>): Handover {
  const { participantEndpoint } = value;
  return {
    contactId: text(value.contactId),
    participantId: text(value.participantId),
    participantToken: text(value.participantToken),
    region: text(value.region),
    ...(participantEndpoint !== undefined && { participantEndpoint: text(participantEndpoint) }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) {
    throw new Refusal("Malformed");
  }
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") {
    throw new Refusal("Malformed");
  }
  return value;
}
