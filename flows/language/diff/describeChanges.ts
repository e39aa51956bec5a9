/** What changed from one flow document to another, as a person would say it. */
import { type FlowDocument, type FlowKind } from "../document";
import { placeholders } from "../placeholders";
import { Matching } from "./match";
import { parameterChanges } from "./parameterChanges";
import { type Block, type KeyedExit, nameOf, shortened, Side } from "./side";

/** What kind of change it is. */
export type ChangeKind = "added" | "removed" | "changed" | "rerouted" | "resource";

/** One change. */
export interface Change {
  readonly kind: ChangeKind;
  /** Identifier of the action it is about: in the later document, or in the earlier one for what was removed. */
  readonly action?: string;
  /** One sentence without a full stop. */
  readonly sentence: string;
}

export interface DescribeOptions {
  /** What the documents are; decides who hears what is said. */
  readonly type?: FlowKind;
}

/** Blocks whose ways changed alike; from so many on they are one sentence. */
const MANY = 3;

/**
 * Every difference that matters to a contact, in the order of the later flow. Identifiers, positions and the order of
 * actions make none. Resources are told apart by what the documents hold for them, so compare documents with placeholders
 * or with ARNs of one instance.
 */
export function describeChanges(before: FlowDocument, after: FlowDocument, options: DescribeOptions = {}): Change[] {
  return new Comparison(new Side(before), new Side(after), options).changes();
}

class Comparison {
  private readonly matching: Matching;
  private readonly listener: string;

  constructor(
    private readonly before: Side,
    private readonly after: Side,
    { type }: DescribeOptions,
  ) {
    this.matching = new Matching(before, after);
    this.listener = type === "AGENT_WHISPER" || type === "AGENT_HOLD" ? "the agent" : "the caller";
  }

  changes(): Change[] {
    const changed = this.after.order.flatMap((block) => {
      const old = this.matching.earlier(block);
      return old ? this.changesOf(old, block) : [];
    });
    return counted([
      ...this.start(),
      ...this.added(),
      ...changed,
      ...this.rerouted(),
      ...this.removed(),
      ...this.resources(),
    ]);
  }

  private start(): Change[] {
    const { start: old } = this.before;
    const { start: fresh } = this.after;
    if (!old || !fresh || this.explained(old, fresh)) {
      return [];
    }
    return [
      {
        kind: "rerouted",
        action: fresh.id,
        sentence: `the flow now starts with ${nameOf(fresh)} (before: ${nameOf(old)})`,
      },
    ];
  }

  /** New blocks, those that simply follow one another in one sentence. */
  private added(): Change[] {
    return this.told(this.after, (block) => this.matching.earlier(block) === undefined).map((chain) => {
      const [first] = chain;
      const what = chain.map((block) => this.doing(block)).join(", then ");
      return { kind: "added", action: first.id, sentence: `${this.where(this.after, first)} ${what}` };
    });
  }

  /** Chains of new or gone blocks. What only errors of such blocks lead to goes without saying. */
  private told(side: Side, unmatched: (block: Block) => boolean): Chain[] {
    return chains(side, unmatched).filter(([first]) => {
      const into = side.into(first);
      return into.length === 0 || !into.every(({ from, exit }) => unmatched(from) && exit.kind === "error");
    });
  }

  private removed(): Change[] {
    return this.told(this.before, (block) => this.matching.later(block) === undefined).map((chain) => {
      const [first] = chain;
      const names = chain.map(nameOf).join(", then ");
      return { kind: "removed", action: first.id, sentence: `${this.where(this.before, first)} removed: ${names}` };
    });
  }

  /** What a new block does, after the place where it does it. */
  private doing(block: Block): string {
    const { family, text } = block.words;
    if (family === "speech" && text !== "") {
      return `${this.listener} now hears ${text}`;
    }
    const keys = block.exits.filter(({ kind, label }) => kind === "branch" && label !== "").map(({ label }) => label);
    return `new: ${nameOf(block)}${keys.length > 0 ? ` (${[...new Set(keys)].join(", ")})` : ""}`;
  }

  /** Where a block stands, from what comes before it. */
  private where(side: Side, block: Block): string {
    const [first] = side.into(block);
    if (block === side.start) {
      return "at the start:";
    }
    if (!first) {
      return "where nothing leads:";
    }
    const { from, exit } = first;
    return exit.kind === "next" ? `after ${nameOf(from)}:` : `after ${nameOf(from)}, ${reason(exit)}:`;
  }

  private changesOf(old: Block, block: Block): Change[] {
    if (old.content === block.content) {
      return [];
    }
    const found: string[] = [];
    const named = nameOf(old);
    const heard = block.words.text;
    const speaks = block.words.family === "speech" || block.words.family === "input";
    if (speaks && old.words.text !== heard) {
      found.push(
        `${this.where(this.after, block)} ${this.listener} now hears ${heard || "nothing"} instead of ${old.words.text || "nothing"}`,
      );
    }
    found.push(...parameterChanges(old, block).map((change) => `${named}: ${change}`));
    if (found.length === 0) {
      found.push(`${named}: how it is written changed, not what it does`);
    }
    return found.map((sentence) => ({ kind: "changed", action: block.id, sentence }));
  }

