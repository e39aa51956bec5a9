/**
 * The simulation's own books of a day: every contact counted from what the engine knows of it, by queue and half hour, without
 * a record, a row or a statement in between. What the warehouse says of the same day has to be equal.
 */
import type { ConnectService } from "../../connect";
import type { Contact } from "../../connect/contact";
import { seconds } from "../../connect/timestamps";

/** Length of the intervals the views of contact analytics count by, milliseconds. */
export const HALF_HOUR_MS = 1_800_000;

/** What became of the contacts of one queue that were queued in one half hour. */
export interface LedgerRow {
  /** Beginning of the half hour, `yyyy-MM-ddTHH:mm:ssZ`. */
  readonly from: string;
  readonly queue: string;
  /** All of them: the next four together. */
  readonly offered: number;
  readonly handled: number;
  /** Ended in the queue, whoever hung up. */
  readonly abandoned: number;
  /** Asked to be called back. */
  readonly callbacks: number;
  /** Went on to another queue, or out. */
  readonly transferred: number;
  /** Of those handled: waited at most the target time, in whole seconds as contact records show them. */
  readonly answeredInTime: number;
}

/** The figures of a day. */
export interface DayFigures {
  /** Contacts that have ended, queued or not. */
  readonly contacts: number;
  /** By half hour and queue, those without contacts left out. */
  readonly rows: readonly LedgerRow[];
}

type Counts = { -readonly [Name in Exclude<keyof LedgerRow, "from" | "queue">]: number };

/** Keeps the books while an instance plays. */
export class Ledger {
  private readonly counts = new Map<string, Map<number, Counts>>();
  private contacts = 0;
  /** Ends the counting. */
  readonly close: () => void;

  /** @param withinSeconds target time of answers */
  constructor(
    connect: ConnectService,
    private readonly withinSeconds = 20,
  ) {
    this.close = connect.watch((type, contact) => {
      if (type === "COMPLETED") this.add(contact);
    });
  }

  figures(): DayFigures {
    const rows = [...this.counts].flatMap(([queue, intervals]) =>
      [...intervals].map(([at, counts]) => ({ from: textOf(at), queue, ...counts })),
    );
    return { contacts: this.contacts, rows: rows.sort(byTimeAndQueue) };
  }

  private add(contact: Contact): void {
    this.contacts++;
    const { queue, enqueuedAt, initiationMethod } = contact;
    // Calls that agents place are offered to nobody.
    if (queue === null || enqueuedAt === null || initiationMethod === "OUTBOUND") return;
    const counts = this.countsOf(queue.name, Math.floor(enqueuedAt / HALF_HOUR_MS) * HALF_HOUR_MS);
    counts.offered++;
    const outcome = outcomeOf(contact);
    counts[outcome]++;
    if (outcome !== "handled" || contact.callback !== null) return;
    if (seconds(enqueuedAt, contact.dequeuedAt) <= this.withinSeconds) counts.answeredInTime++;
  }

  private countsOf(queue: string, at: number): Counts {
    const intervals = this.counts.get(queue) ?? new Map<number, Counts>();
    this.counts.set(queue, intervals);
    const known = intervals.get(at);
    if (known !== undefined) return known;
    const counts = { offered: 0, handled: 0, abandoned: 0, callbacks: 0, transferred: 0, answeredInTime: 0 };
    intervals.set(at, counts);
    return counts;
  }
}

function outcomeOf({ connectedToAgentAt, next, transferredTo }: Contact): keyof Counts {
  if (connectedToAgentAt !== null) return "handled";
  if (next?.initiationMethod === "CALLBACK") return "callbacks";
  return next !== null || transferredTo !== null ? "transferred" : "abandoned";
}

function textOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function byTimeAndQueue(one: LedgerRow, other: LedgerRow): number {
  if (one.from !== other.from) return one.from < other.from ? -1 : 1;
  return one.queue < other.queue ? -1 : 1;
}
