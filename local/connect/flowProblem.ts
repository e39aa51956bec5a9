/** What is wrong with the flows of a program, all at once. */

/** One thing to mend. */
export interface FlowProblem {
  readonly flow: string;
  /** Identifier and type of the action, when it is about one. */
  readonly action?: string;
  readonly message: string;
}

/** Flows that Amazon Connect would refuse. The name is that of the service's own refusal. */
export class InvalidContactFlowException extends Error {
  override readonly name = "InvalidContactFlowException";

  constructor(readonly problems: readonly FlowProblem[]) {
    const lines = problems.map(
      ({ flow, action, message }) => `  flow "${flow}"${action === undefined ? "" : `, action ${action}`}: ${message}`,
    );
    super(`${problems.length} problem${problems.length === 1 ? "" : "s"} in the flows:\n${lines.join("\n")}`);
  }
}
