/**
 * What the table of contacts has to hold after deliveries, computed from the records themselves in plain TypeScript: nothing
 * here is the pipeline's own code.
 *
 * Of a contact's records the one with the greatest LastUpdateTimestamp is current. Where several share it, Amazon Connect does
 * not say which came last; then the row has to be that of ONE of them, whole, and every engine has to choose the same.
 */
import { createHmac } from "node:crypto";
import type { RawRecord } from "./contactRecords";
import type { Delivery } from "./recordDeliveries";

/** The columns that are compared. */
export const COMPARED = [
  "contact_id",
  "last_update",
  "channel",
  "initiation_method",
  "disconnect_reason",
  "disconnected_at",
  "customer_hash",
  "customer_country",
  "queue_name",
  "queue_seconds",
  "agent_username",
  "connected_to_agent_at",
  "interaction_seconds",
  "recordings",
  "attributes",
] as const;

/** The question whose answer is compared. */
export const QUESTION = `SELECT ${COMPARED.join(", ")} FROM contacts`;

/** What is current of a contact: when it was updated, and every content it may have. */
interface Current {
  at: string;
  contents: string[];
}

const timestamp = (value: unknown): string | null =>
  typeof value === "string" ? value.replace("T", " ").replace("Z", "") : null;

type Nested = Record<string, unknown> | null;

/** The attributes by name, as text that does not depend on their order. */
const sorted = (attributes: Record<string, unknown>): string | null => {
  const entries = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? null : JSON.stringify(entries);
};

/** The truth of deliveries, as far as they were added. */
export class DeliveryTruth {
  readonly #current = new Map<string, Current>();
  readonly #seen = new Set<string>();
  /** Deliveries that are records. */
  records = 0;

  /**
   * @param hashKey what addresses are hashed with
   * @param kept names of the attributes that are kept
   */
  constructor(
    private readonly hashKey: string,
    private readonly kept: readonly string[],
  ) {}

  /** How many contacts there are. */
  get contacts(): number {
    return this.#current.size;
  }

  /** How many different records there are. */
  get revisions(): number {
    return this.#seen.size;
  }

  /** Adds a delivery; the contact it is of, undefined for poison. */
  add({ data, source }: Delivery): string | undefined {
    if ("poison" in source) return undefined;
    this.records += 1;
    const record = JSON.parse(data.toString()) as RawRecord;
    const { ContactId: id, LastUpdateTimestamp: at } = record;
    const name = `${source.contact}/${source.revision}`;
    if (this.#seen.has(name)) return id;
    this.#seen.add(name);
    const known = this.#current.get(id);
    if (known === undefined || known.at < at) this.#current.set(id, { at, contents: [this.#contentOf(record)] });
    else if (known.at === at) known.contents.push(this.#contentOf(record));
    return id;
  }

  /** What is wrong with rows that answer {@link QUESTION}: the first few, in words. */
  faultsOf(rows: readonly Record<string, unknown>[]): string[] {
    const faults: string[] = [];
    const found = new Set<string>();
    for (const row of rows) {
      const id = String(row["contact_id"]);
      if (found.has(id)) faults.push(`${id} is there twice`);
      found.add(id);
      const content = JSON.stringify(COMPARED.map((name) => this.#asCompared(name, row[name])));
      const contents: readonly string[] = this.#current.get(id)?.contents ?? [];
      if (!contents.includes(content)) faults.push(`${content} is none of ${contents.join(" or ") || "nothing"}`);
    }
    if (found.size !== this.#current.size) faults.unshift(`${found.size} contacts instead of ${this.#current.size}`);
    return faults.slice(0, 5);
  }

  #asCompared(name: (typeof COMPARED)[number], value: unknown): unknown {
    if (name !== "attributes" || typeof value !== "string") return value ?? null;
    return sorted(JSON.parse(value) as Record<string, unknown>);
  }

  #contentOf(record: RawRecord): string {
    const agent = record.Agent as Nested;
    const queue = record.Queue as Nested;
    const customer = record.CustomerEndpoint as { Address: string; Type: string } | null;
    const attributes = Object.entries(record.Attributes as Record<string, string>);
    return JSON.stringify([
      record.ContactId,
      timestamp(record.LastUpdateTimestamp),
      record.Channel,
      record.InitiationMethod,
      record.DisconnectReason ?? null,
      timestamp(record.DisconnectTimestamp),
      customer && createHmac("sha256", this.hashKey).update(customer.Address).digest("hex"),
      customer?.Address.startsWith("+1206") ? "US" : null,
      queue?.Name ?? null,
      queue?.Duration ?? null,
      agent?.Username ?? null,
      timestamp(agent?.ConnectedToAgentTimestamp),
      agent?.AgentInteractionDuration ?? null,
      (record.Recordings as unknown[]).length,
      sorted(Object.fromEntries(attributes.filter(([name]) => this.kept.includes(name)))),
    ]);
  }
}
