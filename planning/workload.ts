/**
 * What a team says of its centre, as figures to plan with: people or contacts, handle time, patience, service level. Whatever
 * is left out follows from the rest, and the result says which is which. Pure.
 */
import { agentsNeeded, loadOf, type QueueFigures, queueFigures, type Traffic } from "./erlang";

/** What a team knows of its centre. Give `agents`, `contactsPerHour` or both. */
export interface WorkloadInputs {
  /** Agents who take contacts in the busiest hour: 1 to 100,000. */
  readonly agents?: number;
  /** Contacts for agents in the busiest hour. */
  readonly contactsPerHour?: number;
  /** Mean seconds an agent is busy with a contact, after-contact work included. */
  readonly handleTime?: number;
  /** Mean seconds a caller waits before hanging up. */
  readonly patience?: number;
  /** Share of contacts to be answered within `answerWithin` seconds. */
  readonly serviceLevel?: number;
  readonly answerWithin?: number;
  /** Share of the agents employed who do not take contacts in the busiest hour: other shifts, days off, breaks, training. */
  readonly shrinkage?: number;
  /** Highest share of their time people can be busy, hour after hour. */
  readonly occupancy?: number;
  /** Seconds a contact spends in menus and with the bot before it is queued. */
  readonly selfServiceTime?: number;
  /** Contacts that end in self-service for each one that reaches an agent. */
  readonly selfServed?: number;
  /** Share of the contacts for agents that are chats; they hold no line. */
  readonly chats?: number;
  /** Busiest hours' worth of contacts in a day: the day's shape as one number. */
  readonly hoursPerDay?: number;
  /** Days a month on which there are contacts. */
  readonly daysPerMonth?: number;
}

/** A workload with nothing left open. */
export interface Workload extends Required<WorkloadInputs> {
  /** Agents employed, all shifts together: each of them is a user of the instance. */
  readonly people: number;
  /** What callers meet in the busiest hour with these agents, by Erlang A. */
  readonly figures: QueueFigures;
  /** All contacts of the busiest hour, self-service included. */
  readonly allPerHour: number;
  /** All contacts of a month, self-service included. */
  readonly perMonth: number;
  /** Contacts a month that reach an agent. */
  readonly servedPerMonth: number;
}

/** Everything but how large the centre is. */
export type Habits = Required<Omit<WorkloadInputs, "agents" | "contactsPerHour">>;

/**
 * A centre nobody has said more of than its size: six minutes a contact at 80 % occupancy are eight contacts an agent and
 * hour, the figure capacity planners begin with; 80 % in 20 seconds is the classic target.
 */
export const USUAL: Habits = {
  handleTime: 360,
  patience: 120,
  serviceLevel: 0.8,
  answerWithin: 20,
  shrinkage: 0.3,
  occupancy: 0.8,
  selfServiceTime: 60,
  selfServed: 0.2,
  chats: 0,
  hoursPerDay: 8,
  daysPerMonth: 22,
};

/** Agents of a stack that says neither how many there are nor how much they have to do. */
export const AGENTS_UNSAID = 5;

const MOST_AGENTS = 100_000;

/** Contacts at once, ten times what so many agents have: what is beyond is a mistake, and would be added up for minutes. */
const MOST_AT_ONCE = 1_000_000;
const SECONDS_AN_HOUR = 3_600;

/** What each figure may be; both ends belong to it. */
export const RANGES: Readonly<Record<keyof WorkloadInputs, readonly [least: number, most: number, what: string]>> = {
  agents: [1, MOST_AGENTS, "agents, a whole number"],
  contactsPerHour: [0.01, 1_000_000, "contacts in the busiest hour"],
  handleTime: [1, 86_400, "seconds"],
  patience: [1, 1_000_000, "seconds"],
  serviceLevel: [0.01, 0.99, "a share such as 0.8"],
  answerWithin: [0, 3_600, "seconds"],
  shrinkage: [0, 0.9, "a share such as 0.3"],
  occupancy: [0.1, 0.95, "a share such as 0.8"],
  selfServiceTime: [0, 3_600, "seconds"],
  selfServed: [0, 100, "contacts for each one that reaches an agent"],
  chats: [0, 1, "a share such as 0.2"],
  hoursPerDay: [0.5, 24, "hours"],
  daysPerMonth: [1, 31, "days"],
};

