/** Runs policies over a resource graph as Pulumi's engine would: each resource by itself, then the stack as a whole. */
import {
  type PolicyResource,
  type PolicyResourceOptions,
  type ResourceValidation,
  type ResourceValidationArgs,
  type StackValidationArgs,
} from "@pulumi/policy";
import { type PackPolicy } from "./pack";

/** What is needed of a resource of a graph. */
export interface GraphNode {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent?: string;
  readonly id?: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
}

/** What the service adds to the inputs and other resources name one by. */
const COMPUTED = ["arn", "name", "bucket", "url", "keyId", "streamArn", "invokeArn", "uuid", "contactFlowId"];

/** Runs the policies; violations go where the policies report them. */
export async function runOnGraph(policies: readonly PackPolicy[], nodes: readonly GraphNode[]): Promise<void> {
  const resources = resourcesOf(nodes.filter(({ custom }) => custom));
  for (const policy of policies) {
    if ("validateStack" in policy) await policy.validateStack(stackArgs(resources), () => undefined);
    else await validateEach(policy.validateResource, resources);
  }
}

async function validateEach(
  validations: ResourceValidation | readonly ResourceValidation[] | undefined,
  resources: readonly PolicyResource[],
): Promise<void> {
  for (const validate of [validations ?? []].flat()) {
    for (const resource of resources) await validate(resourceArgs(resource), () => undefined);
  }
}

function resourcesOf(nodes: readonly GraphNode[]): PolicyResource[] {
  const resources = nodes.map(resourceOf);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const found = (urns: readonly string[]) => urns.flatMap((urn) => byUrn.get(urn) ?? []);
  nodes.forEach((node, index) => {
    const resource = resources[index];
    if (!resource) return;
    resource.dependencies = found(node.dependencies);
    for (const [property, urns] of Object.entries(node.propertyDependencies)) {
      resource.propertyDependencies[property] = found(urns);
    }
  });
  return resources;
}

function resourceOf({ urn, type, name, inputs, outputs, id, protect, ignoreChanges }: GraphNode): PolicyResource {
  const computed = COMPUTED.filter((key) => outputs[key] !== undefined).map((key) => [key, outputs[key]] as const);
  const opts: PolicyResourceOptions = {
    protect,
    ignoreChanges: [...ignoreChanges],
    aliases: [],
    additionalSecretOutputs: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  };
  return {
    urn,
    type,
    name,
    opts,
    props: { ...Object.fromEntries(computed), ...(id === undefined ? {} : { id }), ...inputs },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

function notApplicable(reason?: string): never {
  throw new Error(reason ?? "The policy does not apply.");
}

const settings = {
  getConfig: <T extends object>(): T => Object.create(null),
  stackTags: new Map<string, string>(),
  notApplicable,
};

function resourceArgs({ urn, type, name, props, opts }: PolicyResource): ResourceValidationArgs {
  return { urn, type, name, props, opts, isType: () => false, asType: () => undefined, ...settings };
}

function stackArgs(resources: PolicyResource[]): StackValidationArgs {
  return { resources, ...settings };
}
