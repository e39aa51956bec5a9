/** Collects customers and orders, value by value, and every mistake in them. */
import { customerFields, orderFields, orderStatuses, type Customer, type FieldRule, type Order } from "./customer";
import type { MistakeList } from "./mistakes";

/** Values by column as a file gives them; not checked yet. */
export type GivenValues = Record<string, unknown>;

interface Entry {
  line: number;
  customer: Customer;
}

/** The customers of one file. */
export class CustomerBook {
  private readonly entries = new Map<string, Entry>();
  /** Line of each order, by customer and order. */
  private readonly orderLines = new Map<string, number>();

  constructor(private readonly mistakes: MistakeList) {}

  /** The customers in the order of the file; to be used when there are no mistakes. */
  get customers(): Customer[] {
    return [...this.entries.values()].map(({ customer }) => customer);
  }

  /**
   * Takes a customer's values.
   *
   * @param repeated whether the number may stand on an earlier line, with the same values
   */
  addCustomer(line: number, given: GivenValues, repeated: boolean): Customer {
    const values = this.read(line, given, customerFields, "");
    const customer: Customer = { ...values, orders: [] };
    const known = this.entries.get(customer.phoneNumber);
    if (!known) {
      if (customer.phoneNumber) this.entries.set(customer.phoneNumber, { line, customer });
      return customer;
    }
    if (!repeated) {
      this.mistakes.add(line, "phoneNumber", customer.phoneNumber, `once in the file; it is on line ${known.line} too`);
    } else this.compare(line, customer, known);
    return known.customer;
  }

  /** Takes an order's values; `prefix` is where they stand, such as `orders[0].`. */
  addOrder(line: number, customer: Customer, given: GivenValues, prefix = ""): void {
    const values = this.read(line, given, orderFields, prefix);
    // A status that is not allowed has been noted, and nothing of this file will be used.
    const status = orderStatuses.find((one) => one === values.status) ?? "placed";
    const order: Order = { ...values, status };
    customer.orders.push(order);
    if (!customer.customerId || !order.orderId) return;
    const key = JSON.stringify([customer.customerId, order.orderId]);
    const earlier = this.orderLines.get(key);
    if (earlier === undefined) this.orderLines.set(key, line);
    else {
      const allowed = `once for a customer; ${customer.customerId} has it on line ${earlier} too`;
      this.mistakes.add(line, `${prefix}orderId`, order.orderId, allowed);
    }
  }

  private compare(line: number, customer: Customer, known: Entry): void {
    for (const column of ["customerId", "firstName", "lastName", "pin", "email"] as const) {
      if (customer[column] !== known.customer[column]) {
        const secret = customerFields[column].secret;
        const same = secret ? "the same" : `"${known.customer[column]}",`;
        const allowed = `${same} as on line ${known.line} for the same number`;
        this.mistakes.add(line, column, secret ? "" : customer[column], allowed);
      }
    }
  }

  /** Every column's stored value, "" for those that are empty or wrong. */
  private read<K extends string>(
    line: number,
    given: GivenValues,
    rules: Readonly<Record<K, FieldRule>>,
    prefix: string,
  ): Record<K, string> {
    const values = {} as Record<K, string>;
    for (const column of Object.keys(rules) as K[]) {
      const rule = rules[column];
      const value = given[column];
      const empty = value === undefined || value === null || value === "";
      const read = typeof value === "string" && !empty ? rule.read(value) : undefined;
      if (read === undefined && (rule.required || !empty)) {
        this.mistakes.add(line, prefix + column, rule.secret ? "" : (value ?? ""), rule.allowed);
      }
      values[column] = read ?? "";
    }
    return values;
  }
}
