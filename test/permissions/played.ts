/** Everything the functions of a stack do, played once a stack, and what their roles used of what they are allowed. */
import { resourcesOfType } from "../../local/graphValues";
import { isRecord, type ResourceGraph } from "../../local/engine/graph";
import type { AccessLog } from "../../local/iam/accessLog";
import { IamService } from "../../local/iam/iamService";
import { parsePolicy } from "../../local/iam/policyDocument";
import { playAnalytics } from "./playAnalytics";
import { playConversations } from "./playConversations";
import { playMessages } from "./playMessages";
import { playPortal } from "./playPortal";
import { OWN_USES, type OwnUse, type SeenUnused } from "./servicesOwnUse";
import { Stage } from "./stage";

/** Plays everything on a graph. */
export async function played(graph: ResourceGraph): Promise<AccessLog> {
  const stage = await Stage.open(graph);
  try {
    await playConversations(stage);
    await playMessages(stage);
    await playPortal(stage);
    await playAnalytics(stage);
    return stage.log;
  } finally {
    await stage.close();
  }
}

/** What was left unused. */
export interface Leftovers {
  /** What nothing used and no rule knows a use of. */
  readonly unused: readonly SeenUnused[];
  /** The rules that were needed. */
  readonly rules: ReadonlySet<OwnUse>;
}

/** What of a graph's roles a log does not show used. */
export function leftoversOf(graph: ResourceGraph, log: AccessLog): Leftovers {
  const services = new Map(
    resourcesOfType(graph, "aws:iam/role:Role").map(({ name, outputs, inputs }) => {
      const [{ principals } = { principals: undefined }] = parsePolicy(inputs.assumeRolePolicy, name);
      const [service = ""] = isRecord(principals) ? [...(principals["Service"] ?? [])].sort() : [];
      return [String(outputs.name), service] as const;
    }),
  );
  const rules = new Set<OwnUse>();
  const unused = IamService.fromGraph(graph)
    .unused(log)
    .map((grant) => ({ ...grant, service: services.get(grant.role) ?? "" }))
    .filter((grant) => {
      const rule = OWN_USES.find(({ service, uses }) => service === grant.service && uses(grant));
      if (rule) rules.add(rule);
      return !rule;
    });
  return { unused, rules };
}

/** What of a log the roles of a graph would be refused; of roles it does not have, nothing is asked. */
export function refusedBy(graph: ResourceGraph, log: AccessLog): string[] {
  const iam = IamService.fromGraph(graph);
  return log.accesses
    .filter(({ roleArn }) => iam.roleArns.includes(roleArn))
    .filter(({ roleArn, action, resource, context }) => !iam.authorize({ roleArn, action, resource, context }).allowed)
    .map(({ roleArn, action, resource }) => `${roleArn.split("/").at(-1) ?? ""}: ${action} on ${resource}`);
}

/** The roles of a graph, by their names in the program, and each action they asked for. */
export function askedOf(graph: ResourceGraph, log: AccessLog): [role: string, action: string][] {
  return resourcesOfType(graph, "aws:iam/role:Role").flatMap(({ name, outputs }) => {
    const own = log.accesses.filter(({ roleArn }) => roleArn === outputs.arn);
    return [...new Set(own.map(({ action }) => action))].map((action): [string, string] => [name, action]);
  });
}

/** A grant in words. */
export function told({ role, statement, action, resources, unused }: SeenUnused): string {
  return `${role}, statement ${statement}: ${action} on ${resources.join(", ")} (${unused})`;
}
