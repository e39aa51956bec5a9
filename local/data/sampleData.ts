/** Customers and orders to try a centre with. */
import type { Customer, Order, OrderStatus } from "./customer";

const dayMs = 86_400_000;

/**
 * The sample customers, as if their last orders had been placed in the days before `now`:
 *
 * - +12065550100 has an order that can still be changed, a delivered and a cancelled one
 * - +12065550101 has an order on its way
 * - +12065550102 has no orders
 * - +12065550103 has no PIN and no e-mail address, and a name and an item with characters that mean something in SSML
 * - +12065550104 has several open orders
 *
 * Their PINs are nobody's secret: they are samples.
 */
export function sampleCustomers(now: Date): Customer[] {
  /** `placed` and `delivery` are days from now. */
  function order(orderId: string, item: string, status: OrderStatus, placed: number, delivery: number): Order {
    const deliveryDay = new Date(now.getTime() + delivery * dayMs).toISOString().slice(0, 10);
    return { orderId, item, status, deliveryDay, placedAt: new Date(now.getTime() + placed * dayMs).toISOString() };
  }
  return [
    {
      phoneNumber: "+12065550100",
      customerId: "C-1000",
      firstName: "Alex",
      lastName: "Morgan",
      pin: "2468",
      email: "alex@example.com",
      orders: [
        order("O-1003", "a desk lamp", "placed", -1, 4),
        order("O-1002", "two chairs", "delivered", -20, -12),
        order("O-1001", "a rug", "cancelled", -60, -50),
      ],
    },
    {
      phoneNumber: "+12065550101",
      customerId: "C-1001",
      firstName: "Sam",
      lastName: "Lee",
      pin: "135790",
      email: "sam@example.com",
      orders: [order("O-1004", "a bookcase", "shipped", -5, 1)],
    },
    {
      phoneNumber: "+12065550102",
      customerId: "C-1002",
      firstName: "Robin",
      lastName: "Kim",
      pin: "1212",
      email: "robin@example.com",
      orders: [],
    },
    {
      phoneNumber: "+12065550103",
      customerId: "C-1003",
      firstName: "Zoë <Zo> 🙂",
      lastName: "O'Neil & Söhne",
      pin: "",
      email: "",
      orders: [order("O-1005", 'a 24" screen & stand', "packed", -2, 2)],
    },
    {
      phoneNumber: "+12065550104",
      customerId: "C-1004",
      firstName: "Kai",
      lastName: "Novak",
      pin: "97531",
      email: "kai@example.com",
      orders: [
        order("O-1008", "a table", "placed", -1, 6),
        order("O-1007", "four plates", "packed", -3, 2),
        order("O-1006", "a mirror", "shipped", -6, 1),
      ],
    },
  ];
}
