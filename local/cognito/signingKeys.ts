/** The key that signs the tokens of a user pool. It is made when it is first needed, and lives as long as the run. */
import { randomBytes } from "node:crypto";
import type { CryptoKey, JWK } from "jose";

/** A key in both halves. */
export interface SigningKey {
  readonly kid: string;
  readonly publicKey: CryptoKey;
  /** With its private half, for the issuer alone. */
  readonly privateJwk: JWK;
  /** Without, for whoever checks tokens. */
  readonly publicJwk: JWK;
}

/** The keys of one pool. */
export class SigningKeys {
  private made: Promise<SigningKey> | undefined;

  /** The key that signs. */
  current(): Promise<SigningKey> {
    return (this.made ??= makeKey());
  }

  /** The public key of an id in a token's header; undefined for any other id. */
  async find(kid: string): Promise<CryptoKey | undefined> {
    const key = await this.current();
    return key.kid === kid ? key.publicKey : undefined;
  }
}

async function makeKey(): Promise<SigningKey> {
  const { exportJWK, generateKeyPair } = await import("jose");
  const { privateKey, publicKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  const facts = { kid: randomBytes(32).toString("base64"), alg: "RS256", use: "sig" };
  return {
    kid: facts.kid,
    publicKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...facts },
    publicJwk: { ...(await exportJWK(publicKey)), ...facts },
  };
}
