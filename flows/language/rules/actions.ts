/** F2xx: action types, and the flow types and channels they work in. */
import { type Channel, REFUSED_TYPES } from "../actionSpecs";
import { type FlowKind } from "../document";
import { type Findings } from "../finding";
import { type Node } from "../flowGraph";

const BETTER_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(REFUSED_TYPES));

export function checkActions(
  { id, action, spec, parameters }: Node,
  kind: FlowKind,
  channels: readonly Channel[],
  findings: Findings,
): void {
  if (!spec) {
    reportType(id, action.Type, findings);
    return;
  }
  const ended = spec.ended ?? (parameters["LexBot"] === undefined ? undefined : "Lex V1 ended on 15 September 2025");
  if (ended !== undefined) {
    findings.warning("F203", id, `${ended}.`, "Remove the action, or use what replaced it (LexV2Bot for a bot).");
  }
  const missing = channels.filter((channel) => spec.channels?.includes(channel) === false);
  if (missing.length > 0) {
    findings.warning(
      "F204",
      id,
      `${action.Type} does not work for ${missing.join(" and ")} contacts: they take its error branch, or nothing happens.`,
      'Compare "$.Channel" before it, and go another way for them.',
    );
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

/** Names known to be refused are errors; any other may be newer than this table. */
function reportType(id: string, type: string, findings: Findings): void {
  const better = BETTER_NAMES.get(type);
  findings.add(
    better === undefined ? "warning" : "error",
    "F201",
    id,
    better === undefined
      ? `The action type ${JSON.stringify(type)} is not known.`
      : `The service has no action type ${JSON.stringify(type)}.`,
    better === undefined
      ? "Check the spelling, capitals included; if it is new, nothing about it is checked."
      : `Use ${better}.`,
  );
}
