/**
 * Who is signed in: the code flow with PKCE by oidc-client-ts. Tokens are kept in memory only; after a reload the issuer's
 * own session signs in again without a question.
 */
import { InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Config } from "./config";

/** How the page starts. */
export type Start =
  /** Signed in; `returnTo` is the part of the address from where people were sent to sign in. */
  | { kind: "signedIn"; returnTo: string }
  /** The browser is on its way to the issuer. */
  | { kind: "leaving" }
  /** Somebody signed out here. */
  | { kind: "signedOut" }
  /** The issuer refused, or could not be reached. */
  | { kind: "failed"; message: string };

/** A session. */
export interface Session {
  /** Takes up what the issuer sent back, or goes to it. */
  start(): Promise<Start>;
  /** The access token, renewed when it is about to end; undefined when the session has ended. */
  token(): Promise<string | undefined>;
  /** Renews after the API refused the token. False when that is not possible. */
  renew(): Promise<boolean>;
  /** Goes to the issuer, to come back to where the page is now. */
  signIn(): Promise<void>;
  /** Signs out here and at the issuer. */
  signOut(): Promise<void>;
}

/** Seconds before its end at which a token is renewed. */
const RENEW_BEFORE = 60;

/** Says, for as long as the tab is open, that somebody signed out and is not to be signed in again unasked. */
const SIGNED_OUT = "contact-center.portal.signedOut";

/** Makes the session of a page. */
export function createSession(config: Config): Session {
  const site = `${window.location.origin}/`;
  const manager = new UserManager({
    authority: config.authority,
    client_id: config.clientId,
    redirect_uri: site,
    scope: "openid",
    response_type: "code",
    // What the issuer would be asked for otherwise.
    metadata: {
      issuer: config.authority,
      authorization_endpoint: config.authorizationEndpoint,
      token_endpoint: config.tokenEndpoint,
    },
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // The proof key has to outlive the way to the issuer; it is of no use to anybody once the code is taken.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    // Renewal in a hidden frame is nothing the site's policy allows; see renew.
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  });
  let renewal: Promise<boolean> | undefined;

  const renew = (): Promise<boolean> => {
    // Only the answer of the first counts where several ask at once: a refresh token may be good for one use.
    renewal ??= renewOnce().finally(() => (renewal = undefined));
    return renewal;
  };

  async function renewOnce(): Promise<boolean> {
    const user = await manager.getUser();
    if (!user?.refresh_token) {
      return false;
    }
    try {
      return (await manager.signinSilent()) !== null;
    } catch {
      return false;
    }
  }

  async function signIn(): Promise<void> {
    window.sessionStorage.removeItem(SIGNED_OUT);
    await manager.signinRedirect({ state: window.location.search + window.location.hash });
  }

  async function start(): Promise<Start> {
    const query = new URLSearchParams(window.location.search);
    try {
      if (query.has("state") && (query.has("code") || query.has("error"))) {
        return await callback(query);
      }
      if (window.sessionStorage.getItem(SIGNED_OUT) !== null) {
        return { kind: "signedOut" };
      }
      await signIn();
      return { kind: "leaving" };
    } catch (error) {
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  }

  async function callback(query: URLSearchParams): Promise<Start> {
    try {
      const user = await manager.signinRedirectCallback();
      await manager.clearStaleState();
      return { kind: "signedIn", returnTo: typeof user.state === "string" ? user.state : "" };
    } catch (error) {
      // A bookmark or the back button brings a code that has been used: whoever has a session gets another.
      if (!query.has("error") && error instanceof Error && /No matching state/.test(error.message)) {
        window.history.replaceState(null, "", "/");
        await signIn();
        return { kind: "leaving" };
      }
      throw error;
    } finally {
      window.history.replaceState(null, "", "/");
    }
  }

  return {
    start,
    renew,
    signIn,
    async token() {
      const user = await manager.getUser();
      if (user === null) {
        return undefined;
      }
      if ((user.expires_in ?? 0) > RENEW_BEFORE || (await renew())) {
        return (await manager.getUser())?.access_token;
      }
      return user.expired ? undefined : user.access_token;
    },
    async signOut() {
      await manager.removeUser();
      window.sessionStorage.setItem(SIGNED_OUT, "true");
      const query = new URLSearchParams({ client_id: config.clientId, logout_uri: site });
      window.location.assign(`${config.signOutUrl}?${query.toString()}`);
    },
  };
}
