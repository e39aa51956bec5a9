/** A layered layout after Sugiyama: rows, an order with few crossings, places, and orthogonal lines. */
import { type Box, closingLinks, layersOf, type Line, ranksOf } from "./graph";
import { orderRows } from "./order";
import { placeRows, straighten } from "./place";
import { route, type Routed } from "./route";

/** Lays out boxes and the lines between them, top down. The same input gives the same picture. */
export function layOutLayers(boxes: readonly Box[], lines: readonly Line[]): Routed {
  const rank = ranksOf(boxes, lines);
  const down = ({ from, to }: Line): boolean => (rank.get(from) ?? 0) < (rank.get(to) ?? 0);
  const oriented = lines.map((line) => ({ ...line, back: !down(line) }));
  const layers = layersOf(boxes, oriented, rank);
  layers.links.push(...closingLinks(oriented, layers));
  orderRows(layers);
  placeRows(layers);
  for (const place of layers.places.values()) {
    place.x = Math.round(place.x);
  }
  straighten(layers);
  return route(layers, oriented);
}
