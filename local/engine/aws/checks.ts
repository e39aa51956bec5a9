/** Checks of resource inputs against limits of the services. Absent and unknown values pass: they are checked elsewhere. */
import { containsUnknown, isRecord } from "../graph";

/** Limits of a text. */
export interface TextLimits {
  minimum?: number;
  /** In characters. */
  maximum: number;
  pattern?: RegExp;
  /** What the pattern asks for, in words. */
  patternMeaning?: string;
}

/** Collects what is wrong with the inputs of one resource, so that one error names it all. */
export class InputChecks {
  readonly problems: string[] = [];

  constructor(readonly inputs: Record<string, unknown>) {}

  /** Adds a problem in words of its own. */
  refuse(problem: string): void {
    this.problems.push(problem);
  }

  /** A known, given value; undefined otherwise. */
  known(path: string): unknown {
    let value: unknown = this.inputs;
    for (const part of path.split(".")) {
      value = isRecord(value) ? value[part] : undefined;
    }
    return value === null || containsUnknown(value) ? undefined : value;
  }

  /** The entries of a list that are structures. */
  list(path: string): Record<string, unknown>[] {
    const value = this.known(path);
    return Array.isArray(value) ? value.filter(isRecord) : [];
  }

  required(...properties: string[]): void {
    for (const property of properties) {
      if (this.inputs[property] === undefined || this.inputs[property] === null || this.inputs[property] === "") {
        this.refuse(`${property} is missing; give it`);
      }
    }
  }

  text(path: string, limits: TextLimits): void {
    const value = this.known(path);
    if (value === undefined) {
      return;
    }
    const { minimum = 0, maximum, pattern, patternMeaning } = limits;
    if (typeof value !== "string") {
      this.refuse(`${path} is ${JSON.stringify(value)}; it must be a text`);
    } else if (value.length < minimum || value.length > maximum) {
      this.refuse(
        `${path} has ${value.length} characters ("${excerpt(value)}"); it must have ${minimum} to ${maximum}`,
      );
    } else if (pattern !== undefined && !pattern.test(value)) {
      this.refuse(`${path} is "${excerpt(value)}"; it must be ${patternMeaning ?? `like ${pattern.source}`}`);
    }
  }

  oneOf(path: string, allowed: readonly (string | number)[], value: unknown = this.known(path)): void {
    if (value !== undefined && !allowed.some((entry) => entry === value)) {
      this.refuse(`${path} is ${JSON.stringify(value)}; it must be one of ${allowed.join(", ")}`);
    }
  }

  integer(path: string, minimum: number, maximum: number, value: unknown = this.known(path)): void {
    if (value === undefined) {
      return;
    }
    if (typeof value !== "number" || !Number.isInteger(value) || value < minimum || value > maximum) {
      this.refuse(`${path} is ${JSON.stringify(value)}; it must be a whole number from ${minimum} to ${maximum}`);
    }
  }

  count(path: string, minimum: number, maximum: number): void {
    const value = this.known(path);
    if (Array.isArray(value) && (value.length < minimum || value.length > maximum)) {
      this.refuse(`${path} has ${value.length} entries; it must have ${minimum} to ${maximum}`);
    }
  }

  arn(path: string): void {
    const value = this.known(path);
    if (value !== undefined && (typeof value !== "string" || !/^arn:[a-z-]+:[a-z0-9-]+:/.test(value))) {
      this.refuse(`${path} is ${JSON.stringify(value)}; it must be an ARN (arn:aws:…)`);
    }
  }

  /** Ids of Connect's children: their own, never the provider's `<instance>:<child>` or an ARN. */
  childId(path: string, value: unknown = this.known(path)): void {
    if (typeof value === "string" && /[:/]/.test(value)) {
      const output = path.slice(path.lastIndexOf(".") + 1).replace(/\[.*$/, "");
      this.refuse(`${path} is "${value}"; it must be the resource's own id (output ${output}, not id or arn)`);
    }
  }

  /** JSON text with an object in it; answers the object. */
  json(path: string, maximum = Number.POSITIVE_INFINITY): Record<string, unknown> | undefined {
    const value = this.known(path);
    if (value === undefined) {
      return undefined;
    }
    if (typeof value !== "string") {
      this.refuse(`${path} is a structure; it must be JSON text (pulumi.jsonStringify)`);
      return undefined;
    }
    if (value.length > maximum) {
      this.refuse(`${path} has ${value.length} characters; it must have at most ${maximum}`);
    }
    try {
      const parsed: unknown = JSON.parse(value);
      if (isRecord(parsed)) {
        return parsed;
      }
      this.refuse(`${path} is JSON but not an object`);
    } catch (error) {
      this.refuse(`${path} is not valid JSON (${error instanceof Error ? error.message : String(error)})`);
    }
    return undefined;
  }

  /** An IAM policy document. */
  policy(path: string, maximum?: number): void {
    const document = this.json(path, maximum);
    if (document !== undefined && document.Statement === undefined) {
      this.refuse(`${path} has no Statement; a policy is {"Version":"2012-10-17","Statement":[…]}`);
    }
  }
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
