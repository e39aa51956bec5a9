/** Customers, found by a telephone number of theirs. */
import { type Item, type TableClient } from "../connectHandler";

/** An E.164 number. */
export const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * A number as people in the United States say or write it, as E.164; "" when it is none. Numbers with their country's code
 * (`+44…`, `011 44…`) are taken, too.
 */
export const toE164 = (text: string): string => {
  const bare = text.replace(/[\s().\-/]/g, "");
  const number = bare.replace(/^011(?=[1-9])/, "+").replace(/^1?([2-9]\d{2}[2-9]\d{6})$/, "+1$1");
  return E164.test(number) ? number : "";
};

/** The customer with an E.164 number. Environment: CUSTOMERS_TABLE. */
export const findCustomer = async (tables: TableClient, phoneNumber: string): Promise<Item | undefined> => {
  const key = { phoneNumber: { S: phoneNumber } };
  return (await tables.getItem({ TableName: process.env.CUSTOMERS_TABLE, Key: key })).Item;
};
