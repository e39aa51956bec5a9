/** What a program declares as CloudFormation documents, whether Cloud Control makes it or a stack of its own. */
import { resourcesOfStack } from "./engine/aws/cloudFormation/stack";
import { containsUnknown, type GraphResource, isRecord, type ResourceGraph } from "./engine/graph";
import { resourcesOfType, textOf } from "./graphValues";

/** One declared resource. */
export interface DeclaredResource {
  /** The Pulumi resource that makes it. */
  readonly resource: GraphResource;
  /** Its primary identifier, several parts joined by `|`; undefined in a preview. */
  readonly id: string | undefined;
  /** What was declared, with references filled in, and what was computed for it. */
  readonly properties: Record<string, unknown>;
}

/** Every resource of a CloudFormation type such as `AWS::Lex::Bot`, in registration order. */
export function declaredResources(graph: ResourceGraph, typeName: string): DeclaredResource[] {
  const controlled = resourcesOfType(graph, "aws:cloudcontrol/resource:Resource")
    .filter((resource) => textOf(resource, "typeName") === typeName)
    .map((resource): DeclaredResource => {
      const properties = { ...parsed(textOf(resource, "desiredState")), ...parsed(textOf(resource, "properties")) };
      return { resource, id: resource.id, properties };
    });
  const stacked = resourcesOfType(graph, "aws:cloudformation/stack:Stack").flatMap((resource) => {
    const inputs = { ...resource.inputs, ...resource.outputs };
    if (containsUnknown(inputs.templateBody) || graph.preview) return [];
    return resourcesOfStack(inputs, resource.urn, graph)
      .filter((made) => made.typeName === typeName)
      .map(({ id, properties }): DeclaredResource => ({ resource, id, properties }));
  });
  return [...controlled, ...stacked];
}

function parsed(text: string | undefined): Record<string, unknown> {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return isRecord(value) ? value : {};
}
