/**
 * Decides, from the policies the program declares, what a role may do: so a permission that a stack forgot is missing on
 * this machine with the same error as on AWS. Identity policies, permissions boundaries and the policies of keys, queues,
 * topics, secrets and buckets count; organisation policies do not exist here.
 */
import type { ResourceGraph } from "../engine/graph";
import type { AccessLog } from "./accessLog";
import { collectPolicies, type IamDiagnostic, type Policies, type Role } from "./collectPolicies";
import { evaluate, type Effect, type EvaluatedRequest } from "./evaluate";
import type { Context } from "./match";
import type { Statement } from "./policyDocument";
import { unusedGrants, type Grant } from "./unusedGrants";

export type { IamDiagnostic } from "./collectPolicies";
export type { PolicyStatement } from "./policyDocument";

/** What a role wants to do. */
export interface AuthorizationRequest {
  roleArn: string;
  /** Session name, for a Lambda function its name; part of the caller's ARN in messages. */
  sessionName?: string;
  /** E.g. `dynamodb:Query`. */
  action: string;
  /** ARN of what is acted on, or `*`. */
  resource: string;
  /** Condition keys of this request beside the global ones, e.g. `kms:ViaService`. */
  context?: Record<string, string>;
}

/** What an AWS service wants to do in its own name, for a resource of this account. */
export interface ServiceAuthorizationRequest {
  /** E.g. `sns.amazonaws.com`. */
  service: string;
  action: string;
  /** ARN of the queue, topic, secret or key. */
  resource: string;
  /** ARN of what the service acts for, e.g. the topic. */
  sourceArn: string;
}

/** Whether it may, and why not. */
export interface Decision {
  allowed: boolean;
  /** For a refusal, AWS's sentence and then what is missing where; empty when allowed. */
  message: string;
}

/** What the policy of a resource says of a request. */
interface ResourceVerdict {
  effect: Effect;
  /** Whether it leaves the decision to identity policies where it says nothing. */
  delegates: boolean;
  /** Whether it allows the session by its own ARN, not its role. */
  bySession: boolean;
}

const ALLOWED: Decision = { allowed: true, message: "" };
const CACHE_LIMIT = 10_000;

/** The declared policies of one graph, asked with {@link IamService.authorize}. */
export class IamService {
  readonly #policies: Policies;
  readonly #decisions = new Map<string, Decision>();

  private constructor(
    readonly graph: ResourceGraph,
    private readonly log?: AccessLog,
  ) {
    this.#policies = collectPolicies(graph);
  }

  /** @param log Gets every request of a role. */
  static fromGraph(graph: ResourceGraph, log?: AccessLog): IamService {
    return new IamService(graph, log);
  }

  /** ARNs of the roles the program declares. */
  get roleArns(): readonly string[] {
    return [...this.#policies.roles.keys()];
  }

  /** What the declared roles are allowed and did not need for what a log holds. */
  unused(log: AccessLog): Grant[] {
    return [...this.#policies.roles.values()].flatMap((role) => {
      const own = log.accesses.filter(({ roleArn, allowed }) => allowed && roleArn === role.arn);
      return unusedGrants(
        role,
        own.map(({ action, resource, context }) => ({
          action,
          resource,
          context: this.#context(role, context),
        })),
      );
    });
  }

  /** What in the declared policies cannot be honoured here, or is wrong. */
  get diagnostics(): readonly IamDiagnostic[] {
    return this.#policies.diagnostics;
  }

  /** Whether a role may do `action` on `resource`. A decision is made once per distinct request. */
  authorize(request: AuthorizationRequest): Decision {
    const decision = this.#decision(request);
    this.log?.note({ ...request, allowed: decision.allowed });
    return decision;
  }

  #decision(request: AuthorizationRequest): Decision {
    const key = JSON.stringify([
      request.roleArn,
      request.sessionName,
      request.action,
      request.resource,
      request.context,
    ]);
    const known = this.#decisions.get(key);
    if (known) return known;
    const decision = this.#decide(request);
    if (this.#decisions.size >= CACHE_LIMIT) this.#decisions.clear();
    this.#decisions.set(key, decision);
    return decision;
  }

  /** Whether a service such as `lambda.amazonaws.com` may assume a role. */
  mayAssume(roleArn: string, service: string): Decision {
    const role = this.#policies.roles.get(roleArn);
    if (!role) return { allowed: false, message: `The program declares no role ${roleArn}.` };
    const { accountId } = this.graph;
    const context = toContext({ "aws:SourceAccount": accountId });
    const effect = evaluate(role.trust, { action: "sts:AssumeRole", resource: roleArn, context }, { aws: [], service });
    if (effect === "allow") return ALLOWED;
    const hint = `Its assume-role policy must allow sts:AssumeRole to the service ${service}.`;
    return { allowed: false, message: `Role "${role.name}" of ${role.owner} cannot be assumed by ${service}. ${hint}` };
  }

