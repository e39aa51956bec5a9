/** The customer's address as the warehouse may know it: a hash that only the holder of a key can compute, and a country. */
import { createHmac, type KeyObject } from "node:crypto";
import { countryOf } from "../notifications/countries";
import { type Fields } from "./decode";

/** Most countries of prefixes a container remembers. */
const REMEMBERED = 20000;

/** What is kept of an endpoint's address. */
export interface Customer {
  /** HMAC-SHA-256 of the address, in hexadecimal digits. */
  hash: string | undefined;
  /** ISO 3166-1 alpha-2; undefined when the address is no number of a person's telephone. */
  country: string | undefined;
}

/**
 * Makes what reads customers (see `decoder` for why it is made).
 *
 * @param key what addresses are hashed with: without it, all telephone numbers could be tried
 */
export const customerReader = (key: KeyObject): ((endpoint: Fields) => Customer) => {
  const hmac = createHmac;
  const lookUp = countryOf;
  const remembered = REMEMBERED;
  const number = /^\+[1-9]\d{6,14}$/;
  let countries = new Map<string, string | undefined>();
  // The country depends on how a number begins, and on whether it is as long as the plan of its country wants it.
  const country = (address: string): string | undefined => {
    const prefix = address.length + address.slice(0, 8);
    if (!countries.has(prefix)) {
      if (countries.size >= remembered) countries = new Map();
      countries.set(prefix, lookUp(address));
    }
    return countries.get(prefix);
  };
  return ({ Address: address }) => {
    if (typeof address !== "string" || address === "") return { hash: undefined, country: undefined };
    return {
      hash: hmac("sha256", key).update(address).digest("hex"),
      country: number.test(address) ? country(address) : undefined,
    };
  };
};