  /** Ways out that lead elsewhere, are new or are gone; the same change of many blocks in one sentence. */
  private rerouted(): Change[] {
    const found: { block: Block; exit: string; change: string }[] = [];
    for (const block of this.after.order) {
      const old = this.matching.earlier(block);
      for (const { exit, change } of old ? this.exitChanges(old, block) : []) {
        found.push({ block, exit, change });
      }
    }
    const alike = new Map<string, typeof found>();
    for (const one of found) {
      const key = JSON.stringify([one.exit, one.change]);
      alike.set(key, [...(alike.get(key) ?? []), one]);
    }
    return [...alike.values()].flatMap((group) => {
      const [first] = group;
      const many = group.length >= MANY && first !== undefined;
      return (many ? [first] : group).map(({ block, exit, change }): Change => {
        const who = many ? `${group.length} blocks, from ${nameOf(block)} on` : nameOf(block);
        return { kind: "rerouted", action: block.id, sentence: `${who}: ${exit} ${change}` };
      });
    });
  }

  private exitChanges(old: Block, block: Block): { exit: string; change: string }[] {
    const found: { exit: string; change: string }[] = [];
    for (const exit of block.exits) {
      const was = old.exits.find(({ at }) => at === exit.at);
      const from = was && this.before.target(was);
      const to = this.after.target(exit);
      if (!to || (from && this.explained(from, to))) {
        continue;
      }
      const now = was ? "now leads to" : "is new and leads to";
      found.push({ exit: reason(exit), change: `${now} ${nameOf(to)}${from ? ` (before: ${nameOf(from)})` : ""}` });
    }
    for (const exit of old.exits.filter(({ at }) => !block.exits.some((other) => other.at === at))) {
      const from = this.before.target(exit);
      found.push({ exit: reason(exit), change: `is gone${from ? ` (it led to ${nameOf(from)})` : ""}` });
    }
    return found;
  }

  /** Whether a way leads to the same as before, but for blocks on it that are told of as new or removed. */
  private explained(from: Block, to: Block): boolean {
    if (this.matching.later(from) === to || this.matching.alike(from, to)) {
      return true;
    }
    const olds = through(this.before, from, (block) => this.matching.later(block) !== undefined);
    const fresh = through(this.after, to, (block) => this.matching.earlier(block) !== undefined);
    const arrives = [...olds].some((block) => {
      const later = this.matching.later(block);
      return later !== undefined && fresh.has(later);
    });
    // A way whose new and old blocks both end the contact tells of itself through them.
    return arrives || (olds.size === 0 && fresh.size === 0);
  }

  private resources(): Change[] {
    const [old, fresh] = [this.before, this.after].map(
      ({ document }) => new Map(placeholders(document).map(({ token, kind, name }) => [token, `${kind} ${name}`])),
    );
    const only = (one?: Map<string, string>, other?: Map<string, string>): string[] =>
      [...(one ?? [])].flatMap(([token, name]) => (other?.has(token) === true ? [] : [name])).sort();
    return [
      ...only(old, fresh).map((name): Change => ({
        kind: "resource",
        sentence: `${name}: removed, nothing here uses it any more`,
      })),
      ...only(fresh, old).map((name): Change => ({
        kind: "resource",
        sentence: `${name}: used for the first time here`,
      })),
    ];
  }
}

/** The matched blocks that are reached first from a block, through blocks that are not. */
function through(side: Side, start: Block, matched: (block: Block) => boolean): Set<Block> {
  const found = new Set<Block>();
  const seen = new Set<Block>();
  const waiting = [start];
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    if (seen.has(block)) {
      continue;
    }
    seen.add(block);
    if (matched(block)) {
      found.add(block);
      continue;
    }
    for (const exit of block.exits.filter(({ kind }) => kind !== "error")) {
      const next = side.target(exit);
      if (next) {
        waiting.push(next);
      }
    }
  }
  return found;
}

type Chain = readonly [Block, ...Block[]];

/** Blocks of a kind, those that simply follow one another together. */
function chains(side: Side, wanted: (block: Block) => boolean): Chain[] {
  const followed = new Set<Block>();
  const next = (block: Block): Block | undefined => {
    const [only, ...others] = block.exits.filter(({ kind }) => kind !== "error");
    const target = only && others.length === 0 && only.kind === "next" ? side.target(only) : undefined;
    return target && wanted(target) && side.into(target).filter(({ exit }) => exit.kind !== "error").length === 1
      ? target
      : undefined;
  };
  const all = side.order.filter(wanted);
  all.forEach((block) => {
    const follower = next(block);
    if (follower) {
      followed.add(follower);
    }
  });
  return all
    .filter((block) => !followed.has(block))
    .map((first): Chain => {
      const rest: Block[] = [];
      for (let block = next(first); block && block !== first && !rest.includes(block); block = next(block)) {
        rest.push(block);
      }
      return [first, ...rest];
    });
}

/** When a way out is taken, as a sentence says it. */
function reason({ kind, label, key }: KeyedExit): string {
  if (kind === "next") {
    return "then";
  }
  if (label === "") {
    return "on an error";
  }
  if (/^Equals [0-9*#]$/.test(key)) {
    return `key ${label}`;
  }
  return kind === "error" ? `on the error “${label}”` : `“${shortened(label)}”`;
}

/** Changes that read the same as one. */
function counted(changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${change.kind} ${change.sentence}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [others.length === 0 ? first : { ...first, sentence: `${first.sentence} (${others.length + 1} times)` }],
  );
}
