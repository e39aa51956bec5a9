/** Graphs judged by the pack's own policies, all rules or some. */
import { type ResourceGraph } from "../../../local/engine/graph";
import { type Finding, type Rule } from "../../../policies/model/rule";
import { runOnGraph } from "../../../policies/onGraph";
import { policiesOf } from "../../../policies/pack";
import { RULES } from "../../../policies/rules";
import { type Suppression, SUPPRESSIONS } from "../../../policies/suppressions";

/** What the policies say of a graph. */
export interface Judgement {
  /** What is wrong. */
  readonly findings: readonly Finding[];
  /** Suppressions that were used. */
  readonly used: ReadonlySet<Suppression>;
}

/** Everything the rules find in a graph. */
export async function judged(
  graph: Pick<ResourceGraph, "resources">,
  production: boolean,
  rules: readonly Rule[] = RULES,
  suppressions: readonly Suppression[] = SUPPRESSIONS,
): Promise<Judgement> {
  const findings: Finding[] = [];
  const used = new Set<Suppression>();
  const onFinding = (finding: Finding, suppressedBy: Suppression | undefined) => {
    if (suppressedBy) used.add(suppressedBy);
    else findings.push(finding);
  };
  await runOnGraph(policiesOf({ rules, suppressions, production, onFinding }), graph.resources);
  return { findings, used };
}

/** A finding in one line. */
export function told({ rule, check, type, name, message }: Finding): string {
  return `${rule} ${check} ${type} ${name}: ${message}`;
}
