/**
 * Where the places of each row stand: as close as they can to what they are linked with, without overlapping. For one row
 * that is a regression under an order, which pooling neighbours that are too close solves exactly.
 */
import { type Layers, type Place } from "./graph";
import { grouped } from "./order";

const BOX_GAP = 26;
const PASSAGE_GAP = 16;
const ROUNDS = 24;

/** Sets the x of every place. Boxes keep their order. */
export function placeRows({ rows, links }: Layers): void {
  for (const row of rows) {
    let x = 0;
    row.forEach((place, index) => {
      const before = row[index - 1];
      x += before ? apart(before, place) : 0;
      place.x = x;
    });
  }
  const above = grouped(links, ({ lower }) => lower);
  const below = grouped(links, ({ upper }) => upper);
  for (let round = 0; round < ROUNDS; round++) {
    const both = round >= ROUNDS / 2;
    const order = round % 2 === 0 ? rows : [...rows].reverse();
    for (const row of order) {
      const up = both || round % 2 === 0;
      const down = both || round % 2 === 1;
      settle(row, (place) => [
        ...(up ? (above.get(place) ?? []) : []).map(
          ({ upper, upperX, lowerX, weight }) => [upper.x + upperX - lowerX, weight] as const,
        ),
        ...(down ? (below.get(place) ?? []) : []).map(
          ({ lower, upperX, lowerX, weight }) => [lower.x + lowerX - upperX, weight] as const,
        ),
      ]);
    }
  }
}

/** Least distance of the centres of two neighbours. */
function apart(left: Place, right: Place): number {
  return (left.width + right.width) / 2 + (left.box && right.box ? BOX_GAP : PASSAGE_GAP);
}

interface Pool {
  /** Places that touch one another, with how far each is from the first. */
  readonly places: { place: Place; offset: number }[];
  weight: number;
  sum: number;
}

/** Places one row: each as near to where its pulls want it as the order allows. */
function settle(row: readonly Place[], pulls: (place: Place) => (readonly [x: number, weight: number])[]): void {
  const pools: Pool[] = [];
  let previous: Place | undefined;
  for (const place of row) {
    const wanted = pulls(place);
    // What nothing pulls stays where it is, but gives way.
    const all = wanted.length === 0 ? [[place.x, 0.05] as const] : wanted;
    const weight = all.reduce((sum, [, each]) => sum + each, 0);
    const pool: Pool = {
      places: [{ place, offset: 0 }],
      weight,
      sum: all.reduce((sum, [x, each]) => sum + x * each, 0),
    };
    pools.push(pool);
    join(pools, previous, place);
    previous = place;
  }
  for (const pool of pools) {
    const first = pool.sum / pool.weight;
    pool.places.forEach(({ place, offset }) => (place.x = first + offset));
  }
}

/** Joins the last pools as long as they overlap. */
function join(pools: Pool[], previous: Place | undefined, place: Place): void {
  let gap = previous ? apart(previous, place) : 0;
  for (let last = pools.pop(); last; last = pools.pop()) {
    const before = pools[pools.length - 1];
    const end = before?.places[before.places.length - 1];
    if (!before || !end) {
      pools.push(last);
      return;
    }
    const shift = end.offset + gap;
    if (before.sum / before.weight + shift <= last.sum / last.weight) {
      pools.push(last);
      return;
    }
    for (const { place: joined, offset } of last.places) {
      before.places.push({ place: joined, offset: offset + shift });
    }
    before.sum += last.sum - last.weight * shift;
    before.weight += last.weight;
    const first = before.places[0]?.place;
    const previousPool = pools[pools.length - 2];
    const previousEnd = previousPool?.places[previousPool.places.length - 1]?.place;
    gap = first && previousEnd ? apart(previousEnd, first) : 0;
  }
}

/** Makes lines that pass several rows straight where the rows leave room for it. Call it when everything is placed. */
export function straighten({ rows, links }: Layers): void {
  const next = new Map<Place, Place>();
  const hasBefore = new Set<Place>();
  for (const { upper, lower } of links) {
    if (!upper.box && !lower.box) {
      next.set(upper, lower);
      hasBefore.add(lower);
    }
  }
  for (const start of rows.flat().filter((place) => !place.box && !hasBefore.has(place))) {
    const chain = [start];
    for (let place = next.get(start); place; place = next.get(place)) {
      chain.push(place);
    }
    let [left, right] = [-Infinity, Infinity];
    let straight: Place[] = [];
    for (const place of chain) {
      const room = roomOf(rows[place.row] ?? [], place);
      if (Math.max(left, room.left) > Math.min(right, room.right)) {
        alignWithin(straight, left, right);
        [straight, left, right] = [[], -Infinity, Infinity];
      }
      straight.push(place);
      [left, right] = [Math.max(left, room.left), Math.min(right, room.right)];
    }
    alignWithin(straight, left, right);
  }
}

function alignWithin(chain: readonly Place[], left: number, right: number): void {
  const [first, last] = [chain[0], chain[chain.length - 1]];
  if (first && last) {
    const x = Math.min(right, Math.max(left, Math.round((first.x + last.x) / 2)));
    chain.forEach((place) => (place.x = x));
  }
}

function roomOf(row: readonly Place[], place: Place): { left: number; right: number } {
  const at = row.indexOf(place);
  const [before, after] = [row[at - 1], row[at + 1]];
  return {
    left: before ? before.x + apart(before, place) : -Infinity,
    right: after ? after.x - apart(place, after) : Infinity,
  };
}
