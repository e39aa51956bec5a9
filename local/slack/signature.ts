/** How Slack signs what it sends: version 0, HMAC-SHA256 over the bytes of the body. */
import { createHmac } from "node:crypto";

/** The two headers of a signed request. @param seconds epoch seconds */
export function signatureHeaders(secret: string, body: string | Buffer, seconds: number): Record<string, string> {
  const hmac = createHmac("sha256", secret).update(`v0:${seconds}:`).update(body);
  return { "x-slack-request-timestamp": String(seconds), "x-slack-signature": `v0=${hmac.digest("hex")}` };
}
