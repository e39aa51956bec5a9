/**
 * Runs single DynamoDB operations on dynalite, in this process: dynalite's own validation and actions, without its HTTP
 * server, so the gateway is the only port and our tools need no socket.
 */
import { createRequire } from "node:module";
import { DynamoDbError } from "./dynamoDbError";

/** Input or output of an operation. */
export type Json = Record<string, unknown>;

interface Store {
  tableDb: { awsRegion: string; awsAccountId: string };
  db: { close(done: (error?: Error) => void): void };
}

interface Failure extends Error {
  statusCode?: number;
  body?: { __type?: string; message?: string; Message?: string };
}

type Action = (store: Store, input: Json, done: (error: Failure | null, output?: Json) => void) => void;

interface Validation {
  types: Json;
  custom: unknown;
}

interface Validations {
  checkTypes(input: Json, types: Json): Json;
  checkValidations(input: Json, types: Json, custom: unknown, store: Store): void;
}

interface Operation {
  action: Action;
  validation: Validation;
}

const load = createRequire(__filename);
const validations = load("dynalite/validations") as Validations;
const { create } = load("dynalite/db") as { create(options: Record<string, number>): Store };

const operations = new Map<string, Operation>();

function operationNamed(name: string): Operation {
  const known = operations.get(name);
  if (known) return known;
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const operation: Operation = {
    action: load(`dynalite/actions/${file}`) as Action,
    validation: load(`dynalite/validations/${file}`) as Validation,
  };
  operations.set(name, operation);
  return operation;
}

/** The API's error for one of dynalite's; anything else is passed on as it is. */
function toApiError(error: unknown): unknown {
  const { statusCode, body } = (error ?? {}) as Failure;
  if (statusCode === undefined || body === undefined) return error;
  const code = body.__type?.split("#").at(-1) ?? "InternalServerError";
  return new DynamoDbError(code, body.message ?? body.Message ?? "", statusCode);
}

/** One dynalite store in memory. */
export class DynaliteEngine {
  readonly #store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  constructor(region: string, accountId: string) {
    this.#store.tableDb.awsRegion = region;
    this.#store.tableDb.awsAccountId = accountId;
  }

  /**
   * The input as dynalite takes it, checked for everything that can be told without data: types, limits, expressions.
   * @throws DynamoDbError ValidationException or SerializationException.
   */
  check(operation: string, input: Json): Json {
    const { types, custom } = operationNamed(operation).validation;
    try {
      const checked = validations.checkTypes(input, types);
      validations.checkValidations(checked, types, custom, this.#store);
      return checked;
    } catch (error) {
      throw toApiError(error);
    }
  }

  /** Runs an input that was checked. Rejects with a DynamoDbError as DynamoDB would answer. */
  runChecked(operation: string, checked: Json): Promise<Json> {
    const { action } = operationNamed(operation);
    return new Promise((resolve, reject) => {
      action(this.#store, checked, (error, output) => (error ? reject(toApiError(error)) : resolve(output ?? {})));
    });
  }

  /** Checks and runs one operation. The input is consumed: dynalite removes members it does not know. */
  async run(operation: string, input: Json): Promise<Json> {
    return this.runChecked(operation, this.check(operation, input));
  }

  /** Creates a table and waits until it can be used. */
  async createTable(input: Json): Promise<void> {
    await this.run("CreateTable", input);
    for (;;) {
      const { Table } = (await this.run("DescribeTable", { TableName: input["TableName"] })) as { Table?: Json };
      if (Table?.["TableStatus"] === "ACTIVE") return;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#store.db.close((error) => (error ? reject(error) : resolve())));
  }
}
