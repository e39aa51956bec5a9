/** Lets somebody hear a message before callers do. */
import { checkMessage } from "../administration/checkMessage";
import { spokenMessage } from "../administration/spoken";
import { type Api, ApiError, messageOf } from "./api";

/** What is heard, to be shown beside the button. */
export interface Listening {
  text: string;
  trouble?: true;
}

let context: AudioContext | undefined;
let playing: AudioBufferSourceNode | undefined;

/**
 * Plays a message with the voice that callers hear, or, where it cannot be had, with this browser's own.
 *
 * @param voice the voice of Amazon Polly for the language, as far as is known
 */
export async function listen(api: Api, text: string, language: string, voice: string | undefined): Promise<Listening> {
  stop();
  // A browser lets sound begin where somebody has just clicked, not when an answer comes.
  context ??= new AudioContext();
  void context.resume();
  try {
    const answer = await api.speech(text, language);
    if (answer.audio === undefined) {
      return ownVoice(text, language);
    }
    await play(context, answer.audio);
    return { text: `Playing with Amazon Polly's voice ${answer.voice ?? voice ?? ""}: what callers hear.` };
  } catch (error) {
    if (error instanceof ApiError && error.failure.kind !== "noVoice") {
      return { text: messageOf(error), trouble: true };
    }
    return ownVoice(text, language);
  }
}

/** Ends whatever plays. */
export function stop(): void {
  playing?.stop();
  playing = undefined;
  window.speechSynthesis?.cancel();
}

async function play(audio: AudioContext, base64: string): Promise<void> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const source = audio.createBufferSource();
  source.buffer = await audio.decodeAudioData(bytes.buffer);
  source.connect(audio.destination);
  source.start();
  playing = source;
}

/** By the browser's own speech; its words without tags, which it does not know. */
function ownVoice(text: string, language: string): Listening {
  const synthesis = window.speechSynthesis as SpeechSynthesis | undefined;
  if (synthesis === undefined) {
    return { text: "Amazon Polly is not available here, and this browser has no voice of its own.", trouble: true };
  }
  const checked = checkMessage(text);
  const utterance = new SpeechSynthesisUtterance(spokenMessage(typeof checked === "string" ? checked : text).plain);
  utterance.lang = language;
  const voice = synthesis.getVoices().find(({ lang }) => lang.replace("_", "-").startsWith(language.slice(0, 2)));
  utterance.voice = voice ?? null;
  synthesis.speak(utterance);
  return { text: "Amazon Polly is not available here: playing with this browser's own voice. Callers hear another." };
}
