/**
 * What arrives on a stream of contact records, in the order it arrives: shuffled, with updates out of order, with records
 * that come again, and with poison of every kind. A plan of a million deliveries takes four megabytes.
 */
import { fraction } from "../../local/connect/random";
import { contactRecordBytes, MOST_REVISIONS, type RecordOptions } from "./contactRecords";
import { poison, POISON_KINDS, type PoisonKind } from "./poisonRecords";

/** One thing that arrives on the stream. */
export interface Delivery {
  data: Buffer;
  /** What the data is; poison has no contact. */
  source: { contact: number; revision: number } | { poison: PoisonKind; number: number };
}

/** What arrives. */
export interface DeliveryOptions extends RecordOptions {
  /** How much arrives in all. */
  count: number;
  /** Share that is a record which has come before, bit by bit; default 0.18. */
  duplicates?: number;
  /** Share that is a later revision of a contact; default 0.1. */
  updates?: number;
  /** Share that is no contact record; default 0.01. */
  poison?: number;
}

/** A plan of deliveries, in the order they arrive: numbers only, so that a million fit. */
export interface DeliveryPlan {
  /** How many contacts there are. */
  contacts: number;
  /** How much of what arrives came before. */
  duplicates: number;
  poison: number;
  length: number;
  /** The delivery at a position. */
  at(position: number): Delivery;
}

/** A number above all contacts marks poison in the plan. */
const POISON_MARK = 0x8000_0000;

/** Plans shuffled deliveries: new contacts, updates out of order, duplicates, poison of every kind. */
export function planDeliveries(options: DeliveryOptions): DeliveryPlan {
  const { seed, count, duplicates = 0.18, updates = 0.1, poison: share = 0.01 } = options;
  const poisoned = Math.round(count * share);
  const repeated = Math.round(count * duplicates);
  const updated = Math.round(count * updates);
  const contacts = count - poisoned - repeated - updated;
  if (contacts * (MOST_REVISIONS - 1) < updated) {
    throw new Error(`Of ${count} deliveries ${contacts} are left to be new contacts; lower the other shares.`);
  }
  const plan = new Uint32Array(count);
  for (let contact = 0; contact < contacts; contact++) plan[contact] = contact * MOST_REVISIONS;
  for (let update = 0; update < updated; update++) {
    const later = MOST_REVISIONS - 1;
    plan[contacts + update] = Math.floor(update / later) * MOST_REVISIONS + 1 + (update % later);
  }
  const distinct = contacts + updated;
  for (let repeat = 0; repeat < repeated; repeat++) {
    plan[distinct + repeat] = plan[Math.floor(fraction(seed, 0x7f00_0001, repeat) * distinct)] ?? 0;
  }
  for (let number = 0; number < poisoned; number++) plan[distinct + repeated + number] = POISON_MARK + number;
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(fraction(seed, 0x7f00_0002, last) * (last + 1));
    [plan[last], plan[other]] = [plan[other] ?? 0, plan[last] ?? 0];
  }
  return {
    contacts,
    duplicates: repeated,
    poison: poisoned,
    length: count,
    at: (position) => {
      const planned = plan[position];
      if (planned === undefined) throw new Error(`There are ${count} deliveries; none is at ${position}.`);
      if (planned >= POISON_MARK) {
        const number = planned - POISON_MARK;
        const kind = POISON_KINDS[number % POISON_KINDS.length] ?? "empty";
        const record = contactRecordBytes({ ...options, seed: seed + 1 }, number);
        return { data: poison(kind, record), source: { poison: kind, number } };
      }
      const contact = Math.floor(planned / MOST_REVISIONS);
      const revision = planned % MOST_REVISIONS;
      return { data: contactRecordBytes(options, contact, revision), source: { contact, revision } };
    },
  };
}
