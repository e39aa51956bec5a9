/** Runs one DynamoDB operation on the declared tables: dynalite's where it has it, ours where it does not. */
import { isRecord } from "../engine/graph";
import { accessesOf } from "./access";
import { writeAll, type ItemWrite, type WriteOutcome } from "./atomicWrites";
import { DynamoDbError } from "./dynamoDbError";
import type { DynaliteEngine, Json } from "./dynaliteEngine";
import { ReadWriteLock } from "./readWriteLock";
import { StreamCapture } from "./streamCapture";
import type { TableDefinition } from "./tableDefinition";
import { TimeToLive } from "./timeToLive";
import { Transactions } from "./transactions";
import type { AttributeMap } from "./values";

type Run = (input: Json) => Promise<Json>;

/** The operations on the tables of one graph, each as a whole. */
export class TableOperations {
  /** What writes changed, of tables with a stream. */
  readonly capture: StreamCapture;
  /** Counts up whenever something of a table may have changed. */
  changes = 0;
  readonly #lock = new ReadWriteLock();
  readonly #timeToLive: TimeToLive;
  readonly #transactions: Transactions;
  readonly #own: Record<string, Run>;

  constructor(
    readonly engine: DynaliteEngine,
    private readonly tables: ReadonlyMap<string, TableDefinition>,
    now: () => number,
    timeToLiveLagMs: number,
  ) {
    const capture = (this.capture = new StreamCapture(engine, tables, now));
    this.#timeToLive = new TimeToLive(engine, tables, now, timeToLiveLagMs, (table, item) =>
      capture.expired(table, item),
    );
    this.#transactions = new Transactions(engine, tables, now);
    this.#own = {
      TransactWriteItems: (input) => {
        const touched = capture.touched("TransactWriteItems", input);
        return this.alone(() => capture.around(touched, () => this.#transactWrite(input)));
      },
      TransactGetItems: (input) => this.alone(() => this.#transactions.get(input)),
      UpdateTimeToLive: (input) =>
        this.alone(() => this.#timeToLive.update(this.#table(input).name, input["TimeToLiveSpecification"])),
      DescribeTimeToLive: async (input) => this.#timeToLive.describe(this.#table(input).name),
      DescribeContinuousBackups: async (input) => backups(this.#table(input)),
      DescribeTable: (input) => this.#describeTable(input),
    };
  }

  /** Runs an operation with table names, not ARNs. Rejects with a DynamoDbError as DynamoDB would answer. */
  async run(operation: string, input: Json): Promise<Json> {
    const accesses = accessesOf(operation, input);
    for (const { table } of accesses) await this.sweep(table);
    if (accesses.every(({ effect }) => effect === "read")) return this.#runAny(operation, input);
    this.changes++;
    return this.#runAny(operation, input).finally(() => this.changes++);
  }

  async #runAny(operation: string, input: Json): Promise<Json> {
    const own = this.#own[operation];
    if (own) return own(input);
    const { ReturnValuesOnConditionCheckFailure: returned, ...rest } = input;
    const touched = this.capture.touched(operation, rest);
    if (returned === "ALL_OLD") {
      return this.alone(() => this.capture.around(touched, () => this.#runReturningItem(operation, rest)));
    }
    if (touched.length > 0) {
      return this.alone(() => this.capture.around(touched, () => this.#runNoted(operation, rest)));
    }
    return this.#lock.shared(() => this.#runNoted(operation, rest));
  }

  /** Runs work that needs the database for itself. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#lock.exclusive(work);
  }

  /** Writes all items or, when one is wrong, none; the outcome of each. */
  writeAll(writes: readonly ItemWrite[]): Promise<WriteOutcome[]> {
    const touched = this.capture.streamed(writes);
    this.changes++;
    return this.alone(() => this.capture.around(touched, () => writeAll(this.engine, writes))).finally(
      () => this.changes++,
    );
  }

  /** Deletes the items of a table whose time to live is over. */
  async sweep(table: string): Promise<void> {
    if (!this.#timeToLive.isDue(table)) return;
    this.changes++;
    await this.alone(async () => {
      if (this.#timeToLive.isDue(table)) await this.#timeToLive.sweep(table);
    }).finally(() => this.changes++);
  }

  /** Whether a table may hold an item whose time to live is over. */
  sweepIsDue(): boolean {
    for (const name of this.tables.keys()) if (this.#timeToLive.isDue(name)) return true;
    return false;
  }

  /** Notes items written past {@link run}, for their time to live. */
  noteItem(table: string, item: AttributeMap): void {
    this.#timeToLive.noteItem(table, item);
  }

  #table(input: Json): TableDefinition {
    const name = String(input["TableName"]);
    const table = this.tables.get(name);
    if (!table) {
      throw new DynamoDbError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
    }
    return table;
  }

  async #runNoted(operation: string, input: Json): Promise<Json> {
    const written = structuredClone(notedParts(operation, input));
    const output = await this.engine.run(operation, input);
    for (const { table, item, key } of written) {
      if (item) this.#timeToLive.noteItem(table, item);
      if (key) await this.#timeToLive.noteKey(table, key);
    }
    return output;
  }

  /** Runs a conditional write; when the condition fails, the error carries the item it failed on. */
  async #runReturningItem(operation: string, input: Json): Promise<Json> {
    const target = structuredClone(input);
    try {
      return await this.#runNoted(operation, input);
    } catch (error) {
      if (!(error instanceof DynamoDbError) || error.code !== "ConditionalCheckFailedException") throw error;
      const Item = await this.#read(target);
      throw new DynamoDbError(error.code, error.message, error.status, Item ? { Item } : {});
    }
  }

  async #read(input: Json): Promise<unknown> {
    const { name, hashKey, rangeKey } = this.#table(input);
    const source = (input["Key"] ?? input["Item"]) as AttributeMap;
    const names = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
    const Key = Object.fromEntries(names.map((attribute) => [attribute, source[attribute]]));
    return (await this.engine.run("GetItem", { TableName: name, Key, ConsistentRead: true }))["Item"];
  }

  async #transactWrite(input: Json): Promise<Json> {
    const writes = [input["TransactItems"] ?? []].flat().filter(isRecord);
    const written = structuredClone(
      writes.flatMap(({ Put, Update }) => [
        ...(isRecord(Put) ? notedParts("PutItem", Put) : []),
        ...(isRecord(Update) ? notedParts("UpdateItem", Update) : []),
      ]),
    );
    const output = await this.#transactions.write(input);
    for (const { table, item, key } of written) {
      if (item) this.#timeToLive.noteItem(table, item);
      if (key) await this.#timeToLive.noteKey(table, key);
    }
    return output;
  }

  /** dynalite's description, and what the program declares that dynalite does not keep. */
  async #describeTable(input: Json): Promise<Json> {
    const declared = this.#table(input);
    const { Table } = await this.engine.run("DescribeTable", { TableName: declared.name });
    return {
      Table: {
        ...(isRecord(Table) ? Table : {}),
        TableArn: declared.arn,
        DeletionProtectionEnabled: declared.deletionProtection,
        ...(declared.kmsKeyArn === undefined
          ? {}
          : { SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: declared.kmsKeyArn } }),
      },
    };
  }
}

interface NotedPart {
  table: string;
  item?: AttributeMap;
  key?: AttributeMap;
}

/** The items a write stores, as far as the request tells them; an update only tells the key. */
function notedParts(operation: string, input: Json): NotedPart[] {
  const table = String(input["TableName"]);
  if (operation === "PutItem") return [{ table, item: input["Item"] as AttributeMap }];
  if (operation === "UpdateItem") return [{ table, key: input["Key"] as AttributeMap }];
  if (operation !== "BatchWriteItem" || !isRecord(input["RequestItems"])) return [];
  return Object.entries(input["RequestItems"]).flatMap(([name, requests]) =>
    [requests].flat().flatMap((request) => {
      const put = isRecord(request) ? request["PutRequest"] : undefined;
      return isRecord(put) ? [{ table: name, item: put["Item"] as AttributeMap }] : [];
    }),
  );
}

function backups(table: TableDefinition): Json {
  const PointInTimeRecoveryStatus = table.pointInTimeRecovery ? "ENABLED" : "DISABLED";
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
    },
  };
}
