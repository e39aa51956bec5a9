/** The architecture advanced on this machine, with customers to fill its tables and what is in them afterwards. */
import { LocalCenter, type CenterOptions } from "../../local/center";
import type { Order } from "../../local/data/customer";
import { storedPin } from "../../local/data/pin";
import type { ResourceGraph } from "../../local/engine/graph";
import { START } from "../support/connectGraph";
import { evaluated, NO_ANALYTICS } from "../support/evaluated";

/** What the stack dev is deployed with here, whatever its file says. */
export const SETTINGS = {
  ...NO_ANALYTICS,
  architecture: "advanced",
  slack: "true",
  survey: "false",
  timeZone: "America/Los_Angeles",
  routingProfiles: JSON.stringify([
    { name: "everyone", chats: 2, tasks: 1, queues: [{ queue: "support" }, { queue: "sales" }] },
  ]),
};

/** The PIN of every customer. */
export const PIN = "2468";

type Row = Readonly<Record<string, unknown>>;

/** What is in a table, by a key of each row. */
export type Rows = Readonly<Record<string, Row>>;

/** A customer of the tests. */
export interface Customer {
  readonly phoneNumber: string;
  readonly customerId: string;
}

/** The order every customer has, for the tenth of March 2026. */
const ORDER: Order = {
  orderId: "O-1",
  item: "a desk lamp",
  status: "placed",
  deliveryDay: "2026-03-10",
  placedAt: "2026-03-02T10:00:00.000Z",
};

/** The graph of the architecture, evaluated once. */
export function advancedGraph(): Promise<ResourceGraph> {
  return evaluated("dev", SETTINGS);
}

/** Starts it; time begins at {@link START}, a Tuesday morning, and handlers run in this process. */
export async function startAdvanced(options: CenterOptions = {}, graph?: ResourceGraph): Promise<LocalCenter> {
  return LocalCenter.fromGraph(graph ?? (await advancedGraph()), {
    startAt: START,
    handlers: "inProcess",
    ...options,
  });
}

/** Adds an agent who takes whatever comes at once and stays until told otherwise. */
export function addAgent(center: LocalCenter, username: string): void {
  const behaviour = { answerAfterSeconds: 0, talkSeconds: Infinity, afterContactWorkSeconds: 0 };
  center.connect.addAgent({ username, ...behaviour }).goOnline();
}

/** Makes customers with {@link PIN} and one order each; the same order for all of them. */
export class Customers {
  private readonly pin = storedPin(PIN);
  private count = 0;

  constructor(private readonly center: LocalCenter) {}

  /** A customer nobody has served before, with orders besides the usual one if need be. */
  async fresh(...others: Order[]): Promise<Customer> {
    const number = ++this.count;
    const customerId = `C-${number}`;
    const phoneNumber = `+12065550${100 + number}`;
    const { database } = this.center;
    const name = { firstName: "Alex", lastName: "Sample" };
    await database.put(tableOf(this.center, "customersTable"), {
      phoneNumber,
      customerId,
      ...name,
      ...(await this.pin),
    });
    const orders = [ORDER, ...others].map((order) => ({ customerId, ...order }));
    await database.putAll(tableOf(this.center, "ordersTable"), orders);
    return { phoneNumber, customerId };
  }

  /** What is in the table of customers, by number. */
  customers(): Promise<Rows> {
    return rowsOf(this.center, "customersTable", ({ phoneNumber }) => String(phoneNumber));
  }

  /** What is in the table of orders, by customer and order. */
  orders(): Promise<Rows> {
    return rowsOf(this.center, "ordersTable", ({ customerId, orderId }) => `${customerId}/${orderId}`);
  }
}

/** Name of a table by the stack's output. @throws Error when the stack has no such output */
export function tableOf(center: LocalCenter, output: string): string {
  const name = center.table(output);
  if (name === undefined) throw new Error(`The stack has no output ${output}.`);
  return name;
}

async function rowsOf(center: LocalCenter, output: string, keyOf: (row: Row) => string): Promise<Rows> {
  const rows = await center.database.scan(tableOf(center, output));
  return Object.fromEntries(rows.map((row) => [keyOf(row), row]));
}

/** The rows that two readings of a table differ in, as they are in the second. */
export function changed(before: Rows, after: Rows): Rows {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(differing.map((key) => [key, after[key] ?? {}]));
}
