/**
 * One playing of flows for one contact. It runs synchronously from step to step and stops only where a contact has to
 * wait: for a key, for time, for a function that answers later, or in a queue.
 */
import type { Timer } from "../clock";
import type { Attributes } from "./attributes";
import type { Contact } from "./contact";
import type { Runtime } from "./runtime";
import type { Branch, CompiledFlow, FlowEnd, Step } from "./step";

/** Actions a flow may run without waiting before it counts as going round in circles. */
export const MAX_ACTIONS_BETWEEN_WAITS = 1_000;

/** Why a flow plays. */
export type RunRole =
  | "main"
  | "queue"
  | "agentWhisper"
  | "customerWhisper"
  | "outboundWhisper"
  | "disconnect"
  | "customerHold"
  | "agentHold"
  | "agentUI"
  | "pause";

/** Values that live as long as one flow, and that modules neither see nor change. */
export class Frame {
  flowAttributes: Attributes | null = null;
  external: unknown = undefined;
  lex: unknown = undefined;
  views: unknown = undefined;
  metrics: unknown = undefined;
  storedInput: string | undefined = undefined;
  invocationId: string | undefined = undefined;

  constructor(
    readonly flow: CompiledFlow,
    readonly parent: Frame | null = null,
    /** For a module: the branch of the action that invoked it. */
    readonly returnTo: Branch | null = null,
  ) {}
}

/** What a run waits for. */
export interface Suspension {
  readonly waits: "input" | "time" | "work" | "hold";
  /** Handles a key; answers with the branch to take, or null to go on waiting. */
  press?(key: string): Branch | null;
  /** Handles what the customer says on a call, or writes in a chat. */
  speak?(text: string): Branch | null;
  /** Handles what the customer chooses in a view. */
  choose?(action: string, data: Record<string, unknown>): Branch | null;
  timer?: Timer;
  /** True for input that must not appear in clear anywhere. */
  readonly secret?: boolean;
}

/** Something the customer did while the flow was at work. */
type Early = (run: FlowRun) => void;

/** One playing. */
export class FlowRun {
  frame: Frame;
  step: Step;
  ended = false;
  /** Values the current step resolved, for trace and log: one, or a list in the order of the step's slots. */
  detail: unknown = undefined;
  result: unknown = undefined;
  private suspension: Suspension | null = null;
  private actions = 0;
  private early: Early[] | null = null;
  /** The last input was secret: keys typed beyond it are not named. */
  private hushed = false;

  constructor(
    readonly contact: Contact,
    readonly runtime: Runtime,
    flow: CompiledFlow,
    readonly role: RunRole,
  ) {
    this.frame = new Frame(flow);
    this.step = flow.start;
  }

  get inWhisper(): boolean {
    return this.role === "agentWhisper" || this.role === "customerWhisper";
  }

  /** True when it plays on the agent's side. */
  get forAgent(): boolean {
    const { role } = this;
    return role === "agentWhisper" || role === "agentHold" || role === "agentUI";
  }

  /** True while the flow listens for keys, words or a choice. */
  get listening(): boolean {
    const { suspension } = this;
    return (
      suspension !== null &&
      (suspension.press !== undefined || suspension.speak !== undefined || suspension.choose !== undefined)
    );
  }

  /** True while the flow listens for input that must not be written down. */
  get listensInSecret(): boolean {
    return this.suspension?.secret === true;
  }

  /** True while the flow waits for something. */
  get suspended(): boolean {
    return this.suspension !== null;
  }

  start(): void {
    this.actions = 1;
    this.proceed(this.play(this.step));
  }

  /** Suspends the run; a step returns what this returns. */
  wait(suspension: Suspension): null {
    this.suspension = suspension;
    if (suspension.waits === "input") {
      this.hushed = suspension.secret === true;
      if (!this.forAgent) this.contact.customer.asked?.();
    }
    const { early } = this;
    if (early !== null && suspension.waits !== "work") {
      this.early = null;
      this.catchUp(early);
    }
    return null;
  }

  /** Suspends for virtual time, then takes a branch. */
  pause(ms: number, then: Branch | (() => Branch)): null {
    const timer = this.runtime.clock.after(ms, () => this.resume(typeof then === "function" ? then() : then));
    return this.wait({ waits: "time", timer });
  }

