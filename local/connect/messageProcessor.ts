/**
 * Message processing: a function that every message of a chat passes through before anybody reads it. Amazon Connect keeps
 * it for the rest of the chat, and does not apply it to what was written before.
 */
import type { Contact } from "./contact";
import { uuid } from "./random";
import type { Runtime } from "./runtime";
import type { FunctionAnswer } from "./types";

/** Who writes a message. */
export interface Author {
  readonly participantRole: "CUSTOMER" | "AGENT" | "SYSTEM";
  readonly displayName: string;
  /** Id that was promised for this message, when one was. */
  readonly messageId?: string;
}

/** What the function gets. */
export interface MessageProcessorEvent {
  readonly version: "1.0";
  readonly instanceId: string;
  readonly associatedResourceArn: string;
  readonly chatContent: {
    readonly absoluteTime: string;
    readonly content: string;
    readonly contentType: string;
    readonly id: string;
    readonly participantId: string;
    readonly displayName: string;
    readonly participantRole: Author["participantRole"];
    readonly initialContactId: string;
    readonly contactId: string;
  };
}

/** Flows write under this name. */
export const FLOW_AUTHOR: Author = { participantRole: "SYSTEM", displayName: "SYSTEM_MESSAGE" };
/** Bots write under this name. */
export const BOT_AUTHOR: Author = { participantRole: "SYSTEM", displayName: "BOT" };

/** Amazon Connect keeps to the function's own timeout, which is at most this long. */
const LONGEST_MS = 180_000;
const MESSAGE_STREAM = 51;
const PARTICIPANT_STREAM = 52;
const ROLES: readonly Author["participantRole"][] = ["CUSTOMER", "AGENT", "SYSTEM"];

/** A message on its way. */
interface Message {
  readonly contact: Contact;
  readonly author: Author;
  readonly content: string;
  readonly deliver: (content: string) => void;
}

/** Hands a message to whom it is for, and shows it to the customer: as it is, or as the contact's processor makes it. */
export function deliverMessage(
  contact: Contact,
  author: Author,
  content: string,
  hand: (content: string) => void,
): void {
  const { processor } = contact;
  const deliver = (text: string): void => {
    // Shown first: what it sets off may write the next message at once.
    if (contact.disconnectedAt === null) contact.customer.view?.message(contact, author, text);
    hand(text);
  };
  if (processor === null) deliver(content);
  else processor.process({ contact, author, content, deliver });
}

/** The processor of one chat; messages come out in the order they went in. */
export class MessageProcessor {
  private readonly waiting: Message[] = [];
  private working = false;
  private messages = 0;

  constructor(
    private readonly runtime: Runtime,
    private readonly arn: string,
    /** Whether messages it fails on are delivered as they are (`DeliverUnprocessedMessages`). */
    private readonly deliverUnprocessed: boolean,
  ) {}

  process(message: Message): void {
    this.waiting.push(message);
    this.work();
  }

  private work(): void {
    while (!this.working) {
      const message = this.waiting.shift();
      if (message === undefined) return;
      this.working = true;
      const answer = this.invoke(message);
      if (answer instanceof Promise) {
        void this.runtime.clock.busy(answer.then(undefined, failure)).then((late) => this.spend(message, late));
      } else this.spend(message, answer);
    }
  }

  private invoke(message: Message): Promise<FunctionAnswer> | FunctionAnswer {
    try {
      return this.runtime.functions.invoke(this.arn, this.event(message), { timeLimitMs: LONGEST_MS });
    } catch (error) {
      return failure(error);
    }
  }

  /** The message is as late as the function says it took. */
  private spend(message: Message, answer: FunctionAnswer): void {
    const { durationMs = 0 } = answer;
    if (durationMs > 0) this.runtime.clock.after(durationMs, () => this.conclude(message, answer));
    else this.conclude(message, answer);
  }

  private conclude(message: Message, answer: FunctionAnswer): void {
    // What follows from a message being read is no later than it: a bot's answer comes out at once.
    this.working = false;
    const read = readAnswer(answer);
    if (read.ok) message.deliver(read.content ?? message.content);
    else if (read.rejected) this.tell(message, "rejects a message; nobody reads it");
    else {
      const then = this.deliverUnprocessed ? "the message is delivered as it is" : "the message is not delivered";
      this.tell(message, `fails: ${read.reason}; ${then}`);
      if (this.deliverUnprocessed) message.deliver(message.content);
    }
    this.work();
  }

  private tell({ contact }: Message, what: string): void {
    const { clock, instance } = this.runtime;
    const name = instance.lambda.functionName(this.arn);
    contact.journal.say(clock.now(), "diagnostic", `message processor ${name} ${what}`, null);
  }

  private event({ contact, author, content }: Message): MessageProcessorEvent {
    const { clock, instance, seed } = this.runtime;
    const first = contact.initial;
    return {
      version: "1.0",
      instanceId: instance.id,
      associatedResourceArn: `${instance.arn}/contact/${contact.id}`,
      chatContent: {
        absoluteTime: new Date(clock.now()).toISOString(),
        content,
        contentType: "text/plain",
        id: uuid(seed, MESSAGE_STREAM + first.number, this.messages++),
        participantId: uuid(seed, PARTICIPANT_STREAM + contact.number, ROLES.indexOf(author.participantRole)),
        displayName: author.displayName,
        participantRole: author.participantRole,
        initialContactId: first.id,
        contactId: contact.id,
      },
    };
  }
}

function failure(error: unknown): FunctionAnswer {
  return { ok: false, reason: error instanceof Error ? error.message : String(error) };
}

type Read =
  | { readonly ok: true; readonly content?: string }
  | { readonly ok: false; readonly rejected: boolean; readonly reason: string };

/** Reads what the function answered. An approved message stays as it is. */
function readAnswer(answer: FunctionAnswer): Read {
  const failed = (reason: string): Read => ({ ok: false, rejected: false, reason });
  if (!answer.ok) return failed(answer.reason);
  const { status, result } = (answer.payload ?? {}) as {
    status?: unknown;
    result?: { processedChatContent?: { content?: unknown } | null } | null;
  };
  switch (status) {
    case "APPROVED":
      return { ok: true };
    case "REJECTED":
      return { ok: false, rejected: true, reason: "" };
    case "PROCESSED": {
      const content = result?.processedChatContent?.content;
      return typeof content === "string"
        ? { ok: true, content }
        : failed("its answer has no text at result.processedChatContent.content");
    }
    default:
      return failed(`its answer has status ${JSON.stringify(status)}; allowed are PROCESSED, APPROVED and REJECTED`);
  }
}
