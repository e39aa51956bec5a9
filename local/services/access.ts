/** Permissions of requests to local services: what the caller's role must hold, and the customer keys data is under. */
import type { ResourceGraph } from "../engine/graph";
import type { Principal } from "../gateway/service";
import { resourcesOfType, textOf } from "../graphValues";
import { ServiceError } from "./serviceError";

/** One thing a caller must be allowed. */
export interface Permission {
  action: string;
  /** ARN, or `*`. */
  resource: string;
  /** Condition keys of the request, e.g. `kms:ViaService`. */
  context?: Record<string, string>;
}

/** Decides about permissions of roles and of AWS services; `IamService` is one. */
export interface Authorizer {
  authorize(request: Permission & { roleArn: string; sessionName?: string }): { allowed: boolean; message: string };
  authorizeService(request: { service: string; action: string; resource: string; sourceArn: string }): {
    allowed: boolean;
    message: string;
  };
}

/** Throws {@link ServiceError} with `code` (HTTP 403) for the first permission the caller lacks. */
export function requirePermissions(
  iam: Authorizer | undefined,
  principal: Principal,
  permissions: readonly Permission[],
  code: (permission: Permission) => string,
): void {
  if (!iam || principal.kind === "administrator") return;
  const { roleArn, sessionName } = principal;
  for (const permission of permissions) {
    const decision = iam.authorize({ ...permission, roleArn, sessionName });
    if (!decision.allowed) throw new ServiceError(code(permission), decision.message, 403);
  }
}

/** The key data is encrypted with. */
export interface EncryptionKeyReference {
  /** ARN of a customer key, whose policy counts; undefined for a key of AWS's own. */
  customerKeyArn?: string;
}

/** Finds the key a resource names by ARN, id or alias; undefined when it names none. */
export function keyNamed(graph: ResourceGraph, reference: string | undefined): EncryptionKeyReference | undefined {
  if (reference === undefined || reference === "") return undefined;
  const aliases = resourcesOfType(graph, "aws:kms/alias:Alias");
  const alias = aliases.find((one) => [one.id, textOf(one, "arn"), textOf(one, "name")].includes(reference));
  const target = (alias && textOf(alias, "targetKeyId")) ?? reference;
  const keys = resourcesOfType(graph, "aws:kms/key:Key");
  const key = keys.find((one) => [one.id, textOf(one, "arn"), textOf(one, "keyId")].includes(target));
  if (key) return { customerKeyArn: textOf(key, "arn") };
  return target.includes("alias/") ? {} : { customerKeyArn: target };
}

/** What using a customer key through a service takes: the service asks KMS in the caller's name. */
export function keyPermissions(
  key: EncryptionKeyReference | undefined,
  actions: readonly string[],
  graph: ResourceGraph,
  service: string,
): Permission[] {
  const resource = key?.customerKeyArn;
  if (resource === undefined) return [];
  const context = {
    "kms:ViaService": `${service}.${graph.region}.amazonaws.com`,
    "kms:CallerAccount": graph.accountId,
  };
  return actions.map((action) => ({ action, resource, context }));
}
