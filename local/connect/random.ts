/**
 * Chance with a seed. Every draw is a pure function of (seed, stream, count): what one contact draws does not depend on
 * how many others are on the line, so a run repeats exactly even when its calls interleave differently.
 */

/** Two rounds of a 32-bit finaliser: every input bit reaches every output bit. */
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 32 evenly spread bits for the `count`-th draw of a stream. */
export function bits(seed: number, stream: number, count: number): number {
  return mix(mix(mix(seed ^ 0x9e3779b9) + Math.imul(stream, 0x85ebca6b)) + Math.imul(count, 0xc2b2ae35));
}

/** A number in [0, 1). */
export function fraction(seed: number, stream: number, count: number): number {
  return bits(seed, stream, count) / 0x1_0000_0000;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Four hexadecimal digits of the lower half of a word. */
function half(value: number): string {
  return (HEX[(value >>> 8) & 0xff] ?? "") + (HEX[value & 0xff] ?? "");
}

function word(value: number): string {
  return half(value >>> 16) + half(value);
}

/** The first eight hexadecimal digits of a {@link uuid}, as a number. */
export function uuidPrefix(seed: number, stream: number, count: number): number {
  return bits(seed ^ 0x5bd1e995, stream, 4 * count);
}

/** A version 4 UUID for the `count`-th thing of a stream. */
export function uuid(seed: number, stream: number, count: number): string {
  const ids = seed ^ 0x5bd1e995;
  const a = bits(ids, stream, 4 * count);
  const b = (bits(ids, stream, 4 * count + 1) & 0xffff0fff) | 0x4000;
  const c = (bits(ids, stream, 4 * count + 2) & 0x3fffffff) | 0x80000000;
  const d = bits(ids, stream, 4 * count + 3);
  return `${word(a)}-${half(b >>> 16)}-${half(b)}-${half(c >>> 16)}-${half(c)}${word(d)}`;
}
