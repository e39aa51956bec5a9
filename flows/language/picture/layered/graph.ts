/**
 * What the layered layout works on. Boxes stand in rows, lines go down from row to row; where a line passes a row it
 * holds a place there, which lines to the same box share.
 */

/** A box to place. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Where lines may enter besides the middle of the top, from the left; see {@link Line.lane}. */
  readonly lanes?: readonly number[];
}

/** A line to draw: from a point at the bottom of a box to the top of another. */
export interface Line {
  readonly from: string;
  readonly to: string;
  /** Where it leaves, from the left of its box. */
  readonly fromX: number;
  /** Whether it leads back up. */
  readonly back: boolean;
  /** Which of the lanes of its box it enters; that line ends there without an arrow. */
  readonly lane?: number;
}

/** A place in a row: a box, or a passage of the lines to one box. */
export interface Place {
  readonly key: string;
  readonly row: number;
  readonly width: number;
  /** The box that stands here; without one, lines pass. */
  readonly box: Box | undefined;
  /** Centre. */
  x: number;
}

/** A piece of a line between neighbouring rows. */
export interface Link {
  readonly upper: Place;
  /** Where it meets the upper place, from its centre. */
  readonly upperX: number;
  readonly lower: Place;
  /** Where it meets the lower place, from its centre. */
  readonly lowerX: number;
  readonly weight: number;
}

/** Rows of places and the links between them. */
export interface Layers {
  readonly rows: Place[][];
  readonly links: Link[];
  readonly places: ReadonlyMap<string, Place>;
  readonly rank: ReadonlyMap<string, number>;
}

/** Key of the passage of lines to a box through a row. */
export function passage(line: Pick<Line, "to" | "back">, row: number): string {
  return `${line.back ? "up" : "down"} ${row} ${line.to}`;
}

/** Puts boxes into rows, each below everything that leads to it, and makes the passages. */
export function layersOf(boxes: readonly Box[], lines: readonly Line[], rank: ReadonlyMap<string, number>): Layers {
  const rows: Place[][] = [];
  const places = new Map<string, Place>();
  const put = (key: string, row: number, box?: Box): Place => {
    const known = places.get(key);
    if (known) {
      return known;
    }
    const place: Place = { key, row, width: box?.width ?? 0, box, x: 0 };
    places.set(key, place);
    rows[row] = [...(rows[row] ?? []), place];
    return place;
  };
  const links = new Map<string, Link>();
  const link = (upper: Place, upperX: number, lower: Place): void => {
    const weight = upper.box && lower.box ? 2 : upper.box || lower.box ? 3 : 12;
    links.set(`${upper.key}\n${upperX}\n${lower.key}`, { upper, upperX, lower, lowerX: 0, weight });
  };
  for (const box of boxes) {
    put(box.id, rank.get(box.id) ?? 0, box);
    for (const line of lines.filter(({ from }) => from === box.id)) {
      threadLine(line, { box, rank, places, put, link });
    }
  }
  return { rows, links: [...links.values()], places, rank };
}

interface Threading {
  readonly box: Box;
  readonly rank: ReadonlyMap<string, number>;
  readonly places: ReadonlyMap<string, Place>;
  put(key: string, row: number, box?: Box): Place;
  link(upper: Place, upperX: number, lower: Place): void;
}

/** Makes the passages of one line. The links to a target box are made when both ends stand. */
function threadLine(line: Line, { box, rank, put, link }: Threading): void {
  const top = rank.get(line.back ? line.to : line.from) ?? 0;
  const bottom = rank.get(line.back ? line.from : line.to) ?? 0;
  if (line.back) {
    for (let row = top; row < bottom; row++) {
      link(put(passage(line, row), row), 0, put(passage(line, row + 1), row + 1));
    }
    put(passage(line, bottom), bottom);
    return;
  }
  let upper = put(box.id, top, box);
  let upperX = line.fromX - box.width / 2;
  for (let row = top + 1; row < bottom; row++) {
    const lower = put(passage(line, row), row);
    link(upper, upperX, lower);
    [upper, upperX] = [lower, 0];
  }
}

/** The row of each box: one below the lowest that leads to it. Lines that lead back do not count. */
export function ranksOf(boxes: readonly Box[], lines: readonly Line[]): Map<string, number> {
  const forward = lines.filter(({ back }) => !back);
  const rank = new Map<string, number>();
  const into = new Map<string, string[]>();
  forward.forEach(({ from, to }) => into.set(to, [...(into.get(to) ?? []), from]));
  // What is reached by marks only stands below what it leads back to.
  for (const { from, to } of lines.filter((line) => line.back && !into.has(line.from) && line.from !== line.to)) {
    into.set(from, [to]);
  }
  const open = new Set<string>();
  const rankOf = (id: string): number => {
    const known = rank.get(id);
    if (known !== undefined || open.has(id)) {
      return known ?? 0;
    }
    open.add(id);
    const found = (into.get(id) ?? []).reduce((lowest, from) => Math.max(lowest, rankOf(from) + 1), 0);
    open.delete(id);
    rank.set(id, found);
    return found;
  };
  boxes.forEach(({ id }) => rankOf(id));
  // What only marks lead to begins just above what it leads to.
  for (const { id } of boxes.filter((box) => !into.has(box.id))) {
    const below = forward.filter(({ from }) => from === id).map(({ to }) => rank.get(to) ?? 0);
    rank.set(id, below.length === 0 ? 0 : Math.min(...below) - 1);
  }
  return rank;
}

/** The links that end at boxes, once every box stands. */
export function closingLinks(lines: readonly Line[], { places, rank }: Layers): Link[] {
  const links = new Map<string, Link>();
  for (const line of lines.filter(({ back }) => !back)) {
    const lower = places.get(line.to);
    const from = places.get(line.from);
    const row = (rank.get(line.to) ?? 0) - 1;
    const upper = row === rank.get(line.from) ? from : places.get(passage(line, row));
    if (lower && upper) {
      const upperX = upper.box ? line.fromX - upper.box.width / 2 : 0;
      const lane = line.lane === undefined ? undefined : lower.box?.lanes?.[line.lane];
      const lowerX = lane === undefined ? 0 : lane - lower.width / 2;
      const key = `${upper.key}\n${upperX}\n${lower.key}\n${lowerX}`;
      links.set(key, { upper, upperX, lower, lowerX, weight: upper.box ? 2 : 3 });
    }
  }
  return [...links.values()];
}
