/** Moments as a test writes them. */
import { MisuseError } from "./expectationError";

/** A moment: ISO 8601 with an offset, a Date, or epoch milliseconds. */
export type Instant = string | Date | number;

/** Epoch milliseconds. @throws MisuseError when it is none, or text without an offset, which would mean another moment elsewhere */
export function instant(moment: Instant): number {
  const withOffset = typeof moment !== "string" || /T.*(Z|[+-]\d{2}:\d{2})$/.test(moment);
  const ms = typeof moment === "number" ? moment : moment instanceof Date ? moment.getTime() : Date.parse(moment);
  if (withOffset && Number.isFinite(ms)) return ms;
  throw new MisuseError(
    `"${String(moment)}" is no moment; give ISO 8601 with an offset, such as "2026-03-02T10:00:00-08:00".`,
  );
}
