/** Values of flags that several commands take. */
import { UsageError } from "./usageError";

/** A setting of `--config`. @throws UsageError */
export function setting(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new UsageError(`--config ${text} is not key=value, such as company="Example Company".`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The time of `--at`, epoch milliseconds. @throws UsageError */
export function time(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at)) {
    throw new UsageError(`--at ${text} is not a time with its zone, such as 2026-12-24T11:00:00-05:00.`);
  }
  return at;
}

/** A whole number of a flag. @throws UsageError */
export function wholeNumber(flag: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new UsageError(`${flag} ${text} is not a whole number of up to 15 digits.`);
  }
  return Number(text);
}
