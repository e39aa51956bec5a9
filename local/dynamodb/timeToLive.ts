/**
 * Time to live that deletes. AWS deletes an expired item within a few days and until then still returns it; here it goes
 * at the first access after its time by the given clock plus an optional lag.
 */
import { validationError } from "./dynamoDbError";
import type { DynaliteEngine, Json } from "./dynaliteEngine";
import type { TableDefinition } from "./tableDefinition";
import type { AttributeMap } from "./values";

/** AWS leaves items alone whose time lies further back than this, in seconds: a mistyped value must not delete data. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;

interface State {
  attribute?: string;
  /** Epoch second before which nothing can expire: the smallest value written, or earlier. */
  earliest: number;
}

/** Time to live of all tables. */
export class TimeToLive {
  readonly #states = new Map<string, State>();

  /**
   * @param now Current time in epoch milliseconds, e.g. of the virtual clock.
   * @param lagMs How much later than its time an item is deleted.
   * @param deleted Told of each item that was deleted.
   */
  constructor(
    private readonly engine: DynaliteEngine,
    private readonly tables: ReadonlyMap<string, TableDefinition>,
    private readonly now: () => number,
    private readonly lagMs: number,
    private readonly deleted: (table: string, item: AttributeMap) => void = () => undefined,
  ) {
    for (const { name, timeToLive } of tables.values()) {
      this.#states.set(name, { attribute: timeToLive, earliest: Infinity });
    }
  }

  /** Whether a table may hold an item that is to be deleted. */
  isDue(table: string): boolean {
    const state = this.#states.get(table);
    return state?.attribute !== undefined && state.earliest <= this.#seconds();
  }

  /** Notes what a write stored. Every write of an item must be noted, by the item or by its key. */
  noteItem(table: string, item: AttributeMap | undefined): void {
    const state = this.#states.get(table);
    if (!state?.attribute) return;
    const expiry = this.#expiry(item, state.attribute);
    if (expiry !== undefined) state.earliest = Math.min(state.earliest, expiry);
  }

  async noteKey(table: string, key: AttributeMap): Promise<void> {
    if (!this.#states.get(table)?.attribute) return;
    const output = await this.engine.run("GetItem", { TableName: table, Key: { ...key }, ConsistentRead: true });
    this.noteItem(table, output["Item"] as AttributeMap | undefined);
  }

  /** Deletes what is due in a table and returns how many items that were. The caller holds the database for itself. */
  async sweep(table: string): Promise<number> {
    const state = this.#states.get(table);
    const definition = this.tables.get(table);
    if (!state?.attribute || !definition) return 0;
    const seconds = this.#seconds();
    state.earliest = Infinity;
    let deleted = 0;
    for await (const item of this.#items(table)) {
      const expiry = this.#expiry(item, state.attribute);
      if (expiry === undefined) continue;
      if (expiry > seconds) state.earliest = Math.min(state.earliest, expiry);
      else {
        await this.#delete(definition, item);
        deleted += 1;
      }
    }
    return deleted;
  }

  describe(table: string): Json {
    const attribute = this.#states.get(table)?.attribute;
    return attribute === undefined
      ? { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } }
      : { TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: attribute } };
  }

  /** UpdateTimeToLive. The caller holds the database for itself. */
  async update(table: string, specification: unknown): Promise<Json> {
    const { Enabled, AttributeName } = (specification ?? {}) as { Enabled?: unknown; AttributeName?: unknown };
    const state = this.#states.get(table);
    if (!state || typeof Enabled !== "boolean" || typeof AttributeName !== "string") {
      throw validationError("TimeToLiveSpecification needs Enabled and AttributeName");
    }
    if (Enabled === (state.attribute !== undefined)) {
      throw validationError(`TimeToLive is already ${Enabled ? "enabled" : "disabled"}`);
    }
    state.attribute = Enabled ? AttributeName : undefined;
    // What was written before is not known, so the next access looks.
    state.earliest = 0;
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  }

  #seconds(): number {
    return Math.floor((this.now() - this.lagMs) / 1000);
  }

  #expiry(item: AttributeMap | undefined, attribute: string): number | undefined {
    const value = item?.[attribute]?.["N"];
    if (typeof value !== "string") return undefined;
    const seconds = Number(value);
    return seconds > this.#seconds() - OLDEST_SECONDS ? seconds : undefined;
  }

  async *#items(table: string): AsyncGenerator<AttributeMap> {
    let start: unknown;
    do {
      const output = await this.engine.run("Scan", {
        TableName: table,
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      yield* output["Items"] as AttributeMap[];
      start = output["LastEvaluatedKey"];
    } while (start);
  }

  async #delete({ name, hashKey, rangeKey }: TableDefinition, item: AttributeMap): Promise<void> {
    const names = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
    const key = Object.fromEntries(names.map((attribute) => [attribute, item[attribute]]));
    await this.engine.run("DeleteItem", { TableName: name, Key: key });
    this.deleted(name, item);
  }
}
