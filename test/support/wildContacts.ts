/** Contacts of every kind, from a seed, and the figures of their queues counted without SQL. */
import { type ContactRecordRow } from "../../warehouse/schema";
import { chanceOf } from "./contactRevisions";
import { contact } from "./warehouses";

const METHODS = [
  ...["INBOUND", "INBOUND", "INBOUND", "OUTBOUND", "TRANSFER", "QUEUE_TRANSFER", "CALLBACK", "API", "DISCONNECT"],
  ...["MONITOR", "EXTERNAL_OUTBOUND", "WEBRTC_API", "AGENT_REPLY", "FLOW", "CALLBACK_CUSTOMER_FIRST_DIALED", null],
];
const CHANNELS = ["VOICE", "VOICE", "VOICE", "CHAT", "TASK", "EMAIL", null];
const START = Date.UTC(2026, 2, 9, 22);
const HOURS = 8;

const text = (ms: number): string => new Date(ms).toISOString().replace("T", " ").slice(0, 19);

/** So many contacts, each field absent now and then. */
export function wildContacts(seed: number, count: number): ContactRecordRow[] {
  return Array.from({ length: count }, (_, index) => {
    const pick = (salt: number): number => chanceOf(seed, index, salt);
    const one = <T>(salt: number, of: readonly T[]): T | null => of[Math.floor(pick(salt) * of.length)] ?? null;
    const whole = (salt: number, most: number): number | null =>
      pick(salt + 50) < 0.1 ? null : Math.floor(pick(salt) * most);
    const began = START + Math.floor(pick(1) * HOURS * 3_600) * 1_000;
    const queuedAt = began + Math.floor(pick(2) * 100) * 1_000;
    const wait = Math.floor(pick(3) ** 2 * 90);
    const queued = pick(4) < 0.7;
    const handled = pick(5) < 0.6;
    return contact(`contact ${index}`, {
      channel: one(6, CHANNELS),
      initiation_method: one(7, METHODS),
      initiated_at: text(began),
      customer_hash: one(19, ["hash 1", "hash 2", "hash 3", null]),
      // Others it is said to follow: what became of those depends on it.
      previous_contact_id: pick(8) < 0.3 ? `contact ${Math.floor(pick(9) * count)}` : null,
      initial_contact_id: pick(8) < 0.3 ? `contact ${Math.floor(pick(9) * count)}` : null,
      next_contact_id: pick(10) < 0.1 ? "next" : null,
      transferred_to_type: pick(11) < 0.05 ? "TELEPHONE_NUMBER" : null,
      ...(queued && {
        queue_id: one(12, ["a", "b", "c"]),
        queue_name: "a queue",
        enqueued_at: text(queuedAt),
        queue_seconds: pick(13) < 0.8 ? wait : null,
        dequeued_at: pick(14) < 0.8 ? text(queuedAt + wait * 1_000) : null,
        disconnected_at: text(queuedAt + (wait + 100) * 1_000),
      }),
      ...(handled && {
        agent_id: one(15, ["ann", "bob"]),
        connected_to_agent_at: text(queuedAt + wait * 1_000),
        interaction_seconds: whole(16, 600),
        hold_seconds: whole(17, 60),
        after_contact_work_seconds: whole(18, 60),
      }),
    });
  });
}

/** Figures of a half hour, a queue and a channel. */
export interface Figures {
  offered: number;
  handled: number;
  abandoned: number;
  callbacks_asked: number;
  transferred: number;
  lapsed: number;
  callbacks_handled: number;
  answered_in_time: number;
  answer_seconds: number;
  abandon_seconds: number;
  handle_seconds: number;
}

const millis = (moment: string | null | undefined): number | undefined =>
  moment ? Date.parse(`${moment.replace(" ", "T")}Z`) : undefined;

function waitOf(row: ContactRecordRow): number {
  const from = millis(row.enqueued_at) ?? 0;
  const end = millis(row.dequeued_at) ?? millis(row.connected_to_agent_at) ?? millis(row.disconnected_at);
  return Math.max(0, row.queue_seconds ?? ((end ?? from) - from) / 1_000);
}

/** Which of the figures a queued contact counts in. */
function figureOf(row: ContactRecordRow, calledBack: ReadonlySet<string>): keyof Figures {
  if (row.connected_to_agent_at) return "handled";
  if (calledBack.has(row.contact_id)) return "callbacks_asked";
  if (row.next_contact_id || row.transferred_to_type) return "transferred";
  const nobodyWaits =
    row.initiation_method?.startsWith("CALLBACK") || row.channel === "TASK" || row.channel === "EMAIL";
  return nobodyWaits ? "lapsed" : "abandoned";
}

/** The figures by `interval_start|queue_id|channel`. */
export function figuresOf(rows: readonly ContactRecordRow[], inTimeSeconds: number): Map<string, Figures> {
  const called = rows.filter(({ initiation_method: method }) => method?.startsWith("CALLBACK"));
  const calledBack = new Set(called.map(({ previous_contact_id: previous }) => previous ?? ""));
  const all = new Map<string, Figures>();
  for (const row of rows) {
    const placed = ["OUTBOUND", "EXTERNAL_OUTBOUND", "MONITOR", "AGENT_REPLY"].includes(row.initiation_method ?? "");
    const at = millis(row.enqueued_at);
    if (placed || at === undefined) continue;
    const key = [text(Math.floor(at / 1_800_000) * 1_800_000), row.queue_id ?? null, row.channel ?? null].join("|");
    const figures = all.get(key) ?? none();
    all.set(key, figures);
    const which = figureOf(row, calledBack);
    const isCallback = row.initiation_method?.startsWith("CALLBACK") === true;
    figures.offered++;
    figures[which]++;
    if (which === "abandoned") figures.abandon_seconds += waitOf(row);
    if (which !== "handled") continue;
    figures.handle_seconds +=
      (row.interaction_seconds ?? 0) + (row.hold_seconds ?? 0) + (row.after_contact_work_seconds ?? 0);
    if (isCallback) figures.callbacks_handled++;
    else {
      figures.answer_seconds += waitOf(row);
      if (waitOf(row) <= inTimeSeconds) figures.answered_in_time++;
    }
  }
  return all;
}

const none = (): Figures => ({
  offered: 0,
  handled: 0,
  abandoned: 0,
  callbacks_asked: 0,
  transferred: 0,
  lapsed: 0,
  callbacks_handled: 0,
  answered_in_time: 0,
  answer_seconds: 0,
  abandon_seconds: 0,
  handle_seconds: 0,
});
