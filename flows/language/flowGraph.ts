/** A flow document as a graph: which action leads where. Built once, shared by the rules. */
import { type ActionSpec, actionSpec } from "./actionSpecs";
import { type ActionParameters, type FlowAction, type FlowDocument, type FlowKind, type Transitions } from "./document";

/** One way out of an action. */
export interface Edge {
  readonly to: string;
  /** `NextAction`, an error type, or the first operand of a condition. */
  readonly label: string;
  readonly kind: "next" | "error" | "condition";
}

/** One action with what the rules ask about it again and again. */
export interface Node {
  readonly id: string;
  readonly action: FlowAction;
  readonly parameters: ActionParameters;
  readonly transitions: Transitions;
  readonly spec: ActionSpec | undefined;
  readonly edges: readonly Edge[];
}

export class FlowGraph {
  readonly nodes: readonly Node[];
  readonly byId: ReadonlyMap<string, Node>;
  /** Identifiers of the actions some path from the start leads to. */
  readonly reachable: ReadonlySet<string>;

  constructor(
    readonly document: FlowDocument,
    readonly kind: FlowKind,
  ) {
    this.nodes = document.Actions.map(nodeOf);
    this.byId = new Map(this.nodes.map((node) => [node.id, node]));
    this.reachable = this.reach([document.StartAction], () => true);
  }

  /** Everything paths from the starts lead to, going on only through the actions that pass. */
  reach(starts: readonly string[], passes: (node: Node) => boolean): Set<string> {
    const found = new Set<string>();
    const waiting = starts.filter((start) => this.byId.has(start));
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = this.byId.get(id);
      if (!node || found.has(id)) {
        continue;
      }
      found.add(id);
      if (passes(node)) {
        waiting.push(...node.edges.map(({ to }) => to));
      }
    }
    return found;
  }
}

function nodeOf(action: FlowAction): Node {
  const transitions = action.Transitions ?? {};
  const { NextAction, Errors = [], Conditions = [] } = transitions;
  return {
    id: action.Identifier,
    action,
    parameters: action.Parameters ?? {},
    transitions,
    spec: actionSpec(action.Type),
    edges: [
      ...(!NextAction ? [] : [{ to: NextAction, label: "NextAction", kind: "next" as const }]),
      ...Conditions.map(({ NextAction: to, Condition }) => {
        return { to, label: Condition.Operands[0] ?? "", kind: "condition" as const };
      }),
      ...Errors.map(({ NextAction: to, ErrorType }) => ({ to, label: ErrorType, kind: "error" as const })),
    ],
  };
}
