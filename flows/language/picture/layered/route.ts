/**
 * Draws the lines between rows. All lines to one box are one net: in each channel between two rows they share a
 * horizontal track, so what comes together is seen to come together.
 */
import { type Layers, type Line, passage, type Place } from "./graph";

/** A point of a picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A drawn piece: down (or up) to a track, along it and on. */
export interface Piece {
  /** Indices of the lines that run here. */
  readonly lines: readonly number[];
  readonly points: readonly Point[];
  /** Whether it ends at its box, with an arrow. */
  readonly arrow: boolean;
}

/** Where everything is. */
export interface Routed {
  /** Top left corners of the boxes. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly height: number;
}

const TRACK = 12;
const CHANNEL = 30;
const CLOSE = 7;

interface Pin {
  readonly x: number;
  /** On which side of the channel. */
  readonly top: boolean;
  readonly lines: number[];
  /** The box it belongs to, for pins that reach into a row: where that box ends. */
  readonly place: Place | undefined;
}

interface Net {
  readonly to: string;
  readonly sources: Pin[];
  sink: Pin | undefined;
  arrow: boolean;
  track: number;
}

/** Routes lines around placed boxes. */
export function route(layers: Layers, lines: readonly Line[]): Routed {
  const { rows, places } = layers;
  const entries = entryPoints(layers, lines);
  const channels = channelsOf(layers, lines, entries);
  const tracks = channels.map((nets) => assignTracks([...nets.values()]));
  const tops: number[] = [];
  const channelTops: number[] = [];
  let y = 0;
  // Channel 0 lies above the first row.
  for (let row = 0; row <= rows.length; row++) {
    channelTops.push(y);
    const used = tracks[row] ?? 0;
    y += row === 0 || row === rows.length ? (used > 0 ? CHANNEL + used * TRACK : 0) : CHANNEL + used * TRACK;
    tops.push(y);
    y += Math.max(0, ...(rows[row] ?? []).map(({ box }) => box?.height ?? 0));
  }
  const boxes = new Map<string, Point>();
  for (const place of places.values()) {
    if (place.box) {
      boxes.set(place.key, { x: place.x - place.box.width / 2, y: tops[place.row] ?? 0 });
    }
  }
  const pieces = channels.flatMap((nets, channel) =>
    [...nets.values()].flatMap((net) => piecesOf(net, { channel, channelTops, tops })),
  );
  const passing = passages(layers, lines, tops);
  return { ...bounded(boxes, [...passing, ...pieces], layers), height: y };
}

interface Heights {
  readonly channel: number;
  readonly channelTops: readonly number[];
  readonly tops: readonly number[];
}

function piecesOf(net: Net, { channel, channelTops, tops }: Heights): Piece[] {
  const { sink, sources, arrow, track } = net;
  const top = channelTops[channel] ?? 0;
  const bottom = tops[channel] ?? 0;
  if (!sink) {
    return [];
  }
  const at = top + 12 + track * TRACK;
  const startOf = (pin: Pin): number => {
    if (!pin.top) {
      return bottom;
    }
    return pin.place?.box ? (tops[channel - 1] ?? 0) + pin.place.box.height : top;
  };
  const end = { x: sink.x, y: sink.top ? startOf(sink) : bottom };
  return sources.map((pin): Piece => {
    const start = { x: pin.x, y: startOf(pin) };
    const straight = pin.x === sink.x && pin.top !== sink.top;
    const points = straight ? [start, end] : [start, { x: pin.x, y: at }, { x: sink.x, y: at }, end];
    return { lines: pin.lines, points, arrow };
  });
}

/** The vertical pieces through the rows. */
function passages({ rows, rank }: Layers, lines: readonly Line[], tops: readonly number[]): Piece[] {
  return rows.flatMap((row, index) => {
    const top = tops[index] ?? 0;
    const bottom = top + Math.max(0, ...row.map(({ box }) => box?.height ?? 0));
    return row
      .filter(({ box }) => !box)
      .map((place): Piece => {
        const here = lines.flatMap((line, number) => {
          const [from, to] = [rank.get(line.from) ?? 0, rank.get(line.to) ?? 0];
          const passes = line.back ? to <= index && index <= from : from < index && index < to;
          return passes && passage(line, index) === place.key ? [number] : [];
        });
        const ends = [
          { x: place.x, y: top },
          { x: place.x, y: bottom },
        ];
        return { lines: here, points: ends, arrow: false };
      });
  });
}

/** Where lines enter each box: straight from above where that hits it, else in the middle. */
function entryPoints({ places, rank }: Layers, lines: readonly Line[]): Map<string, number> {
  const entries = new Map<string, number>();
  for (const place of places.values()) {
    if (!place.box) {
      continue;
    }
    const reach = (place.box.lanes?.[0] ?? place.box.width) - place.box.width / 2 - 14;
    const from = lines
      .filter(({ to, back, lane }) => to === place.key && !back && lane === undefined)
      .map((line) => pinX(line, (rank.get(line.to) ?? 0) - 1, { places, rank }) ?? place.x)
      .filter((x) => Math.abs(x - place.x) <= reach)
      .sort((a, b) => Math.abs(a - place.x) - Math.abs(b - place.x) || a - b);
    entries.set(place.key, from[0] ?? place.x - (place.box.lanes ? place.box.lanes.length * 5 + 6 : 0));
  }
  return entries;
}

/** Where a line enters its box by a lane. */
function laneX({ to, lane }: Line, { places }: Layers): number | undefined {
  const place = places.get(to);
  const offset = lane === undefined ? undefined : place?.box?.lanes?.[lane];
  return place === undefined || offset === undefined ? undefined : place.x - place.width / 2 + offset;
}

