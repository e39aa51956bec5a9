/**
 * Contacts with several revisions each, delivered the way Amazon Connect delivers: more than once, out of order, sometimes two
 * changes in the same second. Everything follows from a seed; a revision's row can be made again at any time, so that a million
 * need no memory.
 */
import { createHash } from "node:crypto";
import { CONTACT_RECORDS, type ContactRecordRow } from "../../warehouse/schema";

/** One delivery: which contact, which of its revisions. */
export type Delivery = readonly [contact: number, revision: number];

/** A number from 0 to 1 that follows from a few whole numbers. */
export function chanceOf(...from: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of from) {
    state = Math.imul(state ^ part, 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return (state >>> 0) / 2 ** 32;
}

const START = Date.UTC(2026, 0, 5, 8);
const DAY_SECONDS = 86_400;
const QUEUES = ["orders", "returns", "billing", "español"];
const CHANNELS = ["VOICE", "VOICE", "VOICE", "CHAT", "TASK", "EMAIL"];

/** A moment as rows have it. */
export const textOf = (seconds: number): string =>
  new Date(START + seconds * 1_000).toISOString().replace("T", " ").slice(0, 19);

/** The revision's row. Of some contacts two revisions have the same time: then their hashes decide. */
export function rowOf(seed: number, [contact, revision]: Delivery): ContactRecordRow {
  const pick = (salt: number): number => chanceOf(seed, contact, salt);
  const change = (salt: number): number => chanceOf(seed, contact, revision, salt);
  const began = Math.floor(pick(1) * DAY_SECONDS * 3);
  const queued = pick(2) < 0.8;
  const handled = queued && pick(3) < 0.85;
  const wait = Math.floor(pick(4) ** 3 * 300);
  const talk = Math.floor(30 + pick(5) * 600);
  // One in eight contacts is changed twice within a second.
  const updates = pick(6) < 0.125 ? Math.min(revision, 1) : revision;
  const at = (seconds: number): string => textOf(began + seconds);
  const row: Omit<ContactRecordRow, "revision"> = {
    contact_id: createHash("md5").update(`${seed}/${contact}`).digest("hex"),
    last_update: at(wait + talk + 60 + updates * 3_600),
    instance_id: "11111111-1111-1111-1111-111111111111",
    channel: CHANNELS[Math.floor(pick(7) * CHANNELS.length)] ?? null,
    initiation_method: "INBOUND",
    disconnect_reason: pick(8) < 0.7 ? "CUSTOMER_DISCONNECT" : null,
    initiated_at: at(0),
    disconnected_at: at(wait + talk + 20),
    customer_hash: createHash("sha256")
      .update(`customer ${Math.floor(pick(9) * 5_000)}`)
      .digest("hex"),
    customer_country: "US",
    recordings: Math.floor(change(10) * 3),
    attributes: JSON.stringify({
      intent: "OrderStatus",
      door: "voice",
      note: `"${revision}"\\, ${contact % 7} ünïcode`,
    }),
    more: revision > 1 ? JSON.stringify({ Tags: { revision: `${revision}` } }) : null,
  };
  if (queued) {
    row.queue_id = `queue-${Math.floor(pick(11) * QUEUES.length)}`;
    row.queue_name = QUEUES[Math.floor(pick(11) * QUEUES.length)] ?? null;
    row.enqueued_at = at(10);
    row.queue_seconds = wait;
  }
  if (handled) {
    row.agent_id = `agent-${Math.floor(pick(12) * 50)}`;
    row.agent_username = `agent${Math.floor(pick(12) * 50)}`;
    row.connected_to_agent_at = at(10 + wait);
    row.interaction_seconds = talk;
    row.hold_seconds = Math.floor(change(13) * 40);
    row.after_contact_work_seconds = revision === 0 ? null : Math.floor(change(14) * 60);
  }
  return { ...row, revision: createHash("sha256").update(JSON.stringify(row)).digest("hex") };
}

/** Whether one row is newer than another of the same contact: the rule, in plain words. */
export function isNewer(row: ContactRecordRow, than: ContactRecordRow): boolean {
  return row.last_update === than.last_update ? row.revision > than.revision : row.last_update > than.last_update;
}

/** Deliveries of about `count`: 18 % of them duplicates, shuffled within windows, revisions out of order. */
export function deliveries(seed: number, count: number): Delivery[] {
  const WINDOW = Math.max(2, Math.floor(count / 20));
  const placed: { at: number; delivery: Delivery }[] = [];
  for (let contact = 0; placed.length < count; contact++) {
    const began = placed.length;
    const revisions = 1 + Math.floor(chanceOf(seed, contact, 100) ** 2 * 4);
    for (let revision = 0; revision < revisions; revision++) {
      const delivery: Delivery = [contact, revision];
      placed.push({ at: began + chanceOf(seed, contact, revision, 101) * WINDOW, delivery });
      while (chanceOf(seed, contact, revision, placed.length, 102) < 0.18) {
        placed.push({ at: began + chanceOf(seed, contact, revision, placed.length, 103) * WINDOW * 2, delivery });
      }
    }
  }
  return placed.sort((a, b) => a.at - b.at).map(({ delivery }) => delivery);
}

/** What has to be current in the end, by contact: computed without any SQL. */
export function truthOf(seed: number, delivered: readonly Delivery[]): Map<string, ContactRecordRow> {
  const current = new Map<string, ContactRecordRow>();
  const seen = new Set<string>();
  for (const delivery of delivered) {
    const name = delivery.join("/");
    if (seen.has(name)) continue;
    seen.add(name);
    const row = rowOf(seed, delivery);
    const known = current.get(row.contact_id);
    if (known === undefined || isNewer(row, known)) current.set(row.contact_id, row);
  }
  return current;
}

/** A row with every column, null where it has none: what a query of all columns answers. */
export function fullRow(row: ContactRecordRow): Record<string, unknown> {
  return Object.fromEntries(CONTACT_RECORDS.columns.map(({ name }) => [name, row[name] ?? null]));
}

/** Consecutive parts of about the same length. */
export function batchesOf<T>(all: readonly T[], count: number): T[][] {
  const size = Math.ceil(all.length / count);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
