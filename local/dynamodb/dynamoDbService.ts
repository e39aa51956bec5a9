/**
 * DynamoDB of the local run: the tables the program declares, on dynalite, with what dynalite lacks — transactions, time
 * to live, items returned on a failed condition — and with the permissions AWS would ask for. Operations that create or
 * drop tables are not served: tables come from the program.
 */
import { randomUUID } from "node:crypto";
import type { ResourceGraph } from "../engine/graph";
import { isRecord } from "../engine/graph";
import type { Principal, ServiceAnswer, ServiceRequest, ServiceResponse } from "../gateway/service";
import {
  accessesOf,
  permissionsFor,
  supportedOperations,
  withTableNames,
  type Access,
  type Permission,
} from "./access";
import { Database } from "./database";
import { DynaliteEngine, type Json } from "./dynaliteEngine";
import { DynamoDbError } from "./dynamoDbError";
import { Faults } from "./faults";
import { RememberedReads } from "./rememberedReads";
import { TableOperations } from "./tableOperations";
import { tableDefinitions, type TableDefinition } from "./tableDefinition";
import type { TableStream } from "./tableStream";

export type { Fault, Faults } from "./faults";
export type { Database } from "./database";
export type { TableDefinition } from "./tableDefinition";

/** Decides about one permission of a role; `IamService` is one. */
export interface Authorizer {
  authorize(request: Permission & { roleArn: string; sessionName?: string }): { allowed: boolean; message: string };
}

/** Clock, permissions and time to live of the local DynamoDB. */
export interface DynamoDbOptions {
  /** Current time in epoch milliseconds, for time to live and request tokens. Real time when left out. */
  now?: () => number;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer;
  /** Milliseconds by the clock between an item's time and its deletion. AWS takes up to days; 0 when left out. */
  timeToLiveLagMs?: number;
}

const TARGET = /^DynamoDB_20120810\.(\w+)$/;

/** The local DynamoDB: made from a graph, registered at the gateway with its `handle`. */
export class DynamoDbService {
  /** Faults set on tables, by physical table name. */
  readonly faults = new Faults();
  /** Direct access for our own tools: no permissions, no faults. */
  readonly database: Database;
  /** Answers of reads as long as they are true, for functions in this process. */
  readonly reads: RememberedReads;
  readonly #operations: TableOperations;
  readonly #iam: Authorizer | undefined;

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly engine: DynaliteEngine,
    private readonly tables: ReadonlyMap<string, TableDefinition>,
    options: DynamoDbOptions,
  ) {
    this.#iam = options.iam;
    const now = options.now ?? Date.now;
    this.#operations = new TableOperations(engine, tables, now, options.timeToLiveLagMs ?? 0);
    this.database = new Database(tables, this.#operations);
    this.reads = new RememberedReads(this.faults, this.#operations);
  }

  /** Creates every declared table, with the items the program declares. Rejects for a table AWS would not create. */
  static async fromGraph(graph: ResourceGraph, options: DynamoDbOptions = {}): Promise<DynamoDbService> {
    const definitions = tableDefinitions(graph);
    const engine = new DynaliteEngine(graph.region, graph.accountId);
    const tables = new Map(definitions.map((definition) => [definition.name, definition]));
    const service = new DynamoDbService(graph, engine, tables, options);
    for (const { name, logicalName, create, items } of definitions) {
      try {
        await engine.createTable(structuredClone(create));
        for (const item of items) await service.#operations.run("PutItem", { TableName: name, Item: item });
      } catch (error) {
        await service.close();
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`Table "${logicalName}" cannot be created: ${reason}`);
      }
    }
    return service;
  }

  /** The stream of a table by the stream's ARN, with its table; undefined when the program declares none such. */
  stream(arn: string): { stream: TableStream; table: TableDefinition } | undefined {
    return this.#operations.capture.all.find(({ stream }) => stream.arn === arn);
  }

  /** What reading a table's stream takes of the table's key. */
  keyPermissionsOf(table: TableDefinition): Permission[] {
    const access: Access = { table: table.name, action: "GetRecords", effect: "read" };
    const { region, accountId } = this.graph;
    return permissionsFor(access, table, region, accountId).slice(1);
  }

  /** Answers one request from the gateway; register it there as `dynamodb`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request);
      const input = parseInput(request.body);
      const accesses = accessesOf(operation, input);
      const names = accesses.map((access) => access.table);
      const fault = await this.faults.meet(names, operation);
      if (fault) return fault;
      this.#authorize(request.principal, operation, accesses);
      return respond(200, await this.#operations.run(operation, withTableNames(operation, input)));
    } catch (error) {
      if (error instanceof DynamoDbError) return respond(error.status, error.toJSON());
      throw error;
    }
  }

  async close(): Promise<void> {
    this.faults.close();
    await this.engine.close();
  }

  #authorize(principal: Principal, operation: string, accesses: readonly Access[]): void {
    if (principal.kind === "administrator" || !this.#iam) return;
    const { roleArn, sessionName } = principal;
    for (const permission of this.#permissions(operation, accesses)) {
      const decision = this.#iam.authorize({ ...permission, roleArn, sessionName });
      if (!decision.allowed) throw new DynamoDbError("AccessDeniedException", decision.message);
    }
  }

  #permissions(operation: string, accesses: readonly Access[]): Permission[] {
    const { region, accountId, partition } = this.graph;
    if (accesses.length === 0) return [{ action: `dynamodb:${operation}`, resource: "*" }];
    return accesses.flatMap((access) => {
      const table = this.tables.get(access.table);
      if (table) return permissionsFor(access, table, region, accountId);
      // Of a table that is not there, AWS tells only who may use a table of that name.
      const resource = `arn:${partition}:dynamodb:${region}:${accountId}:table/${access.table}`;
      return [{ action: `dynamodb:${access.action}`, resource }];
    });
  }
}

function operationOf(request: ServiceRequest): string {
  const operation = TARGET.exec(request.headers["x-amz-target"] ?? "")?.[1];
  if (operation !== undefined && supportedOperations.includes(operation)) return operation;
  const message = `${operation ?? "This request"} is not served by the local DynamoDB. It serves: ${supportedOperations.join(", ")}.`;
  throw new DynamoDbError("UnknownOperationException", message);
}

function parseInput(body: Buffer): Json {
  try {
    const input: unknown = JSON.parse(body.toString("utf8"));
    if (isRecord(input)) return input;
  } catch {
    // Told below: whatever is not a JSON object is refused alike.
  }
  throw new DynamoDbError("SerializationException", "The request body is not a JSON object.");
}

function respond(status: number, body: Json): ServiceResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(body),
  };
}
