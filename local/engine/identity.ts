/** Names and ids that look like the real ones and are the same in every run, derived from a resource's URN. */
import { createHash } from "node:crypto";

/** `length` hexadecimal digits derived from a seed; at most 64. */
export function hexOf(seed: string, length: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

/** A version 4 UUID derived from a seed. */
export function uuidOf(seed: string): string {
  const hex = hexOf(seed, 32);
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join(
    "-",
  );
}

/** A whole number in `0 … bound - 1` derived from a seed. */
export function numberOf(seed: string, bound: number): number {
  return parseInt(hexOf(seed, 12), 16) % bound;
}

/** Letters and digits, upper case, as AWS uses in unique ids (`AROA…`). */
export function upperIdOf(prefix: string, seed: string, length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bytes = createHash("sha256").update(seed).digest();
  return prefix + Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % 32] ?? "A").join("");
}

/** Lower-case letters and digits derived from a seed, as API Gateway and CloudFront use in ids and domain names. */
export function lowerIdOf(seed: string, length: number): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  const bytes = createHash("sha256").update(seed).digest();
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length] ?? "a").join("");
}

/** Letters of both cases and digits derived from a seed, as Cognito uses in ids, where the case counts. */
export function mixedIdOf(seed: string, length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const bytes = createHash("sha256").update(seed).digest();
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length] ?? "a").join("");
}

/** URN of a resource; `parentUrn` is that of its parent, which the stack and what hangs directly on it do not repeat. */
export function urnOf(
  stack: string,
  project: string,
  type: string,
  name: string,
  parentUrn: string | undefined,
): string {
  const parentType = parentUrn?.split("::")[2];
  const qualified = parentType === undefined || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}
