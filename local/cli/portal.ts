/** Where the operations portal is on this machine, and as whom one signs in there. */
import type { LocalCenter } from "../center";
import type { Terminal } from "./terminal";

/** What of a centre is asked. */
export type PortalCenter = Pick<LocalCenter, "graph" | "web">;

/** Says where the portal is; false when the program declares none. */
export function showPortal({ graph, web }: PortalCenter, out: Terminal): boolean {
  const { portalUrl } = graph.outputs;
  const url = typeof portalUrl === "string" ? web.resolve(portalUrl) : undefined;
  if (typeof portalUrl !== "string" || url === undefined) return false;
  out.line(`The operations portal, as long as this runs: ${out.paint("bold", url)}`);
  const users = web.issuers
    .filter(({ pool }) =>
      pool.clients.some(({ callbackUrls }) => callbackUrls.some((one) => one.startsWith(portalUrl))),
    )
    .flatMap((issuer) => issuer.users);
  if (users.length > 0) {
    out.line("  Sign in, without a password on this machine, as one of:");
    const width = Math.max(...users.map(({ username }) => username.length));
    for (const { username, description } of users) out.line(`    ${username.padEnd(width)}  ${description}`.trimEnd());
  }
  out.line("  What you set there is heard by the next caller.");
  return true;
}
