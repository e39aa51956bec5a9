/** TransactWriteItems and TransactGetItems, which dynalite does not have. */
import { isRecord } from "../engine/graph";
import { tableName } from "./access";
import { writeAll, type ItemWrite, type WriteOutcome } from "./atomicWrites";
import { DynamoDbError, validationError } from "./dynamoDbError";
import type { DynaliteEngine, Json } from "./dynaliteEngine";
import type { TableDefinition } from "./tableDefinition";
import type { AttributeMap } from "./values";

/** Items of one transaction (AWS: "Maximum number of unique items in a transaction"). */
const MAX_ITEMS = 100;
/** How long a ClientRequestToken makes a repeated request the same request, in milliseconds. */
const TOKEN_LIFE_MS = 10 * 60 * 1000;

const writeOperations: Record<string, ItemWrite["operation"]> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheck",
};

interface Remembered {
  at: number;
  request: string;
  output: Json;
}

interface TransactWrite extends ItemWrite {
  /** Whether the item is wanted back when its condition fails. */
  wantsItem: boolean;
}

function itemsOf(input: Json): Json[] {
  const items = input["TransactItems"];
  if (!Array.isArray(items) || items.length < 1 || items.length > MAX_ITEMS) {
    const given = Array.isArray(items) ? items.length : "none";
    throw validationError(`TransactItems must have between 1 and ${MAX_ITEMS} members, given ${given}.`);
  }
  return items.map((item) => (isRecord(item) ? item : {}));
}

/** The one action an item of a transaction holds. */
function onlyAction(item: Json): [string, Json] {
  const actions = Object.entries(item).filter((entry): entry is [string, Json] => isRecord(entry[1]));
  const [action] = actions;
  if (!action || actions.length > 1) {
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  return action;
}

function keyOf(table: TableDefinition | undefined, content: Json): AttributeMap {
  if (isRecord(content["Key"])) return content["Key"] as AttributeMap;
  const item = isRecord(content["Item"]) ? (content["Item"] as AttributeMap) : {};
  const names = [table?.hashKey, table?.rangeKey].filter((name): name is string => name !== undefined);
  return Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

function sortedJson(key: AttributeMap): string {
  return JSON.stringify(Object.entries(key).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function reasonOf(outcome: WriteOutcome, wantsItem: boolean): Json {
  const { error, old } = outcome;
  if (!error) return { Code: "None" };
  if (error.code === "ConditionalCheckFailedException") {
    const item = wantsItem && old ? { Item: old } : {};
    return { Code: "ConditionalCheckFailed", Message: error.message, ...item };
  }
  return { Code: "ValidationError", Message: error.message };
}

function cancelled(reasons: Json[]): DynamoDbError {
  const codes = reasons.map((reason) => String(reason["Code"])).join(", ");
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new DynamoDbError("TransactionCanceledException", message, 400, { CancellationReasons: reasons });
}

/** The transactional operations, and the request tokens they remember. */
export class Transactions {
  readonly #remembered = new Map<string, Remembered>();

  constructor(
    private readonly engine: DynaliteEngine,
    private readonly tables: ReadonlyMap<string, TableDefinition>,
    private readonly now: () => number,
  ) {}

  /** Writes all items or none. The caller holds the database for itself. */
  async write(input: Json): Promise<Json> {
    const request = JSON.stringify(input["TransactItems"]);
    const token = input["ClientRequestToken"];
    const before = typeof token === "string" ? this.#recall(token, request) : undefined;
    if (before) return before;
    const writes = itemsOf(input).map((item) => this.#toWrite(item));
    this.#refuseSameItem(writes);
    for (const write of writes) this.#check(write);
    const outcomes = await writeAll(this.engine, writes);
    refuseFailed(writes, outcomes);
    const output = consumed(input, writes, outcomes);
    if (typeof token === "string") this.#remembered.set(token, { at: this.now(), request, output });
    return output;
  }

  /** Reads all items as of one moment. The caller holds the database for itself. */
  async get(input: Json): Promise<Json> {
    const responses: Json[] = [];
    for (const item of itemsOf(input)) {
      const [action, content] = onlyAction(item);
      if (action !== "Get") throw validationError("TransactItems of TransactGetItems can only contain Get");
      const table = tableName(content["TableName"]);
      const output = await this.engine.run("GetItem", { ...content, TableName: table, ConsistentRead: true });
      responses.push(output["Item"] ? { Item: output["Item"] } : {});
    }
    return { Responses: responses };
  }

  #recall(token: string, request: string): Json | undefined {
    const remembered = this.#remembered.get(token);
    if (!remembered || this.now() - remembered.at > TOKEN_LIFE_MS) return undefined;
    if (remembered.request === request) return remembered.output;
    const message = "The client request token was used before with other parameters within ten minutes.";
    throw new DynamoDbError("IdempotentParameterMismatchException", message);
  }

  #toWrite(item: Json): TransactWrite {
    const [action, content] = onlyAction(item);
    const operation = writeOperations[action];
    if (!operation) throw validationError(`TransactItems can only contain one of Check, Put, Update or Delete`);
    const { ReturnValuesOnConditionCheckFailure: returned, ...rest } = content;
    const table = tableName(content["TableName"]);
    const key = keyOf(this.tables.get(table), content);
    return { operation, table, key, input: { ...rest, TableName: table }, wantsItem: returned === "ALL_OLD" };
  }

  /** What can be told without data is refused before anything is attempted. */
  #check(write: TransactWrite): void {
    if (write.operation === "ConditionCheck" && typeof write.input["ConditionExpression"] !== "string") {
      throw validationError("A ConditionCheck needs a ConditionExpression.");
    }
    const operation = write.operation === "ConditionCheck" ? "DeleteItem" : write.operation;
    this.engine.check(operation, structuredClone(write.input));
  }

  #refuseSameItem(writes: readonly TransactWrite[]): void {
    const items = new Set(writes.map((write) => `${write.table} ${sortedJson(write.key)}`));
    if (items.size < writes.length) {
      throw validationError("Transaction request cannot include multiple operations on one item");
    }
  }
}

function refuseFailed(writes: readonly TransactWrite[], outcomes: readonly WriteOutcome[]): void {
  const missing = outcomes.find(({ error }) => error?.code === "ResourceNotFoundException");
  if (missing?.error) throw missing.error;
  if (outcomes.every(({ error }) => !error)) return;
  throw cancelled(outcomes.map((outcome, index) => reasonOf(outcome, writes[index]?.wantsItem ?? false)));
}

/** A transactional write uses twice the units of a plain one. */
function consumed(input: Json, writes: readonly ItemWrite[], outcomes: readonly WriteOutcome[]): Json {
  const wanted = input["ReturnConsumedCapacity"];
  if (wanted !== "TOTAL" && wanted !== "INDEXES") return {};
  const byTable = new Map<string, number>();
  for (const [index, { table }] of writes.entries()) {
    byTable.set(table, (byTable.get(table) ?? 0) + 2 * (outcomes[index]?.capacityUnits ?? 1));
  }
  return { ConsumedCapacity: [...byTable].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
}
