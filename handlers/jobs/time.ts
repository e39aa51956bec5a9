/** Time as jobs have it: a clock, a pause, and what Lambda leaves them. */

/** The part of Lambda's context that is read. */
export interface JobContext {
  getRemainingTimeInMillis?(): number;
}

/** What a job measures time with. Tests give their own. */
export interface JobTime {
  /** Epoch milliseconds. */
  now(): number;
  /** Waits. */
  pause(milliseconds: number): Promise<void>;
}

/** A {@link JobTime} with an end. */
export interface Budget extends JobTime {
  /** Milliseconds until the invocation is ended from outside. */
  left(): number;
}

/** Milliseconds an invocation has where Lambda does not say. */
const UNSAID_BUDGET_MS = 50_000;

/** Waits by the clock of this machine. */
export const realPause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The budget of an invocation, from the moment this is called. */
export const budgetOf = (context: JobContext | undefined, { now, pause }: JobTime): Budget => {
  const end = now() + (context?.getRemainingTimeInMillis?.() ?? UNSAID_BUDGET_MS);
  return { now, pause, left: () => end - now() };
};

/** Milliseconds to wait before looking again for the `attempt`-th time (0, 1, …): quick at first, never above 2 s. */
export const lookAgainAfter = (attempt: number): number => Math.min(2000, 200 * 1.5 ** attempt);
