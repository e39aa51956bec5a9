/** One DynamoDB table in memory, as far as the ledger and the surveys ask: conditions, transactions, what a failure says. */
import type {
  AttributeValue,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  TransactWriteItem,
  TransactWriteItemsInput,
  UpdateItemInput,
} from "@aws-sdk/client-dynamodb";

type Row = Record<string, AttributeValue>;

interface Change {
  key: string;
  condition: string | undefined;
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
  apply(row: Row | undefined): Row | undefined;
}

/** A table by `id`. Every request is one step: others run between requests, never inside one. */
export class MemoryTable {
  readonly rows = new Map<string, Row>();

  getItem({ Key }: GetItemInput): Promise<GetItemOutput> {
    const row = this.rows.get(Key?.id?.S ?? "");
    return Promise.resolve(row ? { Item: { ...row } } : {});
  }

  async updateItem(input: UpdateItemInput): Promise<unknown> {
    const failed = this.failures([updated(input)]);
    if (failed[0]) throw Object.assign(new Error("condition"), { name: "ConditionalCheckFailedException" });
    this.commit([updated(input)]);
    return Promise.resolve({});
  }

  async putItem({ Item }: PutItemInput): Promise<unknown> {
    this.rows.set(Item?.id?.S ?? "", { ...Item });
    return Promise.resolve({});
  }

  async transactWriteItems({ TransactItems = [] }: TransactWriteItemsInput): Promise<unknown> {
    const changes = TransactItems.map(changeOf);
    const failed = this.failures(changes);
    if (failed.includes(true)) {
      const CancellationReasons = failed.map((no) => ({ Code: no ? "ConditionalCheckFailed" : "None" }));
      throw Object.assign(new Error("cancelled"), { name: "TransactionCanceledException", CancellationReasons });
    }
    this.commit(changes);
    return Promise.resolve({});
  }

  private failures(changes: Change[]): boolean[] {
    return changes.map((change) => !holds(change, this.rows.get(change.key)));
  }

  private commit(changes: Change[]): void {
    for (const { key, apply } of changes) {
      const row = apply(this.rows.get(key));
      if (row) this.rows.set(key, row);
      else this.rows.delete(key);
    }
  }
}

function changeOf({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): Change {
  const of = Put ?? Update ?? Delete ?? ConditionCheck;
  if (!of) throw new Error("a transaction's item is of a kind the memory table does not know");
  const common = {
    condition: of.ConditionExpression,
    names: of.ExpressionAttributeNames ?? {},
    values: of.ExpressionAttributeValues ?? {},
  };
  if (Put) return { ...common, key: Put.Item?.id?.S ?? "", apply: () => ({ ...Put.Item }) };
  if (Update) return updated(Update);
  if (Delete) return { ...common, key: Delete.Key?.id?.S ?? "", apply: () => undefined };
  return { ...common, key: ConditionCheck?.Key?.id?.S ?? "", apply: (row) => row };
}

function updated(input: UpdateItemInput): Change {
  const { UpdateExpression = "", ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
  const key = input.Key?.id?.S ?? "";
  const apply = (row: Row | undefined): Row => {
    const next: Row = { ...row, id: { S: key } };
    const [, sets = "", adds = ""] = /^SET (.+?)(?: ADD (.+))?$/.exec(UpdateExpression) ?? [];
    for (const set of sets.split(", ")) {
      const [name = "", value = ""] = set.split(" = ");
      next[names[name] ?? name] = values[value] ?? { NULL: true };
    }
    if (adds) {
      const [name = "", value = ""] = adds.split(" ");
      const of = names[name] ?? name;
      next[of] = { N: String(Number(next[of]?.N ?? 0) + Number(values[value]?.N)) };
    }
    return next;
  };
  return { key, condition: input.ConditionExpression, names, values, apply };
}

/** `a AND b`, `a OR b`, attribute_exists, attribute_not_exists, =, < and >; anything else is an error. */
function holds({ condition, names, values }: Change, row: Row | undefined): boolean {
  const clause = (text: string): boolean => {
    const [, not, path = ""] = /^attribute_(not_)?exists\((.+)\)$/.exec(text) ?? [];
    if (path) return (row?.[names[path] ?? path] !== undefined) === (not === undefined);
    const [, name = "", sign = "", value = ""] = /^(\S+) ([=<>]) (\S+)$/.exec(text) ?? [];
    if (!sign) throw new Error(`the memory table cannot read the condition ${text}`);
    const left = row?.[names[name] ?? name];
    const right = values[value];
    if (left === undefined || right === undefined) return false;
    if (sign === "=") return JSON.stringify(left) === JSON.stringify(right);
    return sign === "<" ? Number(left.N) < Number(right.N) : Number(left.N) > Number(right.N);
  };
  if (condition === undefined) return true;
  return condition.split(" OR ").some((part) => part.split(" AND ").every(clause));
}
