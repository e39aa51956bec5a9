/** Writes an arranged flow as SVG: one file without scripts, readable on light and dark screens. */
import { escapeXml } from "../ssml";
import { type Arrangement, arrange, chipPlace, PAGE, type PlacedCard, type PlacedPiece } from "./arrange";
import { type Chip, type Row, SIZES } from "./cards";
import { type NameFinder, NO_NAMES } from "./names";
import { type Path, took } from "./path";
import { type Block, type Link, sketchOf } from "./sketch";
import { FAMILY_NAMES, SIGNS, STYLE } from "./style";
import { measure, shortened } from "./textMetrics";
import { type Family } from "./words";
import { type FlowDocument, type FlowKind } from "../document";

/** What a picture is of. */
export interface PictureOptions {
  /** Name of the flow, the title of the picture. */
  readonly name: string;
  readonly type: FlowKind;
  /** Finds the names of resources the document holds by ARN. */
  readonly nameOf?: NameFinder;
  /** A path to draw over the flow. */
  readonly path?: Path;
}

const MARGIN = 24;
const HEAD = 96;

/** A flow as a picture. The same flow gives the same picture, byte for byte. */
export function drawFlow(document: FlowDocument, options: PictureOptions): string {
  const page = fitting(document, options.nameOf ?? NO_NAMES);
  return new Picture(page, document, options).write();
}

/** The fewer lines may join, the more sections a large flow falls into; as few as it takes to fit the page. */
function fitting(document: FlowDocument, nameOf: NameFinder): Arrangement {
  let best: Arrangement | undefined;
  for (const mostJoining of [5, 3, 2]) {
    const page = arrange(sketchOf(document, nameOf, mostJoining));
    best = best && best.width <= page.width ? best : page;
    if (best.width <= PAGE) {
      break;
    }
  }
  return best ?? arrange(sketchOf(document, nameOf, 1));
}

class Picture {
  constructor(
    private readonly page: Arrangement,
    private readonly document: FlowDocument,
    private readonly options: PictureOptions,
  ) {}

