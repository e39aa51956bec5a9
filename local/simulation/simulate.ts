/**
 * Plays a stretch of a contact centre's day: simulated callers dial, simulated agents answer, and the flows, queues and
 * routing of a {@link ConnectService} do between them what they do for real calls. Discrete events in virtual time; the
 * same seed gives the same result byte for byte.
 */
import type { ConnectService } from "../connect";
import { Trail } from "../connect/trail";
import { type Arrivals, arrivalTimes } from "./arrivals";
import { type CallerHabits, type Script, SimulatedCaller, wholeMs } from "./caller";
import { chance, type Chance, checkDistribution, type Distribution, draw } from "./distribution";
import { Observer } from "./observer";
import type { SimulationResult } from "./result";
import { checkTeam, hire, type Team } from "./workforce";

/** Callers who gave up in a queue and try again. */
export interface Redials {
  /** Share of those who gave up, 0 to 1. */
  readonly share: number;
  /** From giving up to dialling again. */
  readonly after: Distribution;
}

/** What is simulated. */
export interface Simulation {
  /** Decides everything that chance decides; default 1. */
  readonly seed?: number;
  /** How long callers dial, seconds; those on the line at the end are served to their end. */
  readonly seconds: number;
  /** Length of the intervals of the result, and of those of the arrivals, seconds; default 900. */
  readonly intervalSeconds?: number;
  /** Seconds before the first interval in which the centre is at work already, at the first interval's rate; default 0. */
  readonly warmUpSeconds?: number;
  readonly arrivals: Arrivals;
  readonly teams: readonly Team[];
  /** What callers do; each caller follows one. Default: none ever presses a key. */
  readonly scripts?: readonly Script[];
  /** How long callers wait in a queue; default for ever. */
  readonly patience?: Distribution;
  /** Seconds callers take to answer what a flow asks; default 2. */
  readonly thinks?: Distribution;
  /** Share of answers that are a wrong key; default 0. */
  readonly wrongKeys?: number;
  /** Share of times a caller says nothing; default 0. */
  readonly silences?: number;
  /** Numbers callers have; default some of those reserved for fiction. */
  readonly numbers?: readonly string[];
  readonly redials?: Redials;
  /** Seconds of the service level; default 20. */
  readonly withinSeconds?: number;
  /** Most paths that are told one by one; default 20. */
  readonly paths?: number;
  /** Told how far the simulation is, 0 to 1, once an interval. */
  onProgress?(share: number): void;
}

/** Streams of chance. */
const SCRIPT = 41;
const REDIAL = 42;
const REDIAL_DELAY = 43;

/** A caller is served to the end within this time, or counts as left. */
const LONGEST_CALL_SECONDS = 4 * 3_600;
const ANY: Script = { name: "any", moves: [] };
const NUMBERS = Array.from({ length: 100 }, (_, index) => `+120655501${String(index).padStart(2, "0")}`);

/**
 * Simulates on an instance, from what its clock shows now. The agents of the teams are added to it; those of the program
 * stay as they are. Give the instance `keep: 0`, or every call stays in memory.
 * @throws RangeError or Error naming what cannot be simulated
 */
export async function simulate(connect: ConnectService, simulation: Simulation): Promise<SimulationResult> {
  check(simulation);
  const run = new Run(connect, simulation);
  try {
    return await run.play();
  } finally {
    run.end();
  }
}

/** One simulation under way. */
class Run {
  private readonly source: Chance;
  private readonly observer: Observer;
  private readonly habits: CallerHabits;
  private readonly scripts: readonly Script[];
  private readonly warmUpMs: number;
  private readonly intervalMs: number;
  private readonly endMs: number;
  private readonly startMs: number;
  private callers = 0;
  private onTheLine = 0;

  constructor(
    private readonly connect: ConnectService,
    private readonly simulation: Simulation,
  ) {
    const { seed = 1, seconds, intervalSeconds = 900, warmUpSeconds = 0 } = simulation;
    this.source = chance(seed);
    this.scripts = simulation.scripts ?? [ANY];
    this.warmUpMs = wholeMs(warmUpSeconds);
    this.intervalMs = wholeMs(intervalSeconds);
    this.startMs = connect.clock.now() + this.warmUpMs;
    this.endMs = this.startMs + wholeMs(seconds);
    this.habits = {
      patience: simulation.patience ?? { kind: "infinite" },
      thinks: simulation.thinks ?? { kind: "fixed", seconds: 2 },
      wrongKeys: simulation.wrongKeys ?? 0,
      silences: simulation.silences ?? 0,
      numbers: simulation.numbers ?? NUMBERS,
      trail: Trail.start(),
    };
    this.observer = new Observer(connect, simulation, this.startMs, this.endMs, this.intervalMs, (caller, outcome) => {
      this.onTheLine--;
      if (outcome === "abandoned") this.perhapsAgain(caller);
    });
  }

