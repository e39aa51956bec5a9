/** What one graph has that another has not, and where their common resources differ. */
import { STACK_TYPE, isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { compare, painter, shortType, type RenderOptions } from "./tree";

/** A resource that is in both graphs with different inputs or options. */
export interface ChangedResource {
  resource: GraphResource;
  /** Paths of the inputs that differ, such as `environment.variables.TABLE`; options as `(protect)`. */
  paths: string[];
}

/** The difference of two graphs, each list sorted by URN. */
export interface GraphDiff {
  added: GraphResource[];
  removed: GraphResource[];
  changed: ChangedResource[];
  /** How many resources are in both and alike. */
  unchanged: number;
}

/** Options of a resource that count as part of it. */
const OPTIONS = ["protect", "retainOnDelete", "deleteBeforeReplace", "ignoreChanges"] as const;

/** Compares two graphs by URN: what `after` adds to, takes from and changes of `before`. The stack itself does not count. */
export function graphDiff(before: ResourceGraph, after: ResourceGraph): GraphDiff {
  const old = byUrn(before);
  const fresh = byUrn(after);
  const changed: ChangedResource[] = [];
  let unchanged = 0;
  for (const [urn, resource] of fresh) {
    const previous = old.get(urn);
    const paths = previous === undefined ? [] : changedPaths(previous, resource);
    if (paths.length > 0) {
      changed.push({ resource, paths });
    } else if (previous !== undefined) {
      unchanged += 1;
    }
  }
  return {
    added: [...fresh.values()].filter(({ urn }) => !old.has(urn)),
    removed: [...old.values()].filter(({ urn }) => !fresh.has(urn)),
    changed,
    unchanged,
  };
}

function byUrn(graph: ResourceGraph): Map<string, GraphResource> {
  const resources = graph.resources.filter(({ type }) => type !== STACK_TYPE);
  return new Map(resources.sort((a, b) => compare(a.urn, b.urn)).map((resource) => [resource.urn, resource]));
}

function changedPaths(before: GraphResource, after: GraphResource): string[] {
  const options = OPTIONS.filter((option) => String(before[option]) !== String(after[option]));
  return [...differences(before.inputs, after.inputs, ""), ...options.map((option) => `(${option})`)];
}

/** Paths where two values differ. JSON text is compared as what it says, so a policy's path goes into its document. */
function differences(before: unknown, after: unknown, path: string): string[] {
  const [old, fresh] = [opened(before), opened(after)];
  const [oldActions, freshActions] = [actionsOf(old), actionsOf(fresh)];
  if (oldActions && freshActions) {
    return actionDifferences(oldActions, freshActions, path);
  }
  if (Array.isArray(old) && Array.isArray(fresh)) {
    const longer = old.length > fresh.length ? old : fresh;
    return longer.flatMap((_, index) => differences(old[index], fresh[index], `${path}[${index}]`));
  }
  if (isRecord(old) && isRecord(fresh)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort();
    return keys.flatMap((key) => differences(old[key], fresh[key], path === "" ? key : `${path}.${key}`));
  }
  return old === fresh ? [] : [path];
}

/** The actions of a contact flow document by identifier, so that a new action is one line and its layout none. */
function actionsOf(value: unknown): Map<string, unknown> | undefined {
  if (!isRecord(value) || value.StartAction === undefined || !Array.isArray(value.Actions)) {
    return undefined;
  }
  const { StartAction, Actions } = value;
  const actions = Actions.map((action): [string, unknown] => [
    isRecord(action) ? String(action.Identifier) : "",
    action,
  ]);
  return new Map([["StartAction", StartAction], ...actions]);
}

function actionDifferences(old: Map<string, unknown>, fresh: Map<string, unknown>, path: string): string[] {
  const added = [...fresh.keys()].filter((id) => !old.has(id)).map((id) => `${path}[+${id}]`);
  const removed = [...old.keys()].filter((id) => !fresh.has(id)).map((id) => `${path}[-${id}]`);
  const changed = [...old].flatMap(([id, action]) =>
    fresh.has(id) ? differences(action, fresh.get(id), `${path}[${id}]`) : [],
  );
  return [...added, ...removed, ...changed];
}

function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Most paths that are written out for one resource. */
const SHOWN_PATHS = 6;

/** The difference as lines of `+`, `-` and `~`, then the counts. */
export function renderDiff(diff: GraphDiff, options: RenderOptions): string {
  const paint = painter(options);
  const named = ({ name, type }: GraphResource) => `${name}  ${paint("dim", shortType(type))}`;
  const lines = [
    ...diff.added.map((resource) => `${paint("green", "+")} ${named(resource)}`),
    ...diff.removed.map((resource) => `${paint("red", "-")} ${named(resource)}`),
    ...diff.changed.map(({ resource, paths }) => `${paint("yellow", "~")} ${named(resource)}: ${listed(paths)}`),
  ];
  const counts = [
    `${diff.added.length} added`,
    `${diff.removed.length} removed`,
    `${diff.changed.length} changed`,
    `${diff.unchanged} unchanged`,
  ];
  return [...lines, ...(lines.length > 0 ? [""] : []), paint("bold", counts.join(", "))].join("\n");
}

function listed(paths: readonly string[]): string {
  const more = paths.length - SHOWN_PATHS;
  return paths.slice(0, SHOWN_PATHS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
