/** A stack's resources as a tree of components, with counts by type: what a person reads of a graph. */
import { STACK_TYPE, type GraphResource, type ResourceGraph } from "../engine/graph";

/** How a text is drawn. */
export interface RenderOptions {
  /** Whether to use a terminal's colours. */
  colour: boolean;
}

/** Styles by name, as ANSI codes. */
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** A style of {@link painter}. */
export type Style = keyof typeof CODES;

/** A function that paints text, or leaves it as it is where there are no colours. */
export function painter({ colour }: RenderOptions): (style: Style, text: string) => string {
  return (style, text) => (colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}

/** A type as people read it: `aws.connect.Queue` for `aws:connect/queue:Queue`, `ContactCenter` for a component of ours. */
export function shortType(type: string): string {
  const [provider = "", module = "", name = ""] = type.split(":");
  if (provider === "pulumi") {
    return name === "" ? `${provider}.${module}` : name === "Stack" ? "Stack" : `pulumi.${module}.${name}`;
  }
  const folder = module.split("/")[0] ?? "";
  return folder === "index"
    ? provider === "aws" || provider === "random"
      ? `${provider}.${name}`
      : name
    : `${provider}.${folder}.${name}`;
}

/** Resources by URN of their parent, in a lasting order: components first, then by type and name. */
export function childrenByParent(graph: ResourceGraph): Map<string | undefined, GraphResource[]> {
  const children = new Map<string | undefined, GraphResource[]>();
  for (const resource of graph.resources) {
    const siblings = children.get(resource.parent) ?? [];
    children.set(resource.parent, [...siblings, resource]);
  }
  for (const siblings of children.values()) {
    siblings.sort((a, b) => Number(a.custom) - Number(b.custom) || compare(a.type, b.type) || compare(a.name, b.name));
  }
  return children;
}

/** Order of two texts that does not depend on the machine's language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The tree of a graph, then how many resources there are of each type. */
export function renderTree(graph: ResourceGraph, options: RenderOptions): string {
  const paint = painter(options);
  const children = childrenByParent(graph);
  const lines: string[] = [];
  const visit = (resource: GraphResource, lead: string, branch: string): void => {
    lines.push(lead + branch + describe(resource, paint));
    const below = children.get(resource.urn) ?? [];
    const inner = lead + (branch === "" ? "" : branch === "└─ " ? "   " : "│  ");
    below.forEach((child, index) => visit(child, inner, index === below.length - 1 ? "└─ " : "├─ "));
  };
  for (const root of children.get(undefined) ?? []) {
    visit(root, "", "");
  }
  return [...lines, "", ...renderCounts(graph, paint)].join("\n");
}

type Paint = ReturnType<typeof painter>;

function describe(resource: GraphResource, paint: Paint): string {
  const marks = [resource.protect ? "protect" : "", resource.retainOnDelete ? "retain" : ""].filter(Boolean);
  const name = resource.custom ? resource.name : paint("bold", resource.name);
  const shown = marks.length > 0 && resource.custom ? ` ${paint("yellow", `[${marks.join(", ")}]`)}` : "";
  return `${name}  ${paint("dim", shortType(resource.type))}${shown}`;
}

function renderCounts(graph: ResourceGraph, paint: Paint): string[] {
  const counted = graph.resources.filter(({ type }) => type !== STACK_TYPE);
  const counts = new Map<string, number>();
  for (const { type } of counted) {
    counts.set(shortType(type), (counts.get(shortType(type)) ?? 0) + 1);
  }
  const width = String(Math.max(0, ...counts.values())).length;
  const rows = [...counts].sort(([a, m], [b, n]) => n - m || compare(a, b));
  const custom = counted.filter((resource) => resource.custom).length;
  const total = `${counted.length} resources: ${custom} at the provider, ${counted.length - custom} components`;
  return [...rows.map(([type, count]) => `${String(count).padStart(width)}  ${type}`), paint("bold", total)];
}
