/** G-04 and G-05: what roles may do, and who may call functions. */
import wildcardOnlyActions from "../data/wildcardOnlyActions.json";
import { FUNCTION } from "../model/edges";
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { isConfined, isService, knownStatements, type Statement } from "../model/statements";
import { entries, isOneOf, isText, texts, UNKNOWN } from "../model/value";

/** Actions whose only kind of resource is one that callers may leave out, and ours do: Polly without a lexicon. */
const WITHOUT_RESOURCE = ["polly:SynthesizeSpeech"];

/** Actions that take no resource, so that a policy can only write `*`: of AWS' catalogue, compared with it by a test. */
const ONLY_WILDCARD: ReadonlySet<string> = new Set(
  [...wildcardOnlyActions, ...WITHOUT_RESOURCE].map((action) => action.toLowerCase()),
);

/** Actions by which a role could give itself more rights, or let others in. */
const ESCALATING =
  /^(iam:(create|put|attach|update|delete|add|set|passrole)|sts:assumerole$|organizations:|kms:(putkeypolicy|creategrant)|lambda:(addpermission|updatefunctioncode|createfunction)|s3:putbucketpolicy|secretsmanager:putresourcepolicy)/i;

export const roles: Rule = {
  id: "G-04",
  title: "Roles name the actions and the resources they need, and nothing else.",
  protects: "One function that is taken over opens the whole account.",
  references: ["IAM.1", "IAM.21", "KMS.1", "KMS.2", "Lambda.1"],
  each: {
    "aws:iam/role:Role": (resource, report) => {
      trusts(resource, report);
      demand(
        resource,
        report,
        ["managedPolicyArns", (arns) => texts(arns).length === 0, "managed", "Use policies of the stack's own."],
        [
          "permissionsBoundary",
          (arn) => !isText(arn) || !/:aws:policy\/Admin/.test(arn),
          "managed",
          "Narrow the boundary.",
        ],
      );
      for (const policy of entries(resource.props["inlinePolicies"])) {
        const document =
          typeof policy === "object" && policy !== null && "policy" in policy ? policy.policy : undefined;
        grants(resource, document, report);
      }
    },
    "aws:iam/rolePolicy:RolePolicy": (resource, report) => grants(resource, resource.props["policy"], report),
    "aws:iam/policy:Policy": (resource, report) => grants(resource, resource.props["policy"], report),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attached,
    "aws:iam/policyAttachment:PolicyAttachment": attached,
    "aws:iam/user:User": (resource, report) =>
      report(resource, "user", "Use a role: a user's keys are kept for years."),
    "aws:iam/accessKey:AccessKey": (resource, report) => report(resource, "user", "Use a role instead of a key."),
  },
};

function attached(resource: Resource, report: Report): void {
  const managed = /^arn:[\w-]+:iam::aws:policy\//;
  demand(resource, report, [
    "policyArn",
    (arn) => isText(arn) && !managed.test(arn),
    "managed",
    "Write the few actions that are needed: AWS' managed policies grant far more.",
  ]);
}

function trusts(resource: Resource, report: Report): void {
  for (const statement of knownStatements(resource.props["assumeRolePolicy"])) {
    if (statement.effect !== "Allow") continue;
    const { principals, notPrincipals } = statement;
    if (notPrincipals || principals.includes("*")) report(resource, "trust", "Name who may assume the role.");
    const foreign = principals.some((principal) => !isService(principal) && principal !== "*");
    if (foreign && !isConfined(statement)) report(resource, "trust", "Let services assume it, not accounts or users.");
    const needsSource = principals.some((principal) => isService(principal) && !LOCAL_SERVICES.has(principal));
    if (needsSource && !isConfined(statement)) {
      report(resource, "trust-source", "Confine the service by aws:SourceAccount or aws:SourceArn.");
    }
  }
}

/** Services that assume a role only for resources of its own account, and send no source. */
const LOCAL_SERVICES: ReadonlySet<string> = new Set(["lambda.amazonaws.com", "ec2.amazonaws.com"]);

function grants(resource: Resource, document: unknown, report: Report): void {
  const statements = knownStatements(document);
  for (const statement of statements) {
    if (statement.effect !== "Allow") continue;
    if (statement.notActions.length > 0 || statement.notResources.length > 0) {
      report(resource, "everything-but", "Name what is allowed, not what is not.");
    }
    const wide = statement.actions.filter((action) => action.includes("*") || action.includes("?"));
    if (wide.length > 0) report(resource, "wildcard-action", `Name the actions instead of ${wide.join(", ")}.`);
    const escalating = statement.actions.filter((action) => ESCALATING.test(action));
    if (escalating.length > 0) report(resource, "escalation", `A handler needs no ${escalating.join(", ")}.`);
    widerThanNeeded(resource, statement, statements, report);
  }
}

