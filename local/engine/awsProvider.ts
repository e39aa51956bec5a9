/**
 * A strict, deterministic stand-in for the providers of a program: it names, checks and completes resources as the real
 * ones do and calls nothing. A type or function it does not know is an error, never an echo, because an echo would let a
 * program pass that fails on AWS. It knows nothing of gRPC, so unit tests with Pulumi's mocks use it too.
 */
import { UNKNOWN } from "./graph";
import { urnOf, uuidOf } from "./identity";
import { apiGatewayTypes } from "./aws/apiGateway";
import { cloudControlTypes } from "./aws/cloudControl";
import { cloudFormationTypes } from "./aws/cloudFormation/stack";
import { cloudFrontTypes } from "./aws/cloudFront";
import { cognitoTypes } from "./aws/cognito";
import { computeTypes, randomTypes } from "./aws/compute";
import { connectTypes } from "./aws/connect";
import { dataTypes } from "./aws/data";
import { eventSourceMappingTypes } from "./aws/eventSourceMapping";
import { firehoseTypes } from "./aws/firehose";
import { invokes } from "./aws/invokes";
import { kinesisTypes } from "./aws/kinesis";
import { messagingTypes } from "./aws/messaging";
import { networkTypes } from "./aws/network";
import { objectTypes } from "./aws/objects";
import { operationsTypes } from "./aws/operations";
import { schedulerTypes } from "./aws/scheduler";
import { serviceQuotaTypes } from "./aws/serviceQuotas";
import { secretsTypes } from "./aws/secrets";
import { wafTypes } from "./aws/waf";
import { warehouseTypes } from "./aws/warehouse";
import { completeInputs, type Computed, type ProviderContext, type ResourceType } from "./aws/resourceType";

export type { Computed, ProviderContext };

/** Account, region and partition when a stack names none. */
export const DEFAULT_ACCOUNT = { accountId: "123456789012", region: "us-east-1", partition: "aws" };

const provider: ResourceType = { regional: false, compute: ({ urn }) => ({ id: uuidOf(urn), outputs: {} }) };

/** What the engine keeps in the stack's state; its first value is its output. */
const stash: ResourceType = {
  regional: false,
  compute: ({ urn, inputs }) => ({ id: uuidOf(urn), outputs: { output: inputs.input } }),
};

const TYPES = new Map<string, ResourceType>(
  Object.entries({
    "pulumi:providers:aws": provider,
    "pulumi:providers:random": provider,
    "pulumi:index:Stash": stash,
    ...connectTypes,
    ...cloudControlTypes,
    ...cloudFormationTypes,
    ...cognitoTypes,
    ...computeTypes,
    ...dataTypes,
    ...messagingTypes,
    ...eventSourceMappingTypes,
    ...kinesisTypes,
    ...networkTypes,
    ...operationsTypes,
    ...randomTypes,
    ...apiGatewayTypes,
    ...cloudFrontTypes,
    ...objectTypes,
    ...firehoseTypes,
    ...schedulerTypes,
    ...serviceQuotaTypes,
    ...wafTypes,
    ...warehouseTypes,
    ...secretsTypes,
  }),
);

/** Every resource type the provider knows, sorted. */
export function knownTypes(): string[] {
  return [...TYPES.keys()].sort();
}

/** Every function the provider knows, sorted. */
export function knownInvokes(): string[] {
  return Object.keys(invokes).sort();
}

/** A custom resource after its creation: its id, and its inputs, defaults and computed values as outputs. */
export function create(
  type: string,
  name: string,
  urn: string,
  inputs: Record<string, unknown>,
  context: ProviderContext,
): Computed {
  const rules = rulesOf(type, name);
  const complete = completeInputs(rules, { type, name, urn, inputs, context });
  const { id, outputs } = rules.compute({ type, name, urn, inputs: complete, context });
  return { id, outputs: { ...complete, ...outputs } };
}

/** A custom resource before its creation: inputs, names and defaults are known, all that is computed is not. */
export function preview(
  type: string,
  name: string,
  urn: string,
  inputs: Record<string, unknown>,
  context: ProviderContext,
): Record<string, unknown> {
  const rules = rulesOf(type, name);
  const complete = completeInputs(rules, { type, name, urn, inputs, context });
  const computed = rules.compute({ type, name, urn, inputs: complete, context }).outputs;
  return { ...complete, ...Object.fromEntries(Object.keys(computed).map((output) => [output, UNKNOWN])) };
}

/** {@link create} for callers without a URN, such as Pulumi's mocks: type and name stand in for it. */
export function createOutputs(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  context: ProviderContext,
): Computed {
  return create(type, name, urnOf(context.stack, context.project, type, name, undefined), inputs, context);
}

/**
 * Calls a provider function.
 * @throws Error when the function is not known.
 */
export function invoke(
  token: string,
  args: Record<string, unknown>,
  context: ProviderContext,
): Record<string, unknown> {
  const called = invokes[token];
  if (called === undefined) {
    throw new Error(
      `The local provider does not know the function ${token} (it knows ${knownInvokes().join(", ")}). ` +
        `Add it to local/engine/aws/invokes.ts.`,
    );
  }
  return called(args, context);
}

/** What a program's provider resource says of the account: its region, partition and default tags. */
export function contextOfProvider(inputs: Record<string, unknown>, context: ProviderContext): ProviderContext {
  const region = typeof inputs.region === "string" && inputs.region !== UNKNOWN ? inputs.region : context.region;
  const tags: unknown = parsed(inputs.defaultTags);
  const defaultTags = typeof tags === "object" && tags !== null && "tags" in tags ? tags.tags : undefined;
  return {
    ...context,
    region,
    partition: partitionOf(region),
    ...(typeof defaultTags === "object" && defaultTags !== null ? { defaultTags: { ...defaultTags } } : {}),
  };
}

/** Partition of a region. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) {
    return "aws-cn";
  }
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Structured settings of a provider arrive as JSON text. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string") {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function rulesOf(type: string, name: string): ResourceType {
  const rules = TYPES.get(type);
  if (rules === undefined) {
    throw new Error(
      `${name} [${type}]: the local provider does not know this type. Describe its names, limits and outputs ` +
        `in local/engine/aws/ and add it to TYPES in local/engine/awsProvider.ts.`,
    );
  }
  return rules;
}
