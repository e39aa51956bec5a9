/** What the API answers. */
import type { TimedChange } from "../administration/changes";
import type { Field, Redirect } from "../administration/fields";
import type { Scope } from "../administration/scopes";

/** What somebody may do: each may do what those before it may. */
export type Role = "viewer" | "operator" | "administrator";

/** What is set in a scope. */
export interface ScopeState {
  /** Counts the writes. */
  version: number;
  changes: TimedChange[];
}

/** A queue of the catalogue. */
export interface QueueFacts extends Omit<Redirect, "queue"> {
  name: string;
  id: string;
}

/** `GET /api/state`. */
export interface StateAnswer {
  now: string;
  role: Role;
  username: string;
  timeZone: string;
  /** The first is the default. */
  languages: string[];
  /** Voices of Amazon Polly by language. */
  voices: Record<string, string>;
  queues: QueueFacts[];
  scopes: Record<string, ScopeState>;
  /** Rows of the table that cannot be read, or not wholly. */
  problems: { scope: string; message: string }[];
}

/** Figures of a queue, or of all. */
export interface Figures {
  agentsOnline: number;
  agentsAvailable: number;
  agentsOnContact: number;
  agentsAfterContactWork: number;
  agentsNonProductive: number;
  contactsInQueue: number;
  /** How long the first in the queue has waited; null when nobody waits. */
  oldestSeconds: number | null;
  /** Percentage of contacts answered within 20 s since midnight. */
  serviceLevel: number | null;
  /** Since midnight. */
  contactsHandled: number | null;
}

/** `GET /api/board`. */
export interface BoardAnswer {
  now: string;
  /** When Amazon Connect gave the figures. */
  asOf: string;
  intervalStart: string;
  queues: (Figures & { name: string })[];
  total: Figures;
  /** Why the figures are not new. */
  stale?: string;
}

/** A row of the history. */
export interface HistoryRow {
  scope: Scope;
  /** The version this write made. */
  version: number;
  at: string;
  by: string;
  why: string;
  action: "change" | "end" | "undo";
  field?: Field;
  before: TimedChange[];
  after: TimedChange[];
}

/** `GET /api/history`. */
export interface HistoryAnswer {
  rows: HistoryRow[];
  /** What to ask for as `before` to get the rows that follow. */
  next?: string;
}

/** A change to be made. */
export type NewChange = Pick<TimedChange, "field" | "value" | "from" | "until" | "why">;

/** What is posted: a change, the end of one, or the undoing of a version. */
export type Edit =
  | { scope: Scope; change: NewChange }
  | { scope: Scope; end: string; why: string }
  | { scope: Scope; undo: number; why: string };

/** A write, as the history has it, that came before one's own. */
export type ChangedSince = Pick<HistoryRow, "version" | "at" | "by" | "why" | "action" | "field">;

/** What others changed meanwhile. */
export interface Conflict {
  message: string;
  current: ScopeState;
  changedSince: ChangedSince[];
  /** Whether they touched the same field. */
  overlaps: boolean;
}

/** What is wrong with something that was sent. */
export interface Problem {
  path: string;
  given: string;
  allowed: string;
}

/** `POST /api/speech`. */
export interface SpeechAnswer {
  ssml: string;
  /** MP3 as base64. */
  audio?: string;
  voice?: string;
}
