/** The server's clock: the only one that counts here, because this machine's may be wrong and the server's may be virtual. */
import { useEffect, useState } from "react";

/** A clock that is set by what the server says. */
export interface Clock {
  /** Milliseconds since 1970 at the server, as far as is known. */
  now(): number;
  /** Sets it. @param now ISO 8601 */
  set(now: string): void;
}

/** Makes a clock; until it is set it shows this machine's time. */
export function createClock(): Clock {
  let ahead = Date.now() - performance.now();
  return {
    now: () => performance.now() + ahead,
    set(now) {
      const given = Date.parse(now);
      if (!Number.isNaN(given)) {
        ahead = given - performance.now();
      }
    },
  };
}

/** The clock's time, anew each second. */
export function useNow(clock: Clock): number {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), 1000);
    return () => clearInterval(timer);
  }, [clock]);
  return now;
}
