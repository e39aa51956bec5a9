/**
 * A JWT authorizer of an HTTP API: whose tokens a route takes, and what of them its function is told. It checks what API
 * Gateway checks, and says no in API Gateway's words.
 */
import type { CryptoKey, JWTPayload } from "jose";
import { message, type WebRequest, type WebResponse } from "./http";

/** An authorizer as the program declares it. */
export interface AuthorizerDeclaration {
  readonly id: string;
  readonly name: string;
  /** Where the token is in a request. */
  readonly source: { readonly place: "header" | "querystring"; readonly name: string };
  /** Whose tokens it takes: an `https://` address. */
  readonly issuer: string;
  readonly audiences: readonly string[];
}

/** Who issues tokens on this machine, in place of an issuer on AWS. */
export interface TokenIssuer {
  /** What its tokens have as `iss`. */
  readonly url: string;
  readonly keys: { find(kid: string): Promise<CryptoKey | undefined> };
}

/** What a function is told of a token. Every claim is text, a list of them in brackets with blanks between. */
export interface AuthorizedToken {
  readonly claims: Readonly<Record<string, string>>;
  /** Scopes of the token, where the route asks for some. */
  readonly scopes: readonly string[] | null;
}

/** Only RSA keys are taken. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

/** Claims that are times, in epoch seconds. */
const TIMES = ["auth_time", "exp", "iat", "nbf"];

/** Why a token is refused, in the words of the `www-authenticate` header. */
class Refused extends Error {}

/** One authorizer. */
export class JwtAuthorizer {
  constructor(
    readonly declaration: AuthorizerDeclaration,
    /** Undefined when nobody on this machine issues its tokens: then every token is refused. */
    private readonly issuer: TokenIssuer | undefined,
    /** Epoch milliseconds, by which tokens are judged: people's own time. */
    private readonly now: () => number,
    /** Epoch milliseconds, as functions' clocks show it. */
    private readonly functionsNow: () => number = now,
  ) {}

  /** Lets a request in, or answers it. */
  async authorize(request: WebRequest, scopes: readonly string[]): Promise<AuthorizedToken | WebResponse> {
    const token = this.tokenOf(request);
    if (token === undefined) return message(401, "Unauthorized", { "www-authenticate": "Bearer" });
    const wanted = scopes.join(" ");
    try {
      const payload = await this.verify(token);
      const granted = scopesOf(payload);
      if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
        return message(403, "Forbidden", { "www-authenticate": `Bearer scope="${wanted}" error="insufficient_scope"` });
      }
      return { claims: claimTexts(this.asOnAws(payload)), scopes: scopes.length > 0 ? granted : null };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const reason = `Bearer scope="${wanted}" error="invalid_token" error_description="${error.message}"`;
      return message(401, "Unauthorized", { "www-authenticate": reason });
    }
  }

  /** The claims as the function would find them on AWS: by the issuer's name there, and in the function's own time. */
  private asOnAws(payload: JWTPayload): JWTPayload {
    const ahead = Math.round((this.functionsNow() - this.now()) / 1_000);
    const times = Object.entries(payload).flatMap(([name, value]) =>
      TIMES.includes(name) && typeof value === "number" ? [[name, value + ahead] as const] : [],
    );
    return { ...payload, ...Object.fromEntries(times), iss: this.declaration.issuer };
  }

  /** The token with or without `Bearer` before it; undefined when there is none. */
  private tokenOf({ headers, query }: WebRequest): string | undefined {
    const { place, name } = this.declaration.source;
    const value = place === "header" ? headers[name.toLowerCase()] : new URLSearchParams(query).get(name);
    const token = (value ?? "").trim().replace(/^Bearer\s+/i, "");
    return token === "" || token.toLowerCase() === "bearer" ? undefined : token;
  }

  private async verify(token: string): Promise<JWTPayload> {
    const { errors, jwtVerify } = await import("jose");
    const { issuer } = this;
    if (issuer === undefined) throw new Refused("the issuer is not known");
    const now = this.now();
    const verified = await jwtVerify(
      token,
      // Keys that a token brings along, or points to, count for nothing: only the issuer's are looked at.
      async ({ kid }) => {
        const key = kid === undefined ? undefined : await issuer.keys.find(kid);
        if (key === undefined) throw new Refused("no key of the issuer has the token's kid");
        return key;
      },
      { algorithms: ALGORITHMS, issuer: issuer.url, requiredClaims: ["exp"], currentDate: new Date(now) },
    ).catch((error: unknown) => {
      if (error instanceof errors.JOSEError) throw new Refused(reasonOf(error));
      throw error;
    });
    this.checkClaims(verified.payload, now);
    return verified.payload;
  }

  private checkClaims(payload: JWTPayload, now: number): void {
    if (payload.iat !== undefined && payload.iat > Math.ceil(now / 1_000)) {
      throw new Refused("the token was issued in the future");
    }
    // Only where there is no audience does the client count for one.
    const audiences = [payload.aud ?? payload.client_id ?? []].flat();
    if (!audiences.some((audience) => this.declaration.audiences.includes(String(audience)))) {
      throw new Refused("the token does not have a valid audience");
    }
  }
}

/** API Gateway's words for what the library found. */
function reasonOf({ code, ...error }: { readonly code: string; readonly claim?: unknown }): string {
  if (code === "ERR_JWT_EXPIRED") return "the token has expired";
  if (error.claim === "iss") return "the issuer is not valid";
  if (error.claim === "nbf") return "the token is not valid yet";
  if (error.claim === "exp") return "the token has no expiry";
  if (code === "ERR_JWS_SIGNATURE_VERIFICATION_FAILED") return "the signature is not valid";
  if (code === "ERR_JOSE_ALG_NOT_ALLOWED") return "the signing method is not valid";
  return "the token is not a JSON Web Token";
}

function scopesOf({ scope, scp }: JWTPayload): string[] {
  const given = scope ?? scp;
  return (Array.isArray(given) ? given.map(String) : String(given ?? "").split(" ")).filter((one) => one !== "");
}

/** Claims as API Gateway hands them on. */
function claimTexts(claims: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
