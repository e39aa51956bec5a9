/** Tables as the program declares them, in the terms of the DynamoDB API. */
import { isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { numberOf, recordOf, recordsOf, resourcesOfType, textOf } from "../graphValues";
import type { StreamViewType, TableStreamDefinition } from "./tableStream";
import type { AttributeMap } from "./values";

interface KeyElement {
  AttributeName: string;
  KeyType: "HASH" | "RANGE";
}

/** One declared table. */
export interface TableDefinition {
  urn: string;
  /** Physical name. */
  name: string;
  /** The resource's name in the program. */
  logicalName: string;
  arn: string;
  hashKey: string;
  rangeKey?: string;
  /** Input of CreateTable. */
  create: Record<string, unknown>;
  /** Attribute that holds the epoch second after which an item is deleted. */
  timeToLive?: string;
  /** ARN of the customer key the table is encrypted with; undefined for keys AWS owns or manages. */
  kmsKeyArn?: string;
  /** The stream of changes, when the table has one. */
  stream?: TableStreamDefinition;
  pointInTimeRecovery: boolean;
  deletionProtection: boolean;
  /** Items declared as `aws:dynamodb/tableItem:TableItem`. */
  items: AttributeMap[];
}

const name = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

function keySchema(hashKey: string, rangeKey: string | undefined): KeyElement[] {
  const hash: KeyElement = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }];
}

function projection(index: Record<string, unknown>): Record<string, unknown> {
  const ProjectionType = index["projectionType"] ?? "ALL";
  const attributes = index["nonKeyAttributes"];
  return Array.isArray(attributes) ? { ProjectionType, NonKeyAttributes: attributes } : { ProjectionType };
}

function throughput(source: Record<string, unknown>): Record<string, unknown> {
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: source["readCapacity"] ?? 1,
      WriteCapacityUnits: source["writeCapacity"] ?? 1,
    },
  };
}

/** A global index names its keys, or (newer form) lists them as `keySchemas`. */
function globalKeys(index: Record<string, unknown>): KeyElement[] {
  const listed = [index["keySchemas"] ?? []].flat().filter(isRecord);
  if (listed.length > 0) {
    return listed.map((key) => ({
      AttributeName: String(key["attributeName"]),
      KeyType: key["keyType"] === "RANGE" ? "RANGE" : "HASH",
    }));
  }
  return keySchema(String(index["hashKey"]), name(index["rangeKey"]));
}

function createInput(resource: GraphResource, table: string, hashKey: string): Record<string, unknown> {
  const onDemand = resource.inputs["billingMode"] === "PAY_PER_REQUEST";
  const capacity = (source: Record<string, unknown>): Record<string, unknown> => (onDemand ? {} : throughput(source));
  const globals = recordsOf(resource, "globalSecondaryIndexes").map((index) => ({
    IndexName: index["name"],
    KeySchema: globalKeys(index),
    Projection: projection(index),
    ...capacity(index),
  }));
  const locals = recordsOf(resource, "localSecondaryIndexes").map((index) => ({
    IndexName: index["name"],
    KeySchema: keySchema(hashKey, name(index["rangeKey"])),
    Projection: projection(index),
  }));
  return {
    TableName: table,
    AttributeDefinitions: recordsOf(resource, "attributes").map((attribute) => ({
      AttributeName: attribute["name"],
      AttributeType: attribute["type"],
    })),
    KeySchema: keySchema(hashKey, name(resource.inputs["rangeKey"])),
    BillingMode: onDemand ? "PAY_PER_REQUEST" : "PROVISIONED",
    ...(onDemand
      ? {}
      : throughput({
          readCapacity: numberOf(resource, "readCapacity"),
          writeCapacity: numberOf(resource, "writeCapacity"),
        })),
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
  };
}

function itemsOf(graph: ResourceGraph, table: string): AttributeMap[] {
  return resourcesOfType(graph, "aws:dynamodb/tableItem:TableItem")
    .filter((item) => textOf(item, "tableName") === table)
    .map((item) => JSON.parse(String(item.inputs["item"])) as AttributeMap);
}

const VIEW_TYPES: readonly StreamViewType[] = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"];

function streamOf(resource: GraphResource): TableStreamDefinition | undefined {
  const arn = textOf(resource, "streamArn");
  const viewType = VIEW_TYPES.find((type) => type === resource.inputs["streamViewType"]);
  const enabled = resource.inputs["streamEnabled"] === true;
  return enabled && arn !== undefined && viewType !== undefined ? { arn, viewType } : undefined;
}

function definition(graph: ResourceGraph, resource: GraphResource): TableDefinition {
  const table = textOf(resource, "name") ?? resource.id ?? resource.name;
  const hashKey = textOf(resource, "hashKey");
  if (hashKey === undefined) throw new Error(`Table "${resource.name}" has no hashKey; every table needs one.`);
  const { partition, region, accountId } = graph;
  const ttl = recordOf(resource, "ttl");
  return {
    urn: resource.urn,
    name: table,
    logicalName: resource.name,
    arn: textOf(resource, "arn") ?? `arn:${partition}:dynamodb:${region}:${accountId}:table/${table}`,
    hashKey,
    rangeKey: name(resource.inputs["rangeKey"]),
    create: createInput(resource, table, hashKey),
    timeToLive: ttl && ttl["enabled"] !== false ? name(ttl["attributeName"]) : undefined,
    kmsKeyArn: name(recordOf(resource, "serverSideEncryption")?.["kmsKeyArn"]),
    stream: streamOf(resource),
    pointInTimeRecovery: recordOf(resource, "pointInTimeRecovery")?.["enabled"] === true,
    deletionProtection: resource.inputs["deletionProtectionEnabled"] === true,
    items: itemsOf(graph, table),
  };
}

/** Every table of the graph. Throws for a table that CreateTable could not describe. */
export function tableDefinitions(graph: ResourceGraph): TableDefinition[] {
  return resourcesOfType(graph, "aws:dynamodb/table:Table").map((resource) => definition(graph, resource));
}
