/**
 * Checks a contact flow document: what the service would refuse, what would leave a caller in silence, and what is
 * merely suspicious. Works on any document, ours or an export. What is known from documentation alone, or not for
 * certain, is never more than a warning.
 */
import { type Channel } from "./actionSpecs";
import { type FlowDocument, type FlowKind } from "./document";
import { type Finding, Findings } from "./finding";
import { FlowGraph } from "./flowGraph";
import { checkActions } from "./rules/actions";
import { checkData } from "./rules/data";
import { checkDocument, hasShape } from "./rules/document";
import { checkInputs } from "./rules/inputs";
import { checkLambda } from "./rules/lambda";
import { checkNames } from "./rules/names";
import { checkParameters } from "./rules/parameters";
import { checkPaths } from "./rules/paths";
import { checkSpeech } from "./rules/speech";
import { checkTransitions } from "./rules/transitions";

export { describeFindings, type Finding, type Severity } from "./finding";

export interface ValidateOptions {
  /** What the document is meant to be. */
  readonly type: FlowKind;
  /** Channels its contacts come on. Default: nothing is said about channels. */
  readonly channels?: readonly Channel[];
  /** Timeouts of Lambda functions in seconds, by ARN or placeholder as the document names them. */
  readonly functionTimeouts?: { readonly [arnOrPlaceholder: string]: number };
}

/** Everything wrong with a flow document; empty when nothing is. */
export function validate(document: FlowDocument, options: ValidateOptions): Finding[] {
  const findings = new Findings();
  if (!hasShape(document, findings)) {
    return findings.all;
  }
  const { type, channels = [] } = options;
  const graph = new FlowGraph(document, type);
  checkDocument(graph, findings);
  for (const node of graph.nodes) {
    checkActions(node, type, channels, findings);
    checkParameters(node, findings);
    checkInputs(node, type, findings);
    checkNames(node, findings);
    checkTransitions(node, graph, findings);
    checkSpeech(node, channels, findings);
  }
  checkPaths(graph, findings);
  checkLambda(graph, options.functionTimeouts ?? {}, findings);
  checkData(graph, findings);
  return findings.all;
}
