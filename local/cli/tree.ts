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
  const lines = rows(childrenByParent(graph)).map(({ lead, resource }) => lead + describe(resource, paint));
  return [...lines, "", ...renderCounts(graph, paint)].join("\n");
}

/** The components of a graph with the number of resources in each, those of components inside left out; then the total. */
export function renderComponents(graph: ResourceGraph, options: RenderOptions): string {
  const paint = painter(options);
  const components = { ...graph, resources: graph.resources.filter(({ custom }) => !custom) };
  const shown = rows(childrenByParent(components));
  const held = heldBy(graph);
  const counts = shown.map(({ resource }) => String(held.get(resource.urn) ?? 0));
  const width = Math.max(...shown.map(({ lead, resource }) => lead.length + describe(resource, plain).length));
  const digits = Math.max(...counts.map((count) => count.length));
  const lines = shown.map(({ lead, resource }, index) => {
    const gap = " ".repeat(width - lead.length - describe(resource, plain).length + 2);
    return lead + describe(resource, paint) + gap + (counts[index] ?? "").padStart(digits);
  });
  return [...lines, "", `${paint("bold", total(graph))}; npm run preview shows every resource`].join("\n");
}

/** How many resources each component holds, by its URN: a resource is held by the nearest component above it. */
function heldBy(graph: ResourceGraph): Map<string, number> {
  const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
  const held = new Map<string, number>();
  for (const resource of graph.resources.filter(({ custom }) => custom)) {
    let holder: GraphResource | undefined = resource;
    while (holder?.custom === true) {
      holder = byUrn.get(holder.parent ?? "");
    }
    const urn = holder?.urn ?? "";
    held.set(urn, (held.get(urn) ?? 0) + 1);
  }
  return held;
}

interface Row {
  /** The lines of the tree left of the resource. */
  lead: string;
  resource: GraphResource;
}

/** Resources from top to bottom of the tree. */
function rows(children: ReturnType<typeof childrenByParent>): Row[] {
  const found: Row[] = [];
  const visit = (resource: GraphResource, lead: string, branch: string): void => {
    found.push({ lead: lead + branch, resource });
    const below = children.get(resource.urn) ?? [];
    const inner = lead + (branch === "" ? "" : branch === "└─ " ? "   " : "│  ");
    below.forEach((child, index) => visit(child, inner, index === below.length - 1 ? "└─ " : "├─ "));
  };
  for (const root of children.get(undefined) ?? []) {
    visit(root, "", "");
  }
  return found;
}

type Paint = ReturnType<typeof painter>;

const plain = painter({ colour: false });

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
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || compare(a, b));
  return [...sorted.map(([type, count]) => `${String(count).padStart(width)}  ${type}`), paint("bold", total(graph))];
}

function total({ resources }: ResourceGraph): string {
  const counted = resources.filter(({ type }) => type !== STACK_TYPE);
  const custom = counted.filter((resource) => resource.custom).length;
  return `${counted.length} resources: ${custom} at the provider, ${counted.length - custom} components`;
}
