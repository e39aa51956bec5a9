/** DynamoDB for handler tests: the three tables in memory, directly or behind a small HTTP server that can misbehave. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type {
  GetItemInput,
  GetItemOutput,
  QueryInput,
  QueryOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from "@aws-sdk/client-dynamodb";
import type { Item, TableClient } from "../../handlers/connectHandler";

/** The tables' names, as the handlers' environment has them. */
export const tableEnvironment = {
  CUSTOMERS_TABLE: "customers-table",
  ORDERS_TABLE: "orders-table",
  SETTINGS_TABLE: "settings-table",
  SURVEYS_TABLE: "surveys-table",
  TIME_ZONE: "America/New_York",
  OPENING_HOURS: JSON.stringify({
    zone: "America/New_York",
    week: [["12345", "09:00", "17:00"]],
    dates: [["2026-12-25", "2026-12-26", []]],
  }),
};

const condition = "#status IN (:placed, :packed) AND NOT lastChangeId = :id";
const change = "SET #changed = :value, lastChangeId = :id, changedAt = :now";

/** A plain item as DynamoDB attributes: text as S, numbers as N, booleans as BOOL. */
export function item(values: Record<string, string | number | boolean>): Item {
  const entries = Object.entries(values).map(([name, value]): [string, Item[string]] => {
    if (typeof value === "number") return [name, { N: String(value) }];
    return [name, typeof value === "boolean" ? { BOOL: value } : { S: value }];
  });
  return Object.fromEntries(entries);
}

function refuse(name: string, more: object = {}): never {
  throw Object.assign(new Error(name), { name, ...more });
}

/** What a write of a PIN's tries asks for and does, by its condition and its update. */
const pinWrites: Record<string, { allowed(row: Item, values: Item): boolean; write(row: Item, values: Item): void }> = {
  ["attribute_exists(pinHash) AND (attribute_not_exists(pinFailures) OR pinFailures < :most); " +
  "SET pinFailures = if_not_exists(pinFailures, :none) + :one, pinLockedUntil = :until"]: {
    allowed: (row, values) => !!row.pinHash && Number(row.pinFailures?.N ?? 0) < Number(values[":most"]?.N),
    write: (row, values) => {
      row.pinFailures = { N: String(Number(row.pinFailures?.N ?? 0) + 1) };
      Object.assign(row, { pinLockedUntil: values[":until"] });
    },
  },
  "pinLockedUntil = :lapsed; SET pinFailures = :one, pinLockedUntil = :until": {
    allowed: (row, values) => row.pinLockedUntil?.S === values[":lapsed"]?.S,
    write: (row, values) => Object.assign(row, { pinFailures: values[":one"], pinLockedUntil: values[":until"] }),
  },
  "attribute_exists(pinHash); SET pinFailures = :none REMOVE pinLockedUntil": {
    allowed: (row) => !!row.pinHash,
    write: (row, values) => {
      Object.assign(row, { pinFailures: values[":none"] });
      delete row.pinLockedUntil;
    },
  },
};

/** The three tables in memory, with DynamoDB's rules for what the handlers ask. Everything else is an error. */
export class FakeTables implements TableClient {
  customers = new Map<string, Item>();
  settings = new Map<string, Item>();
  surveys = new Map<string, Item>();
  /** Any order; a query sorts them by placedAt. */
  orders: Item[] = [];
  /** Every request, in order. */
  requests: { operation: "getItem" | "query" | "updateItem"; input: object }[] = [];
  /** Number of writes that changed something. */
  writes = 0;
  /** Runs before each request; may throw or wait. */
  before: () => void | Promise<void> = () => undefined;

  async getItem(input: GetItemInput): Promise<GetItemOutput> {
    this.requests.push({ operation: "getItem", input });
    await this.before();
    const customer = input.Key?.phoneNumber?.S;
    const scope = input.Key?.scope?.S;
    if (input.TableName === tableEnvironment.CUSTOMERS_TABLE && customer) return found(this.customers.get(customer));
    if (input.TableName === tableEnvironment.SETTINGS_TABLE && scope) return found(this.settings.get(scope));
    return refuse("ResourceNotFoundException");
  }

  async query(input: QueryInput): Promise<QueryOutput> {
    this.requests.push({ operation: "query", input });
    await this.before();
    const customerId = input.ExpressionAttributeValues?.[":id"]?.S;
    if (input.TableName !== tableEnvironment.ORDERS_TABLE || input.IndexName !== "byPlacedAt") {
      return refuse("ResourceNotFoundException");
    }
    if (!customerId || input.KeyConditionExpression !== "customerId = :id" || input.ScanIndexForward !== false) {
      return refuse("ValidationException");
    }
    const own = this.orders.filter((order) => order.customerId?.S === customerId && order.placedAt?.S);
    own.sort((a, b) => ((a.placedAt?.S ?? "") < (b.placedAt?.S ?? "") ? 1 : -1));
    return { Items: own.slice(0, input.Limit) };
  }

  async updateItem(input: UpdateItemInput): Promise<UpdateItemOutput> {
    this.requests.push({ operation: "updateItem", input });
    await this.before();
    if (input.TableName === tableEnvironment.SURVEYS_TABLE) return this.saveSurvey(input);
    const { customerId, orderId, phoneNumber } = input.Key ?? {};
    if (input.TableName === tableEnvironment.CUSTOMERS_TABLE && phoneNumber?.S) return this.pin(phoneNumber.S, input);
    if (input.TableName !== tableEnvironment.ORDERS_TABLE) return refuse("ResourceNotFoundException");
    if (!customerId?.S || !orderId?.S) return refuse("ValidationException");
    if (input.ConditionExpression !== condition || input.UpdateExpression !== change) refuse("ValidationException");
    const order = this.order(customerId.S, orderId.S);
    const values = input.ExpressionAttributeValues ?? {};
    const changeable = [values[":placed"]?.S, values[":packed"]?.S].includes(order?.status?.S ?? "");
    if (!order || !changeable || order.lastChangeId?.S === values[":id"]?.S) {
      const returned = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? order : undefined;
      return refuse("ConditionalCheckFailedException", returned ? { Item: returned } : {});
    }
    const changed = input.ExpressionAttributeNames?.["#changed"];
    if (!changed) return refuse("ValidationException");
    Object.assign(order, { [changed]: values[":value"], lastChangeId: values[":id"], changedAt: values[":now"] });
    this.writes += 1;
    return { Attributes: { ...order } };
  }