  /** Goes on with a branch, unless the run has ended meanwhile. */
  resume(branch: Branch): void {
    if (this.ended || this.suspension === null) return;
    // Answers of functions take no virtual time, so a circle of them is still a circle.
    if (this.suspension.waits !== "work") this.actions = 0;
    this.suspension.timer?.cancel();
    this.suspension = null;
    this.proceed(branch);
    const { early } = this;
    this.early = null;
    if (early !== null) this.catchUp(early);
  }

  /** What the customer did while the flow worked is for whatever plays for them now; what the agent did, for this flow. */
  private catchUp(early: readonly Early[]): void {
    for (const act of early) {
      const run = this.forAgent ? this : this.contact.customer.contact.customerRun;
      if (run) act(run);
    }
  }

  /** Hands a key to the flow. While a function works the key waits for it; when nothing listens it is lost. */
  press(key: string): void {
    const { suspension } = this;
    if (suspension?.press !== undefined && suspension.waits !== "work") {
      const branch = suspension.press(key);
      if (branch !== null) this.resume(branch);
      return;
    }
    this.receive(
      (run) => run.press(key),
      undefined,
      () => `${this.hushed ? "a key" : `key ${key}`} was pressed while the flow was not listening`,
    );
  }

  /** Hands words to the flow: spoken to a bot, or written in a chat. */
  speak(text: string): void {
    this.receive(
      (run) => run.speak(text),
      this.suspension?.speak?.bind(this.suspension, text),
      () => `${JSON.stringify(text)} was said while the flow was not listening for words`,
    );
  }

  /** Hands the answer to a view to the flow. */
  choose(action: string, data: Record<string, unknown>): void {
    this.receive(
      (run) => run.choose(action, data),
      this.suspension?.choose?.bind(this.suspension, action, data),
      () => `"${action}" was chosen while the flow showed no view`,
    );
  }

  private receive(again: Early, handle: (() => Branch | null) | undefined, lost: () => string): void {
    if (this.suspension?.waits === "work") {
      (this.early ??= []).push(again);
      return;
    }
    if (this.ended || handle === undefined) {
      this.diagnose(lost());
      return;
    }
    const branch = handle();
    if (branch !== null) this.resume(branch);
  }

  /** Stops the run from outside. */
  stop(): void {
    if (this.ended) return;
    this.ended = true;
    this.suspension?.timer?.cancel();
    this.suspension = null;
    this.record(this.step.interrupted);
  }

  /** Makes another flow current; the step returns a branch with end "entered". */
  enter(flow: CompiledFlow, returnTo: Branch | null): void {
    this.frame = new Frame(flow, returnTo === null ? null : this.frame, returnTo);
  }

  /** How many modules are open. */
  get depth(): number {
    let depth = 0;
    for (let frame = this.frame.parent; frame !== null; frame = frame.parent) depth++;
    return depth;
  }

  /** Leaves a diagnostic in trace and transcript. */
  diagnose(text: string): void {
    this.contact.journal.say(this.runtime.clock.now(), "diagnostic", text, this.step);
  }

  private play(step: Step): Branch | null {
    const { monitor } = this.contact;
    return monitor === null ? step.run(this) : monitor.play(this, step);
  }

  private proceed(branch: Branch | null): void {
    let next = branch;
    while (next !== null) {
      this.record(next);
      let step = next.to;
      if (step === null) {
        if (next.end === "entered") step = this.frame.flow.start;
        else if (next.end === "returned" && this.frame.parent !== null) {
          next = this.frame.returnTo;
          this.frame = this.frame.parent;
          continue;
        } else {
          return this.finish(next.end ?? "finished");
        }
      }
      if (++this.actions > MAX_ACTIONS_BETWEEN_WAITS) {
        this.diagnose(
          `the flow ran ${MAX_ACTIONS_BETWEEN_WAITS} actions without waiting for the caller, time or a queue; ` +
            "it goes round in circles, so the contact ends. Put an input, a Loop or an end on the cycle",
        );
        return this.finish("failed");
      }
      this.step = step;
      next = this.play(step);
    }
  }

  private finish(end: FlowEnd): void {
    this.ended = true;
    this.runtime.lifecycle.flowEnded(this, end);
  }

  private record(branch: Branch): void {
    branch.taken++;
    const { contact, detail, result } = this;
    const entry = contact.journal.ran(contact, branch, this.runtime.clock.now(), detail, result);
    if (contact.logging && entry !== null) this.runtime.logged(entry);
    this.detail = undefined;
    this.result = undefined;
  }
}
