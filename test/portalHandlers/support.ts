/** The portal's handlers on the local DynamoDB, asked by the real SDK, with somebody of each role. */
/* eslint-disable no-console -- replaced while a portal is open */
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { TimedChange } from "../../administration/changes";
import { fromAttribute, toAttribute } from "../../handlers/portal/attributes";
import type { MetricsClient } from "../../handlers/portal/board";
import type { PortalEvent } from "../../handlers/portal/portalEvent";
import type { ChangeTables } from "../../handlers/portal/writeChanges";
import { portalChangesFactory } from "../../handlers/portalChanges";
import { portalSpeechFactory, type VoiceClient } from "../../handlers/portalSpeech";
import { portalStateFactory } from "../../handlers/portalState";
import { GraphBuilder } from "../support/graphs";
import { LocalDynamoDb } from "../support/localDynamodb";

export const ENVIRONMENT = {
  SETTINGS_TABLE: "settings",
  HISTORY_TABLE: "history",
  HISTORY_DAYS: "400",
  INSTANCE_ID: "instance-1",
  USER_POOL_CLIENT_ID: "client-1",
};

const key = (name: string, type = "S") => ({ name, type });

const graph = new GraphBuilder()
  .table("settings", { hashKey: "scope", attributes: [key("scope")] })
  .table("history", { hashKey: "scope", rangeKey: "version", attributes: [key("scope"), key("version", "N")] });

const ARN = "arn:aws:connect:us-east-1:123456789012:instance/instance-1";

export const CATALOGUE = {
  scope: "catalog",
  queues: ["Support", "Sales", "Billing"].map((name) => ({ name, arn: `${ARN}/queue/id-${name}`, id: `id-${name}` })),
  languages: ["en-US", "es-US"],
  voices: { "en-US": "Joanna", "es-US": "Lupe" },
  timeZone: "America/New_York",
};

/** Claims of an access token, as API Gateway hands them on. */
export function claims(group: string | undefined, now: number, username = group ?? "nobody"): Record<string, unknown> {
  return {
    sub: "11111111-2222-3333-4444-555555555555",
    username,
    client_id: "client-1",
    token_use: "access",
    scope: "openid",
    exp: `${Math.floor(now / 1_000) + 3_600}`,
    ...(group === undefined ? {} : { "cognito:groups": `[${group}]` }),
  };
}

/** An answer with its body read. */
export interface Answer {
  status: number;
  // What answers hold differs by route; tests look at single members.
  body: Record<string, unknown> & { error?: { code: string; message: string } };
}

/** State of a scope as it is answered. */
export interface StateAnswer {
  version: number;
  changes: TimedChange[];
  inForce: Record<string, unknown>;
}

/** What Amazon Connect and Amazon Polly say unless a test says otherwise: nothing. */
const SILENT: MetricsClient & VoiceClient = {
  getCurrentMetricData: async () => ({ MetricResults: [] }),
  getMetricDataV2: async () => ({ MetricResults: [] }),
  synthesizeSpeech: async () => ({ AudioStream: { transformToByteArray: async () => new Uint8Array([1, 2, 3]) } }),
};

/** One portal with its own tables. */
export class Portal {
  now = Date.parse("2026-03-04T12:00:00Z");
  /** What handlers have printed. */
  readonly lines: string[] = [];
  /** Runs before each request of a table; may throw or wait. */
  before: (operation: string) => void | Promise<void> = () => undefined;
  /** Runs after each transaction that was written; may throw. */
  after: () => void = () => undefined;
  services = { ...SILENT };
  /** Several people ask at once: what is printed is caught for as long as the portal is open. */
  private readonly print = console.log;

  private constructor(
    private readonly dynamo: LocalDynamoDb,
    readonly client: DynamoDBClient,
  ) {}

