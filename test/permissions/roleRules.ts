/** Rules every role keeps, whatever it is for. Each gives sentences that name the role and what is wrong with it. */
import { resourcesOfType, textOf } from "../../local/graphValues";
import { isRecord, type ResourceGraph } from "../../local/engine/graph";
import { parsePolicy, type Statement } from "../../local/iam/policyDocument";
import { brings, catalogued, takes } from "./catalogue";

/** A statement of a role, and where it stands. */
export interface RoleStatement {
  /** Name of the role's resource in the program, as `portal-state-role`. */
  readonly role: string;
  readonly statement: Statement;
}

/** Actions that are allowed on `*` though AWS documents a resource of theirs: what is asked for has no ARN. */
const WITHOUT_ARN: Readonly<Record<string, string>> = {
  "sns:Publish": "A telephone number has none; topics are denied again, which is checked.",
  "polly:SynthesizeSpeech": "Its resource is a lexicon, and none is used.",
};

/** Uses of actions on resources AWS does not document for them. */
const UNDOCUMENTED: readonly { readonly action: RegExp; readonly resource: RegExp; readonly why: string }[] = [
  {
    action: /^connect:Get(CurrentMetricData|MetricDataV2)$/,
    resource: /:instance\/[\w-]+$/,
    why: "The reference names queues; the instance is what the request is about, and what refusals have been seen to name.",
  },
];

/** Pairs of services that are one. */
const ONE_SERVICE: readonly { readonly services: readonly string[]; readonly why: string }[] = [
  {
    services: ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"],
    why: "AWS documents both for the role of a namespace: the one manages it, the other runs its statements.",
  },
];

/** Services that tell a role's trust policy for whom they ask, so that it can say whose requests it takes. */
const TELLS_SOURCE = [
  "firehose.amazonaws.com",
  "scheduler.amazonaws.com",
  "redshift.amazonaws.com",
  "lexv2.amazonaws.com",
];

/** Every statement of the roles of a graph, inline and attached. */
export function statementsOf(graph: ResourceGraph): RoleStatement[] {
  const attached = resourcesOfType(graph, "aws:iam/rolePolicy:RolePolicy").flatMap(({ name, inputs }) => {
    const owner = resourcesOfType(graph, "aws:iam/role:Role").find((role) =>
      [role.id, textOf(role, "name")].includes(String(inputs.role)),
    );
    const role = owner?.name ?? `nobody (${name})`;
    return parsePolicy(inputs.policy, name).map((statement) => ({ role, statement }));
  });
  const inline = resourcesOfType(graph, "aws:iam/role:Role").flatMap(({ name, inputs }) =>
    [inputs.inlinePolicies ?? []]
      .flat()
      .flatMap((policy) =>
        isRecord(policy) && policy.policy !== undefined
          ? parsePolicy(policy.policy, name).map((statement) => ({ role: name, statement }))
          : [],
      ),
  );
  return [...inline, ...attached];
}

/** Statements are written as what is allowed, with actions that exist and are spelt out. */
export async function actionFindings(graph: ResourceGraph): Promise<string[]> {
  const findings: string[] = [];
  for (const { role, statement } of statementsOf(graph)) {
    if (statement.actions === undefined || statement.resources === undefined) {
      findings.push(`${role}: a statement says what it is not about (NotAction or NotResource).`);
    }
    for (const action of statement.actions ?? []) {
      if (/[*?]/.test(action)) findings.push(`${role}: ${action} is a wildcard.`);
      else if ((await catalogued(action)) === undefined) findings.push(`${role}: AWS has no action ${action}.`);
    }
  }
  return findings;
}

/** Each action is of use on each resource it is allowed on; on all resources only where it takes none. */
export async function resourceFindings(graph: ResourceGraph): Promise<string[]> {
  const findings: string[] = [];
  const statements = statementsOf(graph);
  const isDenied = (role: string, action: string): boolean =>
    statements.some(
      (one) => one.role === role && one.statement.effect === "Deny" && one.statement.actions?.includes(action),
    );
  for (const { role, statement } of statements) {
    if (statement.effect === "Deny") continue;
    for (const action of statement.actions ?? []) {
      const details = (await catalogued(action)) ?? { arns: [], conditionKeys: [] };
      for (const resource of statement.resources ?? []) {
        if (resource !== "*") {
          const isKnown = UNDOCUMENTED.some((one) => one.action.test(action) && one.resource.test(resource));
          if (!isKnown && !takes(details, resource)) findings.push(`${role}: ${action} takes no resource ${resource}.`);
        } else if (details.arns.length > 0 && !(action in WITHOUT_ARN)) {
          findings.push(`${role}: ${action} is allowed on *, and can be narrower.`);
        } else if (action === "sns:Publish" && !isDenied(role, action)) {
          findings.push(`${role}: ${action} is allowed on *, and topics are not denied again.`);
        }
      }
    }
  }
  return findings;
}

