/** F5xx: where paths lead: what is never reached, what never ends, what comes in a forbidden order. */
import { type Findings } from "../finding";
import { type FlowGraph, type Node } from "../flowGraph";

/** What may not run in a queue flow before its loop prompts. */
const NOT_BEFORE_LOOP_PROMPTS: readonly string[] = [
  "GetParticipantInput",
  "ConnectParticipantWithLexBot",
  "Loop",
  "MessageParticipant",
  "UpdateContactMediaStreamingBehavior",
  "TransferParticipantToThirdParty",
  "TransferContactToQueue",
  "DequeueContactAndTransferToQueue",
];

export function checkPaths(graph: FlowGraph, findings: Findings): void {
  for (const { id } of graph.nodes) {
    if (!graph.reachable.has(id)) {
      findings.warning("F501", id, "No path leads here.", "Wire it, or remove it.");
    }
  }
  const cycles = busyCycles(graph);
  for (const cycle of cycles) {
    reportCycle(graph, cycle, findings);
  }
  reportEndless(graph, new Set(cycles.flat()), findings);
  if (graph.kind === "CUSTOMER_QUEUE") {
    checkLoopPromptsComeFirst(graph, findings);
  }
}

/** Warns of actions that can be reached but lead to no end: the caller stays in the flow until hanging up. */
function reportEndless(graph: FlowGraph, reported: ReadonlySet<string>, findings: Findings): void {
  const callers = new Map<string, string[]>();
  const ending: string[] = [];
  for (const node of graph.nodes) {
    const { spec, edges, id } = node;
    if (!spec || spec.terminal || spec.handsOver || spec.holds || edges.length === 0) {
      ending.push(id);
    }
    for (const { to } of edges) {
      const known = callers.get(to);
      if (known) {
        known.push(id);
      } else {
        callers.set(to, [id]);
      }
    }
  }
  const ends = new Set(ending);
  // The set grows while the loop walks it: everything that leads to an end, backwards.
  for (const id of ends) {
    callers.get(id)?.forEach((caller) => ends.add(caller));
  }
  const [first] = [...graph.reachable].filter((id) => !ends.has(id) && !reported.has(id));
  if (first !== undefined) {
    findings.warning("F505", first, "From here no path ends.", "Let one path hang up, end the flow or reach a queue.");
  }
}

function reportCycle(graph: FlowGraph, cycle: readonly string[], findings: Findings): void {
  const members = new Set(cycle);
  const leaves = cycle.some((id) => stepsOf(graph.byId.get(id)).some((to) => !members.has(to)));
  const [first = ""] = cycle;
  const names = cycle.length > 4 ? `${cycle.slice(0, 4).join(", ")}, …` : cycle.join(", ");
  if (leaves) {
    findings.warning(
      "F502",
      first,
      `${names} can run in a circle without a prompt, an input or a wait.`,
      "Make sure something in it changes the outcome, or bound it with a Loop.",
    );
  } else {
    // What the service itself says of it is not known.
    findings.warning(
      "F503",
      first,
      `${names} run in a circle for ever, without a prompt, an input or a wait.`,
      "Give the circle a way out, or bound it with a Loop.",
    );
  }
}

/** Where an action leads, without the ways that are never taken or only a bounded number of times. */
function stepsOf(node: Node | undefined): string[] {
  if (!node) {
    return [];
  }
  const { spec, action, edges } = node;
  // NextAction repeats another way out on every action that has conditions, and on those that hand the contact over.
  const repeats = spec?.handsOver || edges.some(({ kind }) => kind === "condition");
  return edges
    .filter(
      ({ kind, label }) => !(kind === "next" && repeats) && !(action.Type === "Loop" && label === "ContinueLooping"),
    )
    .map(({ to }) => to);
}

/** Groups of actions that lead to each other without letting time pass (Tarjan's strongly connected components). */
function busyCycles(graph: FlowGraph): string[][] {
  const cycles: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const busySteps = (id: string): string[] => {
    return stepsOf(graph.byId.get(id)).filter(
      (to) => graph.byId.get(to)?.spec?.takesTime !== true && graph.byId.has(to),
    );
  };

  for (const root of graph.reachable) {
    if (order.has(root) || graph.byId.get(root)?.spec?.takesTime) {
      continue;
    }
    // Depth first without recursion: the longest path may be as long as the flow.
    const calls = [{ id: root, steps: busySteps(root), at: 0 }];
    visit(root);
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const to = call.steps[call.at++];
      if (to === undefined) {
        calls.pop();
        leave(call.id, calls.at(-1)?.id);
      } else if (!order.has(to)) {
        visit(to);
        calls.push({ id: to, steps: busySteps(to), at: 0 });
      } else if (onStack.has(to)) {
        lower(call.id, order.get(to));
      }
    }
  }
  return cycles;

  function visit(id: string): void {
    low.set(id, order.size);
    order.set(id, order.size);
    stack.push(id);
    onStack.add(id);
  }

  function lower(id: string, value = 0): void {
    low.set(id, Math.min(low.get(id) ?? 0, value));
  }

  function leave(id: string, caller: string | undefined): void {
    if (caller !== undefined) {
      lower(caller, low.get(id));
    }
    if (low.get(id) === order.get(id)) {
      const members = stack.splice(stack.lastIndexOf(id));
      members.forEach((member) => onStack.delete(member));
      if (members.length > 1 || busySteps(id).includes(id)) {
        cycles.push(members);
      }
    }
  }
}

function checkLoopPromptsComeFirst(graph: FlowGraph, findings: Findings): void {
  const isLoopPrompts = (id: string): boolean => graph.byId.get(id)?.action.Type === "MessageParticipantIteratively";
  const before = graph.reach([graph.document.StartAction], ({ id }) => !isLoopPrompts(id));
  const callers = new Map<string, string[]>();
  for (const id of before) {
    for (const { to } of isLoopPrompts(id) ? [] : (graph.byId.get(id)?.edges ?? [])) {
      callers.set(to, [...(callers.get(to) ?? []), id]);
    }
  }
  const leading = new Set([...before].filter(isLoopPrompts));
  // The set grows while the loop walks it: everything that leads to the loop prompts, backwards.
  for (const id of leading) {
    (callers.get(id) ?? []).forEach((caller) => leading.add(caller));
  }
  for (const id of leading) {
    if (NOT_BEFORE_LOOP_PROMPTS.includes(graph.byId.get(id)?.action.Type ?? "")) {
      findings.warning(
        "F504",
        id,
        "In a queue flow this may not run before the loop prompts.",
        "Put it into the interrupt of the loop prompts.",
      );
    }
  }
}
