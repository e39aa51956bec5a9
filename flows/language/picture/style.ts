/** Colours and strokes of pictures, for light and dark screens. */
import { type Family } from "./words";

const LIGHT = {
  page: "#ffffff",
  card: "#ffffff",
  edge: "#c3cad5",
  ink: "#1b2430",
  soft: "#5b6675",
  line: "#5f6b7c",
  fail: "#b3402f",
  chip: "#eef1f5",
  mark: "#0b57a4",
  path: "#0a7d4f",
  section: "#f5f7fa",
};

const DARK: typeof LIGHT = {
  page: "#12171e",
  card: "#1b222c",
  edge: "#414c5b",
  ink: "#e8edf3",
  soft: "#a3afbe",
  line: "#93a0b2",
  fail: "#ff8f7d",
  chip: "#2a3441",
  mark: "#7fb8ff",
  path: "#4cd39a",
  section: "#181e27",
};

const FAMILIES: Readonly<Record<Family, readonly [light: string, dark: string]>> = {
  speech: ["#1f6fd1", "#6aaeff"],
  input: ["#7b3fc4", "#c09bff"],
  decision: ["#a76a00", "#f0b952"],
  data: ["#4f6272", "#a5b6c5"],
  function: ["#0c7f77", "#4fd0c4"],
  queue: ["#1d7f3c", "#66d287"],
  setting: ["#6d7785", "#8e99a8"],
  end: ["#a3283c", "#ff8296"],
};

/** What each family is called in the legend, in its order. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  speech: "says",
  input: "asks",
  decision: "decides",
  function: "asks a function",
  data: "remembers",
  queue: "passes on",
  setting: "sets",
  end: "ends",
};

/** A 14 by 14 sign for each family, drawn with strokes. */
export const SIGNS: Readonly<Record<Family, string>> = {
  speech: "M2 2.5h10v7H7l-3 2.5V9.5H2z",
  input: "M3 2.5h2M6 2.5h2M9 2.5h2M3 6h2M6 6h2M9 6h2M3 9.5h2M6 9.5h2M9 9.5h2",
  decision: "M7 1.5 12.5 7 7 12.5 1.5 7z",
  function: "M5 2 1.5 7 5 12M9 2l3.5 5L9 12",
  data: "M3 2h8v10l-4-3-4 3z",
  queue: "M2 4h7M2 7h10M9.5 4.5 12 7 9.5 9.5M2 10h7",
  setting: "M2 4h6M11 4h1M9.5 2.5v3M2 10h1M6 10h6M4.5 8.5v3",
  end: "M3 3h8v8H3z",
};

function variables(colours: typeof LIGHT, pick: 0 | 1): string {
  const own = Object.entries(colours).map(([name, value]) => `--${name}:${value}`);
  const families = Object.entries(FAMILIES).map(([name, values]) => `--${name}:${values[pick]}`);
  return [...own, ...families].join(";");
}

/** The style sheet of a picture. */
export const STYLE = [
  `svg{${variables(LIGHT, 0)}}`,
  `@media(prefers-color-scheme:dark){svg{${variables(DARK, 1)}}}`,
  `text{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif;font-size:13px;fill:var(--ink)}`,
  `.page{fill:var(--page)}`,
  `.section{fill:var(--section)}`,
  `.h1{font-size:20px;font-weight:700}`,
  `.h2{font-size:14px;font-weight:700;fill:var(--soft)}`,
  `.s{font-size:12px}`,
  `.soft{font-size:12px;fill:var(--soft)}`,
  `.n{font-size:12px;fill:var(--soft);text-anchor:end}`,
  `.card{fill:var(--card);stroke:var(--edge)}`,
  `.first{stroke:var(--ink);stroke-width:2}`,
  `.begin{fill:var(--ink)}`,
  `.begint{font-size:12px;font-weight:700;fill:var(--page);text-anchor:middle}`,
  `.rule{stroke:var(--edge);fill:none}`,
  `.verb{font-size:12px;font-weight:700}`,
  ...Object.keys(FAMILIES).map(
    (name) =>
      `.${name} .verb{fill:var(--${name})}.${name} .bar{fill:var(--${name})}.${name} .sign{stroke:var(--${name})}`,
  ),
  `.sign{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}`,
  `.chip{fill:var(--chip);stroke:var(--edge)}`,
  `.chipt{font-size:12px;font-weight:600}`,
  `.goto{font-size:12px;font-weight:600;fill:var(--mark)}`,
  `.fail{font-size:12px;fill:var(--fail)}`,
  `.fail.on{fill:var(--path);font-weight:700}`,
  `.chip.f{stroke:var(--fail);stroke-dasharray:3 2}`,
  `.line{fill:none;stroke:var(--line);stroke-width:1.5}`,
  `.line.f{stroke:var(--fail);stroke-dasharray:5 4;opacity:.75}`,
  `.head{fill:var(--line)}`,
  `.head.f{fill:var(--fail)}`,
  `.line.on{stroke:var(--path);stroke-width:3.5;stroke-dasharray:none;opacity:1}`,
  `.head.on{fill:var(--path)}`,
  `.off,.line.off,.head.off{opacity:.28}`,
  `.visit{fill:var(--path)}`,
  `.visitt{font-size:12px;font-weight:700;fill:var(--page);text-anchor:middle}`,
  `.hit{fill:none;stroke:var(--path);stroke-width:2.5}`,
  `.chip.on{stroke:var(--path);stroke-width:2.5;stroke-dasharray:none}`,
].join("\n");
