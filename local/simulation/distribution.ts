/** How long things take that people do: drawn with a seed, so that the same seed gives the same people. */
import { fraction } from "../connect/random";

/** How a time in seconds is distributed. */
export type Distribution =
  | { readonly kind: "fixed"; readonly seconds: number }
  | { readonly kind: "exponential"; readonly mean: number }
  /** Skewed as handle times and patience are measured to be; `deviation` is the standard deviation in seconds. */
  | { readonly kind: "lognormal"; readonly mean: number; readonly deviation: number }
  | { readonly kind: "infinite" };

/** A source of numbers in [0, 1): the `count`-th of a stream is the same whatever else is drawn. */
export interface Chance {
  /** @param stream what is drawn for; @param count which one of them */
  (stream: number, count: number): number;
}

/** Chance that follows from a seed. Runs of the same seed see the same chance, contact by contact. */
export function chance(seed: number): Chance {
  // Apart from what the centre itself draws with the same seed, such as ids.
  return (stream, count) => fraction(seed ^ 0x3c6ef372, stream, count);
}

/**
 * Draws a time, in seconds; Infinity where it never ends.
 * @param stream two numbers of it are used: 2·count and 2·count + 1
 */
export function draw(distribution: Distribution, source: Chance, stream: number, count: number): number {
  switch (distribution.kind) {
    case "fixed":
      return distribution.seconds;
    case "infinite":
      return Number.POSITIVE_INFINITY;
    case "exponential":
      return -distribution.mean * Math.log1p(-source(stream, 2 * count));
    case "lognormal": {
      const { mean, deviation } = distribution;
      const variance = Math.log1p((deviation / mean) ** 2);
      const radius = Math.sqrt(-2 * Math.log1p(-source(stream, 2 * count)));
      const normal = radius * Math.cos(2 * Math.PI * source(stream, 2 * count + 1));
      return Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * normal);
    }
  }
}

/** Mean of a distribution, in seconds. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case "fixed":
      return distribution.seconds;
    case "infinite":
      return Number.POSITIVE_INFINITY;
    default:
      return distribution.mean;
  }
}

/** @throws RangeError naming what a distribution cannot be */
export function checkDistribution(what: string, distribution: Distribution): void {
  if (distribution.kind === "infinite") return;
  const mean = meanOf(distribution);
  const least = distribution.kind === "fixed" ? "at least 0" : "above 0";
  if (!Number.isFinite(mean) || mean < 0 || (mean === 0 && distribution.kind !== "fixed")) {
    throw new RangeError(`${what} takes a number of seconds ${least}; it was given ${mean}.`);
  }
  if (distribution.kind === "lognormal" && !(distribution.deviation >= 0 && Number.isFinite(distribution.deviation))) {
    throw new RangeError(
      `${what} takes a standard deviation of at least 0 seconds; it was given ${distribution.deviation}.`,
    );
  }
}
