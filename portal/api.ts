/** The portal's API, typed; every way it can fail is told apart. */
import type {
  BoardAnswer,
  Conflict,
  Edit,
  HistoryAnswer,
  Problem,
  ScopeState,
  SpeechAnswer,
  StateAnswer,
} from "./answers";
import type { Session } from "./session";

/** Why a request failed. */
export type Failure =
  /** The session has ended. */
  | { kind: "signedOut" }
  /** Others changed the same scope. */
  | { kind: "conflict"; conflict: Conflict }
  /** What was sent is not allowed. */
  | { kind: "invalid"; message: string; problems: Problem[] }
  /** The role does not allow it. */
  | { kind: "forbidden"; message: string }
  /** There is no voice to be had. */
  | { kind: "noVoice"; message: string }
  /** It failed otherwise, or did not answer. */
  | { kind: "failed"; message: string };

/** A request that failed. */
export class ApiError extends Error {
  constructor(readonly failure: Failure) {
    super("message" in failure ? failure.message : failure.kind);
    this.name = "ApiError";
  }
}

/** The API. Every function throws {@link ApiError}. */
export interface Api {
  state(): Promise<StateAnswer>;
  board(): Promise<BoardAnswer>;
  /** @param scope left out: of all */
  history(scope?: string, before?: string): Promise<HistoryAnswer>;
  /** Writes. @param version the one of the scope that the writer has seen */
  edit(edit: Edit, version: number): Promise<{ scope: string; state: ScopeState }>;
  speech(text: string, language: string): Promise<SpeechAnswer>;
}

/** Milliseconds until a request is given up. */
const PATIENCE = 15_000;

/** Makes the API of a session. */
export function createApi(session: Session): Api {
  async function call<T>(method: "GET" | "POST", path: string, body?: object): Promise<T> {
    const response =
      (await attempt(method, path, body)) ?? ((await session.renew()) ? await attempt(method, path, body) : undefined);
    if (response === undefined) {
      throw new ApiError({ kind: "signedOut" });
    }
    const answer = await readJson(response);
    if (!response.ok || answer === undefined) {
      throw new ApiError(failureOf(response.status, answer));
    }
    return answer as T;
  }

  /** Undefined when there is no token, or the API does not take it. */
  async function attempt(method: "GET" | "POST", path: string, body?: object): Promise<Response | undefined> {
    const token = await session.token();
    if (token === undefined) {
      return undefined;
    }
    try {
      const response = await fetch(path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
        body: body && JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return response.status === 401 ? undefined : response;
    } catch (error) {
      const late = error instanceof DOMException && error.name === "TimeoutError";
      throw new ApiError({
        kind: "failed",
        message: late
          ? `The server has not answered within ${PATIENCE / 1000} seconds.`
          : "The server cannot be reached. Check the network of this computer.",
      });
    }
  }

  return {
    state: () => call("GET", "/api/state"),
    board: () => call("GET", "/api/board"),
    history(scope, before) {
      const query = new URLSearchParams({ ...(scope && { scope }), ...(before && { before }) }).toString();
      return call("GET", `/api/history${query && `?${query}`}`);
    },
    edit: (edit, version) => call("POST", "undo" in edit ? "/api/undo" : "/api/changes", { ...edit, version }),
    speech: (text, language) => call("POST", "/api/speech", { text, language }),
  };
}

/** What an answer that is no success may have. */
interface Refusal extends Partial<Conflict> {
  error?: { code?: string; message?: string };
  problems?: Problem[];
}

async function readJson(response: Response): Promise<Refusal | undefined> {
  try {
    return (await response.json()) as Refusal;
  } catch {
    return undefined;
  }
}

function failureOf(status: number, refusal: Refusal = {}): Failure {
  const { error, problems, current, changedSince = [], overlaps = true } = refusal;
  const message = error?.message ?? `The server answered with ${status}. Try again in a moment.`;
  if (status === 409 && current !== undefined) {
    return { kind: "conflict", conflict: { message, current, changedSince, overlaps } };
  }
  if (status === 403) {
    return { kind: "forbidden", message };
  }
  if (error?.code === "NoVoice") {
    return { kind: "noVoice", message };
  }
  return [400, 409, 413].includes(status)
    ? { kind: "invalid", message, problems: Array.isArray(problems) ? problems : [] }
    : { kind: "failed", message };
}

/** A failure in plain words. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) {
    return error.failure.kind === "signedOut" ? "Your session has ended. Sign in again." : error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
