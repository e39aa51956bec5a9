/** What the operations team asks of its portal: every route, and every way to change something. */
import { claims } from "../portalHandlers/support";
import type { Stage } from "./stage";

/** An administrator, who has the longest hand. */
async function askPortal(stage: Stage, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const name = path.startsWith("/api/speech") ? "portal-speech" : method === "GET" ? "portal-state" : "portal-changes";
  const now = stage.center.clock.now();
  const client = stage.spec(name).environment.USER_POOL_CLIENT_ID;
  const [rawPath = "", query = ""] = path.split("?");
  const answer = await stage.invoke(name, {
    rawPath,
    headers: { "content-type": "application/json" },
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    requestContext: {
      http: { method, path: rawPath },
      authorizer: { jwt: { claims: { ...claims("administrator", now), client_id: client } } },
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (Number(answer.statusCode) >= 500 && name !== "portal-speech") throw new Error(`${path}: ${String(answer.body)}`);
  return JSON.parse(String(answer.body)) as Record<string, unknown>;
}

/** Plays everything. */
export async function playPortal(stage: Stage): Promise<void> {
  for (const path of ["/api/state", "/api/board", "/api/history", "/api/history?scope=center"]) {
    await askPortal(stage, "GET", path);
  }
  const set = async (scope: string, change: Record<string, unknown>): Promise<number> => {
    const { scopes } = await askPortal(stage, "GET", "/api/state");
    const { version } = (scopes as Record<string, { version: number } | undefined>)[scope] ?? { version: 0 };
    await askPortal(stage, "POST", "/api/changes", { scope, version, change: { why: "A test", until, ...change } });
    return version + 1;
  };
  const until = new Date(stage.center.clock.now() + 7_200_000).toISOString().replace(/\.\d+Z$/, "Z");
  // A queue that is closed is looked at together with all others, which may lead to it.
  const version = await set("queue/support", { field: "state", value: "closed" });
  await askPortal(stage, "POST", "/api/undo", { scope: "queue/support", version, undo: version, why: "A test" });
  await set("center", { field: "message", value: { "en-US": "We close early today." } });
  await askPortal(stage, "POST", "/api/speech", { text: "We close early today.", language: "en-US" });
}
