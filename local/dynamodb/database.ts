/** Direct access to the local tables for our own tools (seeding, the console, tests), on plain JavaScript values. */
import type { ItemWrite } from "./atomicWrites";
import { DynamoDbError } from "./dynamoDbError";
import type { TableDefinition } from "./tableDefinition";
import type { TableOperations } from "./tableOperations";
import { fromAttributes, toAttributes, type AttributeMap, type PlainItem } from "./values";

export type { PlainItem, PlainValue } from "./values";

/** How many wrong items an error lists. */
const LISTED_PROBLEMS = 5;

/** The local tables, for our own tools: no permissions, no faults. */
export class Database {
  constructor(
    private readonly tables: ReadonlyMap<string, TableDefinition>,
    private readonly operations: TableOperations,
  ) {}

  /** Every declared table. */
  list(): TableDefinition[] {
    return [...this.tables.values()];
  }

  /** Stores an item, in place of one with the same key. `table` is the physical name, the ARN or the program's name. */
  async put(table: string, item: PlainItem): Promise<void> {
    await this.putAll(table, [item]);
  }

  /**
   * Stores all items or, when one is wrong or two have the same key, none.
   * @throws Error that lists what is wrong with which item.
   */
  async putAll(table: string, items: readonly PlainItem[]): Promise<void> {
    const definition = this.#table(table);
    const problems: string[] = [];
    const writes = items.flatMap((item, index) => {
      try {
        return [toWrite(definition, toAttributes(item))];
      } catch (error) {
        problems.push(`item ${index + 1}: ${error instanceof Error ? error.message : String(error)}`);
        return [];
      }
    });
    if (problems.length === 0) problems.push(...sameKeys(writes));
    if (problems.length === 0) problems.push(...(await this.#write(definition, writes)));
    if (problems.length > 0) throw refusal(definition, items.length, problems);
  }

  /** The item with this key, or undefined. `key` has the hash key and, where the table has one, the range key. */
  async get(table: string, key: PlainItem): Promise<PlainItem | undefined> {
    const { name } = this.#table(table);
    const input = { TableName: name, Key: toAttributes(key), ConsistentRead: true };
    const item = (await this.operations.run("GetItem", input))["Item"];
    return item === undefined ? undefined : fromAttributes(item as AttributeMap);
  }

  /** All items, in no useful order. */
  async scan(table: string): Promise<PlainItem[]> {
    const { name } = this.#table(table);
    const items: PlainItem[] = [];
    let start: unknown;
    do {
      const input = { TableName: name, ...(start ? { ExclusiveStartKey: start } : {}) };
      const output = await this.operations.run("Scan", input);
      items.push(...(output["Items"] as AttributeMap[]).map(fromAttributes));
      start = output["LastEvaluatedKey"];
    } while (start);
    return items;
  }

  /** Removes the item with this key, if there is one. */
  async delete(table: string, key: PlainItem): Promise<void> {
    await this.operations.run("DeleteItem", { TableName: this.#table(table).name, Key: toAttributes(key) });
  }

  #table(reference: string): TableDefinition {
    const byName = this.tables.get(reference);
    const found = byName ?? this.list().find(({ arn, logicalName }) => arn === reference || logicalName === reference);
    if (found) return found;
    const known = this.list().map(({ name }) => name);
    throw new Error(`There is no table "${reference}". Tables here: ${known.join(", ") || "none"}.`);
  }

  async #write({ name }: TableDefinition, writes: readonly ItemWrite[]): Promise<string[]> {
    const outcomes = await this.operations.writeAll(writes);
    const problems = outcomes.flatMap(({ error }, index) => (error ? [`item ${index + 1}: ${error.message}`] : []));
    if (problems.length === 0) {
      for (const { input } of writes) this.operations.noteItem(name, input["Item"] as AttributeMap);
    }
    return problems;
  }
}

function toWrite({ name, hashKey, rangeKey }: TableDefinition, item: AttributeMap): ItemWrite {
  const names = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
  const missing = names.filter((attribute) => item[attribute] === undefined);
  if (missing.length > 0) throw new DynamoDbError("ValidationException", `the key ${missing.join(", ")} is missing`);
  const key = Object.fromEntries(names.flatMap((attribute) => (item[attribute] ? [[attribute, item[attribute]]] : [])));
  return { operation: "PutItem", table: name, key, input: { TableName: name, Item: item } };
}

function sameKeys(writes: readonly ItemWrite[]): string[] {
  const seen = new Map<string, number>();
  return writes.flatMap(({ key }, index) => {
    const id = JSON.stringify(key);
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, index);
      return [];
    }
    return [`items ${first + 1} and ${index + 1} have the same key ${id}`];
  });
}

function refusal({ name, hashKey, rangeKey }: TableDefinition, count: number, problems: readonly string[]): Error {
  const listed = problems.slice(0, LISTED_PROBLEMS).join("; ");
  const more = problems.length > LISTED_PROBLEMS ? `; and ${problems.length - LISTED_PROBLEMS} more` : "";
  const key = rangeKey === undefined ? hashKey : `${hashKey} and ${rangeKey}`;
  return new Error(
    `None of ${count} item(s) went into table ${name} (key: ${key}), because some are wrong: ${listed}${more}.`,
  );
}
