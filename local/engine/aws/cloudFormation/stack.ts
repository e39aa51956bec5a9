/** CloudFormation stacks in the local provider: templates whose resources are of a type it knows. */
import { containsUnknown, isRecord } from "../../graph";
import { uuidOf } from "../../identity";
import { type InputChecks } from "../checks";
import {
  arnOf,
  documentOf,
  type ProviderContext,
  type ResourceRequest,
  type ResourceType,
  textOf,
  token,
} from "../resourceType";
import { DECLARED_TYPES, declaredType } from "./declaredTypes";

const MAX_TEMPLATE_BODY = 51_200;
const NAME = /^[a-zA-Z][-a-zA-Z0-9]*$/;

/** A resource of a template once it is made. */
export interface StackResource {
  readonly logicalId: string;
  readonly typeName: string;
  /** Its physical id: what `Ref` gives. */
  readonly id: string;
  /** Its properties with parameters filled in, and what was computed. */
  readonly properties: Record<string, unknown>;
}

/** Outputs of the stacks made in this process, by stack id: what `getStack` finds. */
const made = new Map<string, Record<string, string>>();

/** The resources of a stack's template. */
export function resourcesOfStack(
  inputs: Record<string, unknown>,
  urn: string,
  context: ProviderContext,
): StackResource[] {
  const parameters = isRecord(inputs.parameters) ? inputs.parameters : {};
  const { Resources } = documentOf(inputs, "templateBody");
  return Object.entries(isRecord(Resources) ? Resources : {}).flatMap(([logicalId, resource]) => {
    const typeName = isRecord(resource) ? textOf(resource, "Type") : "";
    const given = isRecord(resource) ? filledIn(resource.Properties ?? {}, (name) => parameters[name]) : {};
    const state = isRecord(given) ? given : {};
    const computed = DECLARED_TYPES[typeName]?.compute(state, `${urn}/${logicalId}`, context);
    return computed ? [{ logicalId, typeName, id: computed.id, properties: { ...state, ...computed.added } }] : [];
  });
}

/** A document with its `Ref`s replaced; one that stands for nothing stays. */
function filledIn(value: unknown, find: (name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => filledIn(entry, find));
  if (!isRecord(value)) return value;
  if (typeof value.Ref === "string" && Object.keys(value).length === 1) return find(value.Ref) ?? value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filledIn(entry, find)]));
}

function outputsOf(template: Record<string, unknown>, resources: readonly StackResource[]): Record<string, string> {
  const { Outputs } = template;
  return Object.fromEntries(
    Object.entries(isRecord(Outputs) ? Outputs : {}).map(([name, output]) => {
      const value = filledIn(isRecord(output) ? output.Value : undefined, (logicalId) => {
        return resources.find((resource) => resource.logicalId === logicalId)?.id;
      });
      return [name, typeof value === "string" ? value : ""];
    }),
  );
}

function checkTemplate(checks: InputChecks): void {
  const template = checks.json("templateBody", MAX_TEMPLATE_BODY);
  const resources = template?.Resources;
  if (template === undefined) return;
  const parameters = isRecord(checks.inputs.parameters) ? checks.inputs.parameters : {};
  const declared = isRecord(template.Parameters) ? Object.keys(template.Parameters) : [];
  for (const name of declared.filter((parameter) => parameters[parameter] === undefined)) {
    checks.refuse(`parameters has no ${name}, which the template declares; give it`);
  }
  for (const name of Object.keys(parameters).filter((parameter) => !declared.includes(parameter))) {
    checks.refuse(`parameters has ${name}, which the template does not declare; declare it under Parameters`);
  }
  if (!isRecord(resources) || Object.keys(resources).length === 0) {
    return checks.refuse("templateBody has no Resources; a stack needs at least one");
  }
  for (const [logicalId, resource] of Object.entries(resources)) {
    const refuse = (problem: string) => checks.refuse(`templateBody.Resources.${logicalId}: ${problem}`);
    const type = declaredType(isRecord(resource) ? textOf(resource, "Type") : "", refuse);
    const properties = isRecord(resource) ? filledIn(resource.Properties ?? {}, (name) => parameters[name]) : {};
    if (type !== undefined && isRecord(properties)) type.check(properties, refuse);
  }
}

const stack: ResourceType = {
  autoName: { property: "name", maximum: 128 },
  taggable: true,
  check: (checks) => {
    checks.text("name", { maximum: 128, pattern: NAME, patternMeaning: "letters, digits and -, a letter first" });
    checks.arn("iamRoleArn");
    if (checks.inputs.templateBody === undefined) {
      return checks.refuse("templateBody is missing; the local provider reads templates from nowhere else");
    }
    if (!containsUnknown(checks.inputs.templateBody)) checkTemplate(checks);
  },
  compute: ({ inputs, urn, context }: ResourceRequest) => {
    const id = arnOf(context, "cloudformation", `stack/${textOf(inputs, "name")}/${uuidOf(urn)}`);
    const outputs = outputsOf(documentOf(inputs, "templateBody"), resourcesOfStack(inputs, urn, context));
    made.set(id, outputs);
    return { id, outputs: { outputs } };
  },
};

/** What is known of a stack by its name or id. */
function getStack(args: Record<string, unknown>, { region }: ProviderContext): Record<string, unknown> {
  const name = textOf(args, "name");
  const outputs = made.get(name);
  if (outputs === undefined) {
    throw new Error(
      `There is no stack "${name}". The local provider knows the stacks a program makes, by their id: give stack.id.`,
    );
  }
  return { id: name, name, outputs, region };
}

/** The stack's type by token. */
export const cloudFormationTypes: Record<string, ResourceType> = { [token("cloudformation", "Stack")]: stack };

/** The stack's functions by token. */
export const stackLookups = { "aws:cloudformation/getStack:getStack": getStack };
