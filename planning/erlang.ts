/**
 * How many calls are blocked, wait or are given up, by the three classic models of a group of agents: Erlang B (nobody may
 * wait), Erlang C (everybody waits as long as it takes) and Erlang A (callers lose patience; M/M/s+M). Calls come at random
 * (Poisson); handle times, and in Erlang A patience, are exponentially distributed. All functions are pure, and stable from
 * 1 to 20,000 agents and beyond: sums are built by recursion relative to one state, never from factorials.
 */

/** What callers bring. */
export interface Traffic {
  /** Calls offered an hour. */
  readonly callsPerHour: number;
  /** Mean seconds an agent is busy with a call, after-contact work included. */
  readonly handleTime: number;
  /** Mean seconds a caller waits before hanging up, up to 1,000,000; Infinity, the default, is for ever. */
  readonly patience?: number;
}

/** What callers meet in the long run. */
export interface QueueFigures {
  /** Offered load in erlangs: agents that would be busy if there were enough. */
  readonly load: number;
  /** Share of callers who do not get an agent at once, 0 to 1. */
  readonly waiting: number;
  /** Mean seconds in the queue, over all callers: those who do not wait and those who hang up too. */
  readonly meanWait: number;
  /** Mean seconds until an agent answers ("average speed of answer"), over the callers who are answered. */
  readonly meanAnswer: number;
  /** Share of callers who hang up in the queue, 0 to 1. */
  readonly abandonment: number;
  /** Share of all callers who are answered within the target time, 0 to 1. */
  readonly serviceLevel: number;
  /** Share of their time agents are busy, 0 to 1. */
  readonly occupancy: number;
  /** Mean number of callers in the queue. */
  readonly queueLength: number;
}

/** What is to be reached; every target that is given has to be. */
export interface Target {
  /** Least share of callers answered within `withinSeconds`, such as 0.8. */
  readonly serviceLevel?: number;
  /** Seconds; default 20. */
  readonly withinSeconds?: number;
  /** Most callers who may hang up, as a share such as 0.05. */
  readonly abandonment?: number;
  /** Longest mean wait, seconds. */
  readonly meanWait?: number;
  /** Highest occupancy people stand, such as 0.85. */
  readonly occupancy?: number;
}

const SECONDS_AN_HOUR = 3_600;

/** Seconds of the classic service level, "80 % in 20 seconds". */
const USUAL_TARGET_SECONDS = 20;

/** A share that no number stands for any more once it is turned over. */
const UNSEEN = 1e-300;

/** Longest mean patience that is told from patience for ever, seconds (eleven days): the sums grow with it. */
const LONGEST_PATIENCE = 1_000_000;

/** Most agents looked for: more than Amazon Connect has ever been asked for. */
const MOST_AGENTS = 10_000_000;

/**
 * Share of calls that find all lines busy and are turned away (Erlang B).
 * @param lines lines or agents, a whole number
 * @param load offered load in erlangs
 * @throws RangeError when an argument makes no sense
 */
export function erlangB(lines: number, load: number): number {
  whole("lines", lines, 0);
  atLeast("load", load, 0);
  if (load === 0) return lines === 0 ? 1 : 0;
  // Its inverse is 1 + n/a + n(n-1)/a² + …, of which only the first terms count: some 1,200 of 20,000.
  let inverse = 1;
  let term = 1;
  for (let line = lines; line > 0; line--) {
    term *= line / load;
    inverse += term;
    if (term * line < NEGLIGIBLE * inverse * (load - line) || inverse === Number.POSITIVE_INFINITY) break;
  }
  return 1 / inverse;
}

/**
 * Share of calls that have to wait when everybody waits as long as it takes (Erlang C); 1 when the load is too much.
 * @param agents a whole number
 * @param load offered load in erlangs
 * @throws RangeError when an argument makes no sense
 */
export function erlangC(agents: number, load: number): number {
  whole("agents", agents, 1);
  const blocked = erlangB(agents, load);
  if (load >= agents) return 1;
  return (agents * blocked) / (agents - load * (1 - blocked));
}

/**
 * What callers meet in the long run: by Erlang A when callers have limited patience, else by Erlang C.
 * @param agents a whole number of at least 1
 * @param withinSeconds target of the service level
 * @throws RangeError naming the argument that makes no sense
 */
export function queueFigures(traffic: Traffic, agents: number, withinSeconds = USUAL_TARGET_SECONDS): QueueFigures {
  whole("agents", agents, 1);
  atLeast("withinSeconds", withinSeconds, 0);
  checkTraffic(traffic);
  const { patience = Number.POSITIVE_INFINITY } = traffic;
  const load = loadOf(traffic);
  const blocked = erlangB(agents, load);
  // So many agents that nobody ever waits, as far as numbers go.
  if (blocked < UNSEEN) return { ...NOBODY_WAITS, load, occupancy: load / agents };
  return patience === Number.POSITIVE_INFINITY
    ? patientFigures(traffic, agents, withinSeconds)
    : impatientFigures({ ...traffic, patience }, agents, withinSeconds, 1 / blocked - 1);
}

