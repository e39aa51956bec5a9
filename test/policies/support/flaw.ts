/** How a flaw is put into a graph: only what it changes is copied, so that hundreds of them cost little. */
import { type GraphResource, type ResourceGraph } from "../../../local/engine/graph";

/** A graph that is changed. */
export type Graph = Pick<ResourceGraph, "resources">;

/** One weakness somebody could put into the program. */
export interface Flaw {
  readonly name: string;
  /** The rule that must find it. */
  readonly rule: string;
  /** Makes the change; answers the names of the resources a finding may name. */
  readonly mutate: (graph: Graph) => readonly string[];
}

/** Which resource: the first one of a type that passes. */
export type Which = (resource: GraphResource) => boolean;

export const any: Which = () => true;
export const called =
  (pattern: RegExp): Which =>
  ({ name }) =>
    pattern.test(name);
/** A resource whose inputs, as JSON, match. */
export const saying =
  (pattern: RegExp): Which =>
  ({ inputs }) =>
    pattern.test(JSON.stringify(inputs));

/** A copy of a graph that shares its resources until {@link edited}. */
export function copied(graph: Graph): Graph {
  return { ...graph, resources: [...graph.resources] };
}

/** The first resource of a type that passes, copied so that it may be changed. */
export function edited(graph: Graph, type: string, which: Which = any): GraphResource {
  const index = graph.resources.findIndex((resource) => resource.type === `aws:${type}` && which(resource));
  const found = graph.resources[index];
  if (!found) throw new Error(`The graph has no ${type} that a flaw could be put into.`);
  const copy = { ...found, inputs: structuredClone(found.inputs), outputs: { ...found.outputs } };
  graph.resources[index] = copy;
  return copy;
}

/** Sets an input at a path, or removes it where the value is undefined. */
export function put(resource: GraphResource, path: string, value: unknown): void {
  const steps = path.split(".");
  const last = steps.pop() ?? path;
  let at: unknown = resource.inputs;
  for (const step of steps) {
    if (typeof at !== "object" || at === null) throw new Error(`${resource.name} has no ${path}.`);
    if (Reflect.get(at, step) === undefined) Reflect.set(at, step, {});
    at = Reflect.get(at, step);
  }
  if (typeof at !== "object" || at === null) throw new Error(`${resource.name} has no ${path}.`);
  if (value === undefined) Reflect.deleteProperty(at, last);
  else Reflect.set(at, last, value);
  // What the provider made of an input goes with it.
  if (steps.length === 0) Reflect.deleteProperty(resource.outputs, last);
}

/** A flaw of one property; undefined removes it. */
export function setting(name: string, rule: string, type: string, which: Which, path: string, value: unknown): Flaw {
  return {
    name,
    rule,
    mutate: (graph) => {
      const resource = edited(graph, type, which);
      put(resource, path, value);
      return [resource.name];
    },
  };
}

/** A flaw of a JSON text: a policy, a flow. */
export function inText(
  name: string,
  rule: string,
  type: string,
  which: Which,
  path: string,
  edit: (text: string) => string,
): Flaw {
  return {
    name,
    rule,
    mutate: (graph) => {
      const resource = edited(graph, type, which);
      const before = String(resource.inputs[path]);
      const after = edit(before);
      if (after === before) throw new Error(`The flaw "${name}" changes nothing in ${resource.name}.`);
      put(resource, path, after);
      return [resource.name];
    },
  };
}

/** A resource that is left out; those that miss it are what its inputs are made from. */
export function without(name: string, rule: string, type: string, which: Which = any): Flaw {
  return {
    name,
    rule,
    mutate: (graph) => {
      const removed = edited(graph, type, which);
      remove(graph, removed);
      return missing(graph, removed);
    },
  };
}

/** Takes a resource out of a graph. */
export function remove(graph: Graph, removed: GraphResource): void {
  graph.resources.splice(
    graph.resources.findIndex(({ urn }) => urn === removed.urn),
    1,
  );
}

function missing(graph: Graph, removed: GraphResource): string[] {
  const from = new Set(Object.values(removed.propertyDependencies).flat());
  return graph.resources.filter(({ urn }) => from.has(urn)).map(({ name }) => name);
}

/** Adds a resource beside one that is there. */
export function add(
  graph: Graph,
  like: GraphResource,
  type: string,
  name: string,
  inputs: Record<string, unknown>,
): string {
  graph.resources.push({
    ...like,
    urn: `${like.urn}-${name}`,
    type: `aws:${type}`,
    name,
    inputs,
    outputs: {},
    protect: false,
    propertyDependencies: {},
  });
  return name;
}

/** Changes the statements of a policy text. */
export function statements(edit: (all: Record<string, unknown>[]) => void): (text: string) => string {
  return (text) => {
    const document: { Statement: Record<string, unknown>[] } = JSON.parse(text);
    edit(document.Statement);
    return JSON.stringify(document);
  };
}

/** Changes the first statement with an effect. */
export function firstStatement(effect: string, change: Record<string, unknown>): (text: string) => string {
  return statements((all) => {
    const found = all.find((statement) => statement["Effect"] === effect);
    if (!found) throw new Error(`The policy has no statement with the effect ${effect}.`);
    for (const [key, value] of Object.entries(change)) {
      if (value === undefined) Reflect.deleteProperty(found, key);
      else found[key] = value;
    }
  });
}

/** Takes out the statements with an effect. */
export function withoutStatements(effect: string): (text: string) => string {
  return statements((all) => all.splice(0, all.length, ...all.filter((statement) => statement["Effect"] !== effect)));
}
