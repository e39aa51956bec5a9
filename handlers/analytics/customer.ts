/** The customer's address as the warehouse may know it: a hash that only the holder of a key can compute, and a country. */
import { hash } from "node:crypto";
import { countryOf } from "../notifications/countries";
import { type Fields } from "./decode";

/** Bytes of a block of SHA-256. */
const BLOCK = 64;

/** Bytes of addresses that are hashed as they are; Amazon Connect's longest has 256 characters. */
const LONGEST_ADDRESS = 4096;

/**
 * Makes what computes HMAC-SHA-256 (RFC 2104) of short texts, in hexadecimal digits: two hashes, of which the first blocks
 * are always the same. `createHmac` gives the same and takes twice the time, most of it for the object.
 */
export const hmacOf = (key: string): ((text: string) => string) => {
  const sha256 = hash;
  const [block, longest] = [BLOCK, LONGEST_ADDRESS];
  const bytes = Buffer.from(key);
  const secret = bytes.length > block ? sha256("sha256", bytes, "buffer") : bytes;
  const [inner, outer] = [Buffer.alloc(block + longest, 0x36), Buffer.alloc(block + 32, 0x5c)];
  for (const [index, byte] of secret.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return (text) => {
    const length = inner.write(text, block);
    outer.write(sha256("sha256", inner.subarray(0, block + length), "binary"), block, "latin1");
    return sha256("sha256", outer);
  };
};

/** Most countries of prefixes a container remembers. */
const REMEMBERED = 20000;

/** What is kept of an endpoint's address. */
export interface Customer {
  /** HMAC-SHA-256 of the address, in hexadecimal digits. */
  hash?: string;
  /** ISO 3166-1 alpha-2; undefined when the address is no number of a person's telephone. */
  country?: string | undefined;
}

/**
 * Makes what reads customers (see `decoder` for why it is made).
 *
 * @param key what addresses are hashed with: without it, all telephone numbers could be tried
 */
export const customerReader = (key: string): ((endpoint: Fields) => Customer) => {
  const hmac = hmacOf(key);
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
    if (typeof address !== "string" || address === "") return {};
    if (!number.test(address)) return { hash: hmac(address) };
    return { hash: hmac(address), country: country(address) };
  };
};