  /**
   * Whether an AWS service may act in its own name, as SNS does when it sends to a queue: only the policy of what is acted on
   * can allow it.
   */
  authorizeService({ service, action, resource, sourceArn }: ServiceAuthorizationRequest): Decision {
    const statements = this.#policies.keyPolicies.get(resource) ?? this.#sharingPolicy(resource) ?? [];
    const context = toContext({
      "aws:SourceArn": sourceArn,
      "aws:SourceAccount": this.graph.accountId,
      "aws:SecureTransport": "true",
    });
    const effect = evaluate(statements, { action, resource, context }, { aws: [], service });
    if (effect === "allow") return ALLOWED;
    const because = effect === "explicitDeny" ? "its policy denies it" : "no statement of its policy allows it";
    const message = `${service} may not perform ${action} on ${resource} for ${sourceArn}: ${because}.`;
    return { allowed: false, message };
  }

  #decide(request: AuthorizationRequest): Decision {
    const role = this.#policies.roles.get(request.roleArn);
    const session = this.#sessionArn(request);
    const refusal = `User: ${session} is not authorized to perform: ${request.action} on resource: ${request.resource}`;
    if (!role) {
      const message = `${refusal} (local run: the program declares no role ${request.roleArn})`;
      return { allowed: false, message };
    }
    const because = this.#refusal(role, session, request);
    if (!because) return ALLOWED;
    return { allowed: false, message: `${refusal} ${because}${hint(role, request, because)}` };
  }

  /** Why the request is refused, in AWS's words; undefined when it is allowed. */
  #refusal(role: Role, session: string, request: AuthorizationRequest): string | undefined {
    const { action, resource } = request;
    const evaluated: EvaluatedRequest = { action, resource, context: this.#context(role, request.context) };
    const identity = evaluate(role.statements, evaluated);
    if (identity === "explicitDeny") return "with an explicit deny in an identity-based policy";
    const boundary = role.boundary ? evaluate(role.boundary, evaluated) : "allow";
    if (boundary === "explicitDeny") return "with an explicit deny in a permissions boundary";
    const key = this.#resourcePolicy(role, session, evaluated);
    if (key.effect === "explicitDeny") return "with an explicit deny in a resource-based policy";
    // What lets in the session by its own name is bound by nothing else; what lets in the role is by its boundary.
    if (key.effect === "allow" && key.bySession) return undefined;
    if (key.effect !== "allow" && !key.delegates) return `because no resource-based policy allows the ${action} action`;
    if (key.effect !== "allow" && identity !== "allow") {
      return `because no identity-based policy allows the ${action} action`;
    }
    return boundary === "allow" ? undefined : `because no permissions boundary allows the ${action} action`;
  }

  /**
   * The verdict of the resource's own policy, and whether it leaves the decision to identity policies: every one does but
   * a key policy, which does when it allows the action to the account.
   */
  #resourcePolicy(role: Role, session: string, request: EvaluatedRequest): ResourceVerdict {
    const key = this.#policies.keyPolicies.get(request.resource);
    const statements = key ?? this.#sharingPolicy(request.resource);
    if (!statements) return { effect: "implicitDeny", delegates: true, bySession: false };
    const { accountId, partition } = this.graph;
    const account = evaluate(statements, request, { aws: [accountId, `arn:${partition}:iam::${accountId}:root`] });
    const caller = evaluate(statements, request, { aws: [role.arn, session] });
    // To deny the account is to deny everyone in it.
    const effect = account === "explicitDeny" ? account : caller;
    const bySession = effect === "allow" && evaluate(statements, request, { aws: [role.arn] }) !== "allow";
    return { effect, delegates: key === undefined || account === "allow", bySession };
  }

  /** The policy of what is acted on; that of an object is its bucket's. */
  #sharingPolicy(resource: string): readonly Statement[] | undefined {
    const bucket = /^arn:[^:]+:s3:::[^/]+(?=\/)/.exec(resource)?.[0];
    return this.#policies.sharingPolicies.get(bucket ?? resource);
  }

  #sessionArn(request: AuthorizationRequest): string {
    const { accountId, partition } = this.graph;
    const role = request.roleArn.split("/").at(-1) ?? request.roleArn;
    return `arn:${partition}:sts::${accountId}:assumed-role/${role}/${request.sessionName ?? "session"}`;
  }

  #context(role: Role, context: AuthorizationRequest["context"]): Context {
    const { accountId, region } = this.graph;
    return toContext({
      "aws:PrincipalArn": role.arn,
      "aws:PrincipalAccount": accountId,
      "aws:PrincipalType": "AssumedRole",
      "aws:RequestedRegion": region,
      "aws:SecureTransport": "true",
      ...context,
    });
  }
}

function toContext(values: Record<string, string>): Context {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), [value]]));
}

function hint(role: Role, request: AuthorizationRequest, because: string): string {
  const where = `role "${role.name}" of ${role.owner}`;
  if (because.startsWith("with")) return ` (local run: see the policies of ${where})`;
  return ` (local run: ${where} lacks it; let a policy allow ${request.action} on ${request.resource})`;
}
