/** F6xx: what is spoken. */
import { type Channel } from "../actionSpecs";
import { type JsonValue } from "../document";
import { type Findings } from "../finding";
import { type Node } from "../flowGraph";
import { isReference } from "../references";
import { checkSsml } from "../ssml";

/** Most characters of a prompt, markup included. */
const MAX_PROMPT_LENGTH = 6_000;

/** Most characters of a prompt that are billed: markup is not. */
const MAX_BILLED_LENGTH = 3_000;

/** Most characters of one chat message. */
const MAX_CHAT_LENGTH = 1_024;

export function checkSpeech({ id, parameters }: Node, channels: readonly Channel[], findings: Findings): void {
  const isForChats = channels.includes("CHAT");
  const { Messages: messages } = parameters;
  for (const message of [parameters, ...(Array.isArray(messages) ? messages : [])]) {
    if (isFields(message)) {
      const { Text: text, SSML: markup, PromptId: prompt } = message;
      if (typeof text === "string") {
        checkText(id, text, findings);
        if (isForChats && text.length > MAX_CHAT_LENGTH) {
          findings.warning(
            "F606",
            id,
            `The message has ${text.length} characters.`,
            `A chat takes ${MAX_CHAT_LENGTH}; send it in two messages.`,
          );
        }
      }
      if (isForChats && (markup !== undefined || prompt !== undefined)) {
        findings.warning(
          "F605",
          id,
          markup === undefined ? "A chat plays no prompts." : "A chat shows markup as text.",
          'Use Text, or compare "$.Channel" before it.',
        );
      }
      if (typeof markup === "string" && !isReference(markup)) {
        checkMarkup(id, markup, findings);
      }
    }
  }
}

function checkText(id: string, text: string, findings: Findings): void {
  checkLength(id, text, text, findings);
  if (text.includes("<speak>")) {
    findings.warning("F604", id, "Text holds markup, which would be read aloud.", "Use SSML instead of Text.");
  }
}

function checkMarkup(id: string, markup: string, findings: Findings): void {
  checkLength(id, markup, markup.includes("<") ? markup.replace(/<[^<>]*>/g, "") : markup, findings);
  for (const { severity, message, remedy } of checkSsml(markup)) {
    // The service publishes flows whose markup it cannot speak, so nothing here is an error.
    findings.warning(severity === "error" ? "F602" : "F603", id, message, remedy);
  }
}

function checkLength(id: string, whole: string, billed: string, findings: Findings): void {
  if (whole.length > MAX_PROMPT_LENGTH || billed.length > MAX_BILLED_LENGTH) {
    findings.error(
      "F601",
      id,
      `The prompt has ${whole.length} characters, ${billed.length} without markup.`,
      `At most ${MAX_PROMPT_LENGTH} are allowed, ${MAX_BILLED_LENGTH} without markup; say it in two blocks.`,
    );
  }
}

function isFields(value: JsonValue): value is { readonly [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
