/** Spans of virtual time as a test writes them. */

type Unit = "second" | "seconds" | "minute" | "minutes" | "hour" | "hours" | "day" | "days";

/** A span of virtual time: a number of seconds, or words such as "90 seconds", "1 minute", "2 hours". */
export type Duration = number | `${number} ${Unit}`;

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["second", 1_000],
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
]);

/**
 * The span in milliseconds.
 * @throws RangeError when it is negative, not finite or no span at all
 */
export function milliseconds(duration: Duration): number {
  const [, amount = "", unit = ""] = /^([\d.]+) (second|minute|hour|day)s?$/.exec(String(duration)) ?? [];
  const ms = typeof duration === "number" ? duration * 1_000 : Number(amount || NaN) * (UNIT_MS.get(unit) ?? NaN);
  if (!Number.isFinite(ms) || ms < 0) {
    throw new RangeError(
      `"${String(duration)}" is no span of time; give seconds as a number, or words such as "90 seconds", "5 minutes", "2 hours".`,
    );
  }
  return Math.round(ms);
}

/** A span as a clock shows it: `mm:ss`, with hours and milliseconds only where there are any. */
export function clockTime(ms: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(ms / 3_600_000);
  const rest = ms % 1_000;
  const minutes = `${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1_000) % 60)}`;
  return `${hours > 0 ? `${hours}:` : ""}${minutes}${rest > 0 ? `.${String(rest).padStart(3, "0")}` : ""}`;
}
