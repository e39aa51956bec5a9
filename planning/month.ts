/** What a month brings: the counts that every line of the bill is made from. Pure. */
import { EVENTS_A_CONTACT, HEARTBEAT_SECONDS, QUESTIONS_A_CONTACT, RECORDS_A_CONTACT } from "./sizes";
import type { Workload } from "./workload";

/** How a usual contact goes, where nothing has been measured. */
export const CONTACT_HABITS = {
  /** Seconds of after-contact work in a handle time; Connect does not bill them. */
  afterContactWork: 30,
  /** Messages of a chat, both ways. */
  chatMessages: 12,
  /**
   * Bytes a minute of a recording: 8 kHz, 16 bit, two channels. The AWS Architecture Blog's post on archiving Connect's
   * recordings says 256 kbit/s and about 2 MB a minute.
   */
  recordingBytesPerMinute: 1_920_000,
  /** Share of the recordings that somebody hears again once they lie in cheaper storage. */
  recordingsHeard: 0.02,
  /** Blocks of a flow that write to its log, and bytes of each line. */
  flowBlocks: 25,
  flowLogBytes: 700,
  /** Bytes a function logs each time, Lambda's own three lines included. */
  functionLogBytes: 600,
  /** Bytes of a row as Firehose takes it, and of a record and its row once they lie compressed. */
  rowBytes: 1_200,
  storedBytes: 1_500,
  /** Questions people and dashboards ask of the tables, a day. */
  queriesPerDay: 200,
} as const;

/** Hours a centre is open for each hour's worth of its busiest contacts, as the usual day has them: twelve for eight. */
const OPEN_PER_BUSY_HOUR = 1.5;

/** Counts of one month. */
export interface Month {
  readonly voiceMinutes: number;
  /** Of those, the ones an agent is on, which are recorded. */
  readonly agentMinutes: number;
  /** Calls an agent was on. */
  readonly agentCalls: number;
  readonly chatMessages: number;
  readonly contacts: number;
  readonly records: number;
  readonly agentEvents: number;
  /** Calls of functions by flows. */
  readonly questions: number;
  readonly days: number;
  /** Seconds in which there are contacts. */
  readonly openSeconds: number;
}

/** The counts of a workload's month. */
export function monthOf(workload: Workload): Month {
  const { servedPerMonth, perMonth, chats, handleTime, selfServiceTime, figures, agents } = workload;
  const { hoursPerDay, daysPerMonth } = workload;
  const talk = Math.max(0, handleTime - CONTACT_HABITS.afterContactWork);
  const voice = 1 - chats;
  const agentCalls = voice * servedPerMonth * (1 - figures.abandonment);
  const agentMinutes = (agentCalls * talk) / 60;
  const waited = servedPerMonth * figures.meanWait;
  const atWork = agents * hoursPerDay * daysPerMonth * 3_600;
  return {
    agentMinutes,
    agentCalls,
    voiceMinutes: agentMinutes + (voice * (waited + perMonth * selfServiceTime)) / 60,
    chatMessages: chats * servedPerMonth * CONTACT_HABITS.chatMessages,
    contacts: perMonth,
    records: perMonth * RECORDS_A_CONTACT,
    agentEvents: servedPerMonth * EVENTS_A_CONTACT + atWork / HEARTBEAT_SECONDS,
    questions: perMonth * QUESTIONS_A_CONTACT,
    days: daysPerMonth,
    openSeconds: Math.min(24, hoursPerDay * OPEN_PER_BUSY_HOUR) * daysPerMonth * 3_600,
  };
}
