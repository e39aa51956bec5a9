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

function hex(word: number, from: number, to: number): string {
  let text = "";
  for (let shift = from; shift >= to; shift -= 8) text += HEX[(word >>> shift) & 0xff] ?? "";
  return text;
}

/** A version 4 UUID for the `count`-th thing of a stream. */
export function uuid(seed: number, stream: number, count: number): string {
  const [a, b, c, d] = [0, 1, 2, 3].map((word) => bits(seed ^ 0x5bd1e995, stream, 4 * count + word)) as [
    number,
    number,
    number,
    number,
  ];
  const version = ((b & 0xffff0fff) | 0x4000) >>> 0;
  const variant = ((c & 0x3fffffff) | 0x80000000) >>> 0;
  return `${hex(a, 24, 0)}-${hex(version, 24, 16)}-${hex(version, 8, 0)}-${hex(variant, 24, 16)}-${hex(variant, 8, 0)}${hex(d, 24, 0)}`;
}
