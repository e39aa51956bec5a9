/** Starts chats and tasks, as the APIs StartChatContact and StartTaskContact do. */
import { type Attributes, MAX_ATTRIBUTE_BYTES } from "./attributes";
import { CHAT_HOURS, Chat, MAX_CHAT_MESSAGE } from "./chat";
import { Contact } from "./contact";
import type { CustomerView } from "./customerView";
import type { Interaction } from "./interaction";
import { Journal } from "./journal";
import type { Monitor } from "./monitor";
import type { Runtime } from "./runtime";
import type { CompiledFlow } from "./step";
import { TASK_HOURS, Task } from "./task";

/** A reference of a contact: `URL`, `STRING`, `NUMBER`, `DATE` or `EMAIL`, with its value. */
export interface ContactReference {
  readonly Type: string;
  readonly Value: string;
}

/** Who chats. */
export interface ChatOptions {
  /** Name, id or ARN of an inbound flow. */
  readonly flow: string;
  /** Shown to the agent; default "Customer". */
  readonly customerName?: string;
  /** Contact attributes; names of letters, digits, `-` and `_`. */
  readonly attributes?: Record<string, string>;
  /** What the customer has written before the chat begins (`$.Media.InitialMessage`). */
  readonly initialMessage?: string;
  /** Seconds the customer waits in a queue before leaving; default for ever. */
  readonly patience?: number;
  /** Stands before every action of the chat. */
  readonly monitor?: Monitor;
  /** Told each time a flow begins to listen to the customer. */
  readonly onAsked?: () => void;
  /** The contact this chat belongs to (`RelatedContactId`). */
  readonly relatedTo?: Contact;
  /** Minutes until the chat ends (`ChatDurationInMinutes`), 60 to 10,080; default 25 hours. */
  readonly durationMinutes?: number;
  /** Told what the customer sees, from the first message on. */
  readonly view?: CustomerView;
}

/** What is to be done. */
export interface TaskOptions {
  /** Name, id or ARN of an inbound or transfer flow. */
  readonly flow: string;
  /** At most 512 characters. */
  readonly name: string;
  /** At most 4,096 characters. */
  readonly description?: string;
  readonly references?: Record<string, ContactReference>;
  /** Contact attributes; names of letters, digits, `-` and `_`. */
  readonly attributes?: Record<string, string>;
  /** Seconds until the task begins, at most six days. */
  readonly delaySeconds?: number;
  /** The contact this task belongs to (`RelatedContactId`). */
  readonly relatedTo?: Contact;
}

const MAX_TASK_NAME = 512;
const MAX_TASK_DESCRIPTION = 4_096;
const MAX_TASK_DELAY_SECONDS = 518_400;
const REFERENCE_TYPES = ["URL", "ATTACHMENT", "NUMBER", "STRING", "DATE", "EMAIL"];
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Starts what does not begin with a dialled number. */
export class ContactStarts {
  constructor(
    private readonly runtime: Runtime,
    private readonly register: (interaction: Interaction) => void,
  ) {}

  /**
   * A customer opens a chat.
   * @throws Error when the flow is no inbound flow, or an attribute or the first message is not allowed
   */
  chat(options: ChatOptions): Chat {
    const {
      flow,
      customerName = "Customer",
      attributes,
      initialMessage,
      patience = Number.POSITIVE_INFINITY,
    } = options;
    const inbound = this.flowFor("A chat", flow, ["CONTACT_FLOW"]);
    if (initialMessage !== undefined && (initialMessage === "" || initialMessage.length > MAX_CHAT_MESSAGE)) {
      throw new Error(
        `The first message of a chat has 1 to ${MAX_CHAT_MESSAGE} characters; this one has ${initialMessage.length}.`,
      );
    }
    const chat = new Chat(this.runtime, patience * 1_000, customerName, options.onAsked);
    const contact = this.contactOf(chat, attributes);
    contact.monitor = options.monitor ?? null;
    contact.related = options.relatedTo ?? null;
    chat.view = options.view ?? null;
    if (initialMessage !== undefined) {
      chat.view?.message(contact, { participantRole: "CUSTOMER", displayName: customerName }, initialMessage);
      contact.initialMessage = initialMessage;
      contact.countMessage("customer", initialMessage);
      contact.journal.say(contact.initiatedAt, "caller", initialMessage, null);
    }
    chat.expireAfter((options.durationMinutes ?? CHAT_HOURS * 60) * MINUTE, "OTHER");
    this.begin(chat, inbound);
    return chat;
  }

