/** MessageParticipant, MessageParticipantIteratively: what the contact centre says. */
import { FAILED, type Prompt, compilePrompt } from "../prompt";
import type { Suspension } from "../flowRun";
import type { ActionCompiler } from "../stepBuilder";

/** Prompts that go on until an agent answers. */
const HOLDING: Suspension = { waits: "hold" };

/** Plays one prompt. */
export const messageParticipant: ActionCompiler = (builder) => {
  const prompt = compilePrompt(builder);
  if (prompt === undefined) builder.problem("there is nothing to say; set one of Text, SSML, PromptId and Media");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const ms = prompt === undefined ? FAILED : prompt(run);
    if (ms === FAILED) return failed;
    return ms > 0 ? run.pause(ms, next) : next;
  };
};

/** Plays prompts over and over while the contact waits; a set frequency interrupts them for something else. */
export const messageParticipantIteratively: ActionCompiler = (builder) => {
  const indexes = builder.keys("Messages");
  const prompts = indexes
    .map((index) => compilePrompt(builder, "Messages", index))
    .filter((prompt): prompt is Prompt => prompt !== undefined);
  if (prompts.length === 0) builder.problem("Messages is empty; give at least one Text, SSML, PromptId or Media");
  const frequency = builder.number("InterruptFrequencySeconds", 1, 604_800);
  const failed = builder.error("NoMatchingError");
  const match = builder.matcher();
  return (run) => {
    const details: unknown[] = [];
    for (const prompt of prompts) {
      const ms = prompt(run);
      if (run.detail !== undefined) details.push(run.detail);
      if (ms === FAILED) return failed;
    }
    const seconds = frequency?.resolve(run, details);
    run.detail = details;
    if (frequency !== undefined && seconds === undefined) return failed;
    if (seconds === undefined) return run.wait(HOLDING);
    return run.pause(seconds * 1_000, () => {
      run.result = "MessagesInterrupted";
      return match("MessagesInterrupted", run);
    });
  };
};
