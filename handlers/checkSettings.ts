/** Asks for the settings as a call does, and says whether the answer is one that flows can go by. */
import { Lambda } from "@aws-sdk/client-lambda";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";

/** What the check asks of Lambda. Tests give their own. */
export interface FunctionsClient {
  invoke(request: {
    FunctionName: string | undefined;
    InvocationType: "RequestResponse";
    Payload: string;
  }): Promise<{ FunctionError?: string; Payload?: { transformToString(): string } }>;
}

/** What the check came to. */
export interface CheckAnswer {
  answered: boolean;
}

/** A contact there never is, as Connect tells a function of one. */
const CALL = JSON.stringify({
  Name: "ContactFlowEvent",
  Details: { ContactData: { ContactId: "00000000-0000-0000-0000-000000000000", Channel: "VOICE" }, Parameters: {} },
});

/** Milliseconds Connect waits for a function. */
const CONNECT_WAITS_MS = 8_000;

/** What flows compare, and what it may be. */
const VALUES: Readonly<Record<string, RegExp>> = {
  state: /^(open|closed)$/,
  hasMessage: /^(true|false)$/,
  redirect: /^(true|false)$/,
  callback: /^(on|off)$/,
  priority: /^(normal|high|highest|low)$/,
};

/** What is wrong with an answer, in a word; undefined: nothing. */
const faultOf = (payload: string): string | undefined => {
  const answer: unknown = JSON.parse(payload);
  if (typeof answer !== "object" || answer === null) return "NoAnswer";
  const entries = Object.entries(answer);
  if (entries.some(([, value]) => typeof value !== "string")) return "NotFlat";
  const values: Record<string, string | undefined> = Object.fromEntries(entries);
  if (Object.entries(VALUES).some(([key, allowed]) => !allowed.test(values[key] ?? ""))) return "WrongValue";
  // Without its table it answers what is declared: callers notice nothing, but nothing that is set holds.
  return values.source === "table" ? undefined : "NoTable";
};

/** Limits of a request that may be made again, for as long as Connect would wait. */
const patience = () => ({
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: CONNECT_WAITS_MS,
    socketTimeout: CONNECT_WAITS_MS,
    throwOnRequestTimeout: true,
  },
});

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: READ_SETTINGS_ARN.
 *
 * Good answers are what is counted: an alarm sounds when there are none, whatever the reason, and if nobody asks at all.
 *
 * @param functions what invokes; tests give their own
 */
export const checkSettingsFactory = (
  functions: FunctionsClient = new Lambda(patience()),
): ((event: unknown) => Promise<CheckAnswer>) => {
  requireVariables(["READ_SETTINGS_ARN"]);
  return async () => {
    const start = Date.now();
    const failure = await functions
      .invoke({ FunctionName: process.env.READ_SETTINGS_ARN, InvocationType: "RequestResponse", Payload: CALL })
      .then(({ FunctionError, Payload }) =>
        FunctionError === undefined ? faultOf(Payload?.transformToString() ?? "null") : "FunctionError",
      )
      .catch((error: unknown) => `${(error as { name?: unknown } | undefined)?.name}` || "Error");
    const outcome = failure === undefined ? "settingsAnswered" : "settingsUnanswered";
    logOutcome({ outcome, failure, ms: Date.now() - start });
    return { answered: failure === undefined };
  };
};
