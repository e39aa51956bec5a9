/** A stack's components as a Mermaid flowchart, in the subset of the language that GitHub renders. */
import { STACK_TYPE, type GraphResource, type ResourceGraph } from "../engine/graph";
import { childrenByParent, compare, shortType } from "./tree";

/** Most kinds of resource named in one box. */
const SHOWN_TYPES = 5;

/**
 * The flowchart: a box for each component with what it holds, boxes inside boxes as components nest, and an arrow from a
 * component to each one it uses. Arrows join plain boxes only: Mermaid does not draw one between a box and its own inside.
 */
export function renderMermaid(graph: ResourceGraph): string {
  const children = childrenByParent(graph);
  const owners = ownersOf(graph);
  const groups = graph.resources.filter(({ urn, custom }) => !custom && (children.get(urn) ?? []).length > 0);
  const ids = new Map(groups.sort((a, b) => compare(a.urn, b.urn)).map(({ urn }, index) => [urn, `c${index}`]));
  const lines: string[] = ["flowchart LR"];
  const boxed = new Set<string>();
  const visit = (component: GraphResource, indent: string): void => {
    const below = children.get(component.urn) ?? [];
    const inner = below.filter(({ urn }) => ids.has(urn));
    const own = below.filter(({ urn }) => !ids.has(urn));
    const id = ids.get(component.urn) ?? "";
    const title =
      component.type === STACK_TYPE ? `stack ${graph.stack}` : `${component.name} (${shortType(component.type)})`;
    if (own.length > 0) {
      boxed.add(component.urn);
    }
    if (inner.length === 0) {
      lines.push(`${indent}${id}["${escaped(title)}<br/>${contents(own)}"]`);
      return;
    }
    lines.push(`${indent}subgraph ${id}g["${escaped(title)}"]`);
    if (own.length > 0) {
      lines.push(`${indent}  ${id}["${contents(own)}"]`);
    }
    inner.forEach((child) => visit(child, `${indent}  `));
    lines.push(`${indent}end`);
  };
  for (const root of children.get(undefined) ?? []) {
    visit(root, "  ");
  }
  const arrows = usesOf(graph, owners).filter(([from, to]) => boxed.has(from) && boxed.has(to));
  return [...lines, ...arrows.map(([from, to]) => `  ${ids.get(from)} --> ${ids.get(to)}`)].join("\n");
}

/** For each resource, the component that holds it; a component holds itself. */
function ownersOf(graph: ResourceGraph): Map<string, string> {
  const resources = new Map(graph.resources.map((resource) => [resource.urn, resource]));
  const ownerOf = (resource: GraphResource): string => {
    const parent = resource.custom ? resources.get(resource.parent ?? "") : undefined;
    return parent === undefined ? resource.urn : ownerOf(parent);
  };
  return new Map(graph.resources.map((resource) => [resource.urn, ownerOf(resource)]));
}

/** Pairs of components of which the first has a resource that depends on one of the second, sorted. */
function usesOf(graph: ResourceGraph, owners: Map<string, string>): [string, string][] {
  const pairs = new Set<string>();
  for (const { urn, dependencies, custom } of graph.resources) {
    const from = owners.get(urn) ?? urn;
    for (const dependency of custom ? dependencies : []) {
      const to = owners.get(dependency);
      if (to !== undefined && to !== from) {
        pairs.add(JSON.stringify([from, to]));
      }
    }
  }
  return [...pairs].sort(compare).map((pair): [string, string] => JSON.parse(pair));
}

function contents(resources: readonly GraphResource[]): string {
  const counts = new Map<string, number>();
  for (const { type } of resources) {
    counts.set(shortType(type), (counts.get(shortType(type)) ?? 0) + 1);
  }
  const rows = [...counts].sort(([a, m], [b, n]) => n - m || compare(a, b));
  const shown = rows.slice(0, SHOWN_TYPES).map(([type, count]) => `${count} ${escaped(type)}`);
  const rest = rows.slice(SHOWN_TYPES).reduce((sum, [, count]) => sum + count, 0);
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join("<br/>");
}

/** Text inside a quoted label. */
function escaped(text: string): string {
  return text.replace(/&/g, "#amp;").replace(/"/g, "#quot;").replace(/</g, "#lt;").replace(/>/g, "#gt;");
}
