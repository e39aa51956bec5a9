/** A sweep drawn: what a centre costs at each size, and what everything around Connect is of Connect's bill. */
import type { CenterPlan } from "../../../planning/centerPlan";
import { PRICES_AS_OF } from "../../../planning/prices";
import type { PlannedStack } from "./planReport";

const WIDTH = 920;
const HEIGHT = 400;

/** Where the plots lie. */
const TOP = 78;
const PLOT = { width: 340, height: 250 };
const LEFT = 70;
const SECOND = 550;

/** Colours of both themes; the picture brings its own background, so that it is readable on any page. */
const STYLE = `
  .card { fill: #ffffff; stroke: #d0d7de; }
  text { fill: #1f2328; font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
  .title { font-weight: 600; font-size: 15px; }
  .small { font-size: 12px; }
  .quiet { fill: #59636e; font-size: 12px; }
  .grid { stroke: #d8dee4; stroke-width: 1; }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
  .connect { stroke: #0969da; } .around { stroke: #bc4c00; }
  .dot { fill: #bc4c00; } .blue { fill: #0969da; }
  .label-connect { fill: #0969da; font-weight: 600; } .label-around { fill: #bc4c00; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #30363d; }
    text { fill: #e6edf3; } .quiet { fill: #9198a1; } .grid { stroke: #2b3138; }
    .connect { stroke: #58a6ff; } .around { stroke: #f0883e; }
    .dot { fill: #f0883e; } .blue { fill: #58a6ff; }
    .label-connect { fill: #58a6ff; } .label-around { fill: #f0883e; }
  }`;

/** The picture, SVG. */
export function sweepChart(plans: readonly CenterPlan[], { stack, architecture }: PlannedStack): string {
  const sizes = plans.map(({ workload }) => workload.agents);
  const costs = plans.map(({ bill }) => bill);
  const money = plot(LEFT, sizes, [
    { name: "connect", values: costs.map(({ connectUsd }) => connectUsd), label: "Connect" },
    { name: "around", values: costs.map(({ aroundUsd }) => aroundUsd), label: "everything around it" },
  ]);
  const share = plot(SECOND, sizes, [{ name: "around", values: costs.map((bill) => bill.share * 100), label: "" }]);
  const title = `Cost of stack ${stack} (${architecture}) by size`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8"/>
<text class="title" x="20" y="30">${escaped(title)}</text>
<text class="quiet" x="${WIDTH - 20}" y="30" text-anchor="end">list prices of us-east-1 as of ${PRICES_AS_OF}</text>
<text x="${LEFT - 50}" y="${TOP - 16}">US dollars a month</text>
<text x="${SECOND - 50}" y="${TOP - 16}">Everything around Connect, percent of Connect’s bill</text>
${money}
${share}
<text class="quiet" x="${LEFT + PLOT.width / 2}" y="${HEIGHT - 22}" text-anchor="middle">agents at work in the busiest hour</text>
<text class="quiet" x="${SECOND + PLOT.width / 2}" y="${HEIGHT - 22}" text-anchor="middle">agents at work in the busiest hour</text>
</svg>
`;
}

interface Series {
  readonly name: "connect" | "around";
  readonly values: readonly number[];
  readonly label: string;
}

/** Both axes by powers of ten. */
function plot(left: number, sizes: readonly number[], series: readonly Series[]): string {
  const x = scale(sizes, left, left + PLOT.width, false);
  const y = scale(
    series.flatMap(({ values }) => values),
    TOP + PLOT.height,
    TOP,
    true,
  );
  const across = y.ticks.map(
    (tick) =>
      `<line class="grid" x1="${left}" x2="${left + PLOT.width}" y1="${at(y.of(tick))}" y2="${at(y.of(tick))}"/>` +
      `<text class="small" x="${left - 8}" y="${at(y.of(tick) + 4)}" text-anchor="end">${short(tick)}</text>`,
  );
  const up = x.ticks.map(
    (tick) =>
      `<line class="grid" x1="${at(x.of(tick))}" x2="${at(x.of(tick))}" y1="${TOP}" y2="${TOP + PLOT.height}"/>` +
      `<text class="small" x="${at(x.of(tick))}" y="${TOP + PLOT.height + 18}" text-anchor="middle">${short(tick)}</text>`,
  );
  return [...across, ...up, ...series.map((one) => drawn(one, sizes, x.of, y.of))].join("\n");
}

type Place = (value: number) => number;

function drawn({ name, values, label }: Series, sizes: readonly number[], x: Place, y: Place): string {
  const points = values.map((value, index) => ({ x: x(sizes[index] ?? 1), y: y(value) }));
  const path = points.map((point) => `${at(point.x)},${at(point.y)}`).join(" ");
  const dots = points.map(
    (point) =>
      `<circle class="${name === "connect" ? "blue" : "dot"}" cx="${at(point.x)}" cy="${at(point.y)}" r="2.6"/>`,
  );
  const middle = points[Math.floor(points.length / 2)];
  // The dearer line is named above it, the other below: nothing else is drawn there.
  const [x0, y0, anchor] = name === "connect" ? [-14, -12, "end"] : [-6, 26, "start"];
  const words =
    label === "" || middle === undefined
      ? ""
      : `<text class="label-${name}" x="${at(middle.x + x0)}" y="${at(middle.y + y0)}" text-anchor="${anchor}">${escaped(label)}</text>`;
  return `<polyline class="line ${name}" points="${path}"/>\n${dots.join("")}\n${words}`;
}

/** A scale by powers of ten: whole powers upward, so that no value lies on the edge. */
function scale(values: readonly number[], start: number, end: number, whole: boolean) {
  const positive = values.filter((value) => value > 0);
  const logs = positive.map(Math.log10);
  const low = whole ? Math.floor(Math.min(...logs)) : Math.min(...logs);
  const high = whole ? Math.ceil(Math.max(...logs)) : Math.max(...logs);
  const span = Math.max(high - low, 1e-9);
  const powers = Array.from(
    { length: Math.floor(high) - Math.ceil(low) + 1 },
    (_, index) => 10 ** (Math.ceil(low) + index),
  );
  return {
    ticks: powers,
    of: (value: number): number => start + ((Math.log10(Math.max(value, 1e-12)) - low) / span) * (end - start),
  };
}

function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  if (value >= 1e3) return `${value / 1e3}k`;
  return String(Number(value.toPrecision(3)));
}

function at(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
