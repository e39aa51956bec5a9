/** Graphs with one change to the policy of one role. */
import { resourcesOfType } from "../../local/graphValues";
import { isRecord, type GraphResource, type ResourceGraph } from "../../local/engine/graph";

/** A statement as policies of this program are written. */
export interface Written {
  Effect: string;
  Action: string[];
  Resource: string[];
}

function isWritten(value: unknown): value is Written {
  return isRecord(value) && Array.isArray(value.Action) && Array.isArray(value.Resource);
}

/** The graph with the statements of a role changed. @throws Error when the role has no policy, or nothing changed */
export function withStatements(
  graph: ResourceGraph,
  role: string,
  change: (statements: Written[]) => Written[],
): ResourceGraph {
  const owner = resourcesOfType(graph, "aws:iam/role:Role").find(({ name }) => name === role);
  let changed = false;
  const resources = graph.resources.map((resource): GraphResource => {
    if (resource.type !== "aws:iam/rolePolicy:RolePolicy" || resource.inputs.role !== owner?.outputs.name)
      return resource;
    const { Statement: statements, ...document } = JSON.parse(String(resource.inputs.policy)) as {
      Statement: unknown[];
    };
    const written = statements.filter(isWritten);
    const policy = JSON.stringify({ ...document, Statement: change(written) });
    changed ||= policy !== JSON.stringify({ ...document, Statement: statements });
    return { ...resource, inputs: { ...resource.inputs, policy } };
  });
  if (!changed) throw new Error(`The policy of ${role} was not changed.`);
  return { ...graph, resources };
}

/** What decides about one role alone: other roles are left out, and whatever has no policy. */
export function onlyRole(graph: ResourceGraph, role: string): ResourceGraph {
  const owner = resourcesOfType(graph, "aws:iam/role:Role").find(({ name }) => name === role);
  const resources = graph.resources.filter(({ type, name, inputs }) => {
    if (type === "aws:iam/role:Role") return name === role;
    if (type === "aws:iam/rolePolicy:RolePolicy") return inputs.role === owner?.outputs.name;
    return /^aws:(kms|sqs|sns|s3|secretsmanager)\//.test(type);
  });
  return { ...graph, resources };
}

/** One action more, on what the role's first statement is about. */
export function withAction(graph: ResourceGraph, role: string, action: string): ResourceGraph {
  return withStatements(graph, role, ([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, Action: [...first.Action, action] }, ...rest],
  );
}

/** One action less, in every statement that allows it. */
export function withoutAction(graph: ResourceGraph, role: string, action: string): ResourceGraph {
  return withStatements(graph, role, (statements) =>
    statements
      .map((one) => (one.Effect === "Deny" ? one : { ...one, Action: one.Action.filter((each) => each !== action) }))
      .filter(({ Action }) => Action.length > 0),
  );
}

/** Other resources for the statements that allow an action. */
export function withResource(
  graph: ResourceGraph,
  role: string,
  action: string,
  other: (resource: string) => string[],
): ResourceGraph {
  return withStatements(graph, role, (statements) =>
    statements.map((one) => (one.Action.includes(action) ? { ...one, Resource: one.Resource.flatMap(other) } : one)),
  );
}
