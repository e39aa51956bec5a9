/** What roles may do, in words: the generated part of docs/permissions.md. */
import { isRecord, type GraphResource, type ResourceGraph } from "../../local/engine/graph";
import { resourcesOfType, textOf } from "../../local/graphValues";
import { parsePolicy, type Statement } from "../../local/iam/policyDocument";
import { statementsOf } from "./roleRules";
import { OWN_USES } from "./servicesOwnUse";

/** A role of one or more stacks. */
interface RoleLines {
  readonly heading: string;
  /** Lines, and the stacks that have them. */
  readonly lines: Map<string, string[]>;
  readonly stacks: string[];
}

/** What every function's role has beside its own, said once. */
const OF_EVERY_FUNCTION = ["Log", "Trace"];

/** Why a statement is there, where service and action alone say it. First match. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/ kms:/, "What it handles is under the stack's key."],
  [/ sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/, "It takes its work from there."],
  [/ (kinesis:|dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams))/, "It reads its stream."],
  [/^lambda.* (glue:|s3:GetBucketLocation)/, "Athena asks for it in its name."],
  [/^scheduler.* lambda:InvokeFunction$/, "It starts the function."],
  [/^firehose.* s3:/, "It delivers there."],
  [/^redshift.* s3:/, "It loads from there."],
];

function reasonOf(service: string, action: string, { resources = [], conditions }: Statement): string {
  const rule = OWN_USES.find(
    (own) =>
      own.service === service &&
      own.uses({ role: "", statement: 0, action, resources, unused: "action", service }) &&
      !action.startsWith("kms:"),
  );
  const through = conditions
    .find(({ key }) => key === "kms:ViaService")
    ?.values.map((value) => value.split(".")[0] ?? "");
  if (through) return `What it handles is under the stack's key, through ${through.join(", ")} only.`;
  if (rule) return rule.why;
  if (resources.some((resource) => resource.includes("/aws/lambda/"))) {
    return "It keeps there whole what failed for good.";
  }
  if (action === "sqs:SendMessage" && resources.every((resource) => /failures/.test(resource))) {
    return "It hands on there what failed for good.";
  }
  return REASONS.find(([pattern]) => pattern.test(`${service} ${action}`))?.[1] ?? "";
}

/** ARNs as what the program calls them: ids and random ends of names differ from stack to stack. */
function namer(graph: ResourceGraph): (resource: string) => string {
  const declared = graph.resources
    .filter(({ custom }) => custom)
    .flatMap((resource): [string, GraphResource][] => {
      const arns = [textOf(resource, "arn"), textOf(resource, "streamArn")].filter((arn) => arn !== undefined);
      return arns.map((arn) => [arn, resource]);
    })
    .sort(([one], [other]) => other.length - one.length);
  return (resource) => {
    const [arn, owner] = declared.find(([each]) => resource.startsWith(each)) ?? [];
    if (arn === undefined || owner === undefined) {
      return resource.replace(/arn:aws:(\w+):[^:]*:[^:]*:/, "$1 ").replaceAll(`_${graph.stack}`, "_<stack>");
    }
    const kind = (owner.type.split(":").at(-1) ?? "").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
    const isStream = arn === textOf(owner, "streamArn");
    return `${isStream ? "stream of " : ""}${kind} ${owner.name}${resource.slice(arn.length)}`;
  };
}

function linesOf(graph: ResourceGraph, role: string, service: string): string[] {
  const name = namer(graph);
  return statementsOf(graph)
    .filter((one) => one.role === role && !OF_EVERY_FUNCTION.includes(one.statement.sid ?? ""))
    .flatMap(({ statement }) => {
      const { effect, actions = [], resources = [] } = statement;
      const on = resources.map((resource) => `\`${name(resource)}\``).join(", ");
      if (effect === "Deny") return [`- never ${actions.map((action) => `\`${action}\``).join(", ")} on ${on}`];
      const byReason = new Map<string, string[]>();
      for (const action of actions) {
        const reason = reasonOf(service, action, statement);
        byReason.set(reason, [...(byReason.get(reason) ?? []), `\`${action}\``]);
      }
      const where = conditionsOf(statement);
      return [...byReason].map(([reason, allowed]) => {
        return `- ${allowed.join(", ")} on ${on}${where}${reason === "" ? "" : `: ${reason}`}`;
      });
    });
}

/** Conditions that say more than through which service a key is used. */
function conditionsOf({ conditions }: Statement): string {
  const told = conditions.filter(({ key }) => key !== "kms:ViaService");
  return told.map(({ operator, key, values }) => ` where ${operator} \`${key}\` \`${values.join(" ")}\``).join(" and");
}

function serviceOf({ inputs, name }: GraphResource): string {
  const [statement] = parsePolicy(inputs.assumeRolePolicy, name);
  const services = isRecord(statement?.principals) ? (statement.principals["Service"] ?? []) : [];
  return [...services].sort()[0] ?? "";
}

/** The roles of graphs by stack, as Markdown. What only one stack has says so. */
export function permissionsTable(graphs: readonly (readonly [stack: string, graph: ResourceGraph])[]): string {
  const roles = new Map<string, RoleLines>();
  for (const [stack, graph] of graphs) {
    for (const resource of resourcesOfType(graph, "aws:iam/role:Role")) {
      const service = serviceOf(resource);
      const heading = `${String(resource.inputs.description ?? "")}. For \`${service}\`.`;
      const known = roles.get(resource.name) ?? { heading, lines: new Map<string, string[]>(), stacks: [] };
      known.stacks.push(stack);
      for (const line of new Set(linesOf(graph, resource.name, service))) {
        known.lines.set(line, [...(known.lines.get(line) ?? []), stack]);
      }
      roles.set(resource.name, known);
    }
  }
  return [...roles]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { heading, lines, stacks }]) => {
      const only = (some: readonly string[], of: readonly string[]) =>
        some.length === of.length ? "" : ` (${some.join(", ")})`;
      const all = [...lines].map(([line, having]) => `${line}${only(having, stacks)}`);
      const where = only(
        stacks,
        graphs.map(([stack]) => stack),
      );
      return [`### ${name}${where}`, "", heading, "", ...(all.length === 0 ? ["- nothing besides"] : all)].join("\n");
    })
    .join("\n\n");
}
