/**
 * Flows with one ending of each sort: people draw one disconnect block and lead everything to it. Such a flow reads best
 * with `f.disconnect()` wherever a path ends, and `endings: "one"` says that all of them are one block.
 */
import { type FlowDocument } from "../document";
import { type Graph } from "./graph";
import { type Item, type Parts, type Sequence } from "./structure";

/** Action types whose blocks can be shared, and say nothing else. */
const TYPES: readonly string[] = ["DisconnectParticipant", "EndFlowExecution", "EndFlowModuleExecution"];

/** Endings a flow has once each, by type; undefined when it has two of a sort, or begins with one. */
export function sharedEndings(
  { Actions: actions, StartAction: start }: FlowDocument,
  graph: Graph,
): ReadonlyMap<string, string> | undefined {
  const endings = new Map<string, string>();
  for (const { Identifier: id, Type, Parameters = {}, Transitions: transitions } of actions) {
    const isPlain = Object.keys(Parameters).length === 0 && transitions?.NextAction === undefined;
    if (TYPES.includes(Type) && isPlain) {
      const isTaken = endings.has(Type) || id === start || graph.unreached.includes(id);
      if (isTaken || (graph.vertices.get(id)?.form.ways.size ?? 0) > 0) {
        return undefined;
      }
      endings.set(Type, id);
    }
  }
  return endings;
}

/** How many jumps in the parts lead to an ending. */
export function jumpsTo(endings: ReadonlyMap<string, string>, parts: Parts): number {
  const ids = new Set(endings.values());
  let jumps = 0;
  withEndings(parts, (item) => {
    jumps += item.item === "goto" && ids.has(item.id) ? 1 : 0;
    return item;
  });
  return jumps;
}

/** Writes the ending itself in place of every jump to one. */
export function inPlace(endings: ReadonlyMap<string, string>, parts: Parts, { vertices }: Graph): Parts {
  const ids = new Set(endings.values());
  return withEndings(parts, (item) => {
    const vertex = item.item === "goto" && ids.has(item.id) ? vertices.get(item.id) : undefined;
    return vertex ? { item: "statement", vertex, branches: new Map() } : item;
  });
}

function withEndings({ body, handler, unreachable }: Parts, change: (item: Item) => Item): Parts {
  const changed = (sequence: Sequence): Sequence =>
    sequence.map((item) => {
      switch (item.item) {
        case "guard":
          return { ...item, handler: changed(item.handler), body: changed(item.body) };
        case "statement": {
          const { branches, onError } = item;
          return {
            ...item,
            branches: new Map(
              [...branches].map(([way, part]) => [way, part === "next" ? part : changed(part)] as const),
            ),
            ...(typeof onError === "object" && { onError: changed(onError) }),
          };
        }
        default:
          return change(item);
      }
    });
  return { body: changed(body), handler: changed(handler), unreachable: changed(unreachable) };
}
