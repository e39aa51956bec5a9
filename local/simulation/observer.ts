/** Watches an instance during a simulation and adds up what happens to the contacts of its callers. */
import type { ConnectService, ContactWatcher } from "../connect";
import type { Contact } from "../connect/contact";
import type { Interaction } from "../connect/interaction";
import type { SimulatedCaller } from "./caller";
import { Paths } from "./paths";
import type { IntervalResult, Outcome, SimulationResult } from "./result";
import type { Simulation } from "./simulate";
import { type Departure, Peak, TimeByInterval, WaitsByInterval } from "./tally";
import { secondsAtWork } from "./workforce";

/** Told that a caller's call is over, and how. */
type Ended = (caller: SimulatedCaller, outcome: Outcome) => void;

/** Counters of one simulation. */
export class Observer {
  private readonly intervals: number;
  private readonly withinMs: number;
  private readonly callers = new Map<Interaction, SimulatedCaller>();
  private readonly total: WaitsByInterval;
  private readonly queues = new Map<string, WaitsByInterval>();
  private readonly calls: Peak;
  private readonly busy: Peak;
  private readonly busyTime: TimeByInterval;
  private readonly paths = new Paths();
  private readonly dialledIn: number[];
  private readonly outcomes: Record<Outcome, number> = { handled: 0, abandoned: 0, contained: 0, left: 0 };
  private redials = 0;
  private handleMs = 0;
  private handled = 0;
  private closing = false;
  private readonly stop: () => void;

  constructor(
    private readonly connect: ConnectService,
    private readonly simulation: Simulation,
    private readonly startMs: number,
    private readonly endMs: number,
    private readonly intervalMs: number,
    private readonly ended: Ended,
  ) {
    this.intervals = Math.ceil((endMs - startMs) / intervalMs);
    this.withinMs = (simulation.withinSeconds ?? 20) * 1_000;
    this.total = new WaitsByInterval(this.intervals, this.withinMs);
    for (const { name } of connect.queues.values()) {
      this.queues.set(name, new WaitsByInterval(this.intervals, this.withinMs));
    }
    const now = (): number => this.intervalOf(connect.clock.now());
    this.calls = new Peak(this.intervals, now);
    this.busy = new Peak(this.intervals, now);
    this.busyTime = new TimeByInterval(this.intervals, startMs, intervalMs, endMs);
    this.dialledIn = Array.from({ length: this.intervals }, () => 0);
    const watcher: ContactWatcher = (type, contact) => {
      if (type === "QUEUED") this.queued(contact);
      else if (type === "CONNECTED_TO_AGENT") this.busy.change(1);
      else if (type === "DISCONNECTED") this.calls.change(-1);
      else if (type === "COMPLETED") this.completed(contact);
      else this.calls.change(1);
    };
    this.stop = connect.watch(watcher);
  }

  dialled(caller: SimulatedCaller, again: boolean): void {
    const interval = this.intervalOf(caller.call.contact.initial.initiatedAt);
    if (interval >= 0 && interval < this.intervals) {
      this.dialledIn[interval] = (this.dialledIn[interval] ?? 0) + 1;
      if (again) this.redials++;
    }
    // A call that never gets anywhere is over before anybody can be told.
    if (caller.call.contact.finishedAt !== null) this.callOver(caller, caller.call.contact);
    else this.callers.set(caller.call, caller);
  }

  /** Callers who are still there are sent away; they count as left, for it is not they who give up. */
  close(): void {
    this.closing = true;
    for (const { call } of [...this.callers.values()]) call.hangUp();
  }

  end(): void {
    this.stop();
  }

  private queued(contact: Contact): void {
    const { queue } = contact;
    if (queue === null) return;
    const interval = this.intervalOf(this.connect.clock.now());
    this.queues.get(queue.name)?.waiting(interval, queue.waiting.size);
    let all = 0;
    for (const { waiting } of this.connect.queues.values()) all += waiting.size;
    this.total.waiting(interval, all);
  }

