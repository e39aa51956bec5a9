/** How the local provider describes a resource type: its names, its limits and what the real provider would compute. */
import { containsUnknown, isRecord } from "../graph";
import { hexOf } from "../identity";
import { InputChecks } from "./checks";

/** The account a program is evaluated against. */
export interface ProviderContext {
  project: string;
  stack: string;
  region: string;
  accountId: string;
  partition: string;
  /** `defaultTags` of the provider, which every taggable resource carries in `tagsAll`. */
  defaultTags?: Record<string, string>;
}

/** One resource to be created: its inputs are checked, named and have their defaults. */
export interface ResourceRequest {
  type: string;
  name: string;
  /** Seed of everything derived: ids, generated names, numbers. */
  urn: string;
  inputs: Record<string, unknown>;
  context: ProviderContext;
}

/** What the provider adds to a resource's inputs. */
export interface Computed {
  id: string;
  outputs: Record<string, unknown>;
}

/** The rules of one resource type. */
export interface ResourceType {
  /** The input the provider fills with `<logical name>-<7 hex digits>` when the program gives none. */
  autoName?: {
    property: string;
    maximum: number;
    transform?: (name: string, inputs: Record<string, unknown>) => string;
  };
  /** Values of optional inputs that are not given. */
  defaults?: Record<string, unknown>;
  /** Whether the type has `tags` and `tagsAll`. */
  taggable?: boolean;
  /** Whether the type has a `region`; true unless said otherwise. */
  regional?: boolean;
  /** Inputs that hold an IAM policy: JSON text, or the document itself, which the provider writes as JSON. */
  policies?: { [property: string]: number };
  /** Compares the inputs with the service's limits. */
  check?: (checks: InputChecks) => void;
  /** Ids, ARNs and other outputs. In a preview it is asked only which outputs there are. */
  compute: (request: ResourceRequest) => Computed;
}

/** Type token of an aws resource: `token("connect", "Queue")` is `aws:connect/queue:Queue`. */
export function token(module: string, resource: string): string {
  return `aws:${module}/${resource.charAt(0).toLowerCase()}${resource.slice(1)}:${resource}`;
}

/** The usual autonaming: a `name` of at most `maximum` characters. */
export function named(maximum: number): ResourceType["autoName"] {
  return { property: "name", maximum };
}

/** ARN of something in the context's account. */
export function arnOf(context: ProviderContext, service: string, resource: string): string {
  return `arn:${context.partition}:${service}:${context.region}:${context.accountId}:${resource}`;
}

/** An input as text; an absent or structured one is empty, which {@link ResourceType.check} has refused where it matters. */
export function textOf(inputs: Record<string, unknown>, property: string): string {
  const value = inputs[property];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The last part of an ARN or path: the id of what it names. */
export function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/**
 * Completes the inputs as the provider's Check step does: generated names, defaults, the region, all tags.
 * @throws Error naming every input that is outside the service's limits.
 */
export function completeInputs(rules: ResourceType, request: ResourceRequest): Record<string, unknown> {
  const { context, inputs, name, urn, type } = request;
  const complete: Record<string, unknown> = {
    ...(rules.regional === false ? {} : { region: context.region }),
    ...rules.defaults,
    ...inputs,
  };
  const { autoName } = rules;
  if (autoName !== undefined && complete[autoName.property] === undefined) {
    const generated = `${name}-${hexOf(urn, 7)}`;
    complete[autoName.property] = autoName.transform?.(generated, complete) ?? generated;
  }
  if (rules.taggable === true) {
    complete.tagsAll = { ...context.defaultTags, ...(isRecord(complete.tags) ? complete.tags : {}) };
  }
  const checks = new InputChecks(complete);
  for (const [property, maximum] of Object.entries(rules.policies ?? {})) {
    complete[property] = policyText(complete[property]);
    checks.policy(property, maximum);
  }
  if (autoName !== undefined) {
    checks.text(autoName.property, { minimum: 1, maximum: autoName.maximum });
  }
  rules.check?.(checks);
  if (checks.problems.length > 0) {
    throw new Error(`${name} [${type}]: ${checks.problems.join("; ")}`);
  }
  return complete;
}

function policyText(policy: unknown): unknown {
  return isRecord(policy) ? JSON.stringify(policy) : policy;
}

/** A JSON document given as an input; unknown or unreadable text is an empty document. */
export function documentOf(inputs: Record<string, unknown>, property: string): Record<string, unknown> {
  const text = textOf(inputs, property);
  if (text === "" || containsUnknown(text)) {
    return {};
  }
  const parsed: unknown = JSON.parse(text);
  return isRecord(parsed) ? parsed : {};
}
