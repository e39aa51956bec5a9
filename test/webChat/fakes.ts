/** The services behind the web door, as far as it asks them: a table that keeps conditions, a bot, a centre, a secret. */
import {
  type GetItemInput,
  type GetItemOutput,
  type UpdateItemInput,
  type UpdateItemOutput,
} from "@aws-sdk/client-dynamodb";
import { type StartChatContactRequest } from "@aws-sdk/client-connect";
import { type RecognizeTextRequest, type RecognizeTextResponse } from "@aws-sdk/client-lex-runtime-v2";
import { chatBridgeFactory, type BridgeParts } from "../../handlers/chatBridge";
import type { HttpAnswer, HttpEvent } from "../../handlers/http/httpEvent";

export const ORIGIN = "https://chat.example.com";
export const SECRET = "s".repeat(48);

/** Variables of the handler; quotas are small, so that tests reach them. */
export const ENVIRONMENT = {
  CONVERSATIONS_TABLE: "conversations",
  BOT_ALIAS_ARN: "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
  CHAT_FLOW_ARN: "arn:aws:connect:us-east-1:123456789012:instance/i-1/contact-flow/f-1",
  ORIGIN_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:123456789012:secret:origin-AbCdEf",
  ALLOWED_ORIGINS: ORIGIN,
  LOCALES: JSON.stringify({ en_US: "Hello.", es_US: "Hola." }),
  TURNS_PER_CONVERSATION: "8",
  TURNS_PER_MINUTE: "5",
  STARTS_PER_HOUR: "3",
};

/** No time is short on a busy machine; tests of time give their own. */
export const AMPLE = { taken: 60_000, asked: 60_000, handedOver: 60_000, written: 60_000 };

/** An error as the SDK throws it. */
export function named(name: string, more: object = {}): Error {
  return Object.assign(new Error(name), { name, ...more });
}

type Item = Record<string, { S?: string; N?: string; SS?: string[] }>;

/**
 * A table that understands the conditions and updates of the web door, and refuses all others. What is written together
 * is written at once; between requests other work may come, which `gate` can hold up.
 */
export class FakeTable {
  readonly items = new Map<string, Item>();
  writes = 0;
  fault: Error | undefined;
  gate: () => Promise<void> = () => Promise.resolve();

  readonly getItem = async ({ Key }: GetItemInput): Promise<GetItemOutput> => {
    await this.gate();
    if (this.fault) throw this.fault;
    const item = this.items.get(Key?.conversationId?.S ?? "");
    return item ? ({ Item: { ...item } } as GetItemOutput) : {};
  };

  readonly updateItem = async (input: UpdateItemInput): Promise<UpdateItemOutput> => {
    await this.gate();
    if (this.fault) throw this.fault;
    const id = input.Key?.conversationId?.S ?? "";
    const item = this.items.get(id) ?? {};
    const values = (input.ExpressionAttributeValues ?? {}) as Item;
    const names = input.ExpressionAttributeNames ?? {};
    if (!holds(input.ConditionExpression ?? "", item, values, names)) {
      throw named("ConditionalCheckFailedException", this.items.has(id) ? { Item: { ...item } } : {});
    }
    const next: Item = { ...item, conversationId: { S: id } };
    apply(input.UpdateExpression ?? "", next, values, names);
    this.items.set(id, next);
    this.writes += 1;
    return input.ReturnValues === "ALL_NEW" ? ({ Attributes: { ...next } } as UpdateItemOutput) : {};
  };
}

function holds(condition: string, item: Item, values: Item, names: Record<string, string>): boolean {
  return condition
    .replace(/[()]/g, " ")
    .split(" AND ")
    .every((part) => part.split(" OR ").some((clause) => clauseHolds(clause.trim(), item, values, names)));
}

function clauseHolds(clause: string, item: Item, values: Item, names: Record<string, string>): boolean {
  const path = (name: string) => item[names[name] ?? name];
  const [first = "", second = "", third = ""] = clause.split(/[\s,]+/);
  if (first === "attribute_not_exists") return path(second) === undefined;
  if (first === "NOT") return !path(third)?.SS?.includes(values[clause.split(/[\s,]+/)[3] ?? ""]?.S ?? "");
  const left = path(first);
  const right = values[third];
  if (left === undefined || right === undefined) return false;
  if (second === "=") return left.S === right.S && left.N === right.N;
  const [one, other] = [Number(left.N), Number(right.N)];
  if (second === "<") return one < other;
  if (second === ">") return one > other;
  if (second === ">=") return one >= other;
  throw new Error(`The fake table does not know the condition ${clause}.`);
}

function apply(update: string, item: Item, values: Item, names: Record<string, string>): void {
  const before = { ...item };
  const parts = update.split(/\b(SET|ADD|REMOVE)\s+/).slice(1);
  for (let at = 0; at < parts.length; at += 2) {
    const clauses = (parts[at + 1] ?? "").split(/,(?![^(]*\))/).map((clause) => clause.trim());
    for (const clause of clauses) {
      const name = (text: string) => names[text] ?? text;
      if (parts[at] === "REMOVE") {
        delete item[name(clause)];
      } else if (parts[at] === "ADD") {
        const [target = "", value = ""] = clause.split(/\s+/);
        item[target] = { SS: [...new Set([...(item[target]?.SS ?? []), ...(values[value]?.SS ?? [])])] };
      } else {
        const [target = "", term = ""] = clause.split(" = ");
        item[name(target)] = valueOf(term, before, values, names);
      }
    }
  }
}

