/** Speaks a message before callers hear it, with the voice they will hear. */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { Polly, type SynthesizeSpeechInput, type VoiceId } from "@aws-sdk/client-polly";
import { checkMessage } from "../administration/checkMessage";
import { shown } from "../administration/problem";
import { spokenMessage } from "../administration/spoken";
import { type HttpAnswer } from "./http/httpEvent";
import { readFields } from "./portal/body";
import { type PortalEvent } from "./portal/portalEvent";
import { portalHandler } from "./portal/portalHandler";
import { invalid, refusal } from "./portal/refusal";
import { catalogueReader, PORTAL_CLIENT, type SettingsReader } from "./portal/settingsTable";
import { type User } from "./portal/user";
import { within } from "./support/within";

/** The part of the Polly client that is used. Tests give their own. */
export interface VoiceClient {
  synthesizeSpeech(
    input: SynthesizeSpeechInput,
  ): Promise<{ AudioStream?: { transformToByteArray(): Promise<Uint8Array> } }>;
}

/** What tests replace. */
export interface SpeechParts {
  tables?: Pick<SettingsReader, "getItem">;
  voices?: VoiceClient;
  now?: () => number;
}

/** Milliseconds Polly has: 3,000 characters take it about two seconds. */
const PATIENCE_MS = 5_000;

/** Most bytes of what is heard: as base64 it stays below what a function may answer, 6 MB. */
const MOST_BYTES = 4_000_000;

const NO_VOICE = "Amazon Polly cannot speak the message at the moment. What is shown is what will be said.";

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SETTINGS_TABLE (whose catalogue names the
 * voices) and USER_POOL_CLIENT_ID.
 *
 * `POST /api/speech` with `text` and `language` gives the SSML that callers will hear, and its sound as MP3 in base64.
 *
 * @param parts what tests replace
 */
export const portalSpeechFactory = (parts: SpeechParts = {}): ((event: PortalEvent) => Promise<HttpAnswer>) => {
  const { now = Date.now, tables = new DynamoDB(PORTAL_CLIENT) } = parts;
  const patient = { ...PORTAL_CLIENT.requestHandler, requestTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
  const voices: VoiceClient = parts.voices ?? new Polly({ maxAttempts: 2, requestHandler: patient });
  const catalogueOf = catalogueReader(tables, now);

  const soundOf = async (ssml: string, language: string, voice: string): Promise<string> => {
    const { AudioStream } = await voices.synthesizeSpeech({
      Engine: "neural",
      LanguageCode: language as NonNullable<SynthesizeSpeechInput["LanguageCode"]>,
      OutputFormat: "mp3",
      Text: `<speak>${ssml}</speak>`,
      TextType: "ssml",
      VoiceId: voice as VoiceId,
    });
    const bytes = (await AudioStream?.transformToByteArray()) ?? new Uint8Array();
    if (bytes.length === 0 || bytes.length > MOST_BYTES) throw new RangeError();
    return Buffer.from(bytes).toString("base64");
  };

  const answer = async (_user: User, event: PortalEvent): Promise<object> => {
    const { text, language } = readFields(event, ["text", "language"]);
    const { voices: names = {} } = (await catalogueOf()) ?? {};
    const voice = Object.entries(names).find(([each]) => each === language)?.[1];
    if (typeof language !== "string" || voice === undefined) {
      throw invalid([{ path: "language", given: shown(language), allowed: Object.keys(names).join(", ") }]);
    }
    if (typeof text !== "string") throw invalid([{ path: "text", given: shown(text), allowed: "a text" }]);
    const checked = checkMessage(text);
    if (typeof checked !== "string") throw invalid([{ path: "text", ...checked }]);
    const { ssml } = spokenMessage(checked);
    if (ssml === "") throw invalid([{ path: "text", given: "nothing to say", allowed: "some words" }]);
    const audio = await within(PATIENCE_MS, soundOf(ssml, language, voice)).catch((error) => {
      throw Object.assign(refusal(503, "NoVoice", NO_VOICE, { ssml, voice }), { failure: error?.name });
    });
    return { ssml, audio, voice };
  };

  const variables = ["SETTINGS_TABLE", "USER_POOL_CLIENT_ID"];
  return portalHandler({ variables, routes: { "POST /api/speech": { role: "operator", answer } }, now });
};
