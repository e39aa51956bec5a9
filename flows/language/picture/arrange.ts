/** Arranges a sketch on a page: the conversation first, then what is reached by marks only; numbers follow the reading. */
import { type Card, cardsOf, type Chip, SIZES } from "./cards";
import { layOutLayers } from "./layered/layOutLayers";
import { type Box, type Line } from "./layered/graph";
import { type Point } from "./layered/route";
import { type Block, type Link, type Sketch } from "./sketch";

/** A card with its place. */
export interface PlacedCard {
  readonly card: Card;
  readonly x: number;
  readonly y: number;
}

/** A way that is a line, piece by piece. */
export interface PlacedPiece {
  readonly points: readonly Point[];
  readonly arrow: boolean;
  /** The ways that run here, with the block each comes from. */
  readonly ways: readonly { readonly from: Block; readonly way: Link }[];
}

/** Part of a picture that hangs together. */
export interface Section {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture with everything in its place, in pixels. */
export interface Arrangement {
  readonly cards: readonly PlacedCard[];
  readonly pieces: readonly PlacedPiece[];
  readonly sections: readonly Section[];
  /** Number of each block, from 1. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly width: number;
  readonly height: number;
}

/** Widest picture that still fits a screen; what is reached by marks stands beside the conversation up to here. */
export const PAGE = 1560;
const SECTION_GAP = 48;
const TITLE = 34;

interface Group {
  readonly cards: readonly Card[];
  readonly reachable: boolean;
  /** Whether only errors lead here. */
  readonly failing: boolean;
  readonly lines: readonly (Line & { readonly from: string; readonly block: Block; readonly way: Link })[];
}

interface Drawn {
  readonly cards: PlacedCard[];
  readonly pieces: PlacedPiece[];
  readonly width: number;
  readonly height: number;
}

/** Arranges the blocks of a flow. */
export function arrange(sketch: Sketch): Arrangement {
  const [main, ...others] = groupsOf(cardsOf(sketch), sketch).map((group) => ({ drawn: draw(group), group }));
  const page = new Page();
  if (main) {
    page.put(main.drawn, 0, 0);
    const led = others.filter(({ group }) => group.reachable);
    const loose = others.filter(({ group }) => !group.reachable);
    page.section("Where → and ⚠ lead", inTurn(main, led), true);
    page.section("Nothing leads here", loose, false);
  }
  return page.arrangement();
}

/** In the order in which marks lead from one to the next; what only errors lead to comes last. */
function inTurn(main: DrawnGroup, groups: readonly DrawnGroup[]): DrawnGroup[] {
  const blocksOf = ({ group }: DrawnGroup): Block[] =>
    group.cards.flatMap(({ rows }) => rows.map(({ block }) => block));
  const found = new Set<DrawnGroup>([main]);
  // A set keeps its order and the loop sees what is added meanwhile.
  for (const group of found) {
    const targets = blocksOf(group).flatMap(({ ways }) =>
      ways.flatMap(({ to, kind }) => (kind === "error" ? [] : [to])),
    );
    for (const to of targets) {
      const next = groups.find((other) => blocksOf(other).some(({ id }) => id === to));
      if (next && !next.group.failing) {
        found.add(next);
      }
    }
  }
  return [...[...found].slice(1), ...groups.filter((group) => !found.has(group))];
}

interface DrawnGroup {
  readonly drawn: Drawn;
  readonly group: Group;
}

/** A page that fills. */
class Page {
  private readonly cards: PlacedCard[] = [];
  private readonly pieces: PlacedPiece[] = [];
  private readonly sections: Section[] = [];
  private width = 0;
  private height = 0;

  /** Puts something drawn onto the page. */
  put(drawn: Drawn, x: number, y: number): void {
    this.cards.push(...drawn.cards.map((placed) => ({ ...placed, x: placed.x + x, y: placed.y + y })));
    const moved = (point: Point): Point => ({ x: point.x + x, y: point.y + y });
    this.pieces.push(...drawn.pieces.map((piece) => ({ ...piece, points: piece.points.map(moved) })));
    this.width = Math.max(this.width, x + drawn.width);
    this.height = Math.max(this.height, y + drawn.height);
  }

