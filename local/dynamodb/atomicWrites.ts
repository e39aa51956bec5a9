/** Writes several items or none: each write is dynalite's own, and what was written is put back when one fails. */
import { DynamoDbError } from "./dynamoDbError";
import type { DynaliteEngine, Json } from "./dynaliteEngine";
import type { AttributeMap } from "./values";

/** One write to one item. */
export interface ItemWrite {
  operation: "PutItem" | "UpdateItem" | "DeleteItem" | "ConditionCheck";
  table: string;
  /** Key of the item; an incomplete one makes the write itself fail. */
  key: AttributeMap;
  /** Input of the operation; for a condition check that of DeleteItem. */
  input: Json;
}

/** How one of several writes went. */
export interface WriteOutcome {
  /** The item before the write. */
  old?: AttributeMap;
  error?: DynamoDbError;
  /** Capacity units of a write that is not part of a transaction. */
  capacityUnits: number;
}

async function read(engine: DynaliteEngine, write: ItemWrite): Promise<AttributeMap | undefined> {
  const output = await engine.run("GetItem", { TableName: write.table, Key: { ...write.key }, ConsistentRead: true });
  return output["Item"] as AttributeMap | undefined;
}

/**
 * Checks a condition without changing anything: an item that exists is put as it is, one that does not is deleted, each
 * on the condition.
 */
function checkCondition(engine: DynaliteEngine, write: ItemWrite, old: AttributeMap | undefined): Promise<Json> {
  if (!old) return engine.run("DeleteItem", { ...write.input });
  const { Key: _, ...condition } = write.input;
  return engine.run("PutItem", { ...condition, Item: { ...old } });
}

async function attempt(engine: DynaliteEngine, write: ItemWrite): Promise<WriteOutcome> {
  let old: AttributeMap | undefined;
  try {
    old = await read(engine, write);
    const output = await (write.operation === "ConditionCheck"
      ? checkCondition(engine, write, old)
      : engine.run(write.operation, { ...write.input, ReturnConsumedCapacity: "TOTAL" }));
    const consumed = output["ConsumedCapacity"] as { CapacityUnits?: number } | undefined;
    return { old, capacityUnits: consumed?.CapacityUnits ?? 1 };
  } catch (error) {
    if (error instanceof DynamoDbError) return { old, error, capacityUnits: 0 };
    throw error;
  }
}

async function undo(engine: DynaliteEngine, write: ItemWrite, { old }: WriteOutcome): Promise<void> {
  if (write.operation === "ConditionCheck") return;
  if (old) await engine.run("PutItem", { TableName: write.table, Item: { ...old } });
  else await engine.run("DeleteItem", { TableName: write.table, Key: { ...write.key } });
}

/**
 * Attempts every write, so that the outcome tells all that is wrong; when one fails, the others are undone. The caller
 * holds the database for itself, and no two writes name the same item.
 */
export async function writeAll(engine: DynaliteEngine, writes: readonly ItemWrite[]): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (const write of writes) outcomes.push(await attempt(engine, write));
  if (outcomes.every((outcome) => !outcome.error)) return outcomes;
  for (const [index, write] of writes.entries()) {
    const outcome = outcomes[index];
    if (outcome && !outcome.error) await undo(engine, write, outcome);
  }
  return outcomes;
}
