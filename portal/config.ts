/** What the site is told when it is deployed: config.json beside index.html. */

/** The settings of config.json. */
export interface Config {
  /** The issuer, such as `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE`. */
  authority: string;
  /** The portal's client at the issuer. */
  clientId: string;
  /** Where people sign in. */
  authorizationEndpoint: string;
  /** Where a code becomes tokens. */
  tokenEndpoint: string;
  /** Where people sign out: takes `client_id` and `logout_uri`. */
  signOutUrl: string;
  /** Whose contact centre it is. */
  company: string;
  /** IANA name of the contact centre's time zone. */
  timeZone: string;
}

const KEYS = [
  "authority",
  "clientId",
  "authorizationEndpoint",
  "tokenEndpoint",
  "signOutUrl",
  "company",
  "timeZone",
] as const;

/** Fetches the settings. @throws Error saying what is wrong with them */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("config.json", { cache: "no-cache" });
  if (!response.ok) {
    throw new Error(`config.json cannot be read (${response.status}). Deploy the stack again.`);
  }
  const given = (await response.json()) as Partial<Record<string, unknown>>;
  const missing = KEYS.filter((key) => typeof given[key] !== "string" || given[key] === "");
  if (missing.length > 0) {
    throw new Error(`config.json lacks ${missing.join(", ")}. Deploy the stack again.`);
  }
  const text = (key: (typeof KEYS)[number]): string => String(given[key]);
  return {
    authority: text("authority"),
    clientId: text("clientId"),
    authorizationEndpoint: text("authorizationEndpoint"),
    tokenEndpoint: text("tokenEndpoint"),
    signOutUrl: text("signOutUrl"),
    company: text("company"),
    timeZone: text("timeZone"),
  };
}
