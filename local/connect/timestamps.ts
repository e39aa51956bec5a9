/** Times as contact records write them: seconds, in UTC. */

const SECOND = 1_000;

/** `yyyy-MM-ddTHH:mm:ssZ`; null stays null. */
export function stamp(ms: number): string;
export function stamp(ms: number | null): string | null;
export function stamp(ms: number | null): string | null {
  return ms === null ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Whole seconds between two moments as their timestamps show them, so that record and durations agree. */
export function seconds(from: number | null, to: number | null): number {
  return from === null || to === null ? 0 : Math.max(0, Math.floor(to / SECOND) - Math.floor(from / SECOND));
}
