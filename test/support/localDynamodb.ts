/** A local DynamoDB behind a gateway, with the tables the tests use, asked by the real AWS SDK. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDbService } from "../../local/dynamodb/dynamoDbService";
import { Gateway, type Credentials } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { ACCOUNT, REGION, type GraphBuilder } from "./graphs";

export const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

/** What the clock shows when a test begins. */
export const start = Date.parse("2026-03-02T09:00:00Z");

export const orders = {
  hashKey: "customerId",
  rangeKey: "orderId",
  attributes: [
    { name: "customerId", type: "S" },
    { name: "orderId", type: "S" },
    { name: "placedAt", type: "S" },
    { name: "status", type: "S" },
  ],
  localSecondaryIndexes: [{ name: "byPlacedAt", rangeKey: "placedAt", projectionType: "ALL" }],
  globalSecondaryIndexes: [
    { name: "byStatus", hashKey: "status", projectionType: "INCLUDE", nonKeyAttributes: ["item"] },
  ],
};

export const settings = {
  hashKey: "scope",
  attributes: [{ name: "scope", type: "S" }],
  ttl: { attributeName: "expiresAt", enabled: true },
  pointInTimeRecovery: { enabled: true },
};

export function order(orderId: string, placedAt: string, status = "placed"): Record<string, string> {
  return { customerId: "c-1", orderId, placedAt, status, item: "kettle" };
}

/** A failure of `work`; it must fail. */
export async function failure(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("This was expected to fail.");
}

/** One gateway with one DynamoDB; `now` is its clock. */
export class LocalDynamoDb {
  now = start;
  readonly #clients: DynamoDBClient[] = [];
  #service: DynamoDbService | undefined;

  private constructor(readonly gateway: Gateway) {}

  static async start(): Promise<LocalDynamoDb> {
    return new LocalDynamoDb(await Gateway.start());
  }

  get service(): DynamoDbService {
    if (!this.#service) throw new Error("Open a graph first.");
    return this.#service;
  }

  /** Creates the graph's tables and gives a client with the administrator's key. */
  async open(graph: GraphBuilder): Promise<DynamoDBClient> {
    const built = graph.build();
    const service = await DynamoDbService.fromGraph(built, { now: () => this.now, iam: IamService.fromGraph(built) });
    this.#service = service;
    this.gateway.register("dynamodb", (request) => service.handle(request));
    return this.clientFor(this.gateway.administrator);
  }

  /** A client that does not retry unless told to. */
  clientFor(credentials: Credentials, maxAttempts = 1): DynamoDBClient {
    const client = new DynamoDBClient({ endpoint: this.gateway.url, region: REGION, credentials, maxAttempts });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.gateway.close();
    await this.#service?.close();
  }
}
