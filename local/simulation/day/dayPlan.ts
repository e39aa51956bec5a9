/** A day as planning sees it, made something to play: callers along the day's curve, and the agents each half hour takes. */
import { planDay } from "../../../planning/dayCurve";
import { type WorkloadInputs, workloadOf } from "../../../planning/workload";
import type { Arrivals } from "../arrivals";
import type { Distribution } from "../distribution";
import type { Shift, Team } from "../workforce";

/** Seconds of an interval of the day's curve. */
export const DAY_INTERVAL = 1_800;

/** Who works how, whatever their shift. */
export interface DayHabits {
  readonly talk: Distribution;
  readonly afterContactWork?: Distribution;
  readonly answerDelay?: Distribution;
}

/** What `simulate` is given for a day. */
export interface PlannedDay {
  readonly seconds: number;
  readonly intervalSeconds: number;
  readonly arrivals: Arrivals;
  readonly teams: readonly Team[];
  /** Contacts expected. */
  readonly contacts: number;
  /** Most agents at work at once. */
  readonly mostAgents: number;
}

/**
 * Plans a day.
 * @param routingProfiles ids of the profiles the agents are spread over
 * @throws RangeError for figures that make no sense
 */
export function plannedDay(inputs: WorkloadInputs, routingProfiles: readonly string[], habits: DayHabits): PlannedDay {
  const workload = workloadOf(inputs);
  const { intervals, contacts } = planDay(workload);
  // Who is always needed works all day; each further layer only while that many are needed.
  const needed = intervals.map((one) => Math.min(one.needed, workload.agents));
  return {
    seconds: intervals.length * DAY_INTERVAL,
    intervalSeconds: DAY_INTERVAL,
    arrivals: { callsPerInterval: intervals.map(({ contactsPerHour }) => (contactsPerHour * DAY_INTERVAL) / 3_600) },
    teams: layersOf(needed).flatMap((layer, index) => spread(layer, index, routingProfiles, habits)),
    contacts,
    mostAgents: Math.max(...needed),
  };
}

interface Layer {
  readonly agents: number;
  readonly shifts: readonly Shift[];
}

/** Agents who work the same half hours. */
function layersOf(needed: readonly number[]): Layer[] {
  const levels = [...new Set(needed)].filter((level) => level > 0).sort((a, b) => a - b);
  return levels.map((level, index) => ({
    agents: level - (levels[index - 1] ?? 0),
    shifts: shiftsOf(needed.map((most) => most >= level)),
  }));
}

/** Stretches of work: two with a break about noon, for who is needed in the busy hours only. */
function shiftsOf(works: readonly boolean[]): Shift[] {
  const shifts: Shift[] = [];
  let from: number | undefined;
  for (const [index, isAtWork] of [...works, false].entries()) {
    if (isAtWork) from ??= index;
    else if (from !== undefined) {
      shifts.push({ from: from * DAY_INTERVAL, to: index * DAY_INTERVAL });
      from = undefined;
    }
  }
  return shifts;
}

/** A layer over the profiles; who gets the agents that are left over changes from layer to layer. */
function spread({ agents, shifts }: Layer, turn: number, profiles: readonly string[], habits: DayHabits): Team[] {
  const { length } = profiles;
  return profiles.map((routingProfile, index) => ({
    agents: Math.floor((agents + length - 1 - ((index + turn) % length)) / length),
    routingProfile,
    shifts,
    ...habits,
  }));
}
