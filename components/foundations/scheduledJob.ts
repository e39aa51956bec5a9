/**
 * A function that runs by a schedule, one run at a time. A run that cannot be started, and one that failed for good, ends
 * in a queue that raises an alarm.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FailureQueue } from "./failureQueue";
import { HandlerFunction, type HandlerFunctionArgs } from "./handlerFunction";
import type { JointAlarm } from "./jointAlarm";
import { serviceRole } from "./serviceRole";

/** Arguments of {@link ScheduledJob}. */
export interface ScheduledJobArgs extends Omit<HandlerFunctionArgs, "onContactPath" | "job" | "reservedConcurrency"> {
  /** ARN of the customer key of the queue its failed runs end in. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when a run fails for good. */
  alarmTopicArn: pulumi.Input<string>;
  /** Alarm that tells of failed runs together with others. Left out, it has its own. */
  joins?: JointAlarm;
  /** Seconds Lambda ends a run after, 1 to 900. */
  timeoutSeconds: number;
  /**
   * Whether Lambda keeps one container for it, so that no two runs ever meet. Default true. Lambda refuses it in an account
   * whose limit of concurrent executions has not been raised: then runs may meet, which costs time and nothing else.
   */
  oneAtATime?: boolean;
}

/** Times a run is tried again; the next one by the schedule does the same work. */
const RETRIES = 1;

/** The longest and the shortest Lambda keeps an event that waits for its turn, in seconds. */
const LONGEST_WAIT_SECONDS = 21_600;
const SHORTEST_WAIT_SECONDS = 60;

/** Seconds the scheduler tries to hand a run over. */
const HAND_OVER_SECONDS = 3_600;

/** A function that {@link ScheduledJob.runs} by a schedule. */
export class ScheduledJob extends pulumi.ComponentResource {
  /** The function. */
  readonly handler: HandlerFunction;
  /** Where runs end that failed. */
  readonly failures: FailureQueue;

  constructor(
    private readonly jobLabel: string,
    args: ScheduledJobArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const name = jobLabel;
    super("contact-center:index:ScheduledJob", name, {}, opts);
    const { oneAtATime = true, joins, ...functionArgs } = args;
    const { keyArn, alarmTopicArn, permissions, timeoutSeconds } = args;
    this.failures = new FailureQueue(`${name}-failures`, { keyArn, alarmTopicArn, joins }, { parent: this });
    this.handler = new HandlerFunction(
      name,
      {
        ...functionArgs,
        permissions: [...permissions, ...this.failures.senderPermissions],
        onContactPath: false,
        job: true,
        reservedConcurrency: oneAtATime ? 1 : undefined,
      },
      { parent: this },
    );
    new aws.lambda.FunctionEventInvokeConfig(
      `${name}-runs`,
      {
        functionName: this.handler.functionName,
        maximumRetryAttempts: RETRIES,
        // A run that waits for the one before it, and for that one's retry, has not failed.
        maximumEventAgeInSeconds: Math.min(
          LONGEST_WAIT_SECONDS,
          Math.max(SHORTEST_WAIT_SECONDS, (RETRIES + 1) * timeoutSeconds + SHORTEST_WAIT_SECONDS),
        ),
        destinationConfig: { onFailure: { destination: this.failures.arn } },
      },
      { parent: this, dependsOn: [this.handler] },
    );
    this.registerOutputs({ functionName: this.handler.functionName, failures: this.failures.url });
  }

  /**
   * Starts it by a schedule.
   *
   * @param schedule `rate(5 minutes)`, or `cron(15 * * * ? *)` in UTC
   * @param after what has to be there before the first run
   */
  runs(schedule: string, after: pulumi.Resource[] = []): void {
    const name = this.jobLabel;
    checkSchedule(name, schedule);
    const role = serviceRole(
      this,
      `${name}-scheduler`,
      ["scheduler.amazonaws.com"],
      [{ actions: ["lambda:InvokeFunction"], resources: [this.handler.arn] }, ...this.failures.senderPermissions],
    );
    new aws.scheduler.Schedule(
      `${name}-schedule`,
      {
        description: `Starts ${name}`,
        scheduleExpression: schedule,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: this.handler.arn,
          roleArn: role.arn,
          retryPolicy: { maximumEventAgeInSeconds: HAND_OVER_SECONDS, maximumRetryAttempts: 10 },
          deadLetterConfig: { arn: this.failures.arn },
        },
      },
      { parent: this, dependsOn: [role.policy, this.handler, ...after] },
    );
  }
}

function checkSchedule(name: string, schedule: string): void {
  if (!/^(rate\([1-9]\d* (minutes?|hours?|days?)\)|cron\([^()]+\))$/.test(schedule)) {
    throw new Error(
      `ScheduledJob ${name}: schedule is "${schedule}"; write rate(5 minutes), or cron(15 * * * ? *) in UTC.`,
    );
  }
}
