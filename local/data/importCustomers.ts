/**
 * Reads a user's own customers and orders from a file: CSV, or JSON with one customer a line (NDJSON).
 *
 * CSV has one order a line under the columns `phoneNumber,firstName,lastName,customerId,orderId,item,status,deliveryDay,
 * placedAt` in any order, and `pin` and `email` where customers have them; a customer without orders leaves the order's columns empty,
 * and a customer with several repeats the customer's columns. JSON has `{phoneNumber, customerId, firstName, lastName, pin,
 * email, orders: [{orderId, item, status, deliveryDay, placedAt}]}`. The first character tells which of the two it is.
 */
import { createReadStream } from "node:fs";
import { csvRecords } from "./csvRecords";
import { customerFields, orderFields, type Customer } from "./customer";
import { CustomerBook, type GivenValues } from "./customerBook";
import { decodeUtf8, formatOf, UnreadableFile, type DataFormat } from "./dataFile";
import { MistakeList, mistakeText, type ImportMistake } from "./mistakes";

/** Either all customers of a file or what is wrong with it: never a part of them. */
export type ImportResult =
  | { ok: true; format: DataFormat; customers: Customer[] }
  /** `total` counts all mistakes, those beyond the list included. */
  | { ok: false; mistakes: ImportMistake[]; total: number };

const customerColumns = Object.keys(customerFields);
const optionalColumns = Object.entries(customerFields).flatMap(([name, rule]) => (rule.optionalColumn ? [name] : []));
const orderColumns = Object.keys(orderFields);
const columns = [...customerColumns, ...orderColumns];
const neededColumns = columns.filter((column) => !optionalColumns.includes(column));

/** Mistakes that an error message names one by one. */
const mistakesInMessage = 50;

/**
 * The customers of a file.
 *
 * @throws Error that names every mistake (the first 50, and how many more there are), or why the file cannot be opened
 */
export async function importCustomers(file: string): Promise<Customer[]> {
  const result = await readCustomers(createReadStream(file));
  if (result.ok) return result.customers;
  const lines = result.mistakes.slice(0, mistakesInMessage).map((mistake) => `  ${mistakeText(mistake)}`);
  const more = result.total - lines.length;
  if (more > 0) lines.push(`  and ${more} more`);
  throw new Error(`${file} has ${result.total} mistake(s), nothing was loaded:\n${lines.join("\n")}`);
}

/** The customers in the bytes of a file, or every mistake in them. Rejects only when the bytes cannot be had. */
export async function readCustomers(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<ImportResult> {
  const mistakes = new MistakeList();
  const book = new CustomerBook(mistakes);
  let format: DataFormat = "csv";
  try {
    const { text, format: found } = await openText(decodeUtf8(chunks));
    format = found;
    if (format === "csv") await readCsv(text, book, mistakes);
    else await readJsonLines(text, book, mistakes);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    mistakes.add(error.line, "", error.found, error.remedy);
  }
  if (mistakes.total > 0) return { ok: false, mistakes: mistakes.listed, total: mistakes.total };
  return { ok: true, format, customers: book.customers };
}

/** The format, and the text from its beginning. */
async function openText(pieces: AsyncGenerator<string>): Promise<{ format: DataFormat; text: AsyncIterable<string> }> {
  let start = "";
  let format: DataFormat | undefined;
  while (format === undefined) {
    const { value, done } = await pieces.next();
    if (done) throw new UnreadableFile(0, "an empty file", `a first line ${neededColumns.join(",")}`);
    start += value;
    format = formatOf(start);
  }
  async function* all(): AsyncGenerator<string> {
    yield start;
    yield* pieces;
  }
  return { format, text: all() };
}

async function readCsv(text: AsyncIterable<string>, book: CustomerBook, mistakes: MistakeList): Promise<void> {
  let header: string[] | undefined;
  for await (const { line, fields } of csvRecords(text)) {
    if (!header) {
      if (!checkHeader(line, fields, mistakes)) return;
      header = fields;
    } else if (fields.length !== header.length) {
      const allowed = `${header.length} values, one for each column; quote values that hold commas`;
      mistakes.add(line, "", `${fields.length} values`, allowed);
    } else addRecord(line, Object.fromEntries(header.map((column, i) => [column, fields[i]])), book);
  }
}

function addRecord(line: number, values: GivenValues, book: CustomerBook): void {
  const customer = book.addCustomer(line, values, true);
  if (orderColumns.some((column) => values[column])) book.addOrder(line, customer, values);
}

/** Whether the first record names every column once and nothing else. */
function checkHeader(line: number, header: string[], mistakes: MistakeList): boolean {
  const before = mistakes.total;
  const [only = ""] = header;
  if (header.length === 1 && /[;\t|]/.test(only)) {
    mistakes.add(line, "", only, "values separated by commas");
    return false;
  }
  for (const column of columns) {
    const times = header.filter((name) => name === column).length;
    if (times === 0 && optionalColumns.includes(column)) continue;
    if (times !== 1)
      mistakes.add(line, column, times ? `${times} columns` : "no such column", "one column of this name");
  }
  for (const name of header.filter((name) => !columns.includes(name))) {
    mistakes.add(line, name, name, `only the columns ${columns.join(", ")}: rename or remove this one`);
  }
  return mistakes.total === before;
}

async function readJsonLines(text: AsyncIterable<string>, book: CustomerBook, mistakes: MistakeList): Promise<void> {
  let line = 0;
  for await (const piece of text) {
    const lines = piece.split("\n");
    // Every piece but the last ends a line.
    if (piece.endsWith("\n")) lines.pop();
    for (const one of lines) {
      line += 1;
      if (one.trim() !== "") readJsonLine(line, one, book, mistakes);
    }
  }
}

function readJsonLine(line: number, text: string, book: CustomerBook, mistakes: MistakeList): void {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return mistakes.add(line, "", text, "one whole JSON object on the line");
  }
  const values = objectValues(line, "", given, [...customerColumns, "orders"], mistakes);
  if (!values) return;
  const customer = book.addCustomer(line, values, false);
  const orders = values["orders"] ?? [];
  if (!Array.isArray(orders)) return mistakes.add(line, "orders", orders, "a list of orders");
  orders.forEach((order: unknown, i) => {
    const orderValues = objectValues(line, `orders[${i}]`, order, orderColumns, mistakes);
    if (orderValues) book.addOrder(line, customer, orderValues, `orders[${i}].`);
  });
}

/** The members of a JSON object, when it is one; members that are not allowed are mistakes. */
function objectValues(
  line: number,
  place: string,
  given: unknown,
  allowed: string[],
  mistakes: MistakeList,
): GivenValues | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    mistakes.add(line, place, given, "a JSON object");
    return undefined;
  }
  const entries = Object.entries(given as GivenValues);
  for (const [name, value] of entries.filter(([name]) => !allowed.includes(name))) {
    mistakes.add(line, [place, name].filter(Boolean).join("."), value, `only ${allowed.join(", ")}`);
  }
  return Object.fromEntries(entries.filter(([name]) => allowed.includes(name)));
}
