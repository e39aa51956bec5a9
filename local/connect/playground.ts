/**
 * Bare flow documents, brought to life: an instance is built around them in which everything they name stands in, so that
 * an export can be called before anything of it is declared.
 */
import type { FlowDocument, FlowKind } from "../../flows/language/document";
import { FlowError } from "../../flows/language/flowError";
import { type OpenedExport, openExport } from "../../flows/language/readExport";
import { Clock } from "../clock";
import type { GraphResource } from "../engine/graph";
import type { BotInvoker } from "./bot";
import { type ConnectOptions, ConnectService } from "./connectService";
import { InvalidContactFlowException } from "./flowProblem";
import { idOf } from "./identifier";
import { driverOf, kindOf, kindOfHook, standInFlow } from "./playground/drivers";
import { type Named, type NamedKind, nameIn, renamed } from "./playground/named";
import * as standIns from "./playground/standIns";
import { tolerantDocument } from "./tolerance";

/** One flow or module of a playground. */
export interface PlaygroundDocument {
  /** Other documents find it by this name, as the console shows it. */
  readonly name: string;
  /** The document, or the text of an export. */
  readonly document: FlowDocument | string;
  /** Default: what the export says, else the first type in which all its actions are legal. */
  readonly type?: FlowKind;
  /** Id or ARN by which other documents name it. */
  readonly id?: string;
}

/** How a playground runs. Everything has a default. */
export interface PlaygroundOptions extends Partial<ConnectOptions> {
  /** Whether the stand-in hours are open; default true. */
  readonly open?: boolean;
  /** User names of the agents who serve every queue, signed out at first; default `agent-1`. */
  readonly agents?: readonly string[];
}

/** A flow of a type no contact begins with is led to by one of this name: dial, chat or create a task with it. */
export function entryFlow(name: string): string {
  return `to ${name}`;
}

/** Monday morning in Seattle. */
const START = Date.parse("2026-01-05T17:00:00Z");
/** Numbers reserved for fiction: +1 206 555 0100 to 0199. */
const MAX_NUMBERS = 100;
const QUEUE_ID = "playground-queue";
const PROFILE_ID = "playground-profile";

const PATHS: Readonly<Record<Exclude<NamedKind, "function">, string>> = {
  queue: "queue",
  agent: "agent",
  hours: "operating-hours",
  flow: "contact-flow",
  module: "flow-module",
  prompt: "prompt",
};

/** A bot that understands nothing but the names of its intents: what the customer says is the intent. */
const LITERAL_BOT: BotInvoker = {
  recognize: ({ input }) =>
    input === null
      ? { messages: [], dialogState: "ElicitIntent" }
      : { messages: [], dialogState: "Fulfilled", intentName: "text" in input ? input.text : input.dtmf },
};

/**
 * An instance around bare flow documents. Queues, hours, prompts, agents, functions and flows they name stand in; documents
 * that name each other by id, ARN or the name the console shows are linked. Functions answer with an empty object unless
 * `functions` says better, and bots take what the customer says for the name of an intent. Each document has a number (in
 * order, from +12065550100) that leads to it, see {@link entryFlow}. Lenient unless told otherwise.
 * @throws InvalidContactFlowException when a document cannot be read at all
 * @throws Error when there are more than 100 documents
 */
export function playground(documents: readonly PlaygroundDocument[], options: PlaygroundOptions = {}): ConnectService {
  const { open = true, agents = ["agent-1"], ...rest } = options;
  if (documents.length > MAX_NUMBERS) {
    throw new Error(`A playground has ${MAX_NUMBERS} numbers, one a document; it was given ${documents.length}.`);
  }
  return ConnectService.fromGraph(standIns.graphOf(new Playground(documents, open, agents).resources), {
    clock: new Clock(START),
    functions: { invoke: () => ({ ok: true, payload: {} }) },
    bots: LITERAL_BOT,
    lenient: true,
    services: { profiles: [], cases: [] },
    ...rest,
  });
}

interface Entry {
  readonly name: string;
  readonly id: string;
  readonly kind: FlowKind;
  readonly document: FlowDocument;
}

class Playground {
  readonly resources: GraphResource[] = [];
  private readonly entries: readonly Entry[];
  private readonly known = new Set<string>();
  private readonly queueIds: string[] = [];

