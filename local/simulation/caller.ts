/** A simulated caller: dials, listens, thinks, presses keys (not always the right ones), and loses patience in a queue. */
import type { Call, ConnectService } from "../connect";
import type { Trail } from "../connect/trail";
import { type Chance, type Distribution, draw } from "./distribution";

/** What a caller does the next time a flow listens. */
export type Move =
  | { readonly press: string }
  /** To a bot. */
  | { readonly say: string }
  /** Lets the flow wait until it gives up. */
  | { readonly silence: true }
  | { readonly hangUp: true };

/** How some of the callers go through the flows. */
export interface Script {
  /** Shown with what it led to. */
  readonly name: string;
  /** How many do so, relative to the other scripts; default 1. */
  readonly weight?: number;
  /** One for each time a flow listens; afterwards the caller says nothing. */
  readonly moves: readonly Move[];
  /** Number dialled; default the first one the program claims. */
  readonly to?: string;
  /** Flow to play, whatever the number leads to. */
  readonly flow?: string;
}

/** What every caller has in common. */
export interface CallerHabits {
  /** How long callers wait in a queue. */
  readonly patience: Distribution;
  /** Seconds from being asked to answering. */
  readonly thinks: Distribution;
  /** Share of answers that are a wrong key; the caller means the same the next time. */
  readonly wrongKeys: number;
  /** Share of times a caller says nothing instead; the caller means the same the next time. */
  readonly silences: number;
  /** Callers' numbers (E.164), or "anonymous". */
  readonly numbers: readonly string[];
  /** Where all of them start from. */
  readonly trail: Trail;
}

/** Streams of chance, one for each thing a caller draws. */
const PATIENCE = 21;
const NUMBER = 22;
/** Each answer of a caller draws from a stream of its own. */
const ANSWERS = 100;
const KEYS = "0123456789*#";

/** One caller. */
export class SimulatedCaller {
  readonly call: Call;
  private next = 0;
  private answers = 0;
  private busy = false;

  /** Dials at once. @param number which caller this is; decides everything about them */
  constructor(
    private readonly connect: ConnectService,
    private readonly habits: CallerHabits,
    readonly script: Script,
    readonly number: number,
    private readonly source: Chance,
  ) {
    const { numbers, patience } = habits;
    const from = numbers[Math.floor(source(NUMBER, number) * numbers.length)] ?? "anonymous";
    this.call = connect.dial({
      from,
      trail: habits.trail,
      patience: wholeMs(draw(patience, source, PATIENCE, number)) / 1_000,
      ...(script.to !== undefined && { to: script.to }),
      ...(script.flow !== undefined && { flow: script.flow }),
      ...(script.moves.length > 0 && { onAsked: () => this.asked() }),
    });
  }

  /** A flow listens: think, then answer. */
  private asked(): void {
    // Between the keys of a number the flow asks again; who is about to answer goes on with that.
    if (this.busy || this.next >= this.script.moves.length) return;
    this.busy = true;
    const answer = this.answers++;
    const thinkMs = wholeMs(draw(this.habits.thinks, this.source, ANSWERS + 2 * answer, this.number));
    this.connect.clock.after(thinkMs, () => {
      const askedAgain = this.call.state === "waiting-for-input" && this.answer(answer);
      this.busy = false;
      if (askedAgain && this.call.state === "waiting-for-input") this.asked();
    });
  }

  /** Does what comes next, or slips. Answers whether the flow has moved on by it. */
  private answer(answer: number): boolean {
    const { wrongKeys, silences } = this.habits;
    const move = this.script.moves[this.next];
    const slip = this.source(ANSWERS + 2 * answer + 1, this.number);
    if (move === undefined || slip < silences) return false;
    const { journal } = this.call.contact;
    const before = journal.trail;
    if ("press" in move && slip < silences + wrongKeys) {
      this.call.press(wrongKey(move.press, (slip - silences) / wrongKeys));
    } else {
      this.next++;
      this.act(move);
    }
    // A bot asks on without leaving its block.
    return "say" in move || journal.trail !== before;
  }

  private act(move: Move): void {
    if ("press" in move) this.call.press(move.press);
    else if ("say" in move) this.call.speak(move.say);
    else if ("hangUp" in move) this.call.hangUp();
  }
}

/** A key that is not the one meant. */
function wrongKey(meant: string, random: number): string {
  const others = [...KEYS].filter((key) => key !== meant[0]);
  return others[Math.floor(random * others.length)] ?? "0";
}

/** The clock counts in whole milliseconds here, so that sums of times come out the same on every machine. */
export function wholeMs(seconds: number): number {
  return Math.round(seconds * 1_000);
}
