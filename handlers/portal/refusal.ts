/** What is refused, and how: an error that becomes the answer. */
import { type Problem } from "../../administration/problem";

/** An error whose message is meant for whoever asked. */
export interface PortalRefusal extends Error {
  status: number;
  /** What the answer has besides the error. */
  more: object;
  /** Name of what failed, for the log, when something did. */
  failure?: string;
}

/** Makes the error with which a request is refused. */
export const refusal = (status: number, code: string, message: string, more: object = {}): PortalRefusal =>
  Object.assign(new Error(message), { name: code, status, more });

/** What was sent is not allowed. */
export const invalid = (problems: readonly Problem[]): PortalRefusal =>
  refusal(400, "Invalid", "Nothing was changed: what was sent is not allowed.", { problems });

/** Whether an error is a {@link PortalRefusal}, and not a failure. */
export const isRefusal = (error: unknown): error is PortalRefusal =>
  error instanceof Error && "status" in error && "more" in error;
