/** Namespaces, workgroups and start-up statements of Redshift Serverless, as the program declares them. */
import type { ResourceGraph } from "../../engine/graph";
import { recordsOf, resourcesOfType, textOf } from "../../graphValues";

/** Where data, users and roles are. */
export interface Namespace {
  readonly name: string;
  readonly database: string;
  readonly roleArns: readonly string[];
  readonly defaultRoleArn?: string;
  readonly adminSecretArn?: string;
}

/** What runs statements of a namespace. */
export interface RedshiftWorkgroup {
  readonly name: string;
  readonly arn: string;
  readonly namespace: Namespace;
  /** Whether a usage limit ends queries when it is reached. */
  readonly limited: boolean;
}

/** A statement the program declares, run once before all others. */
export interface DeclaredStatement {
  readonly name: string;
  readonly workgroup: string;
  readonly database: string;
  readonly sql: string;
  readonly parameters: readonly { name: string; value: string }[];
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** The workgroups of a graph, by name. */
export function redshiftWorkgroups(graph: ResourceGraph): Map<string, RedshiftWorkgroup> {
  const namespaces = new Map<string, Namespace>();
  for (const resource of resourcesOfType(graph, "aws:redshiftserverless/namespace:Namespace")) {
    const name = textOf(resource, "namespaceName") ?? resource.name;
    namespaces.set(name, {
      name,
      database: textOf(resource, "dbName") ?? "dev",
      roleArns: listOf(resource.outputs["iamRoles"] ?? resource.inputs["iamRoles"]),
      defaultRoleArn: textOf(resource, "defaultIamRoleArn"),
      adminSecretArn: textOf(resource, "adminPasswordSecretArn"),
    });
  }
  const limits = resourcesOfType(graph, "aws:redshiftserverless/usageLimit:UsageLimit");
  const workgroups = resourcesOfType(graph, "aws:redshiftserverless/workgroup:Workgroup").map((resource) => {
    const name = textOf(resource, "workgroupName") ?? resource.name;
    const arn = textOf(resource, "arn") ?? "";
    const namespaceName = textOf(resource, "namespaceName") ?? "";
    const namespace = namespaces.get(namespaceName);
    if (!namespace) {
      throw new Error(`Workgroup ${name}: the program declares no Redshift namespace "${namespaceName}"; declare it.`);
    }
    const limited = limits.some(
      (limit) => textOf(limit, "resourceArn") === arn && textOf(limit, "breachAction") === "deactivate",
    );
    return { name, arn, namespace, limited };
  });
  return new Map(workgroups.map((workgroup) => [workgroup.name, workgroup]));
}

/** The statements of a graph, in registration order. */
export function declaredStatements(graph: ResourceGraph): DeclaredStatement[] {
  return resourcesOfType(graph, "aws:redshiftdata/statement:Statement").map((resource) => ({
    name: textOf(resource, "statementName") ?? resource.name,
    workgroup: textOf(resource, "workgroupName") ?? "",
    database: textOf(resource, "database") ?? "",
    sql: textOf(resource, "sql") ?? "",
    parameters: recordsOf(resource, "parameters").map(({ name, value }) => ({
      name: String(name),
      value: String(value),
    })),
  }));
}
