/** Lets the virtual clock of a centre follow the real one, for people who take part in it. */
import type { Clock } from "./clock";

/** How often the clock catches up, milliseconds. */
const TICK_MS = 250;

/**
 * Moves a clock on as real time passes, until the returned function is called; that resolves when the last step is done.
 * @param onError told what a flow or agent threw meanwhile; time goes on
 */
export function followRealTime(
  clock: Pick<Clock, "advance">,
  onError: (error: unknown) => void = (error) => process.emitWarning(String(error)),
  tickMs = TICK_MS,
): () => Promise<void> {
  let last = performance.now();
  let underWay = Promise.resolve();
  let waiting = false;
  const timer = setInterval(() => {
    // A step that takes longer than a tick is not piled upon: the next one makes up for it.
    if (waiting) return;
    const now = performance.now();
    const elapsed = now - last;
    last = now;
    waiting = true;
    underWay = clock
      .advance(elapsed)
      .catch(onError)
      .finally(() => (waiting = false));
  }, tickMs);
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