  private saveSurvey({
    Key,
    ConditionExpression,
    ExpressionAttributeValues: values = {},
  }: UpdateItemInput): UpdateItemOutput {
    const id = Key?.id?.S;
    const once = "attribute_not_exists(id) OR (score = :score AND #through = :through)";
    if (!id || ConditionExpression !== once) return refuse("ValidationException");
    const row = this.surveys.get(id);
    const same = row?.score?.N === values[":score"]?.N && row?.through?.S === values[":through"]?.S;
    if (row && !same) return refuse("ConditionalCheckFailedException");
    this.surveys.set(id, { score: values[":score"] ?? { N: "" }, through: values[":through"] ?? { S: "" } });
    this.writes += 1;
    return { ConsumedCapacity: { TableName: tableEnvironment.SURVEYS_TABLE } };
  }

  /** The three writes that count tries of a PIN. */
  private pin(phoneNumber: string, input: UpdateItemInput): UpdateItemOutput {
    const customer = this.customers.get(phoneNumber);
    const values = input.ExpressionAttributeValues ?? {};
    const change = pinWrites[`${input.ConditionExpression}; ${input.UpdateExpression}`];
    if (!change) return refuse("ValidationException");
    if (!customer || !change.allowed(customer, values)) {
      const returned = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? customer : undefined;
      return refuse("ConditionalCheckFailedException", returned ? { Item: { ...returned } } : {});
    }
    change.write(customer, values);
    return { Attributes: { ...customer } };
  }

  /** The order with this key. */
  order(customerId: string, orderId: string): Item | undefined {
    return this.orders.find((order) => order.customerId?.S === customerId && order.orderId?.S === orderId);
  }
}

function found(row: Item | undefined): GetItemOutput {
  return row ? { Item: row } : {};
}

/** How the server treats a request. `lostAnswer` does what was asked and then resets the connection. */
export type Fault =
  | "none"
  | "throttle"
  | "hang"
  | "reset"
  | "lostAnswer"
  | "error500"
  | "truncated"
  | "garbage"
  | "halfAnswer"
  | "trickle";

/** {@link FakeTables} behind HTTP on the loopback interface, speaking DynamoDB's JSON protocol. */
export class FakeDynamo {
  readonly tables = new FakeTables();
  /** Decides on each request; the argument counts from 1 since the last {@link reset}. */
  fault: (attempt: number) => Fault = () => "none";
  /** Requests since the last {@link reset}, retries counted. */
  attempts = 0;
  /** Connections opened since the start. */
  connections = 0;

  private constructor(private readonly server: Server) {
    server.on("connection", () => (this.connections += 1));
    server.on("request", (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response));
  }

  static async start(): Promise<FakeDynamo> {
    const server = createServer();
    const fake = new FakeDynamo(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Empties the tables, forgets the requests and behaves again. */
  reset(): void {
    Object.assign(this.tables, new FakeTables());
    this.fault = () => "none";
    this.attempts = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const fault = this.fault((this.attempts += 1));
    if (fault === "hang") return;
    if (fault === "reset") return void request.socket.resetAndDestroy();
    if (fault === "throttle") return send(response, 400, { __type: "ns#ProvisionedThroughputExceededException" });
    if (fault === "error500") return send(response, 500, { __type: "ns#InternalServerError" });
    const operation = String(request.headers["x-amz-target"]).split(".")[1];
    const { status, answer } = await this.run(operation, JSON.parse(Buffer.concat(parts).toString()));
    if (fault === "lostAnswer") return void request.socket.resetAndDestroy();
    if (fault === "garbage") return sendText(response, status, "<html>not DynamoDB</html>");
    if (fault === "truncated") return sendText(response, status, JSON.stringify(answer).slice(0, -3));
    if (fault === "halfAnswer" || fault === "trickle") return this.stall(fault, response);
    send(response, status, answer);
  }

  private async run(operation: string | undefined, input: object): Promise<{ status: number; answer: object }> {
    try {
      if (operation === "GetItem") return { status: 200, answer: await this.tables.getItem(input as GetItemInput) };
      if (operation === "Query") return { status: 200, answer: await this.tables.query(input as QueryInput) };
      if (operation === "UpdateItem") {
        return { status: 200, answer: await this.tables.updateItem(input as UpdateItemInput) };
      }
      return { status: 400, answer: { __type: "ns#UnknownOperationException" } };
    } catch (error) {
      const { name, Item } = error as Error & { Item?: Item };
      return { status: 400, answer: { __type: `ns#${name}`, message: name, Item } };
    }
  }

  /** Begins an answer that never ends: silent, or one byte every 100 ms. */
  private stall(fault: Fault, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0", "content-length": 100_000 });
    response.write('{"Item":');
    if (fault === "halfAnswer") return;
    const drip = setInterval(() => response.write(" "), 100);
    response.on("close", () => clearInterval(drip));
  }
}

function send(response: ServerResponse, status: number, answer: object): void {
  sendText(response, status, JSON.stringify(answer));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(text);
}