const NOBODY_WAITS = {
  waiting: 0,
  meanWait: 0,
  meanAnswer: 0,
  abandonment: 0,
  serviceLevel: 1,
  queueLength: 0,
};

/** Offered load of some traffic, in erlangs. */
export function loadOf({ callsPerHour, handleTime }: Traffic): number {
  return (callsPerHour / SECONDS_AN_HOUR) * handleTime;
}

/** Where {@link agentsNeeded} looks. */
export interface Search {
  /** Fewest agents that come into question; default 1. */
  readonly least?: number;
  /** About how many are expected, where somebody knows: the nearer, the sooner they are found. */
  readonly near?: number;
}

/**
 * Fewest agents with whom every target is reached. Without a target: as many as it takes for 80 % in 20 seconds.
 * @throws RangeError when a target cannot be reached with any number of agents, or makes no sense
 */
export function agentsNeeded(traffic: Traffic, target: Target = {}, { least = 1, near }: Search = {}): number {
  checkTraffic(traffic);
  checkTarget(target);
  const goals = Object.keys(target).some((name) => name !== "withinSeconds")
    ? target
    : { ...target, serviceLevel: 0.8 };
  const reached = (agents: number): boolean => reaches(queueFigures(traffic, agents, goals.withinSeconds), goals);
  const load = loadOf(traffic);
  return fewest(least, Math.ceil(near ?? load), near === undefined ? Math.ceil(Math.sqrt(load)) : 1, reached);
}

/**
 * Fewest lines with which at most a share of calls is turned away (Erlang B): the quota of concurrent calls a load needs.
 * @param blocking largest share, such as 0.001
 */
export function linesNeeded(load: number, blocking: number): number {
  atLeast("load", load, 0);
  if (!(blocking > 0 && blocking < 1)) {
    throw new RangeError(`blocking is a share between 0 and 1, such as 0.001; it was given ${blocking}.`);
  }
  let blocked = 1;
  let lines = 0;
  while (blocked > blocking) {
    lines++;
    blocked = (load * blocked) / (lines + load * blocked);
  }
  return lines;
}

function patientFigures(traffic: Traffic, agents: number, withinSeconds: number): QueueFigures {
  const load = loadOf(traffic);
  const { handleTime } = traffic;
  const waiting = erlangC(agents, load);
  const spare = agents - load;
  const meanWait = spare <= 0 ? Number.POSITIVE_INFINITY : (waiting * handleTime) / spare;
  return {
    load,
    waiting,
    meanWait,
    meanAnswer: meanWait,
    abandonment: 0,
    serviceLevel: spare <= 0 ? 0 : 1 - waiting * Math.exp((-spare * withinSeconds) / handleTime),
    occupancy: Math.min(1, load / agents),
    queueLength: spare <= 0 ? Number.POSITIVE_INFINITY : (waiting * load) / spare,
  };
}

/** Sums over the states in which somebody who comes has to wait, all relative to the probability of the first of them. */
interface WaitingStates {
  /** Weight of the states in which an agent is free. */
  free: number;
  /** Weight of the waiting states. */
  states: number;
  /** Those weighted by how many wait. */
  queue: number;
  /** Those weighted by the chance of who comes then to be answered. */
  answered: number;
  /** Those weighted by the chance to be answered in time. */
  answeredInTime: number;
  /** Those weighted by the wait of who is answered, in seconds, and 0 of who is not. */
  answerWait: number;
}

function impatientFigures(
  traffic: Required<Traffic>,
  agents: number,
  withinSeconds: number,
  free: number,
): QueueFigures {
  const load = loadOf(traffic);
  const arrivals = traffic.callsPerHour / SECONDS_AN_HOUR;
  const sums = waitingStates(traffic, agents, withinSeconds, free);
  const all = sums.free + sums.states;
  const queueLength = sums.queue / all;
  const abandonment = Math.min(1, queueLength / traffic.patience / arrivals);
  const answered = (sums.free + sums.answered) / all;
  return {
    load,
    waiting: sums.states / all,
    meanWait: queueLength / arrivals,
    meanAnswer: sums.answerWait / all / answered,
    abandonment,
    serviceLevel: (sums.free + sums.answeredInTime) / all,
    occupancy: Math.min(1, (load * answered) / agents),
    queueLength,
  };
}

/** A weight beyond which all sums are scaled down, far from the largest number. */
const LARGE = 1e200;

/** A weight that no longer matters beside the sum. */
const NEGLIGIBLE = 1e-18;

/**
 * Walks up from the state in which all agents are busy and nobody waits. Who comes when j wait is answered after
 * departures at rates s/h + k/p, k = 0…j (s agents, handle time h, patience p). With c = s·p/h, e^(-wait/p) is then
 * Beta(c, j+1) distributed, so that the chances follow from one incomplete beta function, which grows by one term a state.
 */
