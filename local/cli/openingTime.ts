/** When a centre can be called: a demonstration of a closed one would be short. */
import type { LocalCenter } from "../center";

const QUARTER_MS = 15 * 60_000;

/** How far ahead to look: beyond the longest holidays. */
const AHEAD_MS = 28 * 24 * 60 * 60_000;

/**
 * Moves a centre's clock to the next time at which all its hours of operation are open, if they are not now.
 *
 * @returns whether it moved; it stays where there is no such time within four weeks
 */
export async function waitForOpening({ clock, connect }: Pick<LocalCenter, "clock" | "connect">): Promise<boolean> {
  const hours = [...connect.instance.hours.values()];
  const start = clock.now();
  if (hours.every((one) => one.isOpen(start))) {
    return false;
  }
  for (let at = Math.ceil(start / QUARTER_MS) * QUARTER_MS; at <= start + AHEAD_MS; at += QUARTER_MS) {
    if (hours.every((one) => one.isOpen(at))) {
      await clock.runUntil(at);
      return true;
    }
  }
  return false;
}
