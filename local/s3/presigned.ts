/** Presigned URLs: who has one may ask until it expires. */
import { ServiceError } from "../services/serviceError";

/** Longest life of a presigned URL, seconds: a week. */
const LONGEST = 604_800;

/** @throws ServiceError AccessDenied for a URL that has expired by the virtual clock, AuthorizationQueryParametersError */
export function checkPresigned(query: URLSearchParams, now: number): void {
  const [signed, seconds] = [query.get("X-Amz-Date"), query.get("X-Amz-Expires")];
  if (signed === null || seconds === null) return;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signed) ?? [];
  const from = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const life = Number(seconds);
  if (Number.isNaN(from) || !(life >= 1 && life <= LONGEST)) {
    const message = `X-Amz-Expires must be between 1 and ${LONGEST} seconds, X-Amz-Date a basic ISO 8601 time.`;
    throw new ServiceError("AuthorizationQueryParametersError", message);
  }
  if (now > from + life * 1000) throw new ServiceError("AccessDenied", "Request has expired", 403);
}
