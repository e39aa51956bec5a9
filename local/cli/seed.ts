/** Puts customers and orders into the tables of a local centre: the user's own from a file, or the samples. */
import type { LocalCenter } from "../center";
import { importCustomers } from "../data/importCustomers";
import type { Customer } from "../data/customer";
import { sampleCustomers } from "../data/sampleData";

/** What was put in, and who can call to try it. */
export interface Seeded {
  customers: number;
  orders: number;
  /** Number of a customer with an order that can still be changed, if there is one. */
  caller: string | undefined;
  /** Keys of that order. */
  order: { customerId: string; orderId: string } | undefined;
}

/** Reads the file, or takes the samples. @throws Error that lists every wrong row, before anything is stored. */
export async function readCustomers(file: string | undefined, now: Date): Promise<Customer[]> {
  return file === undefined ? sampleCustomers(now) : importCustomers(file);
}

/** Stores all customers and orders, or, when one cannot be stored, none. */
export async function seed(center: LocalCenter, customers: Customer[]): Promise<Seeded> {
  const customersTable = needed(center, "customersTable");
  const ordersTable = needed(center, "ordersTable");
  const orders = customers.flatMap(({ customerId, orders }) => orders.map((order) => ({ customerId, ...order })));
  await center.database.putAll(
    customersTable,
    customers.map(({ phoneNumber, customerId, firstName, lastName }) => ({
      phoneNumber,
      customerId,
      firstName,
      lastName,
    })),
  );
  await center.database.putAll(ordersTable, orders);
  return { customers: customers.length, orders: orders.length, ...whoCanCall(customers) };
}

function whoCanCall(customers: Customer[]): Pick<Seeded, "caller" | "order"> {
  for (const { phoneNumber, customerId, orders } of customers) {
    const [newest] = orders
      .filter(({ status }) => status !== "delivered" && status !== "cancelled")
      .sort((left, right) => right.placedAt.localeCompare(left.placedAt));
    if (newest && (newest.status === "placed" || newest.status === "packed")) {
      return { caller: phoneNumber, order: { customerId, orderId: newest.orderId } };
    }
  }
  return { caller: undefined, order: undefined };
}

function needed(center: LocalCenter, output: string): string {
  const table = center.table(output);
  if (table === undefined) {
    throw new Error(
      `Stack ${center.graph.stack} has no output ${output}: customers and orders come with the architecture basic.`,
    );
  }
  return table;
}
