/** The order of places in their rows, with few crossings: barycentres down and up, and exchanges of neighbours. */
import { type Layers, type Link, type Place } from "./graph";

const SWEEPS = 12;

/** Orders the rows in place; the best order that was met stays. */
export function orderRows({ rows, links }: Layers): void {
  let best = rows.map((row) => [...row]);
  let fewest = crossings(rows, links);
  const near: Neighbours = { above: grouped(links, ({ lower }) => lower), below: grouped(links, ({ upper }) => upper) };
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    sortByNeighbours(rows, near, down);
    exchange(rows, near);
    const count = crossings(rows, links);
    if (count < fewest) {
      fewest = count;
      best = rows.map((row) => [...row]);
    }
  }
  best.forEach((row, index) => (rows[index] = row));
}

interface Neighbours {
  readonly above: ReadonlyMap<Place, readonly Link[]>;
  readonly below: ReadonlyMap<Place, readonly Link[]>;
}

/** Links by one of their places. */
export function grouped(links: readonly Link[], by: (link: Link) => Place): Map<Place, Link[]> {
  const groups = new Map<Place, Link[]>();
  for (const link of links) {
    const group = groups.get(by(link));
    if (group) {
      group.push(link);
    } else {
      groups.set(by(link), [link]);
    }
  }
  return groups;
}

function positions(rows: readonly Place[][]): Map<Place, number> {
  return new Map(rows.flatMap((row) => row.map((place, index): [Place, number] => [place, index])));
}

/** Where a link meets its upper place, as a fraction of a position, so that the order of ways counts. */
function upperAt({ upper, upperX }: Link, position: ReadonlyMap<Place, number>): number {
  return (position.get(upper) ?? 0) + (upper.width > 0 ? (upperX / upper.width) * 0.9 : 0);
}

function lowerAt({ lower, lowerX }: Link, position: ReadonlyMap<Place, number>): number {
  return (position.get(lower) ?? 0) + (lower.width > 0 ? (lowerX / lower.width) * 0.9 : 0);
}

function sortByNeighbours(rows: Place[][], near: Neighbours, down: boolean): void {
  const indices = rows.map((_, index) => index);
  for (const index of down ? indices : indices.reverse()) {
    const position = positions(rows);
    const row = rows[index] ?? [];
    const centre = new Map(
      row.map((place): [Place, number] => {
        const linked = (down ? near.above : near.below).get(place) ?? [];
        const ends = linked.map((link) => (down ? upperAt(link, position) : (position.get(link.lower) ?? 0)));
        const own = position.get(place) ?? 0;
        return [place, ends.length === 0 ? own : ends.reduce((sum, value) => sum + value, 0) / ends.length];
      }),
    );
    rows[index] = [...row].sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0));
  }
}

/** Exchanges neighbours where that takes crossings away. */
function exchange(rows: Place[][], near: Neighbours): void {
  for (const row of rows) {
    const position = positions(rows);
    const ends = row.map((place) => ({
      above: (near.above.get(place) ?? []).map((link) => upperAt(link, position)),
      below: (near.below.get(place) ?? []).map((link) => lowerAt(link, position)),
    }));
    for (let at = 0; at + 1 < row.length; at++) {
      const [left, right] = [ends[at], ends[at + 1]];
      const [first, second] = [row[at], row[at + 1]];
      if (left && right && first && second) {
        const now = inversions(left.above, right.above) + inversions(left.below, right.below);
        const then = inversions(right.above, left.above) + inversions(right.below, left.below);
        if (then < now) {
          [row[at], row[at + 1]] = [second, first];
          [ends[at], ends[at + 1]] = [right, left];
        }
      }
    }
  }
}

/** Pairs of which the one that should be left is right. */
function inversions(left: readonly number[], right: readonly number[]): number {
  return left.reduce((count, a) => count + right.filter((b) => a > b).length, 0);
}

/** How many pairs of links cross. */
export function crossings(rows: readonly Place[][], links: readonly Link[]): number {
  const position = positions(rows);
  const ends = links.map((link) => ({
    row: link.upper.row,
    upper: upperAt(link, position),
    lower: lowerAt(link, position),
  }));
  let count = 0;
  ends.forEach((a, index) => {
    for (let other = index + 1; other < ends.length; other++) {
      const b = ends[other];
      if (b && a.row === b.row && (a.upper - b.upper) * (a.lower - b.lower) < 0) {
        count++;
      }
    }
  });
  return count;
}