  constructor(documents: readonly PlaygroundDocument[], open: boolean, agents: readonly string[]) {
    this.open = open;
    this.entries = documents.map((given, index) => read(given, index));
    const { resources } = this;
    resources.push(standIns.instance(), standIns.mediaStreams());
    this.once("hours", standIns.HOURS_ID, "always open");
    this.once("queue", QUEUE_ID, "playground");
    for (const [index, entry] of this.entries.entries()) this.add(entry, index);
    agents.forEach((name) => this.once("agent", name, name));
    resources.push(standIns.routingProfile(PROFILE_ID, this.queueIds));
  }

  private readonly open: boolean;

  private add({ name, id, kind, document }: Entry, index: number): void {
    this.resources.push(
      standIns.flow(
        id,
        name,
        kind,
        renamed(document, (named) => this.standIn(named)),
      ),
    );
    const ownQueue = `${QUEUE_ID}-${index}`;
    const outbound = kind === "OUTBOUND_WHISPER";
    if (outbound) {
      this.queueIds.push(ownQueue);
      this.resources.push(standIns.queue(ownQueue, ownQueue, standIns.arnOf("contact-flow", id)));
    }
    const path = kind === "MODULE" ? "flow-module" : "contact-flow";
    const queueArn = standIns.arnOf("queue", outbound ? ownQueue : QUEUE_ID);
    const driver = driverOf(kind, standIns.arnOf(path, id), queueArn);
    const entry = driver === undefined ? id : `${id}-entry`;
    if (driver !== undefined) this.resources.push(standIns.flow(entry, entryFlow(name), "CONTACT_FLOW", driver));
    const number = `+120655501${String(index).padStart(2, "0")}`;
    this.resources.push(...standIns.phoneNumber(number, name, entry));
  }

  /** What a document is made to name instead: another document, or something that stands in. */
  private standIn({ kind, reference, displayName, hook }: Named): string {
    if (kind === "function") return this.standInFunction(reference);
    const name = nameIn(reference);
    if (kind === "flow" || kind === "module") {
      const given = this.entries.find(
        (entry) => entry.id === idOf(name) || entry.name === name || entry.name === displayName,
      );
      const path = given?.kind === "MODULE" ? "flow-module" : "contact-flow";
      if (given !== undefined) return standIns.arnOf(path, given.id);
    }
    const id = idOf(name);
    this.once(kind, id, displayName ?? id, kind === "module" ? "MODULE" : kindOfHook(hook));
    return standIns.arnOf(PATHS[kind], id);
  }

  private standInFunction(reference: string): string {
    const legal = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(reference);
    const name = nameIn(reference)
      .replace(/[^\w-]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 64);
    const arn = legal
      ? reference.split(":").slice(0, 7).join(":")
      : `arn:aws:lambda:${standIns.REGION}:${standIns.ACCOUNT}:function:${name || "function"}`;
    if (!this.known.has(arn)) this.resources.push(...standIns.lambda(arn));
    this.known.add(arn);
    return legal ? reference : arn;
  }

  private once(
    kind: Exclude<NamedKind, "function">,
    id: string,
    name: string,
    flowKind: FlowKind = "CONTACT_FLOW",
  ): void {
    const key = `${kind} ${id}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    switch (kind) {
      case "queue":
        this.queueIds.push(id);
        return void this.resources.push(standIns.queue(id, name));
      case "hours":
        return void this.resources.push(standIns.hours(id, name, this.open || id === standIns.HOURS_ID));
      case "agent":
        return void this.resources.push(standIns.user(id, name, PROFILE_ID));
      case "prompt":
        return void this.resources.push(standIns.prompt(id, name));
      default:
        return void this.resources.push(standIns.flow(id, name, flowKind, standInFlow(flowKind, name)));
    }
  }
}

function read({ name, document: given, type, id }: PlaygroundDocument, index: number): Entry {
  const { content, type: said } = typeof given === "string" ? opened(name, given) : { content: given, type: undefined };
  const document = tolerantDocument(content, () => undefined);
  if (document === undefined) {
    const message = "it is not a flow document: it needs a StartAction and a list of Actions";
    throw new InvalidContactFlowException([{ flow: name, message }]);
  }
  // What the export says about the document is not played, but tells names and type.
  const { Metadata } = content as FlowDocument;
  const whole = { ...document, ...(typeof Metadata === "object" && Metadata !== null && { Metadata }) };
  return { name, id: idOf(id ?? `flow-${index}`), kind: type ?? said ?? kindOf(whole), document: whole };
}

function opened(name: string, text: string): OpenedExport {
  try {
    return openExport(text, { file: name });
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    throw new InvalidContactFlowException([{ flow: name, message: error.message }]);
  }
}
