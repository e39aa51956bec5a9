/**
 * The resource graph: what a Pulumi program registers for one stack, resolved. It is the only thing the local run knows
 * of the program, so whatever a stack forgets to declare is missing here exactly as it is on AWS.
 */

/** Stands for a value that is not known before the update, in a preview. The Pulumi SDK's own sentinel. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One registered resource: a custom resource of a provider, a component, a provider or the stack itself. */
export interface GraphResource {
  urn: string;
  type: string;
  name: string;
  /** False for components and the stack, which group resources and have no id. */
  custom: boolean;
  /** URN of the parent; the stack has none. */
  parent?: string;
  /** Provider id of a custom resource; absent in a preview. */
  id?: string;
  /** What the program gave: resolved, secrets unwrapped, assets as {@link CodeAsset} and {@link CodeArchive}. */
  inputs: Record<string, unknown>;
  /** The inputs, the provider's defaults and names, and what is computed (arn, …; {@link UNKNOWN} in a preview). */
  outputs: Record<string, unknown>;
  /** Names of the top-level inputs that held a secret anywhere. */
  secretInputs: string[];
  /** Names of the top-level outputs that held a secret anywhere; absent when there are none. */
  secretOutputs?: string[];
  /** URNs of everything this resource waits for. */
  dependencies: string[];
  /** For each input, the URNs its value was made from. */
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  retainOnDelete: boolean;
  deleteBeforeReplace: boolean;
  ignoreChanges: string[];
  /** Names of the hooks the engine asks before it updates the resource in place; absent when there are none. */
  beforeUpdate?: string[];
  /** `<URN>::<id>` of an explicit provider. */
  provider?: string;
  /** Version of the provider's SDK package. */
  version?: string;
}

/** Everything one stack registers. */
export interface ResourceGraph {
  project: string;
  stack: string;
  /** True when the program ran as a preview, with unknown ids and computed outputs. */
  preview: boolean;
  region: string;
  accountId: string;
  partition: string;
  /** In registration order, which is a topological order. */
  resources: GraphResource[];
  /** Stack outputs. */
  outputs: Record<string, unknown>;
  /** Names of the stack outputs that held a secret; absent when there are none. */
  secretOutputs?: string[];
  /** What the program looked up from its providers, each look-up once; absent when it looked up nothing. */
  lookups?: Lookup[];
}

/** One call of a provider's function. */
export interface Lookup {
  /** Token such as `aws:connect/getPrompt:getPrompt`. */
  token: string;
  args: Record<string, unknown>;
  result: Record<string, unknown>;
}

/** One file of an archive, decoded. */
export interface CodeAsset {
  text: string;
}

/** An archive, decoded: file or folder name to content. */
export interface CodeArchive {
  assets: Record<string, CodeAsset | CodeArchive>;
}

/** Type token of the stack's own resource. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** True for maps and decoded structures; false for arrays, null and scalars. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for the decoded form of a string or file asset. */
export function isCodeAsset(value: unknown): value is CodeAsset {
  return isRecord(value) && typeof value.text === "string" && Object.keys(value).length === 1;
}

/** True for the decoded form of an archive. */
export function isCodeArchive(value: unknown): value is CodeArchive {
  return (
    isRecord(value) &&
    Object.keys(value).length === 1 &&
    isRecord(value.assets) &&
    Object.values(value.assets).every((entry) => isCodeAsset(entry) || isCodeArchive(entry))
  );
}

/** True when a value is {@link UNKNOWN} or holds it anywhere, also inside a longer string. */
export function containsUnknown(value: unknown): boolean {
  if (typeof value === "string") {
    return value.includes(UNKNOWN);
  }
  if (Array.isArray(value)) {
    return value.some(containsUnknown);
  }
  return isRecord(value) && Object.values(value).some(containsUnknown);
}