  /**
   * Somebody creates a task.
   * @throws Error when the flow cannot start a task, or a name, reference, attribute or delay is not allowed
   */
  task(options: TaskOptions): Task {
    const { flow, name, description, references = {}, attributes, delaySeconds = 0, relatedTo } = options;
    const first = this.flowFor("A task", flow, ["CONTACT_FLOW", "AGENT_TRANSFER", "QUEUE_TRANSFER"]);
    checkTask(options, delaySeconds);
    const task = new Task(this.runtime, Number.POSITIVE_INFINITY);
    const contact = this.contactOf(task, attributes);
    contact.data = { Name: name, ...(description !== undefined && { Description: description }) };
    contact.references = new Map(Object.entries(references));
    contact.related = relatedTo ?? null;
    task.expireAfter(TASK_HOURS * HOUR + delaySeconds * 1_000, "EXPIRED");
    if (delaySeconds > 0) {
      contact.scheduledAt = contact.initiatedAt + delaySeconds * 1_000;
      this.register(task);
      this.runtime.emit("INITIATED", contact);
      contact.later(delaySeconds * 1_000, () => this.runtime.lifecycle.enter(contact, first));
    } else this.begin(task, first);
    return task;
  }

  private begin(interaction: Interaction, flow: CompiledFlow): void {
    this.register(interaction);
    this.runtime.lifecycle.begin(interaction.contact, flow);
  }

  private contactOf(interaction: Interaction, attributes: Record<string, string> = {}): Contact {
    const { runtime } = this;
    const number = runtime.nextContactNumber();
    const contact = new Contact(runtime, "API", undefined, undefined, new Journal(), number, interaction);
    interaction.contact = contact;
    setApiAttributes(contact.attributes, attributes);
    return contact;
  }

  private flowFor(what: string, reference: string, kinds: readonly string[]): CompiledFlow {
    const { flows } = this.runtime;
    const flow = flows.find(reference) ?? flows.all().find(({ name }) => name === reference);
    if (flow !== undefined && kinds.includes(flow.kind)) return flow;
    const names = flows.all().flatMap(({ name, kind }) => (kinds.includes(kind) ? [`"${name}"`] : []));
    throw new Error(
      `${what} cannot start with "${reference}": ` +
        (flow === undefined ? "there is no such flow." : `it is of type ${flow.kind}.`) +
        ` Flows it can start with are: ${names.join(", ") || "none; declare aws.connect.ContactFlow"}.`,
    );
  }
}

function checkTask({ name, description = "", references = {} }: TaskOptions, delaySeconds: number): void {
  if (name === "" || name.length > MAX_TASK_NAME) {
    throw new Error(`The name of a task has 1 to ${MAX_TASK_NAME} characters; this one has ${name.length}.`);
  }
  if (description.length > MAX_TASK_DESCRIPTION) {
    throw new Error(
      `The description of a task has at most ${MAX_TASK_DESCRIPTION} characters; this one has ${description.length}.`,
    );
  }
  for (const [key, { Type }] of Object.entries(references)) {
    if (REFERENCE_TYPES.includes(Type)) continue;
    throw new Error(`Reference "${key}" is of type "${Type}"; allowed are ${REFERENCE_TYPES.join(", ")}.`);
  }
  if (!(delaySeconds >= 0) || delaySeconds > MAX_TASK_DELAY_SECONDS) {
    throw new Error(`A task begins after 0 to ${MAX_TASK_DELAY_SECONDS} seconds; not after ${delaySeconds}.`);
  }
}

/**
 * Sets attributes as the APIs do: names of letters, digits, dashes and underscores only.
 * @throws Error when a name is not allowed or there would be more than 32 KB
 */
export function setApiAttributes(target: Attributes, attributes: Record<string, string>): void {
  const names = Object.keys(attributes);
  const illegal = names.find((name) => !/^[\w-]+$/.test(name));
  if (illegal !== undefined) {
    throw new Error(
      `"${illegal}" cannot be the name of an attribute set through the API; use letters, digits, "-" and "_".`,
    );
  }
  if (!target.setAll(names, Object.values(attributes))) {
    throw new Error(`Contact attributes would exceed ${MAX_ATTRIBUTE_BYTES} bytes; nothing is set.`);
  }
}
