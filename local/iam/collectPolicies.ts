/**
 * Collects from the resource graph what decides about access: roles with their policies, and the policies of
 * keys, queues, topics, secrets and buckets.
 */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { describeOwner, recordsOf, resourcesOfType, textOf } from "../graphValues";
import { isKnownOperator } from "./conditions";
import { knownPolicy } from "./knownPolicies";
import { parsePolicy, type Statement } from "./policyDocument";

/** Something in the declared policies that a run on this machine cannot honour, or AWS would refuse. */
export interface IamDiagnostic {
  urn: string;
  message: string;
}

/** A declared role with everything that decides what it may do. */
export interface Role {
  arn: string;
  name: string;
  /** Who declared it, e.g. `HandlerFunction "lookup"`. */
  owner: string;
  statements: Statement[];
  trust: Statement[];
  boundary?: Statement[];
}

/** All that decides about access in one graph. */
export interface Policies {
  /** By role ARN. */
  roles: Map<string, Role>;
  /** Statements of key policies by key ARN (customer keys that declare one): they decide whether identity policies count. */
  keyPolicies: Map<string, Statement[]>;
  /** Statements of the policies of queues, topics, secrets and buckets by ARN: what they allow adds to identity policies. */
  sharingPolicies: Map<string, Statement[]>;
  diagnostics: IamDiagnostic[];
}

/** Condition keys a local request can bring; any other key is absent from every request here. */
const suppliedKeys =
  /^(aws:(principalarn|principalaccount|principaltype|requestedregion|securetransport|sourceaccount|sourcearn|userid)|kms:(viaservice|calleraccount|encryptioncontext:.*)|ses:fromaddress|s3:(prefix|delimiter|max-keys|versionid|x-amz-server-side-encryption(-aws-kms-key-id)?|x-amz-storage-class)|secretsmanager:(secretid|versionstage)|redshift-data:statement-owner-iam-userid)$/i;

class Collector {
  readonly diagnostics: IamDiagnostic[] = [];
  readonly #managed = new Map<string, unknown>();

  constructor(readonly graph: ResourceGraph) {
    for (const policy of resourcesOfType(graph, "aws:iam/policy:Policy")) {
      this.#managed.set(textOf(policy, "arn") ?? policy.urn, policy.inputs["policy"]);
    }
  }

  note(resource: GraphResource, message: string): void {
    this.diagnostics.push({ urn: resource.urn, message });
  }

  parse(resource: GraphResource, document: unknown, where: string): Statement[] {
    try {
      const statements = parsePolicy(document, where);
      for (const { operator, key } of statements.flatMap((statement) => statement.conditions)) {
        if (!isKnownOperator(operator)) this.note(resource, `${where} uses "${operator}", which IAM does not know.`);
        else if (!suppliedKeys.test(key)) {
          this.note(resource, `${where} tests ${key}, which requests of the local run never carry.`);
        }
      }
      return statements;
    } catch (error) {
      this.note(resource, error instanceof Error ? error.message : String(error));
      return [];
    }
  }

  managed(resource: GraphResource, arn: string): Statement[] {
    const document = this.#managed.get(arn);
    if (document !== undefined) return this.parse(resource, document, `Policy ${arn}`);
    const known = knownPolicy(arn);
    if (!known)
      this.note(resource, `The content of policy ${arn} is not known here: what it allows is denied locally.`);
    return known ?? [];
  }

  role(resource: GraphResource): Role | undefined {
    const name = textOf(resource, "name") ?? resource.id;
    const arn = textOf(resource, "arn");
    if (name === undefined || arn === undefined) return undefined;
    const label = `Role "${name}"`;
    const inline = recordsOf(resource, "inlinePolicies").flatMap((policy) =>
      policy["policy"] === undefined ? [] : this.parse(resource, policy["policy"], `${label}, its inline policy`),
    );
    const managedArns = [resource.inputs["managedPolicyArns"] ?? []].flat().map(String);
    const boundary = textOf(resource, "permissionsBoundary");
    return {
      arn,
      name,
      owner: describeOwner(this.graph, resource),
      statements: [...inline, ...managedArns.flatMap((policy) => this.managed(resource, policy))],
      trust: this.parse(resource, resource.inputs["assumeRolePolicy"], `${label}, its assume-role policy`),
      boundary: boundary === undefined ? undefined : this.managed(resource, boundary),
    };
  }
}

