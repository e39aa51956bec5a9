/** Which errors an action can end with. */
import type { FlowAction } from "../flows/language/document";
import { actionSpec, outcomeOf } from "../flows/language/actionSpecs";

/** Error types that are wired, and those the service may raise besides. */
export function errorTypesOf(action: FlowAction): string[] {
  const spec = actionSpec(action.Type);
  const outcome = spec && outcomeOf(spec, action.Parameters ?? {});
  const wired = (action.Transitions?.Errors ?? []).map(({ ErrorType }) => ErrorType);
  return [...new Set([...wired, ...(outcome?.requiredErrors ?? []), ...(outcome?.optionalErrors ?? [])])];
}
