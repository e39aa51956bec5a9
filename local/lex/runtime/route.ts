/** Which operation of the runtime API a request is, and on which session of which alias. */
import type { WireRequest } from "../../gateway/service";
import { LexError } from "../lexError";

/** Operations of the runtime API that are served here. */
export const OPERATIONS = ["RecognizeText", "PutSession", "GetSession", "DeleteSession"] as const;
/** An operation of the runtime API. */
export type Operation = (typeof OPERATIONS)[number];

/** What a request names. */
export interface Route {
  readonly operation: Operation;
  readonly botId: string;
  readonly aliasId: string;
  readonly localeId: string;
  readonly sessionId: string;
}

const PATH =
  /^\/bots\/([^/]+)\/botAliases\/([^/]+)\/botLocales\/([^/]+)\/sessions\/([^/]+)(?:\/(text|utterance|conversation))?\/?$/;
const SESSION_ID = /^[0-9a-zA-Z._:-]{2,100}$/;
const BY_METHOD: Readonly<Record<string, Operation>> = {
  "POST text": "RecognizeText",
  "POST ": "PutSession",
  "GET ": "GetSession",
  "DELETE ": "DeleteSession",
};

/** Reads a request line. @throws LexError ValidationException for what is not served or names no session */
export function routeOf({ method, path }: Pick<WireRequest, "method" | "path">): Route {
  const [plain = ""] = path.split("?");
  const match = PATH.exec(plain);
  const operation = BY_METHOD[`${method} ${match?.[5] ?? ""}`];
  if (!match || operation === undefined) {
    const message = `This request is not served by the local Lex. It serves: ${OPERATIONS.join(", ")}.`;
    throw new LexError("ValidationException", message);
  }
  const [botId = "", aliasId = "", localeId = "", sessionId = ""] = match.slice(1, 5).map(decoded);
  if (!SESSION_ID.test(sessionId)) {
    const rule = "2 to 100 characters of letters, digits, period, underscore, colon and hyphen";
    throw new LexError("ValidationException", `sessionId has ${sessionId.length} characters; it must have ${rule}.`);
  }
  return { operation, botId, aliasId, localeId, sessionId };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new LexError("ValidationException", "The path of the request is not well encoded.");
  }
}