  async play(): Promise<SimulationResult> {
    const { connect, simulation, startMs, endMs, intervalMs } = this;
    hire(connect, simulation.teams, this.source, this.warmUpMs);
    this.arrive(this.moments());
    for (let at = startMs; at < endMs; at += intervalMs) {
      await connect.clock.runUntil(at);
      simulation.onProgress?.((at - startMs + this.warmUpMs) / (endMs - startMs + this.warmUpMs));
    }
    await connect.clock.runUntil(endMs);
    await this.finish();
    simulation.onProgress?.(1);
    return this.observer.result();
  }

  /** Serves those on the line to their end, as long as that may take. */
  private async finish(): Promise<void> {
    const { clock } = this.connect;
    const wait = async (longestSeconds: number): Promise<void> => {
      for (let waited = 0; this.onTheLine > 0 && waited < longestSeconds; waited += 60) await clock.advance(60_000);
    };
    await wait(LONGEST_CALL_SECONDS);
    this.observer.close();
    await wait(LONGEST_CALL_SECONDS);
  }

  end(): void {
    this.observer.end();
  }

  /** Moments of the arrivals, epoch milliseconds. */
  private *moments(): Generator<number> {
    const { arrivals, seconds, intervalSeconds = 900, warmUpSeconds = 0 } = this.simulation;
    const [first = 0] = arrivals.callsPerInterval;
    const before = Math.ceil(warmUpSeconds / intervalSeconds);
    const callsPerInterval = [...Array.from({ length: before }, () => first), ...arrivals.callsPerInterval];
    // The warm-up is a whole number of intervals, of which the first ones may be cut.
    const cut = before * intervalSeconds - warmUpSeconds;
    const all = { ...arrivals, callsPerInterval };
    for (const at of arrivalTimes(all, intervalSeconds, before * intervalSeconds + seconds, this.source)) {
      if (at >= cut) yield this.startMs + wholeMs(at - cut - warmUpSeconds);
    }
  }

  private arrive(moments: Generator<number>): void {
    const { done, value } = moments.next();
    if (done === true) return;
    this.connect.clock.schedule(value, () => {
      this.dial(this.scriptOf(this.callers), false);
      this.arrive(moments);
    });
  }

  private dial(script: Script, again: boolean): void {
    this.onTheLine++;
    const caller = new SimulatedCaller(this.connect, this.habits, script, this.callers++, this.source);
    this.observer.dialled(caller, again);
  }

  private scriptOf(caller: number): Script {
    const { scripts } = this;
    const first = scripts[0] ?? ANY;
    if (scripts.length <= 1) return first;
    let at = this.source(SCRIPT, caller) * scripts.reduce((sum, { weight = 1 }) => sum + weight, 0);
    return scripts.find(({ weight = 1 }) => (at -= weight) < 0) ?? first;
  }

  private perhapsAgain(caller: SimulatedCaller): void {
    const { redials } = this.simulation;
    const { clock } = this.connect;
    if (redials === undefined || this.source(REDIAL, caller.number) >= redials.share) return;
    const at = clock.now() + wholeMs(draw(redials.after, this.source, REDIAL_DELAY, caller.number));
    if (at < this.endMs) clock.schedule(at, () => this.dial(caller.script, true));
  }
}

function check(simulation: Simulation): void {
  const { seconds, intervalSeconds = 900, warmUpSeconds = 0, arrivals, teams } = simulation;
  positive("seconds", seconds);
  positive("intervalSeconds", intervalSeconds);
  if (seconds / intervalSeconds > 10_000) {
    throw new RangeError(`${seconds} seconds in intervals of ${intervalSeconds} are too many; at most 10,000.`);
  }
  if (!(warmUpSeconds >= 0 && Number.isFinite(warmUpSeconds))) {
    throw new RangeError(`warmUpSeconds is 0 or more; it was given ${warmUpSeconds}.`);
  }
  const wrong = arrivals.callsPerInterval.find((calls) => !(calls >= 0 && Number.isFinite(calls)));
  if (wrong !== undefined || arrivals.callsPerInterval.length === 0) {
    throw new RangeError(`callsPerInterval has one number of 0 or more for each interval; it was given ${wrong}.`);
  }
  for (const team of teams) checkTeam(team);
  checkDistribution("patience", simulation.patience ?? { kind: "infinite" });
  checkDistribution("thinks", simulation.thinks ?? { kind: "fixed", seconds: 2 });
  for (const name of ["wrongKeys", "silences"] as const) share(name, simulation[name] ?? 0);
  if ((simulation.wrongKeys ?? 0) + (simulation.silences ?? 0) > 1) {
    throw new RangeError("wrongKeys and silences together are at most 1.");
  }
  share("redials.share", simulation.redials?.share ?? 0);
  if (simulation.redials !== undefined) checkDistribution("redials.after", simulation.redials.after);
}

function positive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`${name} is a number above 0; it was given ${value}.`);
  }
}

function share(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} is a share from 0 to 1; it was given ${value}.`);
}