  static async open(): Promise<Portal> {
    const dynamo = await LocalDynamoDb.start();
    const portal = new Portal(dynamo, await dynamo.open(graph));
    console.log = (...parts: unknown[]) => void portal.lines.push(parts.join(" "));
    await portal.put("settings", CATALOGUE);
    return portal;
  }

  close(): Promise<void> {
    console.log = this.print;
    return this.dynamo.close();
  }

  /** The tables, as a container has them. */
  readonly tables: ChangeTables = {
    getItem: async (input) => (await this.before("getItem"), this.client.send(new GetItemCommand(input))),
    batchGetItem: async (input) => (
      await this.before("batchGetItem"),
      this.client.send(new BatchGetItemCommand(input))
    ),
    query: async (input) => (await this.before("query"), this.client.send(new QueryCommand(input))),
    transactWriteItems: async (input) => {
      await this.before("transactWriteItems");
      const answer = await this.client.send(new TransactWriteItemsCommand(input));
      this.after();
      return answer;
    },
  };

  /** Fresh containers of the three handlers. */
  containers() {
    const parts = { tables: this.tables, now: () => this.now };
    const services = this.services;
    return {
      state: portalStateFactory({ ...parts, contacts: services }),
      changes: portalChangesFactory(parts),
      speech: portalSpeechFactory({ ...parts, voices: services }),
    };
  }

  /** Asks the handler of a path. @param containers whose; fresh ones unless given */
  async ask(
    method: string,
    path: string,
    { user = claims("operator", this.now), body, query, containers = this.containers() }: Request = {},
  ): Promise<Answer> {
    const event: PortalEvent = {
      rawPath: path,
      headers: { "content-type": "application/json" },
      requestContext: {
        http: { method, sourceIp: "192.0.2.1" },
        ...(user === null ? {} : { authorizer: { jwt: { claims: user } } }),
      },
      ...(query ? { queryStringParameters: query } : {}),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    };
    const handler =
      path === "/api/speech" ? containers.speech : method === "POST" ? containers.changes : containers.state;
    const result = await handler(event);
    return { status: result.statusCode, body: JSON.parse(result.body) as Answer["body"] };
  }

  /** Sets something. */
  set(scope: string, version: number, change: object, user = claims("operator", this.now)): Promise<Answer> {
    return this.ask("POST", "/api/changes", { user, body: { scope, version, change: { why: "tried", ...change } } });
  }

  /** Takes a write back. */
  undo(scope: string, version: number, undo: number, user = claims("operator", this.now)): Promise<Answer> {
    return this.ask("POST", "/api/undo", { user, body: { scope, version, undo, why: "mistake" } });
  }

  /** What is set in a scope. */
  async state(scope: string): Promise<StateAnswer> {
    const { body } = await this.ask("GET", "/api/state");
    const scopes = body.scopes as Record<string, StateAnswer>;
    return scopes[scope] ?? { version: -1, changes: [], inForce: {} };
  }

  /** Rows of a scope's history, the oldest first. */
  async history(scope: string): Promise<Record<string, unknown>[]> {
    const input = {
      TableName: "history",
      KeyConditionExpression: "#scope = :scope",
      ExpressionAttributeNames: { "#scope": "scope" },
      ExpressionAttributeValues: { ":scope": { S: scope } },
    };
    const { Items = [] } = await this.client.send(new QueryCommand(input));
    return Items.map((item) => fromAttribute({ M: item }) as Record<string, unknown>);
  }

  /** Writes a row by hand. */
  async put(table: string, row: object): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: table, Item: toAttribute(row).M ?? {} }));
  }

  /** Removes a row of the settings by hand. */
  async remove(scope: string): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: "settings", Key: { scope: { S: scope } } }));
  }
}

/** What differs from one request to another. */
export interface Request {
  /** Claims; null: no token at all. */
  user?: Record<string, unknown> | null;
  body?: object | string;
  query?: Record<string, string>;
  containers?: ReturnType<Portal["containers"]>;
}
