/** The order of places in their rows, with few crossings: barycentres down and up, and exchanges of neighbours. */
import { type Layers, type Link, type Place } from "./graph";

const SWEEPS = 12;

/** Orders the rows in place; the best order that was met stays. */
export function orderRows({ rows, links }: Layers): void {
  let best = rows.map((row) => [...row]);
  let fewest = crossings(rows, links);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    sortByNeighbours(rows, links, down);
    exchange(rows, links);
    const count = crossings(rows, links);
    if (count < fewest) {
      fewest = count;
      best = rows.map((row) => [...row]);
    }
  }
  best.forEach((row, index) => (rows[index] = row));
}

function positions(rows: readonly Place[][]): Map<Place, number> {
  return new Map(rows.flatMap((row) => row.map((place, index): [Place, number] => [place, index])));
}

/** Where a link meets its upper place, as a fraction of a position, so that the order of ways counts. */
function upperAt({ upper, upperX }: Link, position: ReadonlyMap<Place, number>): number {
  return (position.get(upper) ?? 0) + (upper.width > 0 ? (upperX / upper.width) * 0.9 : 0);
}

function sortByNeighbours(rows: Place[][], links: readonly Link[], down: boolean): void {
  const indices = rows.map((_, index) => index);
  for (const index of down ? indices : indices.reverse()) {
    const position = positions(rows);
    const row = rows[index] ?? [];
    const centre = new Map(
      row.map((place): [Place, number] => {
        const near = links
          .filter((link) => (down ? link.lower : link.upper) === place)
          .map((link) => (down ? upperAt(link, position) : (position.get(link.lower) ?? 0)));
        const own = position.get(place) ?? 0;
        return [place, near.length === 0 ? own : near.reduce((sum, value) => sum + value, 0) / near.length];
      }),
    );
    rows[index] = [...row].sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0));
  }
}

/** Exchanges neighbours as long as that takes crossings away. */
function exchange(rows: Place[][], links: readonly Link[]): void {
  rows.forEach((row, index) => {
    const near = links.filter(({ upper, lower }) => upper.row === index || lower.row === index);
    for (let at = 0; at + 1 < row.length; at++) {
      const before = crossings(rows, near);
      swap(row, at);
      if (crossings(rows, near) >= before) {
        swap(row, at);
      }
    }
  });
}

function swap(row: Place[], at: number): void {
  const [left, right] = [row[at], row[at + 1]];
  if (left && right) {
    row[at] = right;
    row[at + 1] = left;
  }
}

/** How many pairs of links cross. */
export function crossings(rows: readonly Place[][], links: readonly Link[]): number {
  const position = positions(rows);
  const ends = links.map((link) => ({
    row: link.upper.row,
    upper: upperAt(link, position),
    lower: (position.get(link.lower) ?? 0) + (link.lower.width > 0 ? (link.lowerX / link.lower.width) * 0.9 : 0),
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
