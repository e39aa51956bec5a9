/** What a rule is. */
import { type Resource, type Stack } from "./stack";
import { at, passes } from "./value";

/** What is told of a resource that breaks a rule. */
export type Report = (resource: Resource, check: string, message: string) => void;

/** What is known beside the resource itself. */
export interface Circumstances {
  /** Whether the stack serves customers; some checks ask less of a stack that is only developed on. */
  readonly production: boolean;
}

/** Looks at one resource by itself, before it is created or changed. */
export type ResourceCheck = (resource: Resource, report: Report, circumstances: Circumstances) => void;

/** A rule. Each of its checks has a name of its own, by which it is suppressed and tested. */
export interface Rule {
  /** `G-01` and so on; never used twice. */
  readonly id: string;
  /** What must be so, in one sentence. */
  readonly title: string;
  /** What goes wrong otherwise, in one sentence. */
  readonly protects: string;
  /** Controls of AWS Foundational Security Best Practices and other lists that ask for the same. */
  readonly references: readonly string[];
  /** Checks of single resources, by type token. */
  readonly each?: { readonly [type: string]: ResourceCheck };
  /** Checks that need several resources. */
  readonly stack?: (stack: Stack, report: Report) => void;
}

/** Something that breaks a rule. */
export interface Finding {
  readonly rule: string;
  readonly check: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly message: string;
}

/** One demand on a property: path, test, name of the check, what to do. */
export type Demand = readonly [path: string, test: (value: unknown) => boolean, check: string, message: string];

/** Reports every demand a resource does not meet; values that are not known yet meet all. */
export function demand(resource: Resource, report: Report, ...demands: readonly Demand[]): void {
  for (const [path, test, check, message] of demands) {
    if (!passes(at(resource.props, path), test)) report(resource, check, message);
  }
}
