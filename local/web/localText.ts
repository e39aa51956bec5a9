/** What a page reads its addresses from, as it is on this machine: files of data, and the policy of what it may reach. */
import { createHash } from "node:crypto";
import type { Addresses } from "./addresses";
import type { WebResponse } from "./http";

/** A file of a site: in JSON, the addresses of what is served on this machine are local ones. */
export function localFile(answer: WebResponse, addresses: Addresses): WebResponse {
  if (!/^application\/json\b/i.test(String(answer.headers["content-type"]))) return answer;
  const text = answer.body.toString();
  const local = addresses.localize(text);
  if (local === text) return answer;
  // What a browser keeps of one run is not what the next one has.
  const etag = `"${createHash("sha256").update(local).digest("hex").slice(0, 32)}"`;
  return { ...answer, headers: { ...answer.headers, etag }, body: Buffer.from(local) };
}

/** An answer whose Content-Security-Policy names the local addresses. */
export function localPolicy(answer: WebResponse, addresses: Addresses): WebResponse {
  const policy = answer.headers["content-security-policy"];
  if (typeof policy !== "string") return answer;
  const headers = { ...answer.headers, "content-security-policy": addresses.localize(policy) };
  return { ...answer, headers };
}
