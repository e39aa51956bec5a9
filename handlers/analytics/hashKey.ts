/** The key customers' addresses are hashed with: from Secrets Manager, once a container. */
import { type GetSecretValueCommandInput, type GetSecretValueCommandOutput } from "@aws-sdk/client-secrets-manager";

/** The part of the Secrets Manager client that is used. Tests give their own. */
export interface HashKeyClient {
  getSecretValue(input: GetSecretValueCommandInput): Promise<Partial<GetSecretValueCommandOutput>>;
}

/** Least characters of the key: what can be guessed hides nothing. */
export const LEAST_KEY_LENGTH = 32;

/**
 * What gives the key. Environment: CUSTOMER_HASH_SECRET_ARN. The secret's text is the key, as it is; the secret is not to be
 * rotated, because another key gives the same customer another hash. A failure is not remembered: the next batch asks again.
 *
 * @throws what Secrets Manager throws, and Error when the key is too short
 */
export const hashKeyOf = (secrets: HashKeyClient): (() => Promise<string>) => {
  let kept: string | undefined;
  return async () => {
    if (kept !== undefined) return kept;
    const { SecretString: key = "" } = await secrets.getSecretValue({ SecretId: process.env.CUSTOMER_HASH_SECRET_ARN });
    if (key.length < LEAST_KEY_LENGTH) {
      const problem = `The secret CUSTOMER_HASH_SECRET_ARN names has ${key.length} characters; it needs at least ${LEAST_KEY_LENGTH}`;
      throw Object.assign(new Error(problem), { name: "HashKeyTooShort" });
    }
    kept = key;
    return key;
  };
};
