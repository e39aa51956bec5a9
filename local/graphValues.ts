/** Typed reading of resource properties out of the graph. */
import { containsUnknown, isRecord, type GraphResource, type ResourceGraph } from "./engine/graph";

/** The resources of a type, in registration order. */
export function resourcesOfType(graph: ResourceGraph, type: string): GraphResource[] {
  return graph.resources.filter((resource) => resource.type === type);
}

/** A property as text: the output, else the input; undefined when absent or not known yet. */
export function textOf(resource: GraphResource, name: string): string | undefined {
  const value = resource.outputs[name] ?? resource.inputs[name];
  return typeof value === "string" && !containsUnknown(value) ? value : undefined;
}

/** A property as a number: the output, else the input; undefined when it is neither. */
export function numberOf(resource: GraphResource, name: string): number | undefined {
  const value = resource.outputs[name] ?? resource.inputs[name];
  return typeof value === "number" ? value : undefined;
}

/** A property that is a list of structures; a single structure counts as a list of one. */
export function recordsOf(resource: GraphResource, name: string): Record<string, unknown>[] {
  return [resource.inputs[name]].flat().filter(isRecord);
}

/** A property that is one structure. */
export function recordOf(resource: GraphResource, name: string): Record<string, unknown> | undefined {
  return recordsOf(resource, name)[0];
}

/** A resource in words for an error message, e.g. `HandlerFunction "lookup"` for what a component of that name made. */
export function describeOwner(graph: ResourceGraph, resource: GraphResource): string {
  const parent = graph.resources.find((candidate) => candidate.urn === resource.parent);
  const owner = parent && !parent.custom && parent.type !== "pulumi:pulumi:Stack" ? parent : resource;
  return `${owner.type.split(":").at(-1) ?? owner.type} "${owner.name}"`;
}
