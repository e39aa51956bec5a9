/** Simulated agents: teams who come and go by their shifts, answer, talk and do their after-contact work. */
import type { Agent, ConnectService } from "../connect";
import type { Seconds } from "../connect/agent";
import { wholeMs } from "./caller";
import { type Chance, checkDistribution, type Distribution, draw } from "./distribution";

/** A time at work, in seconds from the start of the first interval; one from 0 begins with the warm-up. */
export interface Shift {
  readonly from: number;
  readonly to: number;
}

/** Agents who work alike. */
export interface Team {
  /** How many. */
  readonly agents: number;
  /** Name, id or ARN of their routing profile; default the first one. */
  readonly routingProfile?: string;
  /** Conversation, from when customer and agent hear each other until the agent hangs up. */
  readonly talk: Distribution;
  /** Default none. */
  readonly afterContactWork?: Distribution;
  /** Seconds an offered contact rings; default 0. Simulated agents answer before a contact is missed. */
  readonly answerDelay?: Distribution;
  /** Levels (1 to 5) by attribute, for flows that route by them. */
  readonly proficiencies?: Readonly<Record<string, number>>;
  /** Default: at work all the time. */
  readonly shifts?: readonly Shift[];
}

/** Streams of chance. */
const TALK = 31;
const AFTER_CONTACT_WORK = 32;
const ANSWER = 33;
const NONE: Distribution = { kind: "fixed", seconds: 0 };
/** Just below what counts as missed. */
const LONGEST_ANSWER = 19;

/** @throws RangeError or Error naming what a team cannot be */
export function checkTeam(team: Team): void {
  const { agents, talk, afterContactWork = NONE, answerDelay = NONE, shifts = [] } = team;
  if (!Number.isInteger(agents) || agents < 0) {
    throw new RangeError(`A team has a whole number of agents, 0 or more; it was given ${agents}.`);
  }
  checkDistribution("talk", talk);
  checkDistribution("afterContactWork", afterContactWork);
  checkDistribution("answerDelay", answerDelay);
  for (const { from, to } of shifts) {
    if (!(from >= 0 && to > from)) {
      throw new RangeError(`A shift begins at 0 or later and ends after that; it was given from ${from} to ${to}.`);
    }
  }
}

/** Adds the agents of the teams and sends them to work as their shifts say. `warmUpMs` lies before the first interval. */
export function hire(connect: ConnectService, teams: readonly Team[], source: Chance, warmUpMs: number): Agent[] {
  return teams.flatMap((team, index) =>
    Array.from({ length: team.agents }, (_, member) => {
      const agent = connect.addAgent({
        username: `simulated-${index + 1}-${member + 1}`,
        ...(team.routingProfile !== undefined && { routingProfile: team.routingProfile }),
        ...(team.proficiencies !== undefined && { proficiencies: { ...team.proficiencies } }),
        talkSeconds: times(team.talk, source, TALK, Number.POSITIVE_INFINITY),
        afterContactWorkSeconds: times(team.afterContactWork ?? NONE, source, AFTER_CONTACT_WORK, 86_400),
        answerAfterSeconds: times(team.answerDelay ?? NONE, source, ANSWER, LONGEST_ANSWER),
      });
      work(connect, agent, team.shifts, warmUpMs);
      return agent;
    }),
  );
}

/** A time that follows from the contact alone: a call takes as long whoever answers it. */
function times(distribution: Distribution, source: Chance, stream: number, longest: number): Seconds {
  if (distribution.kind === "fixed") return Math.min(distribution.seconds, longest);
  // The first digits of a ContactId are chance themselves, drawn from the seed.
  return {
    draw: (number) => Math.min(longest, wholeMs(draw(distribution, source, stream, number >>> 1)) / 1_000),
  };
}

function work({ clock }: ConnectService, agent: Agent, shifts: readonly Shift[] | undefined, warmUpMs: number): void {
  if (shifts === undefined) return agent.goOnline();
  for (const { from, to } of shifts) {
    if (from === 0) agent.goOnline();
    else clock.after(warmUpMs + wholeMs(from), () => agent.goOnline());
    clock.after(warmUpMs + wholeMs(to), () => agent.goOffline());
  }
}

/** Seconds of a stretch of time in which an agent of a team is at work. */
export function secondsAtWork({ shifts }: Team, from: number, to: number): number {
  if (shifts === undefined) return to - from;
  return shifts.reduce((sum, shift) => sum + Math.max(0, Math.min(to, shift.to) - Math.max(from, shift.from)), 0);
}
