/** A centre of this very program with its portal, and people who ask its API as their browsers would. */
import { LocalCenter } from "../../local/center";
import { START } from "../support/connectGraph";
import { evaluated, NO_ANALYTICS } from "../support/evaluated";
import { type SignIn, type Tokens, tokensFor } from "../localWeb/poolProgram";
import { type Answer, ask } from "../localWeb/webProgram";

type Values = Record<string, unknown>;

/** What is set in a scope, as the API tells it. */
export interface Scope {
  readonly version: number;
  readonly changes: readonly { readonly id: string; readonly field: string }[];
}

/** The portal of a running centre. */
export class PortalCenter {
  private constructor(
    readonly center: LocalCenter,
    /** Origin of the portal on this machine. */
    readonly site: string,
    readonly issuer: string,
    readonly signIn: SignIn,
  ) {}

  /** Brings up the stack dev. Time begins on a Tuesday morning months ago: the centre's clock is not people's. */
  static async start(): Promise<PortalCenter> {
    const center = await LocalCenter.fromGraph(await evaluated("dev", NO_ANALYTICS), { startAt: START });
    const site = center.web.resolve(String(center.graph.outputs.portalUrl)) ?? "";
    const config = (await ask(site, "/config.json")).json<Record<string, string>>();
    const signIn = { clientId: config.clientId ?? "", redirectUri: `${site}/` };
    return new PortalCenter(center, site, center.identity[0]?.origin ?? "", signIn);
  }

  /** Signs a user in. */
  tokensOf(username: string): Promise<Tokens> {
    return tokensFor(this.issuer, this.signIn, username);
  }

  /** Asks the API through the site. */
  ask(method: string, path: string, token: string | undefined, body?: Values): Promise<Answer> {
    return ask(this.site, path, {
      method,
      headers: {
        origin: this.site,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** What is set in a scope now. */
  async scope(token: string, scope: string): Promise<Scope> {
    const { scopes } = (await this.ask("GET", "/api/state", token)).json<{ scopes: Record<string, Scope> }>();
    return scopes[scope] ?? { version: 0, changes: [] };
  }

  close(): Promise<void> {
    return this.center.close();
  }
}
