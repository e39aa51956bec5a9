/** The app's secrets: what Slack signs with, and what we answer with. Fetched when needed, never in the environment. */
import { type GetSecretValueCommandInput, type GetSecretValueCommandOutput } from "@aws-sdk/client-secrets-manager";

/** The part of the Secrets Manager client that is used. Tests give their own. */
export interface SecretClient {
  getSecretValue(input: GetSecretValueCommandInput): Promise<GetSecretValueCommandOutput>;
}

/** What the secret holds, as JSON. */
export interface SlackSecret {
  /** Signing secret of the app (Basic Information). */
  signingSecret: string;
  /** Bot token, `xoxb-…` (OAuth & Permissions). */
  botToken: string;
}

/** Milliseconds a secret is kept: a new one is in use so much later at the latest. */
const KEPT_MILLISECONDS = 300_000;

/** Least milliseconds between two looks, found or not: forged requests must not run up requests of ours. */
const LEAST_MILLISECONDS = 10_000;

/**
 * Milliseconds for which what the secret before signed is still taken. Secrets Manager keeps that version until the next
 * change: without an end, a secret that was replaced because it got out would stay good.
 */
const OVERLAP_MILLISECONDS = 3_600_000;

/** Keeps the secret of a container, and gives it. */
export interface Vault {
  /** The secret now. */
  current(): Promise<SlackSecret>;
  /** The secret now and, for an hour, the one before, for what was signed while it was being replaced; looks again when `fresh`. */
  signing(fresh?: boolean): Promise<string[]>;
}

const read = (text: string | undefined): SlackSecret => {
  const { signingSecret, botToken } = JSON.parse(text ?? "null") ?? {};
  if (typeof signingSecret !== "string" || signingSecret === "" || typeof botToken !== "string") {
    throw Object.assign(new Error("The secret must be JSON with the texts signingSecret and botToken"), {
      name: "SecretIncomplete",
    });
  }
  return { signingSecret, botToken };
};

/**
 * A container's vault.
 *
 * @param secretId ARN of the secret
 */
export const vaultOf = (secrets: SecretClient, secretId: string | undefined, now: () => number): Vault => {
  type Version = SlackSecret & { since: number };
  let kept: { at: number; current: Version; previous: Version | undefined } | undefined;
  let failed: { at: number; error: unknown } | undefined;
  const version = async (VersionStage: string): Promise<Version> => {
    const { SecretString, CreatedDate } = await secrets.getSecretValue({ SecretId: secretId, VersionStage });
    return { ...read(SecretString), since: CreatedDate?.getTime() ?? 0 };
  };
  const look = async (age: number) => {
    const at = now();
    if (kept && at - kept.at < age) return kept;
    if (failed && at - failed.at < LEAST_MILLISECONDS) throw failed.error;
    try {
      const current = await version("AWSCURRENT");
      // A secret that was never replaced has no previous version.
      const previous = await version("AWSPREVIOUS").catch(() => undefined);
      kept = { at, current, previous };
      return kept;
    } catch (error) {
      failed = { at, error };
      throw error;
    }
  };
  return {
    current: async () => (await look(KEPT_MILLISECONDS)).current,
    signing: async (fresh = false) => {
      const { current, previous } = await look(fresh ? LEAST_MILLISECONDS : KEPT_MILLISECONDS);
      const overlaps = previous && now() - current.since < OVERLAP_MILLISECONDS;
      return overlaps ? [current.signingSecret, previous.signingSecret] : [current.signingSecret];
    },
  };
};
