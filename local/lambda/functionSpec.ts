/** Lambda functions as the program declares them. */
import { isCodeArchive, type CodeArchive, type GraphResource, type ResourceGraph } from "../engine/graph";
import { numberOf, recordOf, resourcesOfType, textOf } from "../graphValues";
import type { PolicyStatement } from "../iam/policyDocument";

/** One declared function. */
export interface FunctionSpec {
  /** Physical name. */
  name: string;
  arn: string;
  /** The archive: path to text, exactly as it would be uploaded. */
  files: Record<string, string>;
  handler: string;
  environment: Record<string, string>;
  /** AWS: 1 to 900. */
  timeoutSeconds: number;
  /** AWS: 128 to 10,240. */
  memoryMb: number;
  roleArn: string;
  /** Most invocations at once; undefined when none is reserved. */
  reservedConcurrency?: number;
  /** E.g. `nodejs24.x`. */
  runtime: string;
  /** Name of the log group it shares with others; undefined: its own. */
  logGroup?: string;
}

/** A function as declared that cannot run here, or would not on AWS. */
export interface LambdaDiagnostic {
  urn: string;
  message: string;
}

/** The functions of a graph that can run, and what is wrong with the others. */
export interface DeclaredFunctions {
  functions: { urn: string; spec: FunctionSpec }[];
  diagnostics: LambdaDiagnostic[];
}

function flatten(archive: CodeArchive, folder = ""): Record<string, string> {
  const entries = Object.entries(archive.assets).flatMap(([name, content]) => {
    const path = `${folder}${name}`;
    return "text" in content ? [[path, content.text]] : Object.entries(flatten(content, `${path}/`));
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

function environmentOf(resource: GraphResource): Record<string, string> {
  const variables = recordOf(resource, "environment")?.["variables"];
  const entries = Object.entries((variables ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function logGroupOf(resource: GraphResource): string | undefined {
  const logGroup = recordOf(resource, "loggingConfig")?.["logGroup"];
  return typeof logGroup === "string" ? logGroup : undefined;
}

function problemOf(resource: GraphResource): string | undefined {
  const { code } = resource.inputs;
  if (textOf(resource, "arn") === undefined) return "its ARN is not known (a preview does not run functions)";
  if (!isCodeArchive(code)) return "its code is not an archive of text files, so it cannot run on this machine";
  if (textOf(resource, "handler") === undefined) return "it names no handler";
  if (!textOf(resource, "runtime")?.startsWith("nodejs")) {
    return `its runtime is "${textOf(resource, "runtime") ?? ""}", and only nodejs runtimes run on this machine`;
  }
  return textOf(resource, "role") === undefined ? "it has no role" : undefined;
}

function specOf(resource: GraphResource, code: CodeArchive): FunctionSpec {
  const reserved = numberOf(resource, "reservedConcurrentExecutions");
  return {
    name: textOf(resource, "name") ?? resource.id ?? resource.name,
    arn: textOf(resource, "arn") ?? "",
    files: flatten(code),
    handler: textOf(resource, "handler") ?? "",
    environment: environmentOf(resource),
    timeoutSeconds: numberOf(resource, "timeout") ?? 3,
    memoryMb: numberOf(resource, "memorySize") ?? 128,
    roleArn: textOf(resource, "role") ?? "",
    reservedConcurrency: reserved === undefined || reserved < 0 ? undefined : reserved,
    runtime: textOf(resource, "runtime") ?? "",
    logGroup: logGroupOf(resource),
  };
}

/** Reads every function of the graph; one that cannot run is a diagnostic. */
export function declaredFunctions(graph: ResourceGraph): DeclaredFunctions {
  const declared: DeclaredFunctions = { functions: [], diagnostics: [] };
  for (const resource of resourcesOfType(graph, "aws:lambda/function:Function")) {
    const problem = problemOf(resource);
    const { code } = resource.inputs;
    if (problem === undefined && isCodeArchive(code)) {
      declared.functions.push({ urn: resource.urn, spec: specOf(resource, code) });
    } else declared.diagnostics.push({ urn: resource.urn, message: `Function "${resource.name}": ${problem ?? ""}.` });
  }
  return declared;
}

/** ARN without a version or alias at its end. */
export function unqualified(arn: string): string {
  return arn.split(":").slice(0, 7).join(":");
}

function namesFunction(reference: string, spec: FunctionSpec): boolean {
  return reference === spec.name || unqualified(reference) === spec.arn;
}

function statementOf(permission: GraphResource, spec: FunctionSpec): PolicyStatement {
  const principal = textOf(permission, "principal") ?? "";
  const sourceArn = textOf(permission, "sourceArn");
  const sourceAccount = textOf(permission, "sourceAccount");
  const kind = /^\d{12}$|^arn:/.test(principal) ? "AWS" : "Service";
  return {
    Sid: textOf(permission, "statementId") ?? permission.name,
    Effect: "Allow",
    Principal: principal === "*" ? "*" : { [kind]: principal },
    Action: textOf(permission, "action") ?? "",
    Resource: spec.arn,
    Condition: {
      ...(sourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": sourceArn } }),
      ...(sourceAccount === undefined ? {} : { StringEquals: { "AWS:SourceAccount": sourceAccount } }),
    },
  };
}

/** The function's resource policy, as its `aws:lambda/permission:Permission` resources make it. */
export function resourcePolicyOf(graph: ResourceGraph, spec: FunctionSpec): PolicyStatement[] {
  return resourcesOfType(graph, "aws:lambda/permission:Permission")
    .filter((permission) => namesFunction(textOf(permission, "function") ?? "", spec))
    .map((permission) => statementOf(permission, spec));
}
