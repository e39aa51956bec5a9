/** Puts customers and orders into the tables of a local centre: the user's own from a file, or the samples. */
import type { LocalCenter } from "../center";
import { importCustomers } from "../data/importCustomers";
import type { Customer, Order } from "../data/customer";
import { storedPin } from "../data/pin";

/** What was put in, and who can call to try it. */
export interface Seeded {
  customers: number;
  orders: number;
  /** Number of a customer whose newest open order can still be changed, or else of the first customer. */
  caller: string | undefined;
  /** That caller's PIN; "" when there is none. */
  pin: string;
  /** Keys of that order, if there is one. */
  order: { customerId: string; orderId: string } | undefined;
}

/** Reads a user's own customers. @throws Error that lists every wrong row, or says why the file cannot be read */
export async function readCustomers(file: string): Promise<Customer[]> {
  try {
    return await importCustomers(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = UNREADABLE[code];
    throw reason === undefined ? error : new Error(`--customers ${file} cannot be read: ${reason}.`);
  }
}

const UNREADABLE: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory, not a file",
  EACCES: "this user may not read it",
};

/** Stores all customers and their orders. @throws Error naming what cannot be stored */
export async function seed(center: LocalCenter, customers: Customer[]): Promise<Seeded> {
  const customersTable = needed(center, "customersTable");
  const ordersTable = needed(center, "ordersTable");
  const orders = customers.flatMap(({ customerId, orders }) => orders.map((order) => ({ customerId, ...order })));
  const rows = customers.map(async ({ phoneNumber, customerId, firstName, lastName, pin, email }) => {
    return { phoneNumber, customerId, firstName, lastName, ...(email !== "" && { email }), ...(await storedPin(pin)) };
  });
  await center.database.putAll(customersTable, await Promise.all(rows));
  await center.database.putAll(ordersTable, orders);
  return { customers: customers.length, orders: orders.length, ...whoCanCall(customers) };
}

function whoCanCall(customers: Customer[]): Pick<Seeded, "caller" | "pin" | "order"> {
  const newest = newestOpenOrders(customers);
  for (const { phoneNumber, customerId, pin } of customers) {
    const order = newest.get(customerId);
    if (order?.status === "placed" || order?.status === "packed") {
      return { caller: phoneNumber, pin, order: { customerId, orderId: order.orderId } };
    }
  }
  const [first] = customers;
  return { caller: first?.phoneNumber, pin: first?.pin ?? "", order: undefined };
}

/** By customer, whichever of the customer's numbers the order was given with. */
function newestOpenOrders(customers: Customer[]): Map<string, Order> {
  const newest = new Map<string, Order>();
  for (const { customerId, orders } of customers) {
    for (const order of orders.filter(({ status }) => status !== "delivered" && status !== "cancelled")) {
      const known = newest.get(customerId);
      if (known === undefined || known.placedAt < order.placedAt) {
        newest.set(customerId, order);
      }
    }
  }
  return newest;
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