/** A resource with a wildcard is below something the program declares, of a bucket below a folder. */
export function wildcardFindings(graph: ResourceGraph): string[] {
  const declared = graph.resources.flatMap((resource) => textOf(resource, "arn") ?? []);
  const catalog = resourcesOfType(graph, "aws:glue/catalogDatabase:CatalogDatabase").flatMap(
    (database) => `:table/${textOf(database, "name") ?? ""}/`,
  );
  return statementsOf(graph).flatMap(({ role, statement }) =>
    (statement.effect === "Deny" ? [] : (statement.resources ?? [])).flatMap((resource) => {
      const [stem = ""] = resource.split(/[*?]/, 1);
      if (resource === "*" || stem === resource) return [];
      const owner = declared.find((arn) => stem.startsWith(arn) && /^[:/]/.test(stem.slice(arn.length)));
      const rest = stem.slice(owner?.length ?? 0);
      const isBucket = owner?.includes(":s3:::") === true;
      if (catalog.some((tables) => stem.endsWith(tables))) return [];
      if (owner === undefined) return [`${role}: ${resource} is not below anything the program declares.`];
      return isBucket && rest === "/" ? [`${role}: ${resource} is a whole bucket; name its folders.`] : [];
    }),
  );
}

/** Every condition is on a key that requests of every action of its statement bring. */
export async function conditionFindings(graph: ResourceGraph): Promise<string[]> {
  const findings: string[] = [];
  for (const { role, statement } of statementsOf(graph)) {
    for (const { key } of statement.conditions) {
      for (const action of statement.actions ?? []) {
        const details = await catalogued(action);
        if (details && !brings(details, key)) findings.push(`${role}: requests of ${action} never bring ${key}.`);
      }
    }
  }
  return findings;
}

/** What roles are allowed is written here, not in a policy of AWS's own that may grow. */
export function managedFindings(graph: ResourceGraph): string[] {
  const attachments = graph.resources.filter(({ type }) => /^aws:iam\/(role|policy)\w*Attachment/i.test(type));
  const listed = resourcesOfType(graph, "aws:iam/role:Role").flatMap(({ name, inputs }) =>
    [inputs.managedPolicyArns ?? []].flat().map((arn) => ({ name, arn: String(arn) })),
  );
  return [...attachments.map(({ name, inputs }) => ({ name, arn: String(inputs.policyArn) })), ...listed]
    .filter(({ arn }) => /:iam::aws:policy\//.test(arn))
    .map(({ name, arn }) => `${name}: ${arn} is a managed policy.`);
}

/** Each role is for one service, which may take it on for this account's resources only. */
export function trustFindings(graph: ResourceGraph): string[] {
  return resourcesOfType(graph, "aws:iam/role:Role").flatMap(({ name, inputs }) => {
    const statements = parsePolicy(inputs.assumeRolePolicy, name);
    const kinds = statements.flatMap(({ principals }) => (isRecord(principals) ? Object.keys(principals) : ["*"]));
    const services = statements.flatMap(({ principals }) =>
      isRecord(principals) ? (principals["Service"] ?? []) : [],
    );
    const [service = ""] = services;
    const findings = [];
    const isOne =
      services.length === 1 || ONE_SERVICE.some((pair) => pair.services.join() === [...services].sort().join());
    if (!isOne || kinds.some((kind) => kind !== "Service")) {
      findings.push(
        `${name}: its trust policy names ${services.length} services and ${kinds.join(", ")}, not one service.`,
      );
    }
    const actions = statements.flatMap(({ actions: given = ["*"] }) => given);
    if (actions.join() !== "sts:AssumeRole") findings.push(`${name}: its trust policy allows ${actions.join(", ")}.`);
    const keys = statements.flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase()));
    const isBound = keys.includes("aws:sourceaccount") || keys.includes("aws:sourcearn");
    if (TELLS_SOURCE.includes(service) && !isBound) {
      findings.push(`${name}: ${service} says for whom it asks; bind the trust policy to aws:SourceAccount.`);
    }
    return findings;
  });
}

/** All rules. */
export async function roleFindings(graph: ResourceGraph): Promise<string[]> {
  return [
    ...(await actionFindings(graph)),
    ...(await resourceFindings(graph)),
    ...wildcardFindings(graph),
    ...(await conditionFindings(graph)),
    ...managedFindings(graph),
    ...trustFindings(graph),
  ];
}
