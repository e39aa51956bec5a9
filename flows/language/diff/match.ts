/**
 * Finds for each block of one flow the same block in another. Identifiers are hints at most: blocks are the same when they
 * do the same at the same place, then when they do the same at all, then when they stand at the same place.
 */
import { type Block, type Side } from "./side";

/** The pairs of a comparison. */
export class Matching {
  private readonly afterOf = new Map<Block, Block>();
  private readonly beforeOf = new Map<Block, Block>();
  private readonly conduct: ReadonlyMap<Block, string>;

  constructor(
    private readonly before: Side,
    private readonly after: Side,
  ) {
    this.conduct = conducts(before, after);
    const whole = (block: Block): string => this.conduct.get(block) ?? "";
    this.pairStart((a, b) => a.content === b.content);
    this.pairUnique(whole);
    this.pairInTurn(whole);
    this.pairUnique((block) => JSON.stringify([block.id, block.content]));
    this.pairUnique(({ content }) => content);
    this.pairStart((a, b) => a.type === b.type);
    this.spread(
      [...this.afterOf].map(([old, fresh]) => [old, fresh] as const),
      (a, b) => a.type === b.type,
    );
    this.pairUnique((block) => JSON.stringify([block.id, block.type]));
    this.pairInTurn(({ content }) => content);
  }

  /** Whether a contact meets the same from either block on, whatever the blocks are called. */
  alike(old: Block, fresh: Block): boolean {
    return this.conduct.get(old) === this.conduct.get(fresh);
  }

  /** What became of a block. */
  later(block: Block): Block | undefined {
    return this.afterOf.get(block);
  }

  /** What a block was. */
  earlier(block: Block): Block | undefined {
    return this.beforeOf.get(block);
  }

  private free(old: Block | undefined, fresh: Block | undefined): boolean {
    return old !== undefined && fresh !== undefined && !this.afterOf.has(old) && !this.beforeOf.has(fresh);
  }

  /** Pairs two blocks and, along their ways out, whatever does the same. */
  private pair(old: Block, fresh: Block): void {
    this.afterOf.set(old, fresh);
    this.beforeOf.set(fresh, old);
    this.spread([[old, fresh]], (a, b) => a.content === b.content);
  }

  private pairStart(fit: (old: Block, fresh: Block) => boolean): void {
    const { start: old } = this.before;
    const { start: fresh } = this.after;
    if (old && fresh && this.free(old, fresh) && fit(old, fresh)) {
      this.pair(old, fresh);
    }
  }

  private spread(pairs: (readonly [Block, Block])[], fit: (old: Block, fresh: Block) => boolean): void {
    const waiting = [...pairs];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [old, fresh] = next;
      for (const exit of old.exits) {
        const same = fresh.exits.find(({ at }) => at === exit.at);
        const from = this.before.target(exit);
        const to = same && this.after.target(same);
        if (from && to && this.free(from, to) && fit(from, to)) {
          this.afterOf.set(from, to);
          this.beforeOf.set(to, from);
          waiting.push([from, to]);
        }
      }
    }
  }

  /** Pairs what only one free block on each side has. */
  private pairUnique(keyOf: (block: Block) => string): void {
    const fresh = grouped(this.after.order, keyOf);
    for (const [key, olds] of grouped(this.before.order, keyOf)) {
      const from = olds.filter((block) => !this.afterOf.has(block));
      const to = (fresh.get(key) ?? []).filter((block) => !this.beforeOf.has(block));
      if (from[0] && to[0] && from.length === 1 && to.length === 1) {
        this.pair(from[0], to[0]);
      }
    }
  }

  /** Pairs what is left and has the same key, in the order of the paths. */
  private pairInTurn(keyOf: (block: Block) => string): void {
    for (const old of this.before.order.filter((block) => !this.afterOf.has(block))) {
      const fresh = this.after.order.find((block) => !this.beforeOf.has(block) && keyOf(block) === keyOf(old));
      if (fresh && !this.afterOf.has(old)) {
        this.pair(old, fresh);
      }
    }
  }
}

function grouped(blocks: readonly Block[], keyOf: (block: Block) => string): Map<string, Block[]> {
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const key = keyOf(block);
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  return groups;
}

/**
 * For each block a key of everything that can be met from it on: what it does, and for each way out the key of where that
 * leads. Keys are refined until no two blocks with one key differ, so circles are no obstacle.
 */
function conducts(before: Side, after: Side): Map<Block, string> {
  const sides = [before, after];
  let keys = new Map(sides.flatMap(({ order }) => order.map((block): [Block, string] => [block, block.content])));
  for (let kinds = 0; kinds < new Set(keys.values()).size;) {
    kinds = new Set(keys.values()).size;
    const numbers = new Map<string, string>();
    const refined = new Map<Block, string>();
    for (const side of sides) {
      for (const block of side.order) {
        const targets = block.exits.map((exit) => {
          const target = side.target(exit);
          return [exit.at, (target && keys.get(target)) ?? ""];
        });
        const key = JSON.stringify([keys.get(block), targets]);
        numbers.set(key, numbers.get(key) ?? `${numbers.size}`);
        refined.set(block, numbers.get(key) ?? "");
      }
    }
    keys = refined;
  }
  return keys;
}