function widerThanNeeded(
  resource: Resource,
  statement: Statement,
  statements: readonly Statement[],
  report: Report,
): void {
  if (statement.resources.some(isEverything)) {
    const narrow = statement.actions.filter((action) => {
      return !ONLY_WILDCARD.has(action.toLowerCase()) && !forPhonesOnly(action, statements);
    });
    if (narrow.length > 0) report(resource, "wildcard-resource", `Name the resources of ${narrow.join(", ")}.`);
  }
  const wide = statement.resources.filter((arn) => !isEverything(arn) && isWide(arn));
  if (wide.length > 0) report(resource, "wildcard-resource", `Name the resource instead of ${wide.join(", ")}.`);
}

function isEverything(arn: string): boolean {
  return arn === "*" || /^arn:[^:]*:\*/.test(arn);
}

/** Whether an ARN names neither account nor the beginning of a name: a kind of resource as a whole, in any account. */
function isWide(arn: string): boolean {
  const [, , service = "", , account = "", ...rest] = arn.split(":");
  const name = rest.join(":");
  if (service === "s3") return /^\*/.test(name);
  return account === "*" || /^\*/.test(name) || /^[\w-]+[/:]\*$/.test(name);
}

/** Text messages go to numbers, which are no resources: allowed everywhere, and denied for every topic. */
function forPhonesOnly(action: string, statements: readonly Statement[]): boolean {
  if (action.toLowerCase() !== "sns:publish") return false;
  return statements.some(({ effect, actions, resources, conditions }) => {
    const everyTopic = resources.some((arn) => arn === "*" || /^arn:[^:]+:sns:\*:\*:\*$/.test(arn));
    return (
      effect === "Deny" && everyTopic && conditions.length === 0 && actions.some((name) => /^sns:publish$/i.test(name))
    );
  });
}

const INSTANCE = "connect/instance:Instance";

export const invocations: Rule = {
  id: "G-05",
  title: "Only this stack's own instance, bot, buckets and APIs may call a function.",
  protects: "Somebody else's Connect instance or bucket calls our functions in our name.",
  references: ["Lambda.1"],
  each: {
    "aws:lambda/functionUrl:FunctionUrl": (resource, report) =>
      demand(
        resource,
        report,
        ["authorizationType", isOneOf("AWS_IAM"), "url", "Set authorizationType to AWS_IAM."],
        ["cors.allowOrigins", (origins) => !texts(origins).includes("*"), "url", "Name the origins."],
      ),
    "aws:lambda/permission:Permission": (resource, report) => {
      const { principal, sourceArn, sourceAccount } = resource.props;
      demand(
        resource,
        report,
        ["action", isOneOf("lambda:InvokeFunction"), "action", "Allow lambda:InvokeFunction only."],
        ["principal", (value) => isText(value) && value !== "*", "principal", "Name who may call."],
      );
      if (!isText(principal) || !isService(principal) || sourceArn === UNKNOWN) return;
      if (!isText(sourceArn) || /^\*|:\*$|instance\/\*/.test(sourceArn)) {
        report(resource, "source", "Set sourceArn to what calls.");
      } else if (!namesAccount(sourceArn) && !isText(sourceAccount) && sourceAccount !== UNKNOWN) {
        report(resource, "source", `${sourceArn} says nothing of the account: set sourceAccount too.`);
      }
      if (/^(connect|lexv2)\./.test(principal) && !isText(sourceAccount) && sourceAccount !== UNKNOWN) {
        report(resource, "source", "Set sourceAccount.");
      }
    },
  },
  stack: (stack, report) => {
    for (const permission of stack.of("lambda/permission:Permission")) {
      fromOurInstance(stack, permission, report);
      const named = permission.props["function"];
      if (isText(named) && !stack.identified(named, FUNCTION))
        report(permission, "function", "Name a function of the stack.");
    }
  },
};

function namesAccount(arn: string): boolean {
  return /^\d{12}$/.test(arn.split(":")[4] ?? "");
}

function fromOurInstance(stack: Stack, permission: Resource, report: Report): void {
  const { principal, sourceArn } = permission.props;
  if (principal !== "connect.amazonaws.com" || !isText(sourceArn) || stack.of(INSTANCE).length === 0) return;
  if (!stack.identified(sourceArn, INSTANCE)) {
    report(permission, "source", `${sourceArn} is not this stack's instance.`);
  }
}