  private completed(contact: Contact): void {
    const { agent, customer, enqueuedAt, dequeuedAt, afterContactWorkEndedAt, connectedToAgentAt } = contact;
    const now = this.connect.clock.now();
    if (connectedToAgentAt !== null) this.busy.change(-1);
    if (enqueuedAt !== null) this.leftQueue(contact, enqueuedAt, dequeuedAt ?? now);
    if (agent !== null && dequeuedAt !== null) this.busyTime.add(dequeuedAt, afterContactWorkEndedAt ?? now);
    const caller = this.callers.get(customer);
    if (caller !== undefined && customer.contact === contact) this.callOver(caller, contact);
  }

  private leftQueue(contact: Contact, from: number, to: number): void {
    if (from < this.startMs || from >= this.endMs) return;
    const departure = this.departure(contact);
    const interval = this.intervalOf(from);
    this.total.add(interval, departure, to - from);
    if (contact.queue !== null) this.queues.get(contact.queue.name)?.add(interval, departure, to - from);
    if (departure !== "handled") return;
    this.handled++;
    this.handleMs += (contact.afterContactWorkEndedAt ?? to) - to;
  }

  private departure({ connectedToAgentAt, disconnectReason }: Contact): Departure {
    if (connectedToAgentAt !== null) return "handled";
    return disconnectReason === "CUSTOMER_DISCONNECT" && !this.closing ? "abandoned" : "left";
  }

  private callOver(caller: SimulatedCaller, last: Contact): void {
    this.callers.delete(caller.call);
    const outcome = this.outcomeOf(last);
    const { initiatedAt } = last.initial;
    if (initiatedAt >= this.startMs && initiatedAt < this.endMs) {
      this.outcomes[outcome]++;
      this.paths.add(last, outcome, caller.script.name);
    }
    this.ended(caller, outcome);
  }

  private outcomeOf(last: Contact): Outcome {
    let queued = false;
    for (let contact: Contact | null = last; contact !== null; contact = contact.previous) {
      if (contact.connectedToAgentAt !== null) return "handled";
      queued = queued || contact.enqueuedAt !== null;
    }
    return queued ? this.departure(last) : "contained";
  }

  private intervalOf(ms: number): number {
    return Math.floor((ms - this.startMs) / this.intervalMs);
  }

  /** What was found. */
  result(): SimulationResult {
    const { simulation, startMs, outcomes } = this;
    const { seed = 1, seconds, intervalSeconds = 900, withinSeconds = 20, paths: limit = 20 } = simulation;
    const offered = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    const atWork = this.secondsAtWork(0, seconds);
    return {
      seed,
      start: new Date(startMs).toISOString(),
      seconds,
      intervalSeconds,
      withinSeconds,
      calls: {
        offered,
        redials: this.redials,
        outcomes: { ...outcomes },
        containment: offered === 0 ? 0 : outcomes.contained / offered,
        peak: this.calls.most,
      },
      total: this.total.total.figures(),
      queues: [...this.queues].map(([name, waits]) => ({
        name,
        ...waits.total.figures(),
        intervals: waits.intervals.map((interval) => interval.figures()),
      })),
      intervals: this.total.intervals.map((_, index) => this.interval(index)),
      agents: {
        hours: atWork / 3_600,
        occupancy: atWork === 0 ? 0 : this.busyTime.total / 1_000 / atWork,
        peakBusy: this.busy.most,
        meanHandleTime: this.handled === 0 ? 0 : this.handleMs / this.handled / 1_000,
      },
      ...this.paths.results(limit),
    };
  }

  private interval(index: number): IntervalResult {
    const { intervalSeconds = 900, seconds } = this.simulation;
    const from = index * intervalSeconds;
    const atWork = this.secondsAtWork(from, Math.min(seconds, from + intervalSeconds));
    return {
      from,
      calls: this.dialledIn[index] ?? 0,
      ...(this.total.intervals[index]?.figures() ?? this.total.total.figures()),
      peakCalls: this.calls.intervals[index] ?? 0,
      peakBusy: this.busy.intervals[index] ?? 0,
      occupancy: atWork === 0 ? 0 : (this.busyTime.intervals[index] ?? 0) / 1_000 / atWork,
    };
  }

  private secondsAtWork(from: number, to: number): number {
    return this.simulation.teams.reduce((sum, team) => sum + team.agents * secondsAtWork(team, from, to), 0);
  }
}
