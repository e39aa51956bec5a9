/** Takes away the jumps that go without saying, and the labels nothing jumps to. */
import { type Item, type Parts, type Sequence, type StatementItem } from "./structure";

/** The parts of a flow, as they are written. Labels of `roots` stay, because statements nothing leads to need one. */
export function simplify(parts: Parts, roots: readonly string[]): Parts {
  const jumpsIn = (written: Parts): Map<string, number> => {
    const jumps = countJumps(written);
    roots.forEach((id) => jumps.set(id, (jumps.get(id) ?? 0) + 1));
    return jumps;
  };
  const pruned = withoutLabels(parts, jumpsIn(parts));
  const moved = mapParts(pruned, (sequence) => handlersInPlace(sequence, jumpsIn(pruned)));
  const simple = mapParts(moved, (sequence) => simplified(sequence, undefined));
  return withoutLabels(simple, jumpsIn(simple));
}

/** A loop around a statement, and what follows it. */
export interface EnclosingLoop {
  readonly id: string;
  readonly after: string | undefined;
}

/** The block that runs after an item; undefined when nothing does. */
export function entryAfter(sequence: Sequence, at: number, follow: string | undefined): string | undefined {
  const next = sequence[at + 1];
  if (!next) {
    return follow;
  }
  switch (next.item) {
    case "statement":
      return next.vertex.id;
    case "guard":
      return entryAfter(next.body, -1, entryAfter(sequence, at + 1, follow));
    default:
      return next.id;
  }
}

/** The loop the branches of a statement stand in. */
export function loopOf(item: StatementItem, after: string | undefined, loop: EnclosingLoop | undefined, way: string) {
  const { action, form, id } = item.vertex;
  return action.Type === "Loop" && form.returning.has(way) ? { id, after } : loop;
}

function mapParts(parts: Parts, change: (sequence: Sequence) => Sequence): Parts {
  return { body: change(parts.body), handler: change(parts.handler), unreachable: change(parts.unreachable) };
}

function simplified(sequence: Sequence, follow: string | undefined): Sequence {
  const written: Item[] = [];
  sequence.forEach((item, at) => {
    const after = entryAfter(sequence, at, follow);
    if (item.item === "goto" && item.id === after) {
      return;
    }
    written.push(simplifiedItem(item, after));
  });
  return written;
}

function simplifiedItem(item: Item, after: string | undefined): Item {
  switch (item.item) {
    case "statement": {
      const { form, id } = item.vertex;
      const branches = [...item.branches].map(([way, branch]): [string, Sequence | "next"] => {
        const falls = form.returning.has(way) ? id : after;
        return [way, branch === "next" ? branch : emptied(simplified(branch, falls), form.returning.has(way))];
      });
      const { onError } = item;
      return {
        ...item,
        branches: new Map(branches),
        ...(onError !== undefined && onError !== "unwired" && { onError: simplified(onError, after) }),
      };
    }
    case "guard":
      return { ...item, handler: simplified(item.handler, after), body: simplified(item.body, after) };
    default:
      return item;
  }
}

/** A branch with nothing in it goes on with the next statement, unless it returns. */
function emptied(branch: Sequence, returns: boolean): Sequence | "next" {
  return branch.length === 0 && !returns ? "next" : branch;
}

/** How many jumps there are to each block. */
function countJumps(parts: Parts): Map<string, number> {
  const jumps = new Map<string, number>();
  const count = (sequence: Sequence): void => {
    for (const item of sequence) {
      if (item.item === "goto") {
        jumps.set(item.id, (jumps.get(item.id) ?? 0) + 1);
      }
      innerOf(item).forEach(count);
    }
  };
  [parts.body, parts.handler, parts.unreachable].forEach(count);
  return jumps;
}

function innerOf(item: Item): Sequence[] {
  switch (item.item) {
    case "statement":
      return [...item.branches.values(), item.onError ?? "next"].filter((part) => typeof part === "object");
    case "guard":
      return [item.handler, item.body];
    default:
      return [];
  }
}

function withInner(item: Item, change: (sequence: Sequence) => Sequence): Item {
  switch (item.item) {
    case "statement": {
      const branches = [...item.branches].map(([way, branch]): [string, Sequence | "next"] => {
        return [way, branch === "next" ? branch : change(branch)];
      });
      const { onError } = item;
      return {
        ...item,
        branches: new Map(branches),
        ...(typeof onError === "object" && { onError: change(onError) }),
      };
    }
    case "guard":
      return { ...item, handler: change(item.handler), body: change(item.body) };
    default:
      return item;
  }
}

function withoutLabels(parts: Parts, jumps: ReadonlyMap<string, number>): Parts {
  const prune = (sequence: Sequence): Sequence =>
    sequence.filter((item) => item.item !== "label" || jumps.has(item.id)).map((item) => withInner(item, prune));
  return mapParts(parts, prune);
}

/** Writes the block a handler alone jumps to into the handler. */
function handlersInPlace(sequence: Sequence, jumps: ReadonlyMap<string, number>): Sequence {
  const items = sequence.map((item) => withInner(item, (inner) => handlersInPlace(inner, jumps)));
  for (let at = 0; at < items.length; at++) {
    const guard = items[at];
    const [jump] = guard?.item === "guard" ? guard.handler : [];
    if (guard?.item !== "guard" || jump?.item !== "goto" || jumps.get(jump.id) !== 1) {
      continue;
    }
    const from = items.findIndex((item, index) => index > at && item.item === "label" && item.id === jump.id);
    if (from > 0 && !continues(items[from - 1])) {
      const to = items.findIndex((item, index) => index > from && item.item === "label");
      const segment = items.splice(from, (to < 0 ? items.length : to) - from);
      items[at] = { ...guard, handler: segment.slice(1) };
    }
  }
  return items;
}

/** Whether a path goes on from an item to the one after it, while all jumps are still written. */
function continues(item: Item | undefined): boolean {
  switch (item?.item) {
    case "statement":
      return item.vertex.follow !== undefined || [...item.branches.values()].includes("next");
    case "guard":
      return continues(item.body.at(-1));
    case "label":
      return true;
    default:
      return false;
  }
}