  write(): string {
    const { page, options } = this;
    const width = Math.ceil(Math.max(page.width, this.legendWidth()) + 2 * MARGIN);
    const height = Math.ceil(page.height + HEAD + 2 * MARGIN);
    const count = this.document.Actions.length;
    const subtitle = `${kindWords(options.type)}, ${count} ${count === 1 ? "action" : "actions"}${this.pathWords()}`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
      `<title id="title">${text(options.name)}</title>`,
      `<desc id="desc">${text(this.description(subtitle))}</desc>`,
      `<style>${STYLE}</style>`,
      `<rect class="page" width="${width}" height="${height}"/>`,
      `<text class="h1" x="${MARGIN}" y="${MARGIN + 16}">${text(options.name)}</text>`,
      `<text class="soft" x="${MARGIN + Math.ceil(measure(options.name, 20, true)) + 14}" y="${MARGIN + 15}">${text(subtitle)}</text>`,
      ...this.legend(),
      `<g transform="translate(${MARGIN} ${MARGIN + HEAD - 16})">`,
      ...page.sections.map(
        ({ title, x, y, width: wide, height: high }) =>
          `<rect class="section" x="${x - 12}" y="${y}" width="${wide + 24}" height="${high + 10}" rx="8"/><text class="h2" x="${x}" y="${y + 21}">${text(title)}</text>`,
      ),
      ...this.pieces(),
      ...page.cards.map((card) => this.card(card)),
      "</g>",
      "</svg>",
      "",
    ].join("\n");
  }

  private description(subtitle: string): string {
    const said = this.page.cards
      .flatMap(({ card }) => card.rows)
      .sort((a, b) => this.number(a.block.id) - this.number(b.block.id))
      .map(({ block }) => `${this.number(block.id)} ${block.words.verb} ${block.words.text}`.trim());
    return `${subtitle}. ${said.join("; ")}`;
  }

  private pathWords(): string {
    const { path } = this.options;
    return path === undefined ? "" : `; the numbers in circles are the steps of the contact`;
  }

  private number(id: string): number {
    return this.page.numbers.get(id) ?? 0;
  }

  private families(): Family[] {
    const used = new Set(this.page.cards.flatMap(({ card }) => card.rows.map(({ block }) => block.words.family)));
    return (Object.keys(FAMILY_NAMES) as Family[]).filter((family) => used.has(family));
  }

  private legendMarks(): [sign: string, words: string][] {
    return [
      ["→ 7", "goes on at block 7"],
      ["↺ 7", "goes back to block 7"],
      ["⚠ 7", "on an error goes on at block 7; without the mark, where the rest goes"],
    ];
  }

  private legendWidth(): number {
    const families = this.families().reduce((sum, family) => sum + 40 + measure(FAMILY_NAMES[family], 12), 0);
    return this.legendMarks().reduce((sum, [sign, words]) => sum + 36 + measure(sign + words, 12), families);
  }

  private legend(): string[] {
    const y = MARGIN + 42;
    let x = MARGIN;
    const parts: string[] = [];
    for (const family of this.families()) {
      parts.push(
        `<g class="${family}" transform="translate(${round(x)} ${y - 11})"><path class="sign" d="${SIGNS[family]}"/></g>`,
      );
      parts.push(`<text class="soft" x="${round(x + 19)}" y="${y}">${FAMILY_NAMES[family]}</text>`);
      x += 40 + measure(FAMILY_NAMES[family], 12);
    }
    for (const [sign, words] of this.legendMarks()) {
      const failing = sign.startsWith("⚠");
      parts.push(`<text class="${failing ? "fail" : "goto"}" x="${round(x)}" y="${y}">${sign}</text>`);
      x += measure(sign, 12) + 8;
      parts.push(`<text class="soft" x="${round(x)}" y="${y}">${words}</text>`);
      x += measure(words, 12) + 28;
    }
    return parts;
  }

  private pieces(): string[] {
    const rank = (piece: PlacedPiece): number => (this.isOn(piece) ? 2 : failing(piece) ? 0 : 1);
    return [...this.page.pieces]
      .sort((a, b) => rank(a) - rank(b))
      .flatMap((piece) => {
        const on = this.isOn(piece);
        const off = this.options.path !== undefined && !on;
        const classes = `${failing(piece) ? " f" : ""}${on ? " on" : ""}${off ? " off" : ""}`;
        const end = piece.points[piece.points.length - 1];
        const before = piece.points[piece.points.length - 2];
        const leftward = before !== undefined && end !== undefined && before.x > end.x && before.y === end.y;
        const stop = end && { x: end.x + (leftward ? 6 : 0), y: end.y - (leftward ? 0 : 6) };
        const points = piece.arrow && stop ? [...piece.points.slice(0, -1), stop] : piece.points;
        const line = `<path class="line${classes}" d="${rounded(points)}"/>`;
        return piece.arrow && end
          ? [
              line,
              `<path class="head${classes}" d="${leftward ? `M${round(end.x + 8)} ${round(end.y - 4.5)}v9l-8 -4.5z` : `M${round(end.x - 4.5)} ${round(end.y - 8)}h9l-4.5 8z`}"/>`,
            ]
          : [line];
      });
  }

  private isOn({ ways }: PlacedPiece): boolean {
    return ways.some(({ from, way }) => this.taken(from, way));
  }

  private taken(from: Block, way: Link): boolean {
    const { path } = this.options;
    const target = this.blockOf(way.to);
    return path !== undefined && from.actions.some((a) => target.some((b) => took(path, a, b)));
  }

  private blockOf(id: string): readonly string[] {
    for (const { card } of this.page.cards) {
      const row = card.rows.find(({ block }) => block.id === id);
      if (row) {
        return row.block.actions;
      }
    }
    return [];
  }

  private card(placed: PlacedCard): string {
    const { card, x, y } = placed;
    const bottom = card.chips.length > 0 ? SIZES.chipHeight / 2 : 0;
    const first = card.rows[0]?.block.id === this.document.StartAction;
    const outline = `<rect class="card${first ? " first" : ""}" x="${round(x)}" y="${round(y)}" width="${card.width}" height="${card.height - bottom}" rx="7"/>`;
    return [
      `<g>`,
      outline,
      first
        ? `<rect class="begin" x="${round(x)}" y="${round(y - 21)}" width="46" height="18" rx="9"/><text class="begint" x="${round(x + 23)}" y="${round(y - 8)}">start</text>`
        : "",
      ...card.rows.map((row, index) => this.row(placed, row, index)),
      ...card.chips.map((chip) => this.chip(placed, chip)),
      `</g>`,
    ].join("");
  }

  private steps(block: Block): readonly number[] {
    const { path } = this.options;
    const { onlyAfter } = block;
    if (path === undefined || onlyAfter?.some((from) => block.actions.some((to) => took(path, from, to))) === false) {
      return [];
    }
    return block.actions.flatMap((action) => path.visits.get(action) ?? []);
  }

  private row({ card, x, y }: PlacedCard, row: Row, index: number): string {
    const { block, lines, inline, failures } = row;
    const { family, verb, text: words } = block.words;
    const steps = this.steps(block);
    const off = this.options.path !== undefined && steps.length === 0;
    const [left, top] = [round(x), round(y + row.y)];
    const right = left + card.width - SIZES.padding;
    const room = card.width - 2 * SIZES.padding - 44 - failures.length * 46;
    const verbShown = shortened(verb, room, SIZES.small, true);
    const verbEnd = left + 30 + measure(verbShown, SIZES.small, true) + 8;
    const marks = failures.map((way, at) => this.failure(block, way, right - 30 - at * 46, top + 18));
    return [
      `<g class="${family}${off ? " off" : ""}" id="b${this.number(block.id)}">`,
      `<title>${text(`${verb} ${words}`.trim())}\n${text(block.actions.join(", "))}</title>`,
      index > 0 ? `<path class="rule" d="M${left + 1} ${top}h${card.width - 2}"/>` : "",
      `<rect class="bar" x="${left}" y="${top + 5}" width="4" height="${row.height - 10}" rx="2"/>`,
      `<path class="sign" transform="translate(${left + 11} ${top + 7})" d="${SIGNS[family]}"/>`,
      `<text class="verb" x="${left + 30}" y="${top + 18}">${text(verbShown)}</text>`,
      inline ? `<text x="${round(verbEnd)}" y="${top + 18}">${text(words)}</text>` : "",
      ...marks,
      `<text class="n" x="${right}" y="${top + 18}">${this.number(block.id)}</text>`,
      ...lines.map(
        (line, at) =>
          `<text x="${left + 12}" y="${top + SIZES.headHeight + 15 + at * SIZES.lineHeight}">${text(line)}</text>`,
      ),
      this.visit(steps, { left, top, width: card.width, height: row.height }),
      `</g>`,
    ].join("");
  }

  private visit(steps: readonly number[], box: { left: number; top: number; width: number; height: number }): string {
    if (steps.length === 0) {
      return "";
    }
    const words = steps.length > 3 ? `${steps.slice(0, 2).join(" ")} … ${steps[steps.length - 1]}` : steps.join(" ");
    const wide = Math.max(20, measure(words, SIZES.small, true) + 12);
    const { left, top, width, height } = box;
    const x = left - 10;
    return (
      `<rect class="hit" x="${left}" y="${top}" width="${width}" height="${height}" rx="7"/>` +
      `<rect class="visit" x="${round(x)}" y="${top - 9}" width="${round(wide)}" height="18" rx="9"/>` +
      `<text class="visitt" x="${round(x + wide / 2)}" y="${top + 4}">${words}</text>`
    );
  }

  private failure(block: Block, way: Link, right: number, y: number): string {
    const target = this.number(way.to);
    const on = this.taken(block, way) ? " on" : "";
    return `<a href="#b${target}"><text class="fail${on}" text-anchor="end" x="${right}" y="${y}">⚠ ${target}</text></a>`;
  }

  private chip(placed: PlacedCard, chip: Chip): string {
    const { way, label, width } = chip;
    const { x, y } = chipPlace(placed, chip);
    const last = placed.card.rows[placed.card.rows.length - 1]?.block;
    const on = last !== undefined && this.taken(last, way);
    const off = this.options.path !== undefined && !on;
    const target = this.number(way.to);
    const sign = way.kind === "error" ? "⚠" : way.back || way.to === last?.id ? "↺" : "→";
    const labelWidth = label === "" ? 0 : measure(label, SIZES.small);
    const goal = way.drawn ? "" : `${sign} ${target}`;
    const gap = label === "" || goal === "" ? 0 : SIZES.chipGap;
    const content = labelWidth + gap + measure(goal, SIZES.small, true);
    const labelX = x + (width - content) / 2;
    const mark =
      goal === ""
        ? ""
        : `<a href="#b${target}"><text class="${way.kind === "error" ? "fail" : "goto"}" x="${round(labelX + labelWidth + gap)}" y="${round(y + 15)}">${goal}</text></a>`;
    const place = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${SIZES.chipHeight}" rx="11"`;
    return [
      off ? `<rect class="page" ${place}/><g class="off">` : "<g>",
      `<rect class="chip${way.kind === "error" ? " f" : ""}${on ? " on" : ""}" ${place}/>`,
      label === "" ? "" : `<text class="s" x="${round(labelX)}" y="${round(y + 15)}">${text(label)}</text>`,
      mark,
      `</g>`,
    ].join("");
  }
}

