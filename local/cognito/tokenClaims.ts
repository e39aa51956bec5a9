/** Tokens with the claims of Amazon Cognito's. */
import type { AccountClaims } from "oidc-provider";
import type { LocalUser } from "./localUsers";

/** Claims of an id token and of userInfo, by the scope that asks for them. */
export const CLAIMS: Readonly<Record<string, string[]>> = {
  openid: ["sub", "cognito:username", "cognito:groups", "token_use", "jti", "username"],
  email: ["email", "email_verified"],
};

/** What an id token says of a user. */
export function idTokenClaims(user: LocalUser, jti: string): AccountClaims {
  return {
    sub: user.sub,
    "cognito:username": user.username,
    "cognito:groups": [...user.groups],
    token_use: "id",
    jti,
    email: user.email,
    email_verified: true,
  };
}

/** What userInfo says of a user who granted these scopes. */
export function userInfo(user: LocalUser, scopes: readonly string[]): Record<string, string> {
  const { sub, username, email } = user;
  return { sub, username, ...(scopes.includes("email") && { email, email_verified: "true" }) };
}

/** Gives the claims of one of the library's access tokens Cognito's form. */
export function asCognitoIssues(
  claims: Record<string, unknown>,
  user: LocalUser | undefined,
  /** What the token was issued for: a code or a refresh token. */
  source: { readonly authTime?: number; readonly grantId?: string } | undefined,
): void {
  Object.assign(claims, {
    ...(user !== undefined && { username: user.username }),
    ...(user !== undefined && user.groups.length > 0 && { "cognito:groups": [...user.groups] }),
    token_use: "access",
    version: 2,
    auth_time: source?.authTime ?? claims.iat,
    origin_jti: source?.grantId,
  });
  // Cognito's have no audience, where the library insists on one: it stays, and is not written into the token.
  Object.defineProperty(claims, "aud", { enumerable: false });
}
