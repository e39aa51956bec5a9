/** The rules as policies of a CrossGuard pack: what `pulumi preview --policy-pack policies` runs, and the tests too. */
import {
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { type Finding, type Report, type Rule } from "./model/rule";
import { type Resource, Stack } from "./model/stack";
import { plain } from "./plain";
import { type Suppression } from "./suppressions";

/** How the rules are run. */
export interface PackOptions {
  readonly rules: readonly Rule[];
  readonly suppressions: readonly Suppression[];
  readonly production: boolean;
  /** Told of each finding, and of what suppressed it. */
  readonly onFinding?: (finding: Finding, suppressedBy: Suppression | undefined) => void;
}

export type PackPolicy = ResourceValidationPolicy | StackValidationPolicy;

/** One policy for the checks of single resources and one for those of the whole stack, for each rule that has them. */
export function policiesOf(options: PackOptions): PackPolicy[] {
  return options.rules.flatMap((rule) => [
    ...(rule.each ? [resourcePolicy(rule, options)] : []),
    ...(rule.stack ? [stackPolicy(rule, options)] : []),
  ]);
}

function resourcePolicy(rule: Rule, options: PackOptions): ResourceValidationPolicy {
  return {
    ...described(rule, "resource"),
    validateResource: (args: ResourceValidationArgs, reportViolation) => {
      const check = rule.each?.[typeOf(args.type)];
      if (!check) return;
      const resource = resourceOf(args);
      check(
        resource,
        reporter(rule, options, (message) => reportViolation(message)),
        { production: options.production },
      );
    },
  };
}

function stackPolicy(rule: Rule, options: PackOptions): StackValidationPolicy {
  return {
    ...described(rule, "stack"),
    validateStack: (args: StackValidationArgs, reportViolation) => {
      rule.stack?.(
        stackOf(args, options.production),
        reporter(rule, options, (message, urn) => reportViolation(message, urn)),
      );
    },
  };
}

function described({ id, title, protects, references }: Rule, kind: string) {
  return {
    name: `${id}-${kind}`,
    displayName: title,
    description: `${title} Otherwise: ${protects}`,
    tags: [...references],
    enforcementLevel: "mandatory" as const,
  };
}

type Violation = (message: string, urn: string) => void;

/** Each finding once, and none that is suppressed. */
function reporter(rule: Rule, options: PackOptions, violation: Violation): Report {
  const told = new Set<string>();
  return ({ urn, type, name }, check, message) => {
    const key = `${urn} ${check} ${message}`;
    if (told.has(key)) return;
    told.add(key);
    const finding = { rule: rule.id, check, urn, type, name, message };
    const suppressedBy = options.suppressions.find((suppression) =>
      suppresses(suppression, finding, options.production),
    );
    options.onFinding?.(finding, suppressedBy);
    if (!suppressedBy) violation(`${name}: ${message} (${rule.id}, ${check})`, urn);
  };
}

function suppresses({ rule, check, resource, stacks }: Suppression, finding: Finding, production: boolean): boolean {
  const here = stacks === "all" || !production;
  const same = rule === finding.rule && check === finding.check && resource.type === finding.type;
  return here && same && resource.name.test(finding.name);
}

/** The engine and the graph hand over the same resources to every policy: each is looked at once. */
const stacks = new WeakMap<readonly PolicyResource[], Stack>();

function stackOf({ resources }: StackValidationArgs, production: boolean): Stack {
  const known = stacks.get(resources);
  if (known?.production === production) return known;
  const stack = new Stack(resources.map(resourceOf), production);
  stacks.set(resources, stack);
  return stack;
}

type Described = Pick<PolicyResource, "urn" | "name" | "type" | "props" | "opts"> & Partial<PolicyResource>;

function resourceOf({ urn, name, type, props, opts, propertyDependencies = {} }: Described): Resource {
  return {
    urn,
    name,
    type: typeOf(type),
    props: plain(props),
    protect: opts.protect,
    madeFrom: Object.fromEntries(
      Object.entries(propertyDependencies).map(([property, from]) => [property, from.map((resource) => resource.urn)]),
    ),
  };
}

/** A type token without the V2 the AWS provider gave some resources of S3, and has taken back. */
function typeOf(type: string): string {
  return type.replace(/V2(?=:|$)/g, "");
}
