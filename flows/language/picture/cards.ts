/** Blocks that simply follow one another, stacked into cards: what belongs together is read in one go. */
import { type Block, type Link, type Sketch } from "./sketch";
import { measure, wrap } from "./textMetrics";

/** Sizes in pixels. */
export const SIZES = {
  cardWidth: 236,
  padding: 10,
  headHeight: 22,
  lineHeight: 17,
  bodyBottom: 6,
  chipHeight: 22,
  chipGap: 6,
  chipRow: 30,
  /** Text sizes: heads and marks, and what blocks say. */
  small: 12,
  text: 13,
  mostLines: 5,
} as const;

/** One block inside a card. */
export interface Row {
  readonly block: Block;
  readonly lines: readonly string[];
  /** Whether the text stands beside the verb because both fit on one line. */
  readonly inline: boolean;
  /** Where it begins in the card. */
  readonly y: number;
  readonly height: number;
  /** Marks for errors that are no lines, at the right of the head. */
  readonly failures: readonly Link[];
}

/** The label a way leaves a card with. */
export interface Chip {
  readonly way: Link;
  readonly from: string;
  readonly label: string;
  x: number;
  readonly width: number;
}

/** Blocks one upon the other. */
export interface Card {
  readonly id: string;
  readonly rows: readonly Row[];
  readonly chips: readonly Chip[];
  width: number;
  readonly height: number;
}

/** Stacks the blocks of a sketch. Every block is in exactly one card. */
export function cardsOf(sketch: Sketch): Card[] {
  const sources = new Map<string, Set<string>>();
  for (const { id, ways } of sketch.blocks) {
    for (const { to, kind, drawn } of ways) {
      if (kind !== "error" || drawn) {
        sources.set(to, (sources.get(to) ?? new Set()).add(id));
      }
    }
  }
  const follower = (block: Block): Block | undefined => {
    const onward = block.ways.filter(({ kind, drawn }) => kind !== "error" || drawn);
    const [only] = onward;
    const next = only && sketch.byId.get(only.to);
    const alone = onward.length === 1 && only?.drawn === true && !only.back && only.kind !== "error";
    return alone && only.labels.length === 0 && next && sources.get(next.id)?.size === 1 && next.id !== sketch.start
      ? next
      : undefined;
  };
  const stacked = new Set(sketch.blocks.map((block) => follower(block)?.id));
  return sketch.blocks
    .filter(({ id }) => !stacked.has(id))
    .map((first) => {
      const blocks: Block[] = [];
      for (let block: Block | undefined = first; block && !blocks.includes(block); block = follower(block)) {
        blocks.push(block);
      }
      return cardOf(blocks);
    });
}

function cardOf(blocks: readonly Block[]): Card {
  const last = blocks[blocks.length - 1];
  const first = blocks[0];
  const chips = chipsOf(last);
  const chipsWidth = chips.reduce((sum, { width }) => sum + width + SIZES.chipGap, -SIZES.chipGap);
  const width = Math.max(SIZES.cardWidth, chipsWidth + 2 * SIZES.padding);
  const rows: Row[] = [];
  let y = 0;
  for (const block of blocks) {
    const row = rowOf(block, y, width);
    rows.push(row);
    y += row.height;
  }
  const free = width - chipsWidth;
  let x = free / 2;
  for (const chip of chips) {
    chip.x = x;
    x += chip.width + SIZES.chipGap;
  }
  const height = y + (chips.length > 0 ? SIZES.chipRow : 0);
  return { id: first?.id ?? "", rows, chips, width, height };
}

function rowOf(block: Block, y: number, width: number): Row {
  const { verb, text } = block.words;
  const failures = block.ways.filter(({ kind, drawn, labels }) => kind === "error" && !drawn && labels.length === 0);
  const room = width - 2 * SIZES.padding - 44 - failures.length * 46;
  const inline = text !== "" && measure(verb, SIZES.small, true) + 8 + measure(text, SIZES.text) <= room;
  const lines = inline || text === "" ? [] : wrap(text, width - 2 * SIZES.padding - 4, SIZES.text, SIZES.mostLines);
  const height = SIZES.headHeight + 6 + (lines.length > 0 ? lines.length * SIZES.lineHeight + SIZES.bodyBottom - 2 : 0);
  return { block, lines, inline, y, height, failures };
}

/** Room for a mark such as "→ 104". */
const MARK = 36;

/** Longest label of a chip, in characters. */
const MOST_CHARACTERS = 26;

function chipsOf(block: Block | undefined): Chip[] {
  const shown = (block?.ways ?? []).filter(({ kind, drawn, labels }) => drawn || kind !== "error" || labels.length > 0);
  return shown
    .map((way): Chip => {
      const alone = way.drawn && shown.length > 1 ? "then" : "";
      const joined = way.labels.join(" · ") || (way.kind === "error" ? "error" : alone);
      const label = joined.length > MOST_CHARACTERS ? `${joined.slice(0, MOST_CHARACTERS - 1)}…` : joined;
      const text = label === "" ? 0 : measure(label, SIZES.small);
      const mark = way.drawn ? 0 : MARK + (label === "" ? 0 : SIZES.chipGap);
      return { way, from: block?.id ?? "", label, x: 0, width: Math.max(24, Math.ceil(text + mark) + 14) };
    })
    .filter(({ way, label }) => !(way.drawn && label === ""));
}
