/** What every handler of the portal stands on: who asks, which route, and an answer in time whatever happens. */
import { type HttpAnswer, jsonAnswer } from "../http/httpEvent";
import { logOutcome } from "../support/logOutcome";
import { requireVariables } from "../support/requireVariables";
import { within } from "../support/within";
import { type PortalEvent } from "./portalEvent";
import { isRefusal, refusal } from "./refusal";
import { isAtLeast, readUser, type Role, type User } from "./user";

/** What is answered to a method and a path. */
export interface Route {
  /** The least role that may ask. */
  role: Role;
  /** The answer's body. @throws PortalRefusal */
  answer: (user: User, event: PortalEvent) => Promise<object>;
}

/** What tells one handler of the portal from another. */
export interface PortalOptions {
  /** Environment variables it needs. */
  variables: readonly string[];
  /** By method and path, such as `GET /api/state`. Everything else is refused. */
  routes: Readonly<Record<string, Route>>;
  now: () => number;
}

/** Milliseconds until an answer: less than the function has, and than CloudFront and API Gateway wait. */
const DEADLINE_MS = 6_000;

const answerTo = async (event: PortalEvent, { routes, now }: PortalOptions): Promise<object> => {
  const user = readUser(event, process.env.USER_POOL_CLIENT_ID, now());
  const asked = `${event.requestContext.http.method} ${event.rawPath}`;
  const route = Object.entries(routes).find(([name]) => name === asked)?.[1];
  if (!route) throw refusal(404, "NotFound", "There is no such address.");
  if (!isAtLeast(user.role, route.role)) {
    throw refusal(403, "Forbidden", `This takes the group ${route.role}; you are in ${user.role}.`);
  }
  return within(DEADLINE_MS, route.answer(user, event));
};

/**
 * A handler of the portal. It denies by default: no token, no group, no route, no answer.
 *
 * Logs what became of a request and how long it took, and the name of what failed, which alarms count: never who asked,
 * what was sent, or what a table holds.
 *
 * @throws Error when a variable is missing or empty: a wrong deployment fails at init
 */
export const portalHandler = (options: PortalOptions): ((event: PortalEvent) => Promise<HttpAnswer>) => {
  requireVariables(options.variables);
  return async (event) => {
    const start = Date.now();
    let failure: string | undefined;
    let answer: HttpAnswer;
    let outcome = "answered";
    try {
      answer = jsonAnswer(200, await answerTo(event, options));
    } catch (error) {
      const refused = isRefusal(error) ? error : undefined;
      failure = refused ? refused.failure : error instanceof Error ? error.name : "Error";
      const { status, name, message, more } =
        refused ?? refusal(503, "Unavailable", "The settings cannot be reached at the moment. Try again.");
      outcome = name;
      answer = jsonAnswer(status, { error: { code: name, message }, ...more });
    }
    logOutcome({ outcome, failure, ms: Date.now() - start, status: answer.statusCode });
    return answer;
  };
};
