/** One contact in the hands of an agent: it rings, is talked to, or is worked on afterwards. */
import type { Clock, Timer } from "../clock";
import type { Contact } from "./contact";

/** What an agent is doing about one contact. */
export type AgentContactState = "ringing" | "on-contact" | "after-contact-work";

/** One slot of an agent, taken. */
export class AgentContact {
  state: AgentContactState = "ringing";
  /** A paused task gives its slot back. */
  paused = false;
  private timer: Timer | null = null;

  constructor(readonly contact: Contact) {}

  /** Does something after virtual seconds, in place of what was to happen; at once when there are none. */
  then(clock: Clock, seconds: number, run: () => void): void {
    if (seconds > 0) return this.later(clock, seconds, run);
    this.stopTimer();
    run();
  }

  /** Does something after virtual seconds, be they none: never before the clock moves. */
  later(clock: Clock, seconds: number, run: () => void): void {
    this.stopTimer();
    this.timer = clock.after(seconds * 1_000, run);
  }

  stopTimer(): void {
    this.timer?.cancel();
    this.timer = null;
  }
}
