/**
 * EventBridge Scheduler of the local run: fires the schedules the program declares, by the virtual clock, into functions.
 * An invocation is handed to Lambda, which runs it on its own account; one that cannot be handed over is tried again and
 * then ends in the schedule's dead-letter queue.
 *
 * A rate is counted from the start of the centre (on AWS from its creation, where it also fires at once); the minute of
 * precision AWS keeps is its first second here. The wait between attempts doubles from a second to ten minutes.
 */
import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import type { Authorizer, Permission } from "../services/access";
import { ServiceFaults } from "../services/faults";
import { ServiceError } from "../services/serviceError";
import { deadLetterAttributes, type Exhausted } from "./deadLetter";
import { scheduleDefinitions, type ScheduleDefinition } from "./scheduleDefinition";

export type { ScheduleDefinition } from "./scheduleDefinition";

/** Attributes of a message as SQS has them. */
export type TextAttributes = Record<string, { DataType: string; StringValue: string }>;

/** What the local Scheduler works with. */
export interface SchedulerOptions {
  clock: Clock;
  /** Hands an event to a function; answers undefined when the program declares no such function. */
  invoke(functionArn: string, event: unknown): string | undefined;
  /** What a role needs to send to a queue, the queue's key included. */
  permissionsToSend(queueArn: string): Permission[];
  /** Puts a message into a queue; answers why not, or undefined. */
  send(queueArn: string, body: string, attributes: TextAttributes): string | undefined;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer & { mayAssume(roleArn: string, service: string): { allowed: boolean; message: string } };
}

/** Something declared that cannot work here. */
export interface SchedulerDiagnostic {
  urn: string;
  message: string;
}

/** An invocation that came to nothing. */
export interface DroppedInvocation {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly scheduleArn: string;
  readonly reason: string;
}

/** One firing of a schedule. */
interface Firing {
  readonly schedule: ScheduleDefinition;
  readonly scheduledAt: number;
  readonly executionId: string;
  attempts: number;
}

const SCHEDULER = "scheduler.amazonaws.com";
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 600_000;
/** What trying again cannot help. */
const HOPELESS = ["AccessDeniedException", "ResourceNotFoundException"];

/** The schedules of one centre. */
export class SchedulerService {
  /** Faults of handing over, by schedule name; the operation is `Invoke`. */
  readonly faults = new ServiceFaults(() => new ServiceError("TooManyRequestsException", "Rate Exceeded.", 429));
  /** What is declared and does not fire here. */
  readonly diagnostics: readonly SchedulerDiagnostic[];
  /** What was lost, oldest first. */
  readonly dropped: DroppedInvocation[] = [];
  readonly #schedules: readonly ScheduleDefinition[];
  readonly #timers = new Map<string, Timer>();
  #closed = false;

