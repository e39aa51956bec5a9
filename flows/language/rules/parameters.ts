/** F3xx: names, kinds and values of parameters. */
import { type ChoiceSpec, type ParameterSpec } from "../actionSpecs";
import { type JsonValue } from "../document";
import { type Findings, type Severity, shown } from "../finding";
import { type FindingCode } from "../findingCodes";
import { type Node } from "../flowGraph";
import { looksLikeReference, referencesIn } from "../references";

type Fields = { readonly [name: string]: JsonValue };
/** What else is known about the fields. */
interface Around {
  readonly choose: readonly ChoiceSpec[];
  /** What a field that is not listed is. */
  readonly unlisted: Severity | "allowed";
  /** Fields that are not listed because the service refuses them. */
  readonly refused?: readonly string[];
}

type FieldSpecs = { readonly [name: string]: ParameterSpec };

export function checkParameters({ id, parameters, spec }: Node, findings: Findings): void {
  if (spec?.parameters) {
    const check = new ParameterCheck(id, spec.confirmed ? "error" : "warning", findings);
    check.fields("", parameters, spec.parameters, {
      choose: spec.choose ?? [],
      unlisted: spec.open ? "warning" : check.severity,
      ...(spec.refused && { refused: spec.refused }),
    });
  }
}

class ParameterCheck {
  constructor(
    private readonly id: string,
    /** What breaking a rule is, for this action. */
    readonly severity: Severity,
    private readonly findings: Findings,
  ) {}

  fields(path: string, values: Fields, specs: FieldSpecs, { choose, unlisted, refused = [] }: Around): void {
    for (const [name, value] of Object.entries(values)) {
      const spec = Object.prototype.hasOwnProperty.call(specs, name) ? specs[name] : undefined;
      if (spec) {
        this.value(path + name, value, spec);
      } else if (unlisted !== "allowed") {
        const known = Object.keys(specs).join(", ") || "none";
        const severity = refused.includes(name) ? this.severity : unlisted;
        const what = severity === "error" ? "the service refuses" : "is not known";
        this.findings.add(
          severity,
          "F301",
          this.id,
          `It has the parameter ${path}${name}, which ${what}.`,
          `Known: ${known}.`,
        );
      }
    }
    for (const [name, spec] of Object.entries(specs)) {
      if (spec.required && values[name] === undefined) {
        this.report("F302", `The parameter ${path}${name} is missing.`, "Set it.");
      }
    }
    choose.forEach((choice) => this.choice(path, values, choice));
  }

  private choice(path: string, values: Fields, { names, min, max }: ChoiceSpec): void {
    const given = names.filter((name) => values[name] !== undefined);
    if (given.length < min || given.length > max) {
      const allowed = min === max ? `exactly ${min}` : min === 0 ? `at most ${max}` : `${min} to ${max}`;
      this.report(
        "F303",
        `Of ${names.map((name) => path + name).join(", ")} it sets ${given.join(" and ") || "none"}.`,
        `Set ${allowed} of them.`,
      );
    }
  }

  private value(path: string, value: JsonValue, spec: ParameterSpec): void {
    switch (spec.shape ?? "scalar") {
      case "scalar":
        this.scalar(path, value, spec);
        break;
      case "list":
        if (Array.isArray(value)) {
          const { items } = spec;
          this.entries(path, value.length, spec);
          value.forEach((entry, index) => items && this.value(`${path}[${index}]`, entry, items));
        } else {
          this.shape(path, value, "a list");
        }
        break;
      default:
        this.object(path, value, spec);
    }
  }

  private object(path: string, value: JsonValue, spec: ParameterSpec): void {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.shape(path, value, "an object");
      return;
    }
    const fields = value as Fields;
    if (spec.shape === "map") {
      const { items } = spec;
      this.entries(path, Object.keys(fields).length, spec);
      Object.entries(fields).forEach(([key, entry]) => items && this.value(`${path}.${key}`, entry, items));
    } else if (spec.fields) {
      this.fields(`${path}.`, fields, spec.fields, {
        choose: spec.choose ?? [],
        unlisted: spec.open ? "allowed" : this.severity,
      });
    }
  }

  private entries(path: string, count: number, { entries }: ParameterSpec): void {
    if (count < (entries?.min ?? 0) || count > (entries?.max ?? Infinity)) {
      const allowed = entries?.max === undefined ? `at least ${entries?.min}` : `${entries.min ?? 0} to ${entries.max}`;
      this.report("F304", `${path} has ${count} entries.`, `Give ${allowed}.`);
    }
  }

  private scalar(path: string, value: JsonValue, spec: ParameterSpec): void {
    if (typeof value === "object") {
      this.shape(path, value, "text");
      return;
    }
    if (typeof value !== "string") {
      this.unquoted(path, value);
    } else if (value === "") {
      this.report("F306", `${path} is empty, which the service refuses.`, "Leave it out, or give it a value.");
      return;
    }
    this.content(path, String(value), spec);
  }

  /** The service has been seen to take some numbers, and to refuse this one boolean. */
  private unquoted(path: string, value: number | boolean): void {
    if (path === "DTMFConfiguration.DisableCancelKey") {
      this.report("F305", `${path} is a JSON boolean, which the service refuses.`, 'Write the text "True" or "False".');
    } else if (path !== "InvocationTimeLimitSeconds") {
      this.findings.warning(
        "F305",
        this.id,
        `${path} is a JSON ${typeof value}.`,
        "Write numbers and booleans as text, as the console does.",
      );
    }
  }

  private content(path: string, value: string, spec: ParameterSpec): void {
    const whole = looksLikeReference(value);
    if (spec.kind === "reference" && !whole) {
      this.report("F307", `${path} is ${shown(value)}.`, 'It must be one reference, such as "$.Attributes.name".');
      return;
    }
    if (spec.kind !== "dynamic" && referencesIn(value).length > 0 && !(whole && spec.kind !== "static")) {
      const allowed = spec.kind === "static" ? "It takes no references." : "A reference in it must be the whole value.";
      this.report("F307", `${path} is ${shown(value)}.`, allowed);
      return;
    }
    if (!whole) {
      this.literal(path, value, spec);
    }
  }

  private literal(
    path: string,
    value: string,
    { values, grows, flag, integer, pattern, maxLength }: ParameterSpec,
  ): void {
    if (values && !values.includes(value)) {
      const severity = grows ? "warning" : this.severity;
      this.findings.add(severity, "F308", this.id, `${path} is ${shown(value)}.`, `Use one of ${values.join(", ")}.`);
    }
    if (flag && !/^(?:true|false)$/i.test(value)) {
      this.report("F308", `${path} is ${shown(value)}.`, 'Use "True" or "False".');
    }
    if (integer && !(/^-?\d+$/.test(value) && Number(value) >= integer.min && Number(value) <= integer.max)) {
      this.report("F308", `${path} is ${shown(value)}.`, `Use a whole number from ${integer.min} to ${integer.max}.`);
    }
    if (pattern && referencesIn(value).length === 0 && !pattern.test(value)) {
      this.report("F308", `${path} is ${shown(value)}.`, `It must match ${pattern.source}.`);
    }
    if (maxLength !== undefined && value.length > maxLength) {
      this.report("F308", `${path} has ${value.length} characters.`, `Use at most ${maxLength}.`);
    }
  }

  private shape(path: string, value: JsonValue, wanted: string): void {
    this.report("F309", `${path} is ${shown(value)}.`, `It must be ${wanted}; leave it out rather than writing null.`);
  }

  private report(code: FindingCode, message: string, remedy: string): void {
    this.findings.add(this.severity, code, this.id, message, remedy);
  }
}
