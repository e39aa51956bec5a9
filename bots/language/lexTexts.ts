/** What a bot says, in the form Lex takes it: plain text, because the same bot speaks and writes. */
import type { Confirmation, Prompt, Words } from "./bot";
import type { LexAttempt, LexIntent, LexMessage, LexMessageGroup, LexPrompt } from "./lexDocument";

/** The wordings of something said. */
export function wordings(words: Words): readonly string[] {
  return typeof words === "string" ? [words] : words;
}

/** One message of which Lex takes any wording. */
export function groupsOf(words: Words): LexMessageGroup[] {
  const [first, ...others] = wordings(words).map((Value): LexMessage => ({ PlainTextMessage: { Value } }));
  if (first === undefined) return [];
  return [{ Message: first, ...(others.length > 0 && { Variations: others }) }];
}

/** A question; with a number of digits it can also be answered on the keypad, whose input then ends by itself. */
export function promptOf({ ask, retries }: Prompt, keypadDigits?: number): LexPrompt {
  return {
    MessageGroupsList: groupsOf(ask),
    MaxRetries: retries,
    AllowInterrupt: true,
    ...(keypadDigits !== undefined && { PromptAttemptsSpecification: attemptsOf(retries, keypadDigits) }),
  };
}

/** The question before an intent is fulfilled, and the answer to a no. */
export function confirmationOf(confirmation: Confirmation): NonNullable<LexIntent["IntentConfirmationSetting"]> {
  return {
    IsActive: true,
    PromptSpecification: promptOf(confirmation),
    DeclinationResponse: { MessageGroupsList: groupsOf(confirmation.declined) },
  };
}

/** Milliseconds Lex waits for the first key or word; its own value, which has to be said again. */
const START_TIMEOUT_MS = 4_000;

/** Shorter than Lex' own 5 s, which every caller who presses no # would wait. */
const KEYPAD_END_MS = 2_500;

function attemptsOf(retries: number, MaxLength: number): Record<string, LexAttempt> {
  const attempt: LexAttempt = {
    AllowedInputTypes: { AllowAudioInput: true, AllowDTMFInput: true },
    AllowInterrupt: true,
    AudioAndDTMFInputSpecification: {
      StartTimeoutMs: START_TIMEOUT_MS,
      DTMFSpecification: { DeletionCharacter: "*", EndCharacter: "#", EndTimeoutMs: KEYPAD_END_MS, MaxLength },
    },
  };
  const names = ["Initial", ...Array.from({ length: retries }, (_, index) => `Retry${index + 1}`)];
  return Object.fromEntries(names.map((name) => [name, attempt]));
}