/**
 * Fills in what a team left out.
 *
 * With contacts and no agents: as many agents as reach the service level (Erlang A) without being busier than `occupancy`.
 * With agents and no contacts: what keeps them as busy as `occupancy`. With both: what callers meet then.
 *
 * @throws RangeError that lists every figure that makes no sense, with what was given and what is allowed
 */
export function workloadOf(inputs: WorkloadInputs): Workload {
  checkInputs(inputs);
  const known: Habits = { ...USUAL, ...withoutUndefined(inputs) };
  checkTogether(known, inputs);
  const agents = inputs.agents ?? agentsFor(trafficOf(known, inputs.contactsPerHour ?? 0), known);
  const offered = offeredBy(known, { ...inputs, agents });
  const served = offered * known.hoursPerDay * known.daysPerMonth;
  return {
    ...known,
    agents,
    contactsPerHour: offered,
    people: Math.ceil(agents / (1 - known.shrinkage)),
    figures: queueFigures(trafficOf(known, offered), agents, known.answerWithin),
    allPerHour: offered * (1 + known.selfServed),
    perMonth: served * (1 + known.selfServed),
    servedPerMonth: served,
  };
}

/** Contacts in the busiest hour: what was said, or what keeps the agents as busy as they can be. */
function offeredBy({ occupancy, handleTime }: Habits, { agents = 0, contactsPerHour }: WorkloadInputs): number {
  return contactsPerHour ?? (agents * occupancy * SECONDS_AN_HOUR) / handleTime;
}

function agentsFor(traffic: Traffic, { serviceLevel, answerWithin, occupancy }: Habits): number {
  const least = Math.max(1, Math.ceil(loadOf(traffic) / occupancy));
  return agentsNeeded(traffic, { serviceLevel, withinSeconds: answerWithin }, { least, near: least });
}

function trafficOf({ handleTime, patience }: Pick<Workload, "handleTime" | "patience">, callsPerHour: number): Traffic {
  return { callsPerHour, handleTime, patience };
}

function checkInputs(inputs: WorkloadInputs): void {
  const mistakes = Object.entries(RANGES).flatMap(([name, [least, most, what]]) => {
    const value = inputs[name as keyof WorkloadInputs];
    const fits =
      value === undefined || (value >= least && value <= most && (name !== "agents" || Number.isInteger(value)));
    return fits ? [] : [`${name} is ${String(value)}; allowed: ${least} to ${most} (${what}).`];
  });
  if (inputs.agents === undefined && inputs.contactsPerHour === undefined) {
    mistakes.push("Neither agents nor contactsPerHour is given; give at least one of them.");
  }
  if (mistakes.length > 0) throw new RangeError(mistakes.join("\n"));
}

/** Figures that each make sense, and together are no centre. */
function checkTogether(known: Habits, inputs: WorkloadInputs): void {
  const { handleTime, patience, occupancy, selfServiceTime, selfServed } = known;
  const arrivals = offeredBy(known, inputs) / SECONDS_AN_HOUR;
  const fewestAgents = inputs.agents ?? Math.ceil((arrivals * handleTime) / occupancy);
  const inMenus = arrivals * (1 + selfServed) * selfServiceTime;
  const waiting = Math.max(0, arrivals - fewestAgents / handleTime) * patience;
  const atOnce = Math.ceil(inMenus + waiting + Math.min(fewestAgents, arrivals * handleTime));
  if (fewestAgents > MOST_AGENTS) {
    throw new RangeError(
      `${inputs.contactsPerHour} contacts an hour take ${fewestAgents} agents; allowed: ${MOST_AGENTS}.`,
    );
  }
  if (atOnce > MOST_AT_ONCE) {
    throw new RangeError(
      `These figures make ${atOnce} contacts at once, in menus, waiting and with agents; allowed: ${MOST_AT_ONCE}.`,
    );
  }
}

/** A figure given as undefined is one that is left out. */
function withoutUndefined(inputs: WorkloadInputs): Partial<Habits> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}
