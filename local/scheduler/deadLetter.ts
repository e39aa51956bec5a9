/** What Scheduler writes beside the input of an invocation it gave up. */
import type { ServiceError } from "../services/serviceError";

/** Which bound of the retry policy ended it. */
export type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

/** An invocation that was given up. */
export interface GivenUp {
  readonly arn: string;
  readonly targetArn: string;
  /** Epoch milliseconds. */
  readonly scheduledAt: number;
  readonly executionId: string;
  readonly retries: number;
  readonly error: ServiceError;
  readonly condition: Exhausted;
}

/** The attributes of the message in the dead-letter queue. */
export function deadLetterAttributes(given: GivenUp): Record<string, { DataType: string; StringValue: string }> {
  const texts = {
    ERROR_CODE: given.error.code,
    ERROR_MESSAGE: given.error.message,
    EXECUTION_ID: given.executionId,
    EXHAUSTED_RETRY_CONDITION: given.condition,
    IS_PAYLOAD_TRUNCATED: "false",
    RETRY_ATTEMPTS: String(given.retries),
    SCHEDULED_TIME: new Date(given.scheduledAt).toISOString().replace(/\.\d{3}Z$/, "Z"),
    SCHEDULE_ARN: given.arn,
    TARGET_ARN: given.targetArn,
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: "String", StringValue }] as const),
  );
}
