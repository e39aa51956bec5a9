/** The error of the flow language. */

/** A flow that cannot be: the message names the flow, what is wrong and what to do. */
export class FlowError extends Error {
  override readonly name = "FlowError";
}
