/** The spoken part of an action: text, SSML, a prompt of the library, or audio in S3. */
import { MAX_CHAT_MESSAGE } from "./chat";
import type { FlowRun } from "./flowRun";
import { FLOW_AUTHOR, deliverMessage } from "./messageProcessor";
import { MAX_SPOKEN_CHARACTERS, MAX_TEXT_CHARACTERS, type Speech, readSsml, speakingTime } from "./speech";
import type { StepBuilder } from "./stepBuilder";

/** Says something; answers with how long it takes in milliseconds, or FAILED after leaving a diagnostic. */
export type Prompt = (run: FlowRun) => number;

/** The prompt could not be played: the action takes its error branch. */
export const FAILED = -1;

/** Virtual time of a prompt or recording whose length is not known, when speech takes time. */
const RECORDING_MS = 3_000;

/** The body of an action, at the root of its parameters or inside one. Undefined when it has none. */
export function compilePrompt(builder: StepBuilder, ...path: string[]): Prompt | undefined {
  const bodies = ["Text", "SSML", "PromptId", "Media"].filter((name) => builder.has(...path, name));
  if (bodies.length > 1) {
    builder.problem(`${bodies.join(" and ")} are set together; only one of Text, SSML, PromptId and Media may be`);
  }
  switch (bodies[0]) {
    case "Text":
      return textPrompt(builder, path);
    case "SSML":
      return ssmlPrompt(builder, path);
    case "PromptId":
      return libraryPrompt(builder, path);
    case "Media":
      return mediaPrompt(builder, path);
    default:
      return undefined;
  }
}

function play(run: FlowRun, spoken: string, pauseMs: number, ssml?: string): number {
  const { contact, runtime } = run;
  const toAgent = run.forAgent;
  if (contact.channel !== "VOICE") return write(run, ssml ?? spoken);
  // Nobody hears a prompt after the customer has gone.
  if (!toAgent && !contact.customerPresent) return 0;
  contact.journal.say(runtime.clock.now(), "system", spoken, run.step, ssml, toAgent);
  return runtime.wordsPerMinute === 0 ? 0 : speakingTime(spoken, runtime.wordsPerMinute) + pauseMs;
}

/** Shows a text in a chat, or to the agent who works on a task; a customer's side of a task there is not. */
function write(run: FlowRun, text: string): number {
  const { contact, forAgent } = run;
  if (!forAgent && (!contact.customerPresent || contact.channel === "TASK")) return 0;
  if (contact.channel === "CHAT" && text.length > MAX_CHAT_MESSAGE) {
    run.diagnose(`the message has ${text.length} characters; in a chat at most ${MAX_CHAT_MESSAGE} are allowed`);
    return FAILED;
  }
  const { clock } = run.runtime;
  const { step } = run;
  if (forAgent) contact.journal.say(clock.now(), "system", text, step, undefined, true);
  else if (contact.channel !== "CHAT") contact.journal.say(clock.now(), "system", text, step);
  else {
    deliverMessage(contact, FLOW_AUTHOR, text, (content) => {
      contact.countMessage("system", content);
      contact.journal.say(clock.now(), "system", content, step);
    });
  }
  return 0;
}

/** Audio: nothing a chat could show, and nothing anybody would hear on a task. */
function recording(run: FlowRun, name: string): number {
  const { channel } = run.contact;
  if (channel === "TASK") return 0;
  if (channel !== "VOICE") {
    run.diagnose(`audio cannot be played on a ${channel} contact: ${name}`);
    return FAILED;
  }
  const ms = play(run, `(${name})`, 0);
  return run.runtime.wordsPerMinute === 0 || ms === 0 ? 0 : RECORDING_MS;
}

function tooLong(run: FlowRun, source: string, spoken: string): boolean {
  if (source.length <= MAX_TEXT_CHARACTERS && spoken.length <= MAX_SPOKEN_CHARACTERS) return false;
  run.diagnose(
    `the text has ${source.length} characters, ${spoken.length} of them spoken; ` +
      `at most ${MAX_TEXT_CHARACTERS} and ${MAX_SPOKEN_CHARACTERS} are allowed`,
  );
  return true;
}

function textPrompt(builder: StepBuilder, path: string[]): Prompt | undefined {
  const text = builder.text(...path, "Text");
  return (
    text &&
    ((run) => {
      const spoken = text.render(run);
      if (text.literal === undefined) run.detail = spoken;
      return tooLong(run, spoken, spoken) ? FAILED : play(run, spoken, 0);
    })
  );
}

function ssmlPrompt(builder: StepBuilder, path: string[]): Prompt | undefined {
  const text = builder.text(...path, "SSML");
  if (text === undefined) return undefined;
  const literal = text.literal === undefined ? undefined : readSsml(text.literal);
  return (run) => {
    const ssml = text.render(run);
    const speech: Speech = literal ?? readSsml(ssml);
    if (text.literal === undefined) run.detail = ssml;
    // A chat shows the tags as they are.
    if (run.contact.channel !== "VOICE") return play(run, ssml, 0, ssml);
    if (!speech.ok) {
      run.diagnose(`the SSML is not well-formed, so it cannot be spoken: ${speech.reason}`);
      return FAILED;
    }
    return tooLong(run, ssml, speech.spoken) ? FAILED : play(run, speech.spoken, speech.pauseMs, ssml);
  };
}

function libraryPrompt(builder: StepBuilder, path: string[]): Prompt | undefined {
  const id = builder.value(...path, "PromptId");
  return (
    id &&
    ((run) => {
      const prompt = id.resolve(run);
      if (id.literal === undefined) run.detail = prompt;
      if (prompt === undefined || prompt === "") {
        run.diagnose(`${id.source} is not set, so there is no prompt to play`);
        return FAILED;
      }
      return recording(run, run.runtime.promptName(prompt) ?? `prompt ${prompt}`);
    })
  );
}

function mediaPrompt(builder: StepBuilder, path: string[]): Prompt | undefined {
  const uri = builder.text(...path, "Media", "Uri");
  if (uri === undefined) {
    builder.problem("Media has no Uri; give the S3 location of the audio");
    return undefined;
  }
  return (run) => {
    const location = uri.render(run);
    if (uri.literal === undefined) run.detail = location;
    return recording(run, location);
  };
}