function valueOf(term: string, item: Item, values: Item, names: Record<string, string>): Item[string] {
  const plain = values[term];
  if (plain) return plain;
  const counted = /^if_not_exists\((\S+), (\S+)\) \+ (\S+)$/.exec(term);
  if (counted) {
    const [, path = "", otherwise = "", more = ""] = counted;
    const held = item[names[path] ?? path] ?? values[otherwise];
    return { N: String(Number(held?.N) + Number(values[more]?.N)) };
  }
  const less = /^(\w+) - (\S+)$/.exec(term);
  if (!less) throw new Error(`The fake table does not know the value ${term}.`);
  return { N: String(Number(item[less[1] ?? ""]?.N) - Number(values[less[2] ?? ""]?.N)) };
}

/** What the bot says to a text, unless told otherwise. */
export function echo({ text }: RecognizeTextRequest): RecognizeTextResponse {
  return {
    messages: [{ contentType: "PlainText", content: `You said ${text}` }],
    sessionState: { dialogAction: { type: "ElicitIntent" }, sessionAttributes: { misunderstood: "0" } },
  };
}

/** The web door on fakes, with a clock of its own. */
export class Bridge {
  now = Date.parse("2026-03-02T09:00:00Z");
  readonly table = new FakeTable();
  readonly asked: RecognizeTextRequest[] = [];
  readonly started: StartChatContactRequest[] = [];
  readonly paused: number[] = [];
  secretsRead = 0;
  secrets: Record<string, string> = { AWSCURRENT: SECRET };
  /** When the current one was put there. */
  replacedAt = 0;
  bot: (request: RecognizeTextRequest, attempt: number) => Promise<RecognizeTextResponse> | RecognizeTextResponse =
    echo;
  centre: () => Promise<object> = () =>
    Promise.resolve({ ContactId: "contact-1", ParticipantId: "participant-1", ParticipantToken: "participant-token" });
  private readonly handler: (event: HttpEvent) => Promise<HttpAnswer>;

  constructor(parts: BridgeParts = {}) {
    this.handler = chatBridgeFactory({
      tables: this.table,
      bots: {
        recognizeText: async (request) => {
          this.asked.push(request);
          return this.bot(request, this.asked.length);
        },
      },
      contacts: {
        startChatContact: async (request) => {
          this.started.push(request);
          return this.centre();
        },
      },
      secrets: {
        getSecretValue: async ({ VersionStage = "" }) => {
          this.secretsRead += 1;
          const header = this.secrets[VersionStage];
          if (header === undefined) throw named("ResourceNotFoundException");
          return { SecretString: JSON.stringify({ header, salt: "salt" }), CreatedDate: new Date(this.replacedAt) };
        },
      },
      now: () => this.now,
      budget: AMPLE,
      pause: async (milliseconds) => void this.paused.push(milliseconds),
      ...parts,
    });
  }

  /** A request as API Gateway hands it over. */
  async send(method: string, path: string, changes: Partial<HttpEvent> = {}, body?: unknown): Promise<Reply> {
    const { headers, ...others } = changes;
    const answer = await this.handler({
      rawPath: path,
      requestContext: { http: { method, sourceIp: "192.0.2.200" } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...others,
      headers: {
        origin: ORIGIN,
        "content-type": "application/json",
        "x-origin-verify": SECRET,
        "x-forwarded-for": "192.0.2.1, 192.0.2.200",
        ...headers,
      },
    });
    return { ...answer, json: JSON.parse(answer.body) as Reply["json"] };
  }

  /** Starts a conversation. */
  async open(): Promise<Talk> {
    const { json } = await this.send("POST", "/api/conversations", {}, {});
    return new Talk(this, String(json.conversationId), String(json.token));
  }
}

/** An answer, and what its body says. */
export interface Reply extends HttpAnswer {
  json: {
    conversationId?: string;
    token?: string;
    messages?: { id: string; from: string; text: string; buttons?: object[] }[];
    turnsLeft?: number;
    handover?: Record<string, string>;
    error?: { code: string; message: string };
  };
}

/** Keeps the handler's lines off the screen, for the tests of a describe block. */
export function quietly(): void {
  /* eslint-disable no-console -- replaced for the time of one block */
  const print = console.log;
  before(() => void (console.log = () => undefined));
  after(() => void (console.log = print));
  /* eslint-enable no-console */
}

let messages = 0;

/** A message id nobody used. */
export function newId(): string {
  return `00000000-0000-4000-8000-${String((messages += 1)).padStart(12, "0")}`;
}

/** A conversation as the chat page leads it. */
export class Talk {
  constructor(
    readonly bridge: Bridge,
    readonly id: string,
    readonly token: string,
  ) {}

  say(text: unknown, messageId: unknown = newId(), changes: Partial<HttpEvent> = {}): Promise<Reply> {
    return this.post("messages", { messageId, text }, changes);
  }

  person(): Promise<Reply> {
    return this.post("person", {});
  }

  read(): Promise<Reply> {
    return this.bridge.send("GET", `/api/conversations/${this.id}`, { headers: this.authorization });
  }

  post(action: string, body: unknown, { headers, ...changes }: Partial<HttpEvent> = {}): Promise<Reply> {
    const path = `/api/conversations/${this.id}/${action}`;
    return this.bridge.send("POST", path, { headers: { ...this.authorization, ...headers }, ...changes }, body);
  }

  get authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }
}
