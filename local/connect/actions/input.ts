/** GetParticipantInput: a menu of single keys, or digits to store. */
import type { FlowRun } from "../flowRun";
import { CALLING_CODES, readPhoneNumber } from "../phoneNumber";
import { FAILED, type Prompt, compilePrompt } from "../prompt";
import { compileEncryption } from "./inputEncryption";
import type { Branch } from "../step";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";

/** What is stored when the caller enters nothing in time. */
export const TIMED_OUT = "Timeout";
const MAX_INPUT_SECONDS = 180;
const MAX_INTERDIGIT_SECONDS = 20;
const DEFAULT_INTERDIGIT_SECONDS = 5;

/** Asks the caller for keys. */
export const getParticipantInput: ActionCompiler = (builder) =>
  builder.flag("StoreInput") ? storeInput(builder) : menu(builder);

/** Says the prompt; undefined when the caller cannot be asked. */
function ask(run: FlowRun, prompt: Prompt | undefined): number | undefined {
  if (run.contact.channel !== "VOICE" || !run.contact.customerPresent) {
    run.diagnose("there is no caller to press keys");
    return undefined;
  }
  const ms = prompt === undefined ? 0 : prompt(run);
  return ms === FAILED ? undefined : ms;
}

function menu(builder: StepBuilder): (run: FlowRun) => Branch | null {
  const prompt = compilePrompt(builder);
  const limitMs = builder.integer("InputTimeLimitSeconds", 1, MAX_INPUT_SECONDS) * 1_000;
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  const timedOut = builder.error("InputTimeLimitExceeded");
  return (run) => {
    const spokenMs = ask(run, prompt);
    if (spokenMs === undefined) return failed;
    const { detail } = run;
    // A key interrupts the prompt; the time limit begins when it is over.
    const timer = run.runtime.clock.after(spokenMs + limitMs, () => run.resume(timedOut));
    return run.wait({
      waits: "input",
      timer,
      press: (key) => {
        run.detail = detail;
        run.result = key;
        return match(key, run);
      },
    });
  };
}

/** How stored input is finished and checked. */
interface StoreRules {
  readonly maximumLength: number;
  readonly terminator: string;
  readonly cancelKey: boolean;
  readonly interdigitMs: number;
  /** The value to store, or undefined when the digits are no legal number. */
  readonly read: (digits: string) => string | undefined;
}

function storeRules(builder: StepBuilder): StoreRules {
  const phone = builder.has("InputValidation", "PhoneNumberValidation");
  const custom = builder.has("InputValidation", "CustomValidation");
  if (phone === custom) {
    builder.problem(
      "InputValidation needs exactly one of PhoneNumberValidation and CustomValidation when StoreInput is True",
    );
  }
  const terminator = builder.raw("DTMFConfiguration", "InputTerminationSequence") ?? "#";
  const cancelKey = !builder.flag("DTMFConfiguration", "DisableCancelKey");
  if (terminator.includes("*") && cancelKey) {
    builder.note('InputTerminationSequence contains "*", which cancels the input; set DisableCancelKey to "True"');
  }
  const format = builder.raw("InputValidation", "PhoneNumberValidation", "NumberFormat");
  const country = builder.raw("InputValidation", "PhoneNumberValidation", "CountryCode");
  if (phone && format === "Local" && (country === undefined || !CALLING_CODES.has(country))) {
    builder.problem(
      `CountryCode ${JSON.stringify(country)} is not known; a Local number needs a two-letter country code`,
    );
  }
  return {
    maximumLength: phone ? 20 : builder.integer("InputValidation.CustomValidation.MaximumLength", 1, 1_000),
    terminator,
    cancelKey,
    interdigitMs:
      builder.integer(
        "DTMFConfiguration.InterdigitTimeLimitSeconds",
        1,
        MAX_INTERDIGIT_SECONDS,
        DEFAULT_INTERDIGIT_SECONDS,
      ) * 1_000,
    read: phone ? (digits) => readPhoneNumber(digits, format === "Local" ? country : undefined) : (digits) => digits,
  };
}

function storeInput(builder: StepBuilder): (run: FlowRun) => Branch | null {
  const prompt = compilePrompt(builder);
  const limitMs = builder.integer("InputTimeLimitSeconds", 1, MAX_INPUT_SECONDS) * 1_000;
  const rules = storeRules(builder);
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  const phone = builder.has("InputValidation", "PhoneNumberValidation");
  const invalid = phone ? builder.error("InvalidPhoneNumber") : failed;
  const encrypt = compileEncryption(builder);
  return (run) => {
    const spokenMs = ask(run, prompt);
    if (spokenMs === undefined) return failed;
    const store = (digits: string): Branch => {
      const value = digits === TIMED_OUT ? digits : rules.read(digits);
      run.result = value ?? digits;
      if (value === undefined) return invalid;
      run.frame.storedInput = value;
      return next;
    };
    const storeSecret = (digits: string, { ciphertext, reason }: { ciphertext?: string; reason?: string }): Branch => {
      if (digits === TIMED_OUT) return store(digits);
      if (ciphertext === undefined) {
        run.diagnose(`the input is not stored: ${reason}`);
        return failed;
      }
      run.result = "(encrypted)";
      run.frame.storedInput = ciphertext;
      return next;
    };
    const done = encrypt === undefined ? store : (digits: string) => storeSecret(digits, encrypt(digits));
    return new Collector(run, rules, run.detail, done, encrypt !== undefined).start(spokenMs + limitMs);
  };
}

/** Collects the digits of one input. */
class Collector {
  private digits = "";

  constructor(
    private readonly run: FlowRun,
    private readonly rules: StoreRules,
    private readonly detail: unknown,
    private readonly done: (digits: string) => Branch,
    private readonly secret: boolean,
  ) {}

  start(limitMs: number): null {
    return this.listen(limitMs, TIMED_OUT);
  }

  private listen(limitMs: number, whenQuiet: string): null {
    const timer = this.run.runtime.clock.after(limitMs, () => this.run.resume(this.finish(whenQuiet)));
    const press = (key: string): Branch | null => this.press(key, timer.cancel.bind(timer));
    return this.run.wait({ waits: "input", timer, press, secret: this.secret });
  }

  private press(key: string, cancelTimer: () => void): Branch | null {
    const { terminator, cancelKey, maximumLength, interdigitMs } = this.rules;
    cancelTimer();
    if (key === "*" && cancelKey) {
      this.digits = "";
      return this.listen(interdigitMs, TIMED_OUT);
    }
    const digits = this.digits + key;
    if (digits.endsWith(terminator)) return this.finish(digits.slice(0, -terminator.length));
    this.digits = digits;
    if (digits.length >= maximumLength) return this.finish(digits);
    return this.listen(interdigitMs, digits);
  }

  private finish(digits: string): Branch {
    this.run.detail = this.detail;
    return this.done(digits);
  }
}
