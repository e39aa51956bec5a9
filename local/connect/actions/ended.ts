/** Actions of services that do not exist any more. */
import type { ActionCompiler } from "../stepBuilder";

/** Voice ID: the error branch, and why. */
export const voiceIdEnded: ActionCompiler = (builder) => {
  const { refusal } = builder;
  const { Type } = builder.step.action;
  return (run) => {
    run.diagnose(`${Type}: Amazon Connect Voice ID ended on 20 May 2026; take this action out of the flow`);
    return refusal;
  };
};
