/** What an invocation of a local function must have come to. */
import type { InvocationFailure, InvocationOutcome } from "../../local/lambda/lambdaService";

/** The failure of an invocation that must fail. */
export function failed(outcome: InvocationOutcome): InvocationFailure {
  if (outcome.ok) throw new Error(`Expected a failure, got ${JSON.stringify(outcome.payload)}`);
  return outcome;
}

/** The result of an invocation that must succeed. */
export function payloadOf(outcome: InvocationOutcome): unknown {
  if (!outcome.ok) throw new Error(`${outcome.error}: ${outcome.message}`);
  return outcome.payload;
}
