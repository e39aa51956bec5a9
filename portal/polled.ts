/** What is asked for again and again, as long as somebody looks. */
import { useCallback, useEffect, useRef, useState } from "react";

/** The last answer, and what went wrong since. */
export interface Polled<T> {
  value: T | undefined;
  /** Why there is nothing newer. */
  error: unknown;
  /** Asks at once. */
  refresh(): Promise<void>;
}

/**
 * Asks now and so many milliseconds after each answer. Nothing is asked while the page is hidden; it is when it is seen
 * again.
 */
export function usePolled<T>(load: () => Promise<T>, milliseconds: number): Polled<T> {
  const [{ value, error }, setAnswer] = useState<{ value: T | undefined; error: unknown }>({
    value: undefined,
    error: undefined,
  });
  const asked = useRef(0);

  const refresh = useCallback(async () => {
    const turn = ++asked.current;
    let answer: { value: T } | { error: unknown };
    try {
      answer = { value: await load() };
    } catch (failure) {
      answer = { error: failure };
    }
    // An answer that was overtaken by another is old.
    if (turn === asked.current) {
      setAnswer((before) => ({ value: before.value, error: undefined, ...answer }));
    }
  }, [load]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const turn = async (): Promise<void> => {
      clearTimeout(timer);
      if (!document.hidden) {
        await refresh();
      }
      if (!ended) {
        clearTimeout(timer);
        timer = setTimeout(() => void turn(), milliseconds);
      }
    };
    const seen = (): void => {
      if (!document.hidden) {
        void turn();
      }
    };
    document.addEventListener("visibilitychange", seen);
    void turn();
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [refresh, milliseconds]);

  return { value, error, refresh };
}
