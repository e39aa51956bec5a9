/** Whether a request comes from Slack: the signature over the bytes that were sent, and their age. */
import { createHmac, timingSafeEqual } from "node:crypto";

/** Seconds a request may be old, or ahead of our clock. */
export const MOST_SECONDS = 300;

/** What is signed: the body exactly as it was sent, and what the headers say of it. */
export interface SignedRequest {
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** The raw bytes. */
  body: Buffer;
}

/** What is wrong with a request, in a word for the log; never told to whoever sent it. */
export type Forgery = "unsigned" | "stale" | "badSignature";

/**
 * Checks version 0 of Slack's signature: HMAC-SHA256 with the app's signing secret over `v0:<timestamp>:<body>`.
 *
 * The timestamp may be off by five minutes both ways: a request dated ahead would otherwise stay valid for as long as its
 * sender likes. Signature and timestamp have one spelling each, so nothing is signed in two ways.
 *
 * @param signingSecrets the signing secrets that are valid now: two while one is being replaced
 * @param now epoch milliseconds
 * @returns what is wrong; undefined when the request is Slack's
 */
export const verifyRequest = (
  { headers, body }: SignedRequest,
  signingSecrets: readonly string[],
  now: number,
): Forgery | undefined => {
  const timestamp = headers["x-slack-request-timestamp"] ?? "";
  const signature = headers["x-slack-signature"] ?? "";
  if (!/^[1-9]\d{0,11}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return "unsigned";
  if (Math.abs(now / 1000 - Number(timestamp)) > MOST_SECONDS) return "stale";
  const given = Buffer.from(signature.slice(3), "hex");
  const isOurs = (secret: string): boolean => {
    const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
    return timingSafeEqual(expected, given);
  };
  return signingSecrets.some((secret) => secret !== "" && isOurs(secret)) ? undefined : "badSignature";
};
