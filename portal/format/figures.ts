/** Figures of the board in the form people read them. */

/** Seconds as `45 s`, `3:05 min`, `1:20 h`; a dash when nobody waits. */
export function waitingTime(seconds: number | null): string {
  if (seconds === null) {
    return "–";
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${String(whole % 60).padStart(2, "0")} min`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
}

/** A percentage without decimals; a dash when there is none. */
export function percentage(value: number | null): string {
  return value === null ? "–" : `${Math.round(value)} %`;
}

/** `1 contact`, `2 contacts`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
