/** What the parts of a local Amazon Connect share while they run. */
import type { Clock } from "../clock";
import type { Agent } from "./agent";
import type { BotInvoker } from "./bot";
import type { Callbacks } from "./callbacks";
import type { Contact } from "./contact";
import type { ContactEventType } from "./contactEvent";
import type { ContactStarts } from "./contactStarts";
import type { Conversations } from "./conversations";
import type { FlowLibrary } from "./flowLibrary";
import type { FlowLogEntry } from "./flowLog";
import type { Holds } from "./holds";
import type { Instance } from "./instance";
import type { Lifecycle } from "./lifecycle";
import type { LocalServices } from "./services/localServices";
import type { Queue } from "./queue";
import type { Router } from "./router";
import type { Publications } from "./streaming/publications";
import type { Transfers } from "./transfers";
import type { DialOutcome, DialRequest, FunctionInvoker } from "./types";

/** One running instance. */
export interface Runtime {
  readonly clock: Clock;
  readonly instance: Instance;
  readonly seed: number;
  readonly functions: FunctionInvoker;
  readonly bots: BotInvoker | undefined;
  readonly services: LocalServices;
  readonly flows: FlowLibrary;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly agents: readonly Agent[];
  readonly router: Router;
  readonly lifecycle: Lifecycle;
  readonly conversations: Conversations;
  readonly holds: Holds;
  readonly callbacks: Callbacks;
  readonly starts: ContactStarts;
  readonly transfers: Transfers;
  readonly publications: Publications;
  /** Words a minute at which prompts are spoken; 0 takes no virtual time. */
  readonly wordsPerMinute: number;
  dialOut(request: DialRequest): DialOutcome;
  promptName(id: string): string | undefined;
  /** Next number of a contact; ids and chance derive from it. */
  nextContactNumber(): number;
  /** A contact changed state. */
  emit(type: ContactEventType, contact: Contact): void;
  /** A contact is over, after-contact work included. */
  finished(contact: Contact): void;
  /** Something about a contact that is over has changed: its record is sent again. */
  updated(contact: Contact): void;
  /** A contact with logging on left an action. */
  logged(entry: FlowLogEntry): void;
}