  /** @throws Error for a schedule whose role Scheduler cannot assume, which AWS refuses to make */
  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: SchedulerOptions,
  ) {
    this.#schedules = scheduleDefinitions(graph, options.clock.now());
    this.diagnostics = this.#schedules.flatMap((schedule) => this.#start(schedule));
  }

  static fromGraph(graph: ResourceGraph, options: SchedulerOptions): SchedulerService {
    return new SchedulerService(graph, options);
  }

  /** Every declared schedule. */
  list(): readonly ScheduleDefinition[] {
    return this.#schedules;
  }

  /** When a schedule fires next, epoch milliseconds; undefined when it does not. */
  nextAt(name: string): number | undefined {
    return this.#timers.get(name)?.at;
  }

  /** Fires no more. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #start(schedule: ScheduleDefinition): SchedulerDiagnostic[] {
    const { name, roleArn, targetArn, enabled, urn } = schedule;
    const trust = this.options.iam?.mayAssume(roleArn, SCHEDULER);
    if (trust?.allowed === false) throw new Error(`Schedule "${name}" cannot be created: ${trust.message}`);
    if (!/^arn:[^:]+:lambda:/.test(targetArn)) {
      const message = `Schedule "${name}": only functions are invoked on this machine, not ${targetArn}.`;
      return [{ urn, message }];
    }
    if (enabled) this.#plan(schedule, Math.max(this.options.clock.now(), schedule.from - 1));
    return [];
  }

  #plan(schedule: ScheduleDefinition, after: number): void {
    const next = schedule.times.after(after);
    if (this.#closed || next === undefined || next > schedule.until) {
      this.#timers.delete(schedule.name);
      return;
    }
    const timer = this.options.clock.schedule(next, () => {
      this.#plan(schedule, next);
      this.#attempt({ schedule, scheduledAt: next, executionId: randomUUID(), attempts: 0 });
    });
    this.#timers.set(schedule.name, timer);
  }

  #attempt(firing: Firing): void {
    if (!this.#closed) void this.options.clock.busy(this.#handOver(firing));
  }

  async #handOver(firing: Firing): Promise<void> {
    const { schedule } = firing;
    firing.attempts += 1;
    try {
      const answer = await this.faults.meet(schedule.name, "Invoke", () => {
        this.#invoke(firing);
        return Promise.resolve({ status: 202, headers: {}, body: "" });
      });
      if ("fault" in answer) throw new ServiceError("ServiceException", "The connection to Lambda was lost.", 500);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#again(firing, error);
    }
  }

  #invoke({ schedule, ...firing }: Firing): void {
    const { targetArn, roleArn, name } = schedule;
    const permission = { action: "lambda:InvokeFunction", resource: targetArn };
    const decision = this.options.iam?.authorize({ ...permission, roleArn, sessionName: name });
    if (decision?.allowed === false) throw new ServiceError("AccessDeniedException", decision.message, 403);
    const event: unknown = JSON.parse(this.#inputOf({ schedule, ...firing }));
    if (this.options.invoke(targetArn, event) !== undefined) return;
    throw new ServiceError("ResourceNotFoundException", `Function not found: ${targetArn}`, 404);
  }

  #again(firing: Firing, error: ServiceError): void {
    const { schedule, scheduledAt, attempts } = firing;
    const { clock } = this.options;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1));
    const hopeless = HOPELESS.includes(error.code) || attempts > schedule.retries;
    const late = clock.now() + wait > scheduledAt + schedule.maximumAgeSeconds * 1000;
    if (hopeless) this.#giveUp(firing, error, "MaximumRetryAttempts");
    else if (late) this.#giveUp(firing, error, "MaximumEventAgeInSeconds");
    else clock.after(wait, () => this.#attempt(firing));
  }

  #giveUp(firing: Firing, error: ServiceError, condition: Exhausted): void {
    const { schedule, scheduledAt, executionId, attempts } = firing;
    const { deadLetterArn, arn, targetArn, roleArn, name } = schedule;
    const reason = `${error.code}: ${error.message}`;
    if (deadLetterArn === undefined) return this.#drop(schedule, `${reason}; it has no dead-letter queue`);
    const needed = this.options.permissionsToSend(deadLetterArn);
    const decisions = needed.map((one) => this.options.iam?.authorize({ ...one, roleArn, sessionName: name }));
    const denied = decisions.find((decision) => decision?.allowed === false);
    const about = { arn, targetArn, scheduledAt, executionId, retries: attempts - 1, error, condition };
    const refusal =
      denied?.message ?? this.options.send(deadLetterArn, this.#inputOf(firing), deadLetterAttributes(about));
    if (refusal !== undefined) this.#drop(schedule, `${reason}; its dead-letter queue did not take it: ${refusal}`);
  }

  #drop({ arn }: ScheduleDefinition, reason: string): void {
    this.dropped.push({ at: this.options.clock.now(), scheduleArn: arn, reason });
  }

  /** JSON text for the target, with what it asks to know of this firing filled in. */
  #inputOf({ schedule, scheduledAt, executionId, attempts }: Firing): string {
    const { arn, input } = schedule;
    const { accountId: account, region } = this.graph;
    const time = new Date(scheduledAt).toISOString().replace(/\.\d{3}Z$/, "Z");
    if (input === undefined) {
      const event = { version: "0", id: executionId, "detail-type": "Scheduled Event", source: "aws.scheduler" };
      return JSON.stringify({ ...event, account, time, region, resources: [arn], detail: "{}" });
    }
    return input
      .replaceAll("<aws.scheduler.schedule-arn>", arn)
      .replaceAll("<aws.scheduler.scheduled-time>", time)
      .replaceAll("<aws.scheduler.execution-id>", executionId)
      .replaceAll("<aws.scheduler.attempt-number>", String(attempts));
  }
}
