/** What a simulation finds out: plain data, the same for the same seed byte for byte. */

/** Shares and times of the contacts of a queue, by when they were queued. Times in seconds. */
export interface QueueFigures {
  /** Contacts queued. */
  readonly offered: number;
  readonly handled: number;
  /** Customers who hung up in the queue. */
  readonly abandoned: number;
  /** Contacts that left otherwise: to another queue, to a callback, by a decision of the queue flow. */
  readonly left: number;
  /** Share of those offered who were answered within the target time; 1 when nobody came. */
  readonly serviceLevel: number;
  /** Share of those offered who hung up. */
  readonly abandonment: number;
  /** Mean time in the queue of all that were offered, ringing included. */
  readonly meanWait: number;
  /** Mean time in the queue of those who were answered ("average speed of answer"). */
  readonly meanAnswer: number;
  /** Time in the queue that half, 90 %, 95 % and 99 % of them did not exceed. */
  readonly waits: { readonly p50: number; readonly p90: number; readonly p95: number; readonly p99: number };
  /** Most contacts that waited at the same time. */
  readonly peakWaiting: number;
}

/** One interval of the simulated time, for all queues together. */
export interface IntervalResult extends QueueFigures {
  /** Seconds from the start. */
  readonly from: number;
  /** Calls dialled. */
  readonly calls: number;
  /** Most calls on the line at the same time: what the quota of concurrent calls must allow. */
  readonly peakCalls: number;
  /** Most agents busy at the same time. */
  readonly peakBusy: number;
  /** Share of their time at work that agents were busy. */
  readonly occupancy: number;
}

/** One queue over the whole time, and interval by interval. */
export interface QueueResult extends QueueFigures {
  readonly name: string;
  readonly intervals: readonly QueueFigures[];
}

/** How a call ended. */
export type Outcome =
  /** With an agent. */
  | "handled"
  /** Hung up in a queue. */
  | "abandoned"
  /** Ended by the flow, or by the caller, before any queue: the flow did the work, or lost the caller. */
  | "contained"
  /** Ended otherwise after it had been queued. */
  | "left";

/** Calls that went the same way. Times are means in seconds. */
export interface PathResult {
  /** Decisions in order, as `<flow>/<block>: <branch>`. */
  readonly decisions: readonly string[];
  readonly outcome: Outcome;
  /** Names of the scripts of its callers. */
  readonly scripts: readonly string[];
  readonly calls: number;
  /** Share of all calls. */
  readonly share: number;
  /** Before a queue. */
  readonly flowSeconds: number;
  readonly queueSeconds: number;
  /** Of an agent's time, after-contact work included. */
  readonly agentSeconds: number;
  /** Time on the line: what telephony bills. */
  readonly lineSeconds: number;
  /** Blocks run, on average. */
  readonly blocks: number;
  /** Functions invoked, on average. */
  readonly functions: number;
}

/** Everything a simulation found. */
export interface SimulationResult {
  readonly seed: number;
  /** When it began, ISO 8601. */
  readonly start: string;
  readonly seconds: number;
  readonly intervalSeconds: number;
  /** Seconds of the service level's target. */
  readonly withinSeconds: number;
  readonly calls: {
    /** Dialled, redials included. */
    readonly offered: number;
    readonly redials: number;
    readonly outcomes: Readonly<Record<Outcome, number>>;
    /** Share of calls that never reached a queue. */
    readonly containment: number;
    readonly peak: number;
  };
  /** All queues together. */
  readonly total: QueueFigures;
  readonly queues: readonly QueueResult[];
  readonly intervals: readonly IntervalResult[];
  readonly agents: {
    /** Hours at work, all agents together. */
    readonly hours: number;
    readonly occupancy: number;
    readonly peakBusy: number;
    /** Mean seconds of an agent a handled contact took: whispers, talk and after-contact work. */
    readonly meanHandleTime: number;
  };
  /** Most frequent first; those beyond the limit are added up in `otherPaths`. */
  readonly paths: readonly PathResult[];
  readonly otherPaths: { readonly paths: number; readonly calls: number };
}