function waitingStates(traffic: Required<Traffic>, agents: number, withinSeconds: number, free: number): WaitingStates {
  const { handleTime, patience } = traffic;
  const arrivals = traffic.callsPerHour / SECONDS_AN_HOUR;
  const service = agents / handleTime;
  const c = service * patience;
  const late = new LateShare(c + 1, withinSeconds / patience);
  const sums: WaitingStates = { free, states: 0, queue: 0, answered: 0, answeredInTime: 0, answerWait: 0 };
  let weight = 1;
  let meanWait = 0;
  for (let waiting = 0; ; waiting++) {
    const answered = c / (c + waiting + 1);
    meanWait += 1 / (service + (waiting + 1) / patience);
    sums.states += weight;
    sums.queue += waiting * weight;
    sums.answered += answered * weight;
    sums.answeredInTime += answered * (1 - late.next()) * weight;
    sums.answerWait += answered * meanWait * weight;
    const ratio = arrivals / (service + (waiting + 1) / patience);
    // What follows is at most a geometric series.
    const rest = ratio < 1 ? (weight * ratio * (waiting + 1)) / (1 - ratio) : Number.POSITIVE_INFINITY;
    if (rest <= NEGLIGIBLE * (sums.states + sums.queue)) return sums;
    weight *= ratio;
    if (weight > LARGE) {
      weight /= LARGE;
      scale(sums);
    }
  }
}

function scale(sums: WaitingStates): void {
  sums.free /= LARGE;
  sums.states /= LARGE;
  sums.queue /= LARGE;
  sums.answered /= LARGE;
  sums.answeredInTime /= LARGE;
  sums.answerWait /= LARGE;
}

/** I_x(a, j+1) for j = 0, 1, 2, … with x = e^-t: terms x^a (1-x)^j Γ(a+j)/(Γ(a) j!), kept as logarithms. */
class LateShare {
  private logTerm: number;
  private readonly logRest: number;
  private sum = 0;
  private index = 0;

  constructor(
    private readonly a: number,
    t: number,
  ) {
    this.logTerm = -a * t;
    this.logRest = Math.log(-Math.expm1(-t));
  }

  next(): number {
    this.sum = Math.min(1, this.sum + Math.exp(this.logTerm));
    this.logTerm += this.logRest + Math.log((this.a + this.index) / (this.index + 1));
    this.index++;
    return this.sum;
  }
}

function reaches(figures: QueueFigures, target: Target): boolean {
  const { serviceLevel = 0, abandonment = 1, meanWait = Number.POSITIVE_INFINITY, occupancy = 1 } = target;
  return (
    figures.serviceLevel >= serviceLevel &&
    figures.abandonment <= abandonment &&
    figures.meanWait <= meanWait &&
    figures.occupancy <= occupancy
  );
}

/** The least number from which on something holds, looked for in growing steps around a guess. */
function fewest(least: number, guess: number, stride: number, holds: (count: number) => boolean): number {
  let high = Math.max(least, guess);
  let low = least;
  let step = Math.max(1, stride);
  if (holds(high)) {
    while (high - step >= least && holds(high - step)) {
      high -= step;
      step *= 2;
    }
    low = Math.max(least, high - step + 1);
  } else {
    do {
      low = high + 1;
      high += step;
      step *= 2;
      if (high > MOST_AGENTS) {
        throw new RangeError(`No number of agents up to ${MOST_AGENTS} reaches the target. Ask for less.`);
      }
    } while (!holds(high));
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

function checkTraffic({ callsPerHour, handleTime, patience = Number.POSITIVE_INFINITY }: Traffic): void {
  atLeast("callsPerHour", callsPerHour, 0);
  if (!(handleTime > 0) || !Number.isFinite(handleTime)) {
    throw new RangeError(`handleTime is a number of seconds above 0; it was given ${handleTime}.`);
  }
  if (!(patience > 0 && patience <= LONGEST_PATIENCE) && patience !== Number.POSITIVE_INFINITY) {
    throw new RangeError(
      `patience is a number of seconds above 0 and up to ${LONGEST_PATIENCE}, or Infinity; it was given ${patience}.`,
    );
  }
}

function checkTarget({ serviceLevel, abandonment, occupancy, meanWait }: Target): void {
  for (const [name, share] of Object.entries({ serviceLevel, abandonment, occupancy })) {
    if (share !== undefined && !(share >= 0 && share <= 1)) {
      throw new RangeError(`${name} is a share from 0 to 1, such as 0.8; it was given ${share}.`);
    }
  }
  if (serviceLevel === 1) throw new RangeError("serviceLevel 1 is reached by no number of agents; give 0.99 or less.");
  if (meanWait !== undefined) atLeast("meanWait", meanWait, 0);
}

function atLeast(name: string, value: number, least: number): void {
  if (!(value >= least) || !Number.isFinite(value)) {
    throw new RangeError(`${name} is a number of at least ${least}; it was given ${value}.`);
  }
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} is a whole number of at least ${least}; it was given ${value}.`);
  }
}