function failing({ ways }: PlacedPiece): boolean {
  return ways.every(({ way }) => way.kind === "error");
}

/** An orthogonal line with rounded corners. */
function rounded(points: readonly { x: number; y: number }[]): string {
  const parts: string[] = [];
  points.forEach((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before || !after) {
      parts.push(`${index === 0 ? "M" : "L"}${round(point.x)} ${round(point.y)}`);
      return;
    }
    const reach = Math.min(6, distance(before, point) / 2, distance(point, after) / 2);
    const start = towards(point, before, reach);
    const end = towards(point, after, reach);
    parts.push(
      `L${round(start.x)} ${round(start.y)}Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`,
    );
  });
  return parts.join("");
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function towards(from: { x: number; y: number }, to: { x: number; y: number }, by: number): { x: number; y: number } {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text of an element. Characters XML does not allow are left out. */
function text(value: string): string {
  return escapeXml(
    value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/\p{Surrogate}/gu, ""),
  );
}

const KINDS: Readonly<Record<FlowKind, string>> = {
  CONTACT_FLOW: "inbound flow",
  CUSTOMER_QUEUE: "customer queue flow",
  CUSTOMER_HOLD: "customer hold flow",
  CUSTOMER_WHISPER: "customer whisper flow",
  AGENT_HOLD: "agent hold flow",
  AGENT_WHISPER: "agent whisper flow",
  OUTBOUND_WHISPER: "outbound whisper flow",
  AGENT_TRANSFER: "transfer to agent flow",
  QUEUE_TRANSFER: "transfer to queue flow",
  CAMPAIGN: "campaign flow",
  MODULE: "flow module",
};

/** A flow type in the console's words. */
export function kindWords(kind: FlowKind): string {
  return KINDS[kind];
}
