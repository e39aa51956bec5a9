/** F2xx: action types, and the flow types they are legal in. */
import { REFUSED_TYPES } from "../actionSpecs";
import { type FlowKind } from "../document";
import { type Findings } from "../finding";
import { type Node } from "../flowGraph";

export function checkActions({ id, action, spec }: Node, kind: FlowKind, findings: Findings): void {
  if (!spec) {
    const better = new Map(Object.entries(REFUSED_TYPES)).get(action.Type);
    findings.error(
      "F201",
      id,
      `The service has no action type ${JSON.stringify(action.Type)}.`,
      better ? `Use ${better}.` : "Check the spelling, capitals included, against the action table.",
    );
    return;
  }
  // The published tables say little about campaigns.
  if (kind === "CAMPAIGN" || spec.flowTypes.includes(kind)) {
    return;
  }
  const isCertain = spec.confirmed && !spec.disputedFlowTypes?.includes(kind);
  findings.add(
    isCertain ? "error" : "warning",
    "F202",
    id,
    `${action.Type} ${isCertain ? "is" : "may be"} not allowed in ${kind === "MODULE" ? "a module" : `a ${kind} flow`}.`,
    `It is allowed in ${spec.flowTypes.join(", ")}.`,
  );
}