  /** Adds a titled section, beside what is there when it fits, else below. */
  section(title: string, groups: readonly DrawnGroup[], mayStandBeside: boolean): void {
    if (groups.length === 0) {
      return;
    }
    const widest = Math.max(...groups.map(({ drawn }) => drawn.width));
    const beside = mayStandBeside && this.width + SECTION_GAP + widest <= PAGE;
    const left = beside ? this.width + SECTION_GAP : 0;
    const top = beside ? 0 : this.height + SECTION_GAP;
    const room = { width: Math.max(widest, PAGE - left), height: beside ? Math.max(this.height, 600) : 0 };
    let [width, height] = [0, 0];
    for (const { one, x, y } of packed(groups, room)) {
      this.put(one, left + x, top + TITLE + y);
      [width, height] = [Math.max(width, x + one.width), Math.max(height, y + one.height)];
    }
    this.sections.push({ title, x: left, y: top, width, height: height + TITLE });
  }

  arrangement(): Arrangement {
    const { cards, pieces, sections, width, height } = this;
    return { cards, pieces, sections, numbers: numbersOf(cards), width, height };
  }
}

interface Packed {
  readonly one: Drawn;
  readonly x: number;
  readonly y: number;
}

/** Columns as high as the room; where the room has no height, as high as the tallest of what is to be packed. */
function packed(groups: readonly DrawnGroup[], room: { width: number; height: number }): Packed[] {
  const found: Packed[] = [];
  let top = 0;
  let waiting = groups.map(({ drawn }) => drawn);
  while (waiting.length > 0) {
    const later: Drawn[] = [];
    const limit = Math.max(room.height, Math.max(...waiting.map(({ height }) => height)));
    let [x, y, column, deep] = [0, 0, 0, 0];
    for (const one of waiting) {
      const next = y > 0 && y + one.height > limit;
      const [left, up] = next ? [x + column + SECTION_GAP, 0] : [x, y];
      if (left > 0 && left + one.width > room.width) {
        later.push(one);
        continue;
      }
      found.push({ one, x: left, y: top + up });
      column = Math.max(next ? 0 : column, one.width);
      [x, y] = [left, up + one.height + SECTION_GAP / 2];
      deep = Math.max(deep, up + one.height);
    }
    top += deep + SECTION_GAP;
    waiting = later;
  }
  return found;
}

/** Cards that lines join, in the order of their first cards. */
function groupsOf(cards: readonly Card[], sketch: Sketch): Group[] {
  const cardOf = new Map(cards.flatMap((card) => card.rows.map(({ block }): [string, Card] => [block.id, card])));
  const lines = cards.flatMap((card) => linesOf(card, cardOf));
  const groupOf = new Map(cards.map((card) => [card.id, card.id]));
  const find = (id: string): string => {
    const parent = groupOf.get(id) ?? id;
    return parent === id ? id : find(parent);
  };
  for (const { from, to } of lines) {
    groupOf.set(find(to), find(from));
  }
  const startCard = cardOf.get(sketch.start ?? "");
  const roots = [...new Set(cards.map(({ id }) => find(id)))];
  const first = startCard && find(startCard.id);
  roots.sort((a, b) => Number(b === first) - Number(a === first));
  const calm = new Set(
    sketch.blocks.flatMap(({ ways }) => ways.flatMap(({ to, kind }) => (kind === "error" ? [] : [to]))),
  );
  return roots.map((root) => {
    const own = cards.filter(({ id }) => find(id) === root);
    const heads = own.filter(({ id }) => !lines.some(({ to }) => to === id));
    return {
      cards: own,
      lines: lines.filter(({ from }) => find(from) === root),
      reachable: own.some(({ rows: [first] }) => first?.block.reachable === true),
      failing: !heads.some(({ rows: [first] }) => calm.has(first?.block.id ?? "")),
    };
  });
}

function linesOf(card: Card, cardOf: ReadonlyMap<string, Card>): Group["lines"] {
  const block = card.rows[card.rows.length - 1]?.block;
  const ways = block?.ways.filter(({ drawn }) => drawn) ?? [];
  return ways.flatMap((way) => {
    const target = cardOf.get(way.to);
    const chip = card.chips.find((one) => one.way === way);
    const fromX = chip ? Math.round(chip.x + chip.width / 2) : card.width / 2;
    return block && target ? [{ from: card.id, to: target.id, fromX, back: way.back, block, way }] : [];
  });
}

/** How many leaves side by side are still good: the fewest columns are taken that make the picture fit. */
const LEAVES = [Infinity, 3, 2];

function draw(group: Group): Drawn {
  let best: Drawn | undefined;
  for (const leaves of LEAVES) {
    const drawn = drawStacked(group, stacksOf(group, leaves));
    best = best && best.width <= drawn.width ? best : drawn;
    if (best.width <= PAGE) {
      break;
    }
  }
  return best ?? { cards: [], pieces: [], width: 0, height: 0 };
}

function drawStacked({ cards, lines }: Group, stacks: readonly Stack[]): Drawn {
  const stackOf = new Map(stacks.flatMap((stack) => stack.cards.map(({ id }): [string, Stack] => [id, stack])));
  const boxes = cards.flatMap((card): readonly Box[] => {
    const stack = stackOf.get(card.id);
    return stack === undefined ? [card] : stack.cards[0] === card ? [stack] : [];
  });
  const routed = layOutLayers(
    boxes,
    lines.map((line) => {
      const stack = stackOf.get(line.to);
      const at = stack?.cards.findIndex(({ id }) => id === line.to) ?? 0;
      return { ...line, to: stack?.id ?? line.to, ...(at > 0 && { lane: at - 1 }) };
    }),
  );
  const placed = cards.map((card) => {
    const stack = stackOf.get(card.id);
    const { x, y } = routed.boxes.get(stack?.id ?? card.id) ?? { x: 0, y: 0 };
    return { card, x, y: y + (stack?.tops.get(card) ?? 0) };
  });
  const waysOf = (numbers: readonly number[]): PlacedPiece["ways"] =>
    numbers.flatMap((number) => {
      const line = lines[number];
      return line ? [{ from: line.block, way: line.way }] : [];
    });
  const pieces = routed.pieces.map(({ points, arrow, lines: numbers }) => ({ points, arrow, ways: waysOf(numbers) }));
  const tails = stacks.flatMap((stack) =>
    stack.cards.slice(1).map((card, lane) => {
      const corner = routed.boxes.get(stack.id) ?? { x: 0, y: 0 };
      const x = corner.x + (stack.lanes[lane] ?? 0);
      const y = corner.y + (stack.tops.get(card) ?? 0) + SIZES.headHeight / 2 + 3;
      const points = [
        { x, y: corner.y },
        { x, y },
        { x: corner.x + card.width, y },
      ];
      return { points, arrow: true, ways: waysOf(lines.flatMap(({ to }, number) => (to === card.id ? [number] : []))) };
    }),
  );
  return { cards: placed, pieces: [...pieces, ...tails], width: routed.width, height: routed.height };
}

/** Cards one below the other that a single block leads to and that lead nowhere by lines. */
interface Stack extends Box {
  readonly cards: readonly Card[];
  readonly tops: ReadonlyMap<Card, number>;
  readonly lanes: readonly number[];
}

const STACK_GAP = 14;
const LANE = 10;

/** Stacks the leaves of each card that has at least so many. */
function stacksOf({ cards, lines }: Group, fewest: number): Stack[] {
  const leaf = ({ id }: Card): boolean => {
    const into = lines.filter(({ to }) => to === id);
    return into.length === 1 && into[0]?.back === false && !lines.some(({ from }) => from === id);
  };
  return cards.flatMap((parent) => {
    const targets = lines.filter(({ from }) => from === parent.id).map(({ to }) => to);
    const leaves = targets.flatMap((to) => cards.filter((card) => card.id === to && leaf(card)));
    if (leaves.length < fewest) {
      return [];
    }
    const width = Math.max(...leaves.map((card) => card.width));
    const tops = new Map<Card, number>();
    let height = -STACK_GAP;
    for (const card of leaves) {
      tops.set(card, height + STACK_GAP);
      height += card.height + STACK_GAP;
    }
    const lanes = leaves.slice(1).map((_, index) => width + 12 + index * LANE);
    return [{ id: `stack ${parent.id}`, cards: leaves, tops, lanes, width: width + 12 + lanes.length * LANE, height }];
  });
}

/** Numbers in reading order: down, and from left to right. Cards of one row begin at one height. */
function numbersOf(cards: readonly PlacedCard[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { card } of [...cards].sort((a, b) => a.y - b.y || a.x - b.x)) {
    card.rows.forEach(({ block }) => numbers.set(block.id, numbers.size + 1));
  }
  return numbers;
}

/** Where a chip stands on its card. */
export function chipPlace({ card, x, y }: PlacedCard, chip: Chip): Point {
  return { x: x + chip.x, y: y + card.height - SIZES.chipHeight };
}
