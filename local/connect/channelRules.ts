/** Actions that do not work on every channel: what a contact of another channel meets. */
import type { Step } from "./step";
import type { StepBuilder } from "./stepBuilder";
import type { Channel } from "./types";

interface ChannelRule {
  readonly works: readonly Channel[];
  /** The error contacts of other channels take. */
  readonly error: string;
}

const VOICE_ONLY: ChannelRule = { works: ["VOICE"], error: "NoMatchingError" };

/** By action type. Actions that look after channels themselves, or work everywhere, are not here. */
const RULES: ReadonlyMap<string, ChannelRule> = new Map<string, ChannelRule>([
  ["MessageParticipantIteratively", VOICE_ONLY],
  ["TransferParticipantToThirdParty", VOICE_ONLY],
  ["CreateCallbackContact", VOICE_ONLY],
  ["UpdateContactCallbackNumber", { works: ["VOICE"], error: "InvalidCallbackNumber" }],
  ["TransferContactToAgent", VOICE_ONLY],
  ["UpdateContactMediaStreamingBehavior", VOICE_ONLY],
  ["UpdatePreviousContactParticipantState", VOICE_ONLY],
  ["CheckOutboundCallStatus", VOICE_ONLY],
  ["UpdateContactMediaProcessing", { works: ["CHAT"], error: "ChannelMismatch" }],
]);

/** Lets an action run on the channels it works on; a contact of another takes the error branch, with a diagnostic. */
export function guardChannel(builder: StepBuilder, run: Step["run"]): Step["run"] {
  const { Type } = builder.step.action;
  const rule = RULES.get(Type);
  if (rule === undefined) return run;
  const { works, error } = rule;
  const failed = builder.error(error);
  return (flowRun) => {
    const { channel } = flowRun.contact;
    if (works.includes(channel)) return run(flowRun);
    flowRun.diagnose(
      `${Type} works on ${works.join(", ")} contacts; on a ${channel} contact it takes its error branch`,
    );
    return failed;
  };
}
