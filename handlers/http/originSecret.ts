/** The secret CloudFront sends along, so that nobody goes round it: fetched once a container, and again when it changes. */
import { type GetSecretValueRequest, type GetSecretValueResponse } from "@aws-sdk/client-secrets-manager";
import { createHash, timingSafeEqual } from "node:crypto";
import { within } from "../support/within";

/** The part of the Secrets Manager client that is used. Tests give their own. */
export interface SecretClient {
  getSecretValue(input: GetSecretValueRequest): Promise<GetSecretValueResponse>;
}

/** What the secret holds, as JSON. */
export interface OriginSecret {
  /** What CloudFront sends in `x-origin-verify`. */
  header: string;
  /** Key of the hash that source addresses are counted by. */
  salt: string;
}

/** Milliseconds between two readings: whoever sends wrong secrets does not make the handler ask for each. */
const LEAST_AGE = 30_000;

/**
 * Milliseconds for which the version before is taken: long enough for a deployment that has to be finished the next morning.
 * Secrets Manager keeps that version until the next change: without an end, a secret that got out would stay good.
 */
const OVERLAP = 86_400_000;

/** Milliseconds a reading may take. */
const LONGEST = 700;

/** Whether two texts are the same; how long it takes tells nothing about where they differ. */
export const sameText = (left: string, right: string): boolean => {
  const [one, other] = [left, right].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
};

/**
 * A check of what a request carries in `x-origin-verify`: gives the secret when it is right, undefined when it is not.
 *
 * The version before is right, too, for a day after it was replaced: CloudFront takes minutes to send a new one from
 * everywhere.
 *
 * @throws Error of the SDK, or `Deadline`, while the secret cannot be read
 */
export const originSecret = (
  secrets: SecretClient,
  secretArn: string | undefined,
  now: () => number,
): ((given: string | undefined) => Promise<OriginSecret | undefined>) => {
  let known: OriginSecret[] = [];
  let replacedAt = 0;
  let readAt = -Infinity;
  const read = async (VersionStage: string): Promise<{ secret: OriginSecret; since: number }> => {
    const { SecretString = "", CreatedDate } = await secrets.getSecretValue({ SecretId: secretArn, VersionStage });
    return { secret: JSON.parse(SecretString) as OriginSecret, since: CreatedDate?.getTime() ?? 0 };
  };
  const refresh = async (): Promise<void> => {
    const current = await read("AWSCURRENT");
    const previous = await read("AWSPREVIOUS").catch((error): undefined => {
      // A secret that was never changed has no version before.
      if (/NotFound/.test(error?.name)) return undefined;
      throw error;
    });
    known = previous ? [current.secret, previous.secret] : [current.secret];
    replacedAt = current.since;
    readAt = now();
  };
  const find = (given: string): OriginSecret | undefined => {
    const valid = now() - replacedAt < OVERLAP ? known : known.slice(0, 1);
    const right = valid.some(({ header }) => sameText(header, given));
    return right ? known[0] : undefined;
  };
  return async (given) => {
    if (!given) return undefined;
    if (!find(given) && now() - readAt >= LEAST_AGE) await within(LONGEST, refresh());
    return find(given);
  };
};
