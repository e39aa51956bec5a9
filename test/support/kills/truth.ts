/** What has to be in the warehouse and in the quarantine after everything that arrived, and what is not as it has to be. */
import { contactRecordReader } from "../../../handlers/analytics/contactRecord";
import { type ContactRecordRow, CONTACT_RECORDS } from "../../../warehouse/schema";
import { fullRow, isNewer } from "../contactRevisions";

/** How what is there differs from what has to be. All 0 when it does not. */
export interface Verdict {
  /** Contacts the table lacks, or has an older row of; poison the quarantine lacks. */
  lost: number;
  /** Contacts the table has more than once; objects of the quarantine that no poison accounts for. */
  doubled: number;
  /** Rows of contacts that never were, and rows with a wrong column. */
  wrong: number;
}

/** Everything that arrived, each contact at its newest: computed in one go, without SQL, streams or retries. */
export class Truth {
  /** What arrived, in all. */
  delivered = 0;
  readonly #newest = new Map<string, ContactRecordRow>();
  readonly #revisions = new Set<string>();
  readonly #poison = new Map<string, string>();
  readonly #read: ReturnType<typeof contactRecordReader>;

  constructor(hashKey: string, keptAttributes: readonly string[]) {
    this.#read = contactRecordReader({ hashKey, keptAttributes });
  }

  /** Takes note of what arrives. `place`: its shard and sequence number, which name it in the quarantine. */
  add(data: Buffer, isPoison: boolean, place: string): void {
    this.delivered += 1;
    if (isPoison) {
      this.#poison.set(place, data.toString("base64"));
      return;
    }
    const reading = this.#read(data);
    if ("poison" in reading) throw new Error(`A good record was refused: ${reading.poison}.`);
    const row = JSON.parse(reading.line) as ContactRecordRow;
    this.#revisions.add(`${row.contact_id} ${row.revision}`);
    const known = this.#newest.get(row.contact_id);
    if (!known || isNewer(row, known)) this.#newest.set(row.contact_id, row);
  }

  /** Contacts, their revisions, and poison. */
  get counts(): { contacts: number; revisions: number; poison: number } {
    return { contacts: this.#newest.size, revisions: this.#revisions.size, poison: this.#poison.size };
  }

  /**
   * Compares.
   *
   * @param table rows of the table, all columns
   * @param quarantine what is there, by shard and sequence number
   */
  judge(table: readonly Record<string, unknown>[], quarantine: ReadonlyMap<string, string>): Verdict {
    const verdict: Verdict = { lost: 0, doubled: 0, wrong: 0 };
    const seen = new Set<string>();
    for (const row of table) {
      const id = String(row["contact_id"]);
      const wanted = this.#newest.get(id);
      if (seen.has(id)) verdict.doubled += 1;
      else if (wanted && wanted.revision !== row["revision"]) verdict.lost += 1;
      else if (!wanted || asText(fullRow(wanted)) !== asText(row)) verdict.wrong += 1;
      seen.add(id);
    }
    for (const id of this.#newest.keys()) if (!seen.has(id)) verdict.lost += 1;
    for (const [place, data] of this.#poison) if (quarantine.get(place) !== data) verdict.lost += 1;
    for (const place of quarantine.keys()) if (!this.#poison.has(place)) verdict.doubled += 1;
    return verdict;
  }
}

const asText = (row: Record<string, unknown>): string =>
  JSON.stringify(CONTACT_RECORDS.columns.map(({ name }) => row[name] ?? null));
