/** Captures what writes change, for the tables that have a stream: each item is read before and after. */
import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../engine/graph";
import { tableName } from "./access";
import { DynamoDbError } from "./dynamoDbError";
import type { DynaliteEngine, Json } from "./dynaliteEngine";
import type { TableDefinition } from "./tableDefinition";
import { TableStream } from "./tableStream";
import type { AttributeMap } from "./values";

/** An item a write may change. */
export interface TouchedItem {
  readonly table: string;
  readonly key: AttributeMap;
}

/** The streams of all tables. */
export class StreamCapture {
  readonly #streams = new Map<string, { stream: TableStream; table: TableDefinition }>();

  constructor(
    private readonly engine: DynaliteEngine,
    tables: ReadonlyMap<string, TableDefinition>,
    now: () => number,
  ) {
    for (const table of tables.values()) {
      if (table.stream === undefined) continue;
      this.#streams.set(table.name, { stream: new TableStream(table.stream, table.hashKey, now), table });
    }
  }

  /** Every stream. */
  get all(): { stream: TableStream; table: TableDefinition }[] {
    return [...this.#streams.values()];
  }

  /** The items of tables with a stream that an operation may change. */
  touched(operation: string, input: Json): TouchedItem[] {
    if (this.#streams.size === 0) return [];
    const requests = requestsOf(operation, input);
    return this.streamed(
      requests.flatMap(({ table, item, key }) => (item || key ? [{ table, key: key ?? item ?? {} }] : [])),
    );
  }

  /** Of items, those whose table has a stream, by their key alone. */
  streamed(items: readonly TouchedItem[]): TouchedItem[] {
    return items.flatMap(({ table, key }) => {
      const streamed = this.#streams.get(table);
      return streamed ? [{ table, key: keyOf(streamed.table, key) }] : [];
    });
  }

  /** Does work that may change items, and records what it changed. The caller holds the database for itself. */
  async around<T>(touched: readonly TouchedItem[], work: () => Promise<T>): Promise<T> {
    if (touched.length === 0) return work();
    const before = await Promise.all(touched.map((item) => this.#read(item)));
    const result = await work();
    for (const [index, item] of touched.entries()) {
      this.#record(item, before[index], await this.#read(item));
    }
    return result;
  }

  /** Records that DynamoDB deleted an item whose time was over. */
  expired(table: string, item: AttributeMap): void {
    const streamed = this.#streams.get(table);
    if (!streamed) return;
    streamed.stream.append({ keys: keyOf(streamed.table, item), old: item, new: undefined, expired: true });
  }

  /** A write that changes nothing leaves no record. */
  #record({ table, key }: TouchedItem, old: AttributeMap | undefined, now: AttributeMap | undefined): void {
    if (isDeepStrictEqual(old, now)) return;
    this.#streams.get(table)?.stream.append({ keys: key, old, new: now });
  }

  async #read({ table, key }: TouchedItem): Promise<AttributeMap | undefined> {
    const input = { TableName: table, Key: { ...key }, ConsistentRead: true };
    try {
      return (await this.engine.run("GetItem", input))["Item"] as AttributeMap | undefined;
    } catch (error) {
      // A key that cannot be read belongs to a write that is refused for it.
      if (error instanceof DynamoDbError) return undefined;
      throw error;
    }
  }
}

interface WriteRequest {
  table: string;
  item?: AttributeMap;
  key?: AttributeMap;
}

function requestOf(table: unknown, request: Json): WriteRequest {
  const item = request["Item"] as AttributeMap | undefined;
  return { table: tableName(table), item, key: request["Key"] as AttributeMap | undefined };
}

function requestsOf(operation: string, input: Json): WriteRequest[] {
  switch (operation) {
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
      return [requestOf(input["TableName"], input)];
    case "BatchWriteItem":
      return Object.entries(isRecord(input["RequestItems"]) ? input["RequestItems"] : {}).flatMap(([table, requests]) =>
        [requests].flat().flatMap((request) =>
          Object.values(isRecord(request) ? request : {})
            .filter(isRecord)
            .map((content) => requestOf(table, content)),
        ),
      );
    case "TransactWriteItems":
      return [input["TransactItems"] ?? []]
        .flat()
        .flatMap((item) =>
          Object.entries(isRecord(item) ? item : {}).flatMap(([action, content]) =>
            isRecord(content) && action !== "ConditionCheck" ? [requestOf(content["TableName"], content)] : [],
          ),
        );
    default:
      return [];
  }
}

function keyOf({ hashKey, rangeKey }: TableDefinition, item: AttributeMap): AttributeMap {
  const names = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
  return Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, structuredClone(item[name])]] : [])));
}
