/**
 * A day in intervals: how contacts spread over it, how many agents each interval takes, and what callers meet with them. Every
 * interval is planned as if it were steady (the stationary, independent period by period approximation), which is close
 * wherever intervals are long against a handle time. Pure.
 */
import { agentsNeeded, loadOf, type QueueFigures, queueFigures } from "./erlang";
import type { Workload } from "./workload";

/** One interval of a day. */
export interface Interval {
  /** Minutes since midnight at its start. */
  readonly from: number;
  /** Contacts an hour in it. */
  readonly contactsPerHour: number;
  /** Agents who reach the targets. */
  readonly needed: number;
  /** People to be employed for them. */
  readonly people: number;
  /** What callers meet with `needed` agents. */
  readonly figures: QueueFigures;
}

/** A day. */
export interface Day {
  readonly intervals: readonly Interval[];
  readonly contacts: number;
  /** Most agents at work at once. */
  readonly mostAgents: number;
  /** Hours of work of all agents together. */
  readonly agentHours: number;
  /** Share of the day's contacts answered in time. */
  readonly serviceLevel: number;
  /** Share of the day's contacts who hang up. */
  readonly abandonment: number;
}

/**
 * Share of the busiest hour each half hour from 07:00 to 19:00 has: two humps around a noon dip, as service desks see it.
 * The sum makes a day of eight busy hours.
 */
export const USUAL_DAY: readonly number[] = [
  0.14, 0.26, 0.42, 0.62, 0.82, 0.95, 1, 1, 0.97, 0.9, 0.8, 0.74, 0.74, 0.8, 0.87, 0.9, 0.87, 0.8, 0.7, 0.58, 0.45,
  0.33, 0.22, 0.12,
];

/** Minutes since midnight at which {@link USUAL_DAY} begins. */
export const USUAL_OPENING = 7 * 60;

/**
 * Plans a day.
 *
 * @param workload its busiest hour gives the scale
 * @param shape share of the busiest hour in each interval, 0 to 1; 1 to 1,440 intervals
 * @param opening minutes since midnight at which the first begins
 * @param minutes length of an interval
 * @throws RangeError when the intervals do not fit into a day, or a share is none
 */
export function planDay(workload: Workload, shape = USUAL_DAY, opening = USUAL_OPENING, minutes = 30): Day {
  checkShape(shape, opening, minutes);
  // Agents beyond the load, in units of its root: much the same all day, so that each interval tells where to look for the next.
  let spare: number | undefined;
  const intervals = shape.map((share, index) => {
    const planned = interval(workload, opening + index * minutes, share, spare);
    const { load } = planned.figures;
    spare = load === 0 ? spare : (planned.needed - load) / Math.sqrt(load);
    return planned;
  });
  const hours = minutes / 60;
  const contacts = sum(intervals, ({ contactsPerHour }) => contactsPerHour * hours);
  const weighted = (of: (figures: QueueFigures) => number): number =>
    contacts === 0
      ? 0
      : sum(intervals, ({ contactsPerHour, figures }) => contactsPerHour * hours * of(figures)) / contacts;
  return {
    intervals,
    contacts,
    mostAgents: Math.max(...intervals.map(({ needed }) => needed)),
    agentHours: sum(intervals, ({ needed }) => needed * hours),
    serviceLevel: weighted(({ serviceLevel }) => serviceLevel),
    abandonment: weighted(({ abandonment }) => abandonment),
  };
}

function interval(workload: Workload, from: number, share: number, spare: number | undefined): Interval {
  const { handleTime, patience, serviceLevel, answerWithin, occupancy, shrinkage } = workload;
  const contactsPerHour = workload.contactsPerHour * share;
  const traffic = { callsPerHour: contactsPerHour, handleTime, patience };
  const load = loadOf(traffic);
  const least = Math.max(1, Math.ceil(load / occupancy));
  const fewest = queueFigures(traffic, least, answerWithin);
  const plan = (needed: number, figures: QueueFigures): Interval => {
    return { from, contactsPerHour, needed, people: Math.ceil(needed / (1 - shrinkage)), figures };
  };
  // Most intervals of a large centre: whoever is not too busy answers in time, too.
  if (fewest.serviceLevel >= serviceLevel) return plan(least, fewest);
  const near = spare === undefined ? undefined : load + spare * Math.sqrt(load);
  const needed = agentsNeeded(traffic, { serviceLevel, withinSeconds: answerWithin }, { least: least + 1, near });
  return plan(needed, queueFigures(traffic, needed, answerWithin));
}

const MINUTES_A_DAY = 1_440;

function checkShape(shape: readonly number[], opening: number, minutes: number): void {
  const end = opening + shape.length * minutes;
  if (shape.length === 0 || !(minutes > 0) || opening < 0 || end > MINUTES_A_DAY) {
    throw new RangeError(
      `A day of ${shape.length} intervals of ${minutes} minutes from minute ${opening} ends at minute ${end}; it has to lie between 0 and ${MINUTES_A_DAY}.`,
    );
  }
  const wrong = shape.find((share) => !(share >= 0 && share <= 1));
  if (wrong !== undefined) {
    throw new RangeError(`The day's shape has ${wrong}; each interval is a share of the busiest hour, from 0 to 1.`);
  }
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
