/** A centre brought up from this very program, with tables to fill and calls to play. */
import type { TimedChange } from "../../administration/changes";
import type { Scope } from "../../administration/scopes";
import { LocalCenter, type CenterOptions } from "../../local/center";
import type { Call } from "../../local/connect";
import type { Order } from "../../local/data/customer";
import type { ServiceAnswer, ServiceRequest } from "../../local/gateway";
import { START } from "./connectGraph";
import { evaluated } from "./evaluated";
import { clearChanges, setChanges } from "./portalChanges";

/** One row of the orders table. */
export type OrderRow = Order & { customerId: string };

/** A request a function sent to DynamoDB. */
export interface TableRequest {
  operation: string;
  /** Physical name of the table. */
  table: string;
}

/** A centre for tests. Time begins at {@link START}, a Tuesday morning. */
export class RunningCenter {
  /** What functions asked of the tables, in order. */
  readonly requests: TableRequest[] = [];
  /** Access keys of the containers that were started. */
  readonly accessKeys: string[] = [];
  /** Stands before DynamoDB where a test gives one. */
  intercept: ((request: TableRequest, pass: () => Promise<ServiceAnswer>) => Promise<ServiceAnswer>) | undefined;

  private constructor(readonly center: LocalCenter) {
    const { dynamodb, gateway } = center;
    const handle = dynamodb.handle.bind(dynamodb);
    dynamodb.handle = (wire) => {
      const request = tableRequest(wire);
      this.requests.push(request);
      const pass = () => handle(wire);
      return this.intercept ? this.intercept(request, pass) : pass();
    };
    const issue = gateway.issueCredentials.bind(gateway);
    gateway.issueCredentials = (session) => {
      const credentials = issue(session);
      this.accessKeys.push(credentials.accessKeyId);
      return credentials;
    };
  }

  /** Brings up the stack dev, with settings that override its own. */
  static async start(config: Record<string, string> = {}, options: CenterOptions = {}): Promise<RunningCenter> {
    const graph = await evaluated("dev", { architecture: "basic", ...config });
    return new RunningCenter(await LocalCenter.fromGraph(graph, { startAt: START, ...options }));
  }

  /** One in which nothing asks but callers: without the check that asks for the settings every five minutes. */
  static async ofCallersAlone(): Promise<RunningCenter> {
    const graph = await evaluated("dev", { architecture: "basic" });
    const resources = graph.resources.filter(({ type }) => type !== "aws:scheduler/schedule:Schedule");
    return new RunningCenter(await LocalCenter.fromGraph({ ...graph, resources }, { startAt: START }));
  }

  /** Physical name of a table. */
  table(name: "customers" | "orders" | "settings"): string {
    return this.center.table(`${name}Table`) ?? `the stack has no output ${name}Table`;
  }

  /** A customer with orders; they replace rows of the same keys. */
  async customer(phoneNumber: string, customerId: string, firstName: string, orders: Order[] = []): Promise<void> {
    const { database } = this.center;
    await database.put(this.table("customers"), { phoneNumber, customerId, firstName, lastName: "Sample" });
    const rows = orders.map((order) => ({ customerId, ...order }));
    await database.putAll(this.table("orders"), rows);
  }

  order(customerId: string, orderId: string): Promise<unknown> {
    return this.center.database.get(this.table("orders"), { customerId, orderId });
  }

  /** What is set for `center` or `queue/<name>`. Functions read it once what they kept of it is old. */
  async setting(scope: Scope, ...changes: TimedChange[]): Promise<void> {
    await setChanges(this.center, scope, ...changes);
    await this.seconds(10);
  }

  /** Takes back a row of the settings table. */
  async noSetting(scope: Scope): Promise<void> {
    await clearChanges(this.center, scope);
    await this.seconds(10);
  }

  /** Dials and presses keys, each when the centre has done what it can do without the caller. */
  async call(from: string, ...keys: string[]): Promise<Call> {
    const call = this.center.connect.dial({ from });
    await call.settled();
    for (const key of keys) await this.press(call, key);
    return call;
  }

  async press(call: Call, key: string): Promise<void> {
    call.press(key);
    await call.settled();
  }

  /** Lets virtual seconds pass. */
  seconds(count: number): Promise<void> {
    return this.center.clock.advance(count * 1_000);
  }

  close(): Promise<void> {
    return this.center.close();
  }
}

function tableRequest({ headers, body }: ServiceRequest): TableRequest {
  const { TableName } = JSON.parse(body.toString("utf8")) as { TableName?: string };
  return { operation: (headers["x-amz-target"] ?? "").split(".")[1] ?? "", table: TableName ?? "" };
}

/** An order placed the day before {@link START}, for the tenth of March 2026. */
export function order(orderId: string, more: Partial<Order> = {}): Order {
  return {
    orderId,
    item: "a desk lamp",
    status: "placed",
    deliveryDay: "2026-03-10",
    placedAt: "2026-03-02T10:00:00.000Z",
    ...more,
  };
}
