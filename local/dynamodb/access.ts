/** What a DynamoDB request touches, and which permissions AWS asks of its caller for it. */
import { isRecord } from "../engine/graph";
import { validationError } from "./dynamoDbError";
import type { Json } from "./dynaliteEngine";
import type { TableDefinition } from "./tableDefinition";

type Effect = "read" | "write" | "describe";

/** Operations served here, and what they do to the data. Tables come from the program alone, so none creates one. */
const operations: Record<string, Effect> = {
  GetItem: "read",
  Query: "read",
  Scan: "read",
  BatchGetItem: "read",
  TransactGetItems: "read",
  PutItem: "write",
  UpdateItem: "write",
  DeleteItem: "write",
  BatchWriteItem: "write",
  TransactWriteItems: "write",
  DescribeTable: "describe",
  DescribeTimeToLive: "describe",
  UpdateTimeToLive: "describe",
  DescribeContinuousBackups: "describe",
  ListTables: "describe",
};

/** Actions of a transactional write, by the member that holds them. */
const transactActions: Record<string, string> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

/** One table a request touches. */
export interface Access {
  table: string;
  /** IAM action without its prefix. */
  action: string;
  index?: string;
  effect: Effect;
}

/** One thing the caller must be allowed. */
export interface Permission {
  action: string;
  resource: string;
  context?: Record<string, string>;
}

/** Names of the operations served here, sorted. */
export const supportedOperations: readonly string[] = Object.keys(operations).sort();

/** A table is named by its name or its ARN. */
export function tableName(reference: unknown): string {
  if (typeof reference !== "string") throw validationError("The parameter 'TableName' is required but was not present");
  return /^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/([^/]+)$/.exec(reference)?.[1] ?? reference;
}

function transactAccesses(input: Json, effect: Effect): Access[] {
  return [input["TransactItems"] ?? []].flat().flatMap((item) =>
    Object.entries(isRecord(item) ? item : {})
      .filter((entry): entry is [string, Json] => isRecord(entry[1]))
      .map(([member, content]) => ({
        table: tableName(content["TableName"]),
        action: transactActions[member] ?? member,
        effect,
      })),
  );
}

/** The tables a request touches, in order; empty for ListTables. */
export function accessesOf(operation: string, input: Json): Access[] {
  const effect = operations[operation] ?? "describe";
  if (operation === "ListTables") return [];
  if (operation === "TransactGetItems" || operation === "TransactWriteItems") return transactAccesses(input, effect);
  if (operation === "BatchGetItem" || operation === "BatchWriteItem") {
    const requests = isRecord(input["RequestItems"]) ? input["RequestItems"] : {};
    return Object.keys(requests).map((table) => ({ table: tableName(table), action: operation, effect }));
  }
  const index = typeof input["IndexName"] === "string" ? input["IndexName"] : undefined;
  return [{ table: tableName(input["TableName"]), action: operation, index, effect }];
}

/** DynamoDB uses a table's customer key in the caller's name, so the caller needs it too. */
function keyPermissions(access: Access, table: TableDefinition, region: string, accountId: string): Permission[] {
  if (table.kmsKeyArn === undefined || access.effect === "describe") return [];
  const context = {
    "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
    "kms:CallerAccount": accountId,
    "kms:EncryptionContext:aws:dynamodb:tableName": table.name,
    "kms:EncryptionContext:aws:dynamodb:subscriberId": accountId,
  };
  const actions = access.effect === "write" ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"];
  const resource = table.kmsKeyArn;
  return actions.map((action) => ({ action, resource, context }));
}

/** Every permission one access needs: on the table or its index, and on the key the table is encrypted with. */
export function permissionsFor(
  access: Access,
  table: TableDefinition,
  region: string,
  accountId: string,
): Permission[] {
  const resource = access.index === undefined ? table.arn : `${table.arn}/index/${access.index}`;
  const action = `dynamodb:${access.action}`;
  return [{ action, resource }, ...keyPermissions(access, table, region, accountId)];
}

/** The input with table ARNs replaced by names, which is all dynalite knows. */
export function withTableNames(operation: string, input: Json): Json {
  if (typeof input["TableName"] === "string") return { ...input, TableName: tableName(input["TableName"]) };
  if (isRecord(input["RequestItems"]) && operation.startsWith("Batch")) {
    const requests = Object.entries(input["RequestItems"]).map(([table, request]) => [tableName(table), request]);
    return { ...input, RequestItems: Object.fromEntries(requests) };
  }
  return input;
}
