/**
 * How far a test case has come. An observation waits until one of those that lead to it is met; those nobody leads to
 * wait from the beginning. An event goes to the first observation, in the order of the document, that waits for it.
 */
import type { Observation, TestCase } from "../../scenarios/language";

/** An observation and how often it was met. */
class Progressing {
  times = 0;
  enabled: boolean;

  constructor(
    readonly observation: Observation,
    enabled: boolean,
  ) {
    this.enabled = enabled;
  }

  /** Whether it takes further events. */
  get open(): boolean {
    const { type, times } = this.observation.usage;
    return this.enabled && (type !== "Exactly" || this.times < times);
  }

  /** Whether all it demands has happened. */
  get satisfied(): boolean {
    const { type, times } = this.observation.usage;
    return type === "AtMost" || type === "Always" || this.times >= times;
  }

  /** Whether those it leads to have their turn. */
  get leads(): boolean {
    return this.times > 0 && this.satisfied;
  }
}

/** What became of an observation. */
export interface ObservationResult {
  readonly observation: string;
  readonly status: "met" | "unmet" | "not reached";
  readonly times: number;
}

/** Keeps score. */
export class Progress {
  private readonly all: readonly Progressing[];

  constructor({ observations }: TestCase) {
    const led = new Set(observations.flatMap(({ next }) => next));
    this.all = observations.map((observation) => new Progressing(observation, !led.has(observation.id)));
  }

  /** The first observation that waits for this, which is then met once more. */
  take(waitsFor: (observation: Observation) => boolean): Observation | undefined {
    const found = this.all.find((one) => one.open && waitsFor(one.observation));
    if (found === undefined) return undefined;
    found.times++;
    if (found.leads) {
      const { next } = found.observation;
      for (const one of this.all) if (next.includes(one.observation.id)) one.enabled = true;
    }
    return found.observation;
  }

  /** The observation that was met more often than it allows. */
  get exceeded(): Observation | undefined {
    return this.all.find(({ observation: { usage }, times }) => usage.type === "AtMost" && times > usage.times)
      ?.observation;
  }

  /** Observations that still have to be met, those whose turn it is first. */
  get missing(): readonly Observation[] {
    const open = this.all.filter(
      ({ satisfied, observation }) => !satisfied && observation.event.type !== "TestCompleted",
    );
    return [...open.filter(({ enabled }) => enabled), ...open.filter(({ enabled }) => !enabled)].map(
      ({ observation }) => observation,
    );
  }

  /** Whether nothing that may still happen could change the outcome. */
  get settled(): boolean {
    return this.missing.length === 0 && !this.all.some(({ observation: { usage } }) => usage.type === "AtMost");
  }

  get results(): readonly ObservationResult[] {
    return this.all.map(({ observation, times, satisfied, enabled }) => ({
      observation: observation.id,
      status: satisfied ? "met" : enabled ? "unmet" : "not reached",
      times,
    }));
  }
}
