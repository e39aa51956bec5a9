/** Customers and their orders, and the rule each value has to meet. */

/** Statuses of an order, in the order they are passed through. */
export const orderStatuses = ["placed", "packed", "shipped", "delivered", "cancelled"] as const;

/** Where an order stands. */
export type OrderStatus = (typeof orderStatuses)[number];

/** One order. */
export interface Order {
  /** Unique for the customer. */
  orderId: string;
  item: string;
  status: OrderStatus;
  /** YYYY-MM-DD; "" while it is not known. */
  deliveryDay: string;
  /** ISO 8601 in UTC with milliseconds: text order is time order, which the index `byPlacedAt` needs. */
  placedAt: string;
}

/** One telephone number and whose it is. A customer may have several numbers, each with its own entry. */
export interface Customer {
  /** E.164, unique. */
  phoneNumber: string;
  customerId: string;
  /** "" when it is not known; so is the last name. */
  firstName: string;
  lastName: string;
  /** 4 to 6 digits; "" for a customer who has none. Only its hash is ever stored. */
  pin: string;
  /** Address e-mail goes to; "" when it is not known. */
  email: string;
  orders: Order[];
}

/** What may stand in one column. */
export interface FieldRule {
  required: boolean;
  /** Whether a file may do without the column, too. */
  optionalColumn?: boolean;
  /** Whether a wrong value is left out of what is said of it. */
  secret?: boolean;
  /** In words, for a person who has to correct it. */
  allowed: string;
  /** The stored form of a value that is not empty; undefined when it is not allowed. */
  read(value: string): string | undefined;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function readTime(text: string): string | undefined {
  const [day = "", clock = ""] = text.split("T");
  const form = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
  return isDay(day) && form.test(clock) ? new Date(text).toISOString() : undefined;
}

function matching(pattern: RegExp): FieldRule["read"] {
  return (value) => (pattern.test(value) ? value : undefined);
}

/** The addresses the sender of e-mail takes: unquoted, and of a domain with dots. */
function readEmail(value: string): string | undefined {
  const [local = "", domain = "", ...more] = value.split("@");
  const isLocal = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(local);
  const isDomain = /^([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/i.test(domain);
  return isLocal && isDomain && more.length === 0 && value.length <= 254 ? value : undefined;
}

const id = {
  required: true,
  allowed: "1 to 64 letters, digits or . _ : # -",
  read: matching(/^[\p{L}\p{N}._:#-]{1,64}$/u),
};

const name = {
  required: false,
  allowed: "up to 100 characters, no control characters",
  read: matching(/^\P{Cc}{1,100}$/u),
};

/** The rules of a customer's columns. */
export const customerFields: Readonly<Record<Exclude<keyof Customer, "orders">, FieldRule>> = {
  phoneNumber: {
    required: true,
    allowed: "an E.164 number: + and 7 to 15 digits, such as +12065550100",
    read: matching(/^\+[1-9]\d{6,14}$/),
  },
  customerId: id,
  firstName: name,
  lastName: name,
  pin: {
    required: false,
    optionalColumn: true,
    secret: true,
    allowed: "4 to 6 digits, as text, or nothing",
    read: matching(/^\d{4,6}$/),
  },
  email: {
    required: false,
    optionalColumn: true,
    allowed: "an e-mail address such as name@example.com, at most 254 characters, or nothing",
    read: readEmail,
  },
};

/** The rules of an order's columns. */
export const orderFields: Readonly<Record<keyof Order, FieldRule>> = {
  orderId: id,
  item: {
    required: true,
    allowed: "1 to 200 characters, no control characters",
    read: matching(/^\P{Cc}{1,200}$/u),
  },
  status: {
    required: true,
    allowed: `one of ${orderStatuses.join(", ")}`,
    read: (value) => orderStatuses.find((status) => status === value),
  },
  deliveryDay: {
    required: false,
    allowed: "a day written YYYY-MM-DD, or nothing",
    read: (value) => (isDay(value) ? value : undefined),
  },
  placedAt: {
    required: true,
    allowed: "a time with its zone, such as 2026-05-01T10:30:00Z or 2026-05-01T10:30:00+02:00",
    read: readTime,
  },
};
