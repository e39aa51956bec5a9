/** What the customer has said, on its way: one message at a time, in order, and nothing is ever lost. */
import { asRefusal, type Refusal } from "./webApi";

/** Something said. */
export interface Said {
  /** Stays the same however often it is sent, so that it counts once. */
  readonly id: string;
  readonly text: string;
}

/** Why a message has not arrived, and what can be done about it. */
export interface Delay {
  code: string;
  retryAfter?: number;
  /** It is sent again without anybody asking. */
  again: boolean;
  /** It will be refused however often it is sent. What was said after it goes on. */
  final: boolean;
  /** It waits for a message before it, which has this trouble. */
  behind: boolean;
}

/** What an outbox needs and tells. */
export interface Delivery {
  /** Brings it where it belongs; rejects with a Refusal when it did not arrive. */
  deliver(said: Said): Promise<void>;
  /** It is on its way (again). */
  started(said: Said): void;
  arrived(said: Said): void;
  delayed(said: Said, delay: Delay): void;
}

/** Another turn of the same conversation is under way: wait this long (ms), at most so often. */
const TURN_WAIT = 700;
const TURN_WAITS = 8;
/** Waits of up to this many seconds are waited for, at most so often in a row. */
const PATIENCE = 60;
const PATIENT_TIMES = 3;
/** Refused however often it is sent, for what it says. */
const FINAL = ["InvalidRequest", "TooLong"];

/** The messages on their way. */
export class Outbox {
  private queue: Said[] = [];
  private held: Said[] = [];
  private refused: Said[] = [];
  private readonly confirmed = new Set<string>();
  private running = false;
  private waits = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly delivery: Delivery) {}

  /** Texts that have not arrived, in the order they were said. */
  get unsent(): string[] {
    return [...this.refused, ...this.held, ...this.queue].map(({ text }) => text);
  }

  /** Sends it, after everything said before. */
  say(said: Said): void {
    this.queue.push(said);
    if (this.held.length > 0) {
      this.retry();
    } else {
      void this.run();
    }
  }

  /** Sends everything again that has not arrived. */
  retry(): void {
    clearTimeout(this.timer);
    this.queue = [...this.held, ...this.queue];
    this.held = [];
    void this.run();
  }

  /** Takes a message back that has not arrived. */
  takeBack(id: string): void {
    this.refused = this.refused.filter((said) => said.id !== id);
    this.held = this.held.filter((said) => said.id !== id);
  }

  /** It did arrive, whatever becomes of the request that brought it. */
  confirm(id: string): void {
    this.confirmed.add(id);
    const found = this.held.find((said) => said.id === id);
    if (found !== undefined) {
      this.takeBack(id);
      this.delivery.arrived(found);
    }
  }

  /** Sends nothing any more. */
  close(): void {
    clearTimeout(this.timer);
    this.held = [...this.held, ...this.queue];
    this.queue = [];
  }

  private async run(): Promise<void> {
    if (this.running) {
      return;
    }
    this.running = true;
    for (let said = this.queue[0]; said !== undefined; said = this.queue[0]) {
      this.delivery.started(said);
      const refusal = await this.attempt(said);
      // It may have been taken away while it was on its way.
      if (this.queue[0] !== said) {
        continue;
      }
      if (refusal === undefined || this.confirmed.has(said.id)) {
        this.queue.shift();
        this.waits = 0;
        this.delivery.arrived(said);
      } else if (FINAL.includes(refusal.code)) {
        this.queue.shift();
        this.refused.push(said);
        this.delivery.delayed(said, { code: refusal.code, again: false, final: true, behind: false });
      } else {
        this.hold(refusal);
      }
    }
    this.running = false;
  }

  private async attempt(said: Said): Promise<Refusal | undefined> {
    for (let turn = 0; ; turn++) {
      try {
        await this.delivery.deliver(said);
        return undefined;
      } catch (error) {
        const refusal = asRefusal(error);
        if (refusal.code !== "TurnUnderWay" || turn === TURN_WAITS) {
          return refusal;
        }
        await new Promise((resolve) => setTimeout(resolve, TURN_WAIT));
      }
    }
  }

  /** What failed and what waits behind it stays where it is until it is sent again. */
  private hold({ code, retryAfter }: Refusal): void {
    const again = retryAfter !== undefined && retryAfter <= PATIENCE && this.waits < PATIENT_TIMES;
    if (again) {
      this.waits++;
      this.timer = setTimeout(() => this.retry(), retryAfter * 1000);
    }
    this.held = this.queue;
    this.queue = [];
    for (const [index, said] of this.held.entries()) {
      const wait = retryAfter !== undefined && { retryAfter };
      this.delivery.delayed(said, { code, again, final: false, behind: index > 0, ...wait });
    }
  }
}
