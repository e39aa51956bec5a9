/**
 * Writes a graph as nested statements. A block only one way leads to stands in that way's branch; a block where several
 * ways meet comes after the statement all of them pass; every other way is a jump. All jumps are still written out here,
 * also those that go without saying: `simplify` takes them away.
 */
import { type Graph, ROOT, type Vertex } from "./graph";

/** Statements one after the other. */
export type Sequence = readonly Item[];

export interface StatementItem {
  readonly item: "statement";
  readonly vertex: Vertex;
  /** Branches by way; "next" goes on with the next statement. */
  readonly branches: ReadonlyMap<string, Sequence | "next">;
  /** Where its generic error leads, if neither to the flow's handler nor nowhere. */
  readonly generic?: Sequence;
  /** What its generic error does, said at the statement itself. */
  readonly onError?: Sequence | "unwired";
}

export type Item =
  | StatementItem
  | { readonly item: "label"; readonly id: string }
  | { readonly item: "goto"; readonly id: string }
  /** Statements with a handler of their own. */
  | { readonly item: "guard"; readonly handler: Sequence; readonly body: Sequence };

/** The three parts of a flow. */
export interface Parts<Part = Sequence> {
  readonly body: Part;
  readonly handler: Part;
  readonly unreachable: Part;
}

/** Statements in a branch that make it long: then it is better written after the statement than inside. */
const LONG_BRANCH = 6;

/** `shared` are endings that every path has for itself; they have no place of their own. */
export function structure(graph: Graph, shared: ReadonlySet<string> = new Set()): Parts {
  const { start, handler, hasOwnHandler, unreached } = graph;
  const writer = new Writer(graph, shared);
  const own = hasOwnHandler && handler !== undefined && !shared.has(handler) ? [handler] : [];
  const meeting = graph.below(ROOT).filter((id) => ![start, ...own, ...unreached, ...shared].includes(id));
  const jump: Item[] = handler === undefined ? [] : [{ item: "goto", id: handler }];
  return {
    body: graph.vertices.has(start) ? writer.meeting(writer.chain(start), meeting) : [{ item: "goto", id: start }],
    handler: own.length > 0 ? own.flatMap((id) => writer.chain(id)) : jump,
    unreachable: unreached.flatMap((id) => writer.chain(id)),
  };
}

class Writer {
  constructor(
    private readonly graph: Graph,
    private readonly shared: ReadonlySet<string>,
  ) {}

  /** A block, and everything that only it leads to. */
  chain(id: string): Item[] {
    const vertex = this.graph.vertices.get(id);
    if (!vertex) {
      return [{ item: "goto", id }];
    }
    const { form, follow } = vertex;
    const written = new Set<string>();
    const block = (to: string): Sequence => {
      if (!this.graph.hasOneEntry(to) || this.shared.has(to)) {
        return [{ item: "goto", id: to }];
      }
      written.add(to);
      return this.chain(to);
    };
    const branches = new Map<string, Sequence | "next">([...form.ways].map(([way, to]) => [way, block(to)]));
    const { generic } = form;
    const isOwn = generic !== undefined && generic !== this.graph.handler;
    const after = follow === undefined ? this.movedOut(vertex, branches) : block(follow);
    const statement: StatementItem = {
      item: "statement",
      vertex,
      branches,
      ...(isOwn && { generic: block(generic) }),
    };
    const meeting = this.graph.below(id).filter((child) => !written.has(child) && !this.shared.has(child));
    return this.meeting([{ item: "label", id }, statement, ...after], meeting);
  }

  /**
   * Appends blocks where several ways meet. Next comes the one most of the ways before lead to, because they can fall
   * into it; endings nothing falls into come last.
   */
  meeting(before: readonly Item[], ids: readonly string[]): Item[] {
    const written = [...before];
    const waiting = new Map(ids.map((id) => [id, this.chain(id)]));
    let falls = fallsOf(before);
    while (waiting.size > 0) {
      const best = [...waiting.keys()].reduce((one, other) =>
        (falls.get(other) ?? 0) > (falls.get(one) ?? 0) ? other : one,
      );
      const chain = waiting.get(best) ?? [];
      waiting.delete(best);
      written.push(...chain);
      falls = fallsOf(chain);
    }
    return written;
  }

  /** Takes the branch the conversation really goes on with out of a statement, to be written after it. */
  private movedOut({ form }: Vertex, branches: Map<string, Sequence | "next">): Sequence {
    const sizes = [...branches].flatMap(([way, branch]) =>
      branch === "next" || form.returning.has(way) ? [] : [{ way, branch, size: sizeOf(branch) }],
    );
    const [largest, ...others] = sizes.sort((one, other) => other.size - one.size);
    if (!largest) {
      return [];
    }
    const rest = others.reduce((sum, { size }) => sum + size, 0);
    const isLoop = form.returning.size > 0;
    if (!isLoop && (largest.size < LONG_BRANCH || largest.size < rest)) {
      return [];
    }
    branches.set(largest.way, "next");
    return largest.branch;
  }
}

/** Jumps at the end of a sequence, by where they lead: those that go without saying when that comes next. */
function fallsOf(sequence: Sequence): Map<string, number> {
  const falls = new Map<string, number>();
  const count = (part: Sequence): void => {
    const last = part.at(-1);
    if (last?.item === "goto") {
      falls.set(last.id, (falls.get(last.id) ?? 0) + 1);
    } else if (last?.item === "statement") {
      const { branches, generic, vertex } = last;
      for (const [way, branch] of branches) {
        if (branch !== "next" && !vertex.form.returning.has(way)) {
          count(branch);
        }
      }
      count(generic ?? []);
    }
  };
  count(sequence);
  return falls;
}

/** How many statements there are. */
export function sizeOf(sequence: Sequence): number {
  return sequence.reduce((sum, item) => {
    switch (item.item) {
      case "statement": {
        const inner = [...item.branches.values(), item.generic ?? [], item.onError ?? []];
        return sum + inner.reduce((all, part) => all + (typeof part === "string" ? 0 : sizeOf(part)), 1);
      }
      case "guard":
        return sum + sizeOf(item.handler) + sizeOf(item.body);
      default:
        return sum;
    }
  }, 0);
}