/** Where a forward line comes out of a row. */
function pinX(line: Line, row: number, { places, rank }: Pick<Layers, "places" | "rank">): number | undefined {
  if (rank.get(line.from) === row) {
    const from = places.get(line.from);
    return from && from.x - from.width / 2 + line.fromX;
  }
  return places.get(passage(line, row))?.x;
}

/** The nets of each channel; channel n lies above row n. */
function channelsOf(layers: Layers, lines: readonly Line[], entries: ReadonlyMap<string, number>): Map<string, Net>[] {
  const channels = Array.from({ length: layers.rows.length + 1 }, () => new Map<string, Net>());
  const netAt = (channel: number, key: string, to: string): Net => {
    const nets = channels[channel] ?? new Map<string, Net>();
    const net = nets.get(key) ?? { to, sources: [], sink: undefined, arrow: false, track: 0 };
    nets.set(key, net);
    return net;
  };
  lines.forEach((line, number) => {
    const fromRow = layers.rank.get(line.from) ?? 0;
    const toRow = layers.rank.get(line.to) ?? 0;
    const source = layers.places.get(line.from);
    const start = { x: pinX(line, fromRow, layers) ?? 0, top: true, place: source };
    const lane = laneX(line, layers);
    const entry = { x: lane ?? entries.get(line.to) ?? 0, top: false, place: undefined };
    const into = `in ${line.to}${lane === undefined ? "" : ` ${line.lane}`}`;
    const at = (row: number): number => layers.places.get(passage(line, row))?.x ?? 0;
    if (line.back) {
      // Down into the channel below, up through the rows, and over the top of its box.
      const up = (row: number, top: boolean) => ({ x: at(row), top, place: undefined });
      join(netAt(fromRow + 1, `up ${line.to}`, line.to), start, up(fromRow, true), number);
      for (let row = fromRow; row > toRow; row--) {
        join(netAt(row, `up ${line.to}`, line.to), up(row, false), up(row - 1, true), number);
      }
      join(netAt(toRow, into, line.to), up(toRow, false), entry, number, true);
      return;
    }
    for (let row = fromRow; row < toRow; row++) {
      const last = row + 1 === toRow;
      const pin = row === fromRow ? start : { x: at(row), top: true, place: undefined };
      const sink = last ? entry : { x: at(row + 1), top: false, place: undefined };
      join(netAt(row + 1, into, line.to), pin, sink, number, last && lane === undefined);
    }
  });
  return channels;
}

function join(net: Net, source: Omit<Pin, "lines">, sink: Omit<Pin, "lines">, line: number, arrow = false): void {
  const known = net.sources.find((pin) => pin.x === source.x && pin.top === source.top);
  if (known) {
    known.lines.push(line);
  } else {
    net.sources.push({ ...source, lines: [line] });
  }
  net.sink ??= { ...sink, lines: [] };
  net.arrow ||= arrow;
}

/** Gives each net a track: no two on top of one another, and none passing through another's pin. Counts the tracks. */
function assignTracks(nets: readonly Net[]): number {
  const bent = nets.filter((net) => spanOf(net).bent);
  const mustBeBelow = new Map(bent.map((net): [Net, Net[]] => [net, bent.filter((other) => collides(other, net))]));
  const waiting = new Set(
    [...bent].sort((a, b) => spanOf(a).left - spanOf(b).left || spanOf(a).right - spanOf(b).right),
  );
  const taken: { left: number; right: number }[][] = [];
  while (waiting.size > 0) {
    const free = [...waiting].find((net) => !(mustBeBelow.get(net) ?? []).some((other) => waiting.has(other)));
    // A circle of nets that each must be above the next cannot be helped; one of them is taken.
    const net = free ?? [...waiting][0];
    if (!net) {
      break;
    }
    waiting.delete(net);
    const { left, right } = spanOf(net);
    const lowest = Math.max(
      -1,
      ...(mustBeBelow.get(net) ?? []).filter((other) => !waiting.has(other)).map(({ track }) => track),
    );
    let track = lowest + 1;
    while ((taken[track] ?? []).some((span) => left < span.right + 10 && span.left < right + 10)) {
      track++;
    }
    taken[track] = [...(taken[track] ?? []), { left, right }];
    net.track = track;
  }
  return taken.length;
}

/** Whether `upper` has to lie above `lower`: its pin above stands over the other's below. */
function collides(upper: Net, lower: Net): boolean {
  const top = pinsOf(upper).filter((pin) => pin.top);
  const bottom = pinsOf(lower).filter((pin) => !pin.top);
  return upper !== lower && top.some((a) => bottom.some((b) => Math.abs(a.x - b.x) < CLOSE));
}

function pinsOf({ sources, sink }: Net): Pin[] {
  return sink ? [...sources, sink] : sources;
}

function spanOf(net: Net): { left: number; right: number; bent: boolean } {
  const pins = pinsOf(net);
  const xs = pins.map(({ x }) => x);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  return { left, right, bent: left !== right || pins.every(({ top }) => top) || pins.every(({ top }) => !top) };
}

/** Everything moved so that it begins at 0. */
function bounded(boxes: Map<string, Point>, pieces: Piece[], { places }: Layers) {
  const lefts = [...places.values()].map(({ x, width }) => x - width / 2);
  const rights = [...places.values()].map(({ x, width }) => x + width / 2);
  const left = Math.min(...lefts);
  const moved = ({ x, y }: Point): Point => ({ x: x - left, y });
  return {
    boxes: new Map([...boxes].map(([id, point]): [string, Point] => [id, moved(point)])),
    pieces: pieces.map((piece) => ({ ...piece, points: piece.points.map(moved) })),
    width: Math.max(...rights) - left,
  };
}
