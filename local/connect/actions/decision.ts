/** Compare, CheckHoursOfOperation, DistributeByPercentage, Loop, Wait: branches that depend on values, time or chance. */
import { fraction } from "../random";
import { idOf } from "../identifier";
import type { Branch } from "../step";
import type { ActionCompiler } from "../stepBuilder";

const MAX_LOOPS = 100;
const MAX_WAIT_SECONDS = 604_800;
/** Stream of chance for DistributeByPercentage. */
const DISTRIBUTION_STREAM = 1_000;

/** Compares a value with operands. */
export const compare: ActionCompiler = (builder) => {
  const value = builder.value("ComparisonValue");
  if (value === undefined) builder.problem("ComparisonValue is missing; give one reference such as $.Attributes.name");
  const match = builder.matcher();
  return (run) => {
    const result = value?.resolve(run);
    run.detail = result;
    return match(result, run);
  };
};

/** Whether hours of operation, else those of the target queue, are open now. */
export const checkHoursOfOperation: ActionCompiler = (builder) => {
  const hoursId = builder.value("HoursOfOperationId");
  const literal = hoursId?.literal;
  const literalId = literal === undefined ? "" : idOf(literal);
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const { instance, clock } = run.runtime;
    const id = hoursId?.resolve(run);
    if (hoursId !== undefined && hoursId.literal === undefined) run.detail = id;
    if (hoursId !== undefined && id === undefined) {
      run.diagnose(`${hoursId.source} is not set, so there are no hours to check`);
      return failed;
    }
    const queue = run.contact.targetQueue;
    const hours = id === undefined ? queue?.hours : instance.hours.get(id === literal ? literalId : idOf(id));
    if (hours === undefined) {
      run.diagnose(
        id !== undefined
          ? `no hours of operation "${id}" are declared (AWS::Connect::HoursOfOperation)`
          : queue === null
            ? "there are no hours to check: give HoursOfOperationId, or set a target queue first (UpdateContactTargetQueue)"
            : `queue ${queue.name} has hours of operation the program does not declare`,
      );
      return failed;
    }
    run.result = hours.isOpen(clock.now()) ? "True" : "False";
    return match(run.result as string, run);
  };
};

/** Draws 1 to 100, evenly. */
export const distributeByPercentage: ActionCompiler = (builder) => {
  const match = builder.matcher();
  return (run) => {
    const { contact, runtime } = run;
    const draw = fraction(runtime.seed, DISTRIBUTION_STREAM + contact.number, contact.draws++);
    const result = String(1 + Math.floor(draw * 100));
    run.result = result;
    return match(result, run);
  };
};

/** Goes round a number of times, then on. The count belongs to the call, so a flow entered again goes on counting. */
export const loop: ActionCompiler = (builder) => {
  const count = builder.value("LoopCount");
  if (count === undefined || (count.literal !== undefined && loops(count.literal) === undefined)) {
    builder.problem(
      `LoopCount is ${JSON.stringify(count?.source)}; give a whole number from 0 to ${MAX_LOOPS}, as a string`,
    );
  }
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const text = count?.resolve(run);
    const limit = text === undefined ? undefined : loops(text);
    if (count?.literal === undefined) run.detail = text;
    if (limit === undefined) {
      run.diagnose(
        `LoopCount ${count?.source} is ${text ?? "not set"}; it must be a whole number from 0 to ${MAX_LOOPS}`,
      );
      return failed;
    }
    const counters = (run.contact.loops ??= new Map());
    const done = counters.get(run.step) ?? 0;
    counters.set(run.step, done < limit ? done + 1 : 0);
    run.result = done < limit ? "ContinueLooping" : "DoneLooping";
    return match(run.result as string, run);
  };
};

function loops(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= MAX_LOOPS ? value : undefined;
}

/** Waits for time or events; calls cannot be paused. A chat's customer returns by writing; custom bots there are none. */
export const wait: ActionCompiler = (builder) => {
  const limit = builder.value("TimeLimitSeconds");
  const events = builder.keys("Events").map((index) => builder.raw("Events", index));
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  const absent = builder.error("ParticipantNotFound");
  return (run) => {
    const text = limit?.resolve(run);
    if (limit?.literal === undefined) run.detail = text;
    const { detail } = run;
    const seconds = Number(text);
    if (run.contact.channel === "VOICE") {
      run.diagnose("a call cannot wait: Wait takes its error branch on the voice channel");
      return failed;
    }
    if (text === undefined || !Number.isInteger(seconds) || seconds < 1 || seconds > MAX_WAIT_SECONDS) {
      run.diagnose(`TimeLimitSeconds is ${text ?? "not set"}; it must be a whole number from 1 to ${MAX_WAIT_SECONDS}`);
      return failed;
    }
    if (events.includes("BotParticipantDisconnected")) {
      run.diagnose("no custom participant has joined the contact, so none can leave it");
      return absent;
    }
    const happened = (event: string): Branch => {
      run.detail = detail;
      run.result = event;
      return match(event, run);
    };
    const timer = run.runtime.clock.after(seconds * 1_000, () => run.resume(happened("WaitCompleted")));
    const returns = events.includes("CustomerReturned");
    return run.wait({ waits: "time", timer, ...(returns && { speak: () => happened("CustomerReturned") }) });
  };
};
