/** TransferParticipantToThirdParty: connects the customer with a number outside. */
import type { FlowRun } from "../flowRun";
import { isE164 } from "../phoneNumber";
import type { Branch } from "../step";
import type { ActionCompiler } from "../stepBuilder";
import type { DialOutcome } from "../types";

const MAX_CONNECTION_SECONDS = 600;
const DEFAULT_CONNECTION_SECONDS = 30;
const DEFAULT_TALK_SECONDS = 60;

/** Dials; either the flow goes on when the third party hangs up, or the contact has left the flow for good. */
export const transferParticipantToThirdParty: ActionCompiler = (builder) => {
  const number = builder.text("ThirdPartyPhoneNumber");
  if (number === undefined) builder.problem("ThirdPartyPhoneNumber is missing; give an E.164 number");
  const limit = builder.number("ThirdPartyConnectionTimeLimitSeconds", 0, MAX_CONNECTION_SECONDS);
  const returns = builder.raw("ContinueFlowExecution")?.toLowerCase() !== "false";
  const { next } = builder;
  const left = builder.end("transferredOut");
  const failed = builder.error("NoMatchingError");
  const callFailed = builder.error("CallFailed");
  const timedOut = builder.error("ConnectionTimeLimitExceeded");
  return (run) => {
    const dialled = number?.render(run) ?? "";
    const detail: unknown[] = number?.literal === undefined ? [dialled] : [];
    const seconds = limit === undefined ? DEFAULT_CONNECTION_SECONDS : limit.resolve(run, detail);
    run.detail = detail;
    if (seconds === undefined) return failed;
    const limitMs = seconds * 1_000;
    if (!isE164(dialled) || !run.contact.customerPresent) {
      run.diagnose(
        isE164(dialled) ? "the customer has hung up" : `"${dialled}" is not an E.164 number, such as +12065550100`,
      );
      return run.contact.customerPresent ? callFailed : failed;
    }
    const outcome = run.runtime.dialOut({ number: dialled, purpose: "third-party", attempt: 1 });
    const ringMs = (outcome.afterSeconds ?? 0) * 1_000;
    const answered = outcome.answer === "answered" && ringMs <= limitMs;
    const busy = outcome.answer === "busy" && ringMs <= limitMs;
    const decide = (): Branch | null => {
      run.detail = detail;
      if (busy) return callFailed;
      return answered ? connected(run, dialled, outcome, returns ? next : undefined, left) : timedOut;
    };
    const after = answered || busy ? ringMs : limitMs;
    return after > 0 ? suspend(run, after, decide) : decide();
  };
};

/** Waits, then decides; the decision may be to wait again. */
function suspend(run: FlowRun, ms: number, decide: () => Branch | null): null {
  const timer = run.runtime.clock.after(ms, () => {
    const branch = decide();
    if (branch !== null) run.resume(branch);
  });
  return run.wait({ waits: "time", timer });
}

function connected(
  run: FlowRun,
  number: string,
  outcome: DialOutcome,
  next: Branch | undefined,
  left: Branch,
): Branch | null {
  if (next === undefined) {
    run.runtime.transfers.connectOutside(run.contact, number, outcome);
    return left;
  }
  const now = run.runtime.clock.now();
  const { detail } = run;
  run.contact.journal.say(now, "system", `connected to ${number}`, run.step);
  return run.pause((outcome.talkSeconds ?? DEFAULT_TALK_SECONDS) * 1_000, () => {
    run.detail = detail;
    return next;
  });
}
