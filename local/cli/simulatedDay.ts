/**
 * A plausible day of a centre for people who want to see figures: simulated callers and agents, the real flows, bot, handlers
 * and queues. It is what `npm run simulate` plays, at the pace of a small centre.
 */
import type { LocalCenter } from "../center";
import type { Customer } from "../data/customer";
import type { TimeZone } from "../connect/zonedTime";
import { type Script, simulate, type SimulationResult, type Team } from "../simulation";
import type { Hours } from "./openingTime";

const HALF_HOUR_MS = 30 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Business hours in the centre's own time zone: minutes since midnight, and how many half hours from there. */
const OPENING_MINUTE = 9 * 60;
const HALF_HOURS = 16;

/** Calls expected in each half hour of the business hours: a busy late morning, a dip at noon, a quiet end. */
const CURVE = [5, 8, 11, 13, 12, 9, 7, 8, 10, 12, 11, 9, 8, 6, 4, 3];

/** How far back an open day is looked for: beyond the longest holidays. */
const MOST_DAYS_BACK = 28;

/** Hours of operation, and the time zone people think of them in. */
export interface ZonedHours extends Hours {
  readonly zone: Pick<TimeZone, "localTime">;
}

/** A stretch of a past day. */
export interface PastDay {
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly halfHours: number;
}

/**
 * The last day before today on which the centre was open in business hours, by its first time zone. All of it is on one day
 * of UTC, by which figures are counted. Undefined when there was none within four weeks.
 */
export function dayToSimulate(hours: readonly ZonedHours[], now: number): PastDay | undefined {
  const [first] = hours;
  if (first === undefined) return undefined;
  for (let back = 1; back <= MOST_DAYS_BACK; back++) {
    const startMs = openingOf(first.zone, now - back * DAY_MS);
    const midnight = (Math.floor(startMs / DAY_MS) + 1) * DAY_MS;
    let halfHours = 0;
    for (let at = startMs; at < midnight && halfHours < HALF_HOURS && isOpen(hours, at); at += HALF_HOUR_MS)
      halfHours++;
    if (halfHours >= HALF_HOURS / 4) return { startMs, halfHours };
  }
  return undefined;
}

function isOpen(hours: readonly Hours[], at: number): boolean {
  return hours.every((one) => one.isOpen(at));
}

/** When business hours begin on the local day of an instant. */
function openingOf(zone: ZonedHours["zone"], at: number): number {
  const whole = Math.floor(at / 60_000) * 60_000;
  const morning = whole - (zone.localTime(whole).minute - OPENING_MINUTE) * 60_000;
  // Where clocks change that day, what is left is whole hours.
  return morning - (zone.localTime(morning).minute - OPENING_MINUTE) * 60_000;
}

/** Simulates the day from what the clock shows. The centre must have handlers in process, and customers in its tables. */
export async function simulateDay(
  { connect, lex }: LocalCenter,
  { halfHours }: PastDay,
  customers: readonly Customer[],
  seed: number,
): Promise<SimulationResult> {
  const before = new Set(connect.agents);
  const result = await simulate(connect, {
    seed,
    seconds: halfHours * 1_800,
    intervalSeconds: 1_800,
    arrivals: { callsPerInterval: CURVE.slice(0, halfHours) },
    teams: teamsOf(connect),
    scripts: lex.isEmpty ? KEYS : SPEECH,
    patience: { kind: "exponential", mean: 75 },
    numbers: [...customers.map(({ phoneNumber }) => phoneNumber), ...STRANGERS],
    silences: 0.02,
  });
  // Their day is over: whoever plays on has agents of their own.
  connect.agents.filter((agent) => !before.has(agent)).forEach((agent) => agent.goOffline());
  return result;
}

/** Two agents for each routing profile: now and then callers wait, and some give up. */
function teamsOf({ routingProfiles }: LocalCenter["connect"]): Team[] {
  return [...routingProfiles.values()].map(({ id }) => ({
    agents: 2,
    routingProfile: id,
    talk: { kind: "lognormal", mean: 240, deviation: 180 },
    afterContactWork: { kind: "lognormal", mean: 40, deviation: 30 },
    answerDelay: { kind: "fixed", seconds: 3 },
  }));
}

const STRANGERS = ["+12065550180", "+12065550181", "+12065550182", "+12065550183", "+12065550184", "anonymous"];

/** How customers rate: mostly well. */
const SCORES: readonly [score: string, weight: number][] = [
  ["5", 9],
  ["4", 6],
  ["3", 2],
  ["2", 1],
  ["1", 1],
];

const PERSON = "I would like to talk to a person";

const SPEECH: readonly Script[] = [
  ...SCORES.map(([score, weight]) => ({
    name: `a person, score ${score}`,
    weight: weight / 2,
    // The queue, the music, and the survey after the call.
    moves: [{ say: PERSON }, { press: "1" }, { press: "1" }, { press: score }],
  })),
  { name: "a person, second queue", weight: 8, moves: [{ say: PERSON }, { press: "2" }] },
  { name: "the order", weight: 9, moves: [{ say: "Where is my order?" }, { say: "no, thank you" }] },
  { name: "the hours", weight: 4, moves: [{ say: "When are you open?" }, { say: "no, thank you" }] },
];

const KEYS: readonly Script[] = [
  { name: "the first choice", weight: 2, moves: [{ press: "1" }, { press: "1" }] },
  { name: "the second choice", moves: [{ press: "2" }, { press: "1" }] },
];