/** A policy or attachment names its role by name, id or ARN. */
function roleOf(roles: Iterable<Role>, resource: GraphResource): Role | undefined {
  const reference = textOf(resource, "role");
  return [...roles].find((role) => role.name === reference || role.arn === reference);
}

function attachPolicies(collector: Collector, roles: Map<string, Role>): void {
  for (const resource of resourcesOfType(collector.graph, "aws:iam/rolePolicy:RolePolicy")) {
    const role = roleOf(roles.values(), resource);
    if (!role)
      collector.note(resource, `No role is named "${String(resource.inputs["role"])}": the policy has no effect.`);
    role?.statements.push(...collector.parse(resource, resource.inputs["policy"], `Policy "${resource.name}"`));
  }
  for (const resource of resourcesOfType(collector.graph, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")) {
    const role = roleOf(roles.values(), resource);
    role?.statements.push(...collector.managed(resource, String(resource.inputs["policyArn"])));
  }
}

function keyPolicies(collector: Collector): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>();
  const keys = resourcesOfType(collector.graph, "aws:kms/key:Key");
  for (const key of keys) {
    const arn = textOf(key, "arn");
    if (arn === undefined || key.inputs["policy"] === undefined) continue;
    policies.set(arn, collector.parse(key, key.inputs["policy"], `Key policy of "${key.name}"`));
  }
  for (const resource of resourcesOfType(collector.graph, "aws:kms/keyPolicy:KeyPolicy")) {
    const id = textOf(resource, "keyId");
    const key = keys.find((candidate) => candidate.id === id || textOf(candidate, "arn") === id);
    const arn = key && textOf(key, "arn");
    if (arn) policies.set(arn, collector.parse(resource, resource.inputs["policy"], `Key policy "${resource.name}"`));
  }
  return policies;
}

/** Types that share what they are by a policy of their own: an input, or a resource that names them. */
const sharers = [
  {
    type: "aws:sqs/queue:Queue",
    attached: { type: "aws:sqs/queuePolicy:QueuePolicy", names: "queueUrl" },
  },
  {
    type: "aws:sns/topic:Topic",
    attached: { type: "aws:sns/topicPolicy:TopicPolicy", names: "arn" },
  },
  {
    type: "aws:secretsmanager/secret:Secret",
    attached: { type: "aws:secretsmanager/secretPolicy:SecretPolicy", names: "secretArn" },
  },
  {
    type: "aws:s3/bucket:Bucket",
    attached: { type: "aws:s3/bucketPolicy:BucketPolicy", names: "bucket" },
  },
] as const;

function sharingPolicies(collector: Collector): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>();
  const keep = (arn: string | undefined, resource: GraphResource): void => {
    if (arn === undefined || resource.inputs["policy"] === undefined) return;
    policies.set(arn, collector.parse(resource, resource.inputs["policy"], `Policy "${resource.name}"`));
  };
  for (const { type, attached } of sharers) {
    const shared = resourcesOfType(collector.graph, type);
    for (const resource of shared) keep(textOf(resource, "arn"), resource);
    for (const resource of resourcesOfType(collector.graph, attached.type)) {
      const reference = textOf(resource, attached.names);
      const named = shared.find((one) => [one.id, textOf(one, "arn"), textOf(one, "url")].includes(reference));
      keep(named && textOf(named, "arn"), resource);
    }
  }
  return policies;
}

/** Reads every role and the policies of keys, queues, topics, secrets and buckets of the graph. Never throws: what cannot be read is a diagnostic and allows nothing. */
export function collectPolicies(graph: ResourceGraph): Policies {
  const collector = new Collector(graph);
  const roles = new Map<string, Role>();
  for (const resource of resourcesOfType(graph, "aws:iam/role:Role")) {
    const role = collector.role(resource);
    if (role) roles.set(role.arn, role);
  }
  attachPolicies(collector, roles);
  return {
    roles,
    keyPolicies: keyPolicies(collector),
    sharingPolicies: sharingPolicies(collector),
    diagnostics: collector.diagnostics,
  };
}
