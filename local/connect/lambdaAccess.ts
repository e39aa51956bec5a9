/**
 * Whether the declared resources let Amazon Connect invoke a function: the function must be associated with the instance,
 * and its resource policy must let connect.amazonaws.com invoke it for this instance. Checked before every invocation, as
 * the service would.
 */
import { type GraphResource, type ResourceGraph } from "../engine/graph";
import { idOf } from "./identifier";

/** What of the instance the check needs. */
interface InstanceIdentity {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
}

const PRINCIPAL = "connect.amazonaws.com";

function text(resource: GraphResource, name: string): string | undefined {
  const value = resource.outputs[name] ?? resource.inputs[name];
  return typeof value === "string" ? value : undefined;
}

/** The function ARN without version or alias. */
function unqualified(arn: string): string {
  return arn.split(":").slice(0, 7).join(":");
}

/** ARN patterns as conditions on a resource policy match them: `*` and `?` are wild. */
function matches(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`).test(arn);
}

/** Answers what is missing, per function. */
export class LambdaAccess {
  private readonly functions: readonly GraphResource[];
  private readonly associated: ReadonlySet<string>;
  private readonly permissions: readonly GraphResource[];
  private readonly answers = new Map<string, readonly string[]>();

  constructor(
    graph: ResourceGraph,
    private readonly instance: InstanceIdentity,
  ) {
    const all = (type: string): GraphResource[] => graph.resources.filter((resource) => resource.type === type);
    this.functions = all("aws:lambda/function:Function");
    this.permissions = all("aws:lambda/permission:Permission");
    this.associated = new Set(
      all("aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation")
        .filter((association) => idOf(text(association, "instanceId") ?? "") === idOf(instance.id))
        .map((association) => text(association, "functionArn") ?? ""),
    );
  }

  /** Name of a declared function, else the last part of its ARN. */
  functionName(arn: string): string {
    const declared = this.declared(arn);
    return (declared && (text(declared, "name") ?? declared.name)) ?? unqualified(arn).split(":").pop() ?? arn;
  }

  /** What keeps Amazon Connect from invoking the function, each with the resource that mends it; empty when nothing. */
  missing(arn: string): readonly string[] {
    let answer = this.answers.get(arn);
    if (answer === undefined) {
      answer = this.check(arn);
      this.answers.set(arn, answer);
    }
    return answer;
  }

  private declared(arn: string): GraphResource | undefined {
    return this.functions.find((resource) => text(resource, "arn") === unqualified(arn));
  }

  private check(arn: string): string[] {
    if (!/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn)) {
      return [`"${arn}" is not the ARN of a Lambda function; give LambdaFunctionARN a function's arn output`];
    }
    const name = this.functionName(arn);
    const missing: string[] = [];
    if (this.declared(arn) === undefined) {
      missing.push(
        `function ${name} does not exist: the program declares no aws.lambda.Function with ARN ${unqualified(arn)}`,
      );
    }
    if (!this.associated.has(unqualified(arn))) {
      missing.push(
        `function ${name} is not associated with the instance: declare aws.connect.LambdaFunctionAssociation for function ${name} (functionArn ${unqualified(arn)})`,
      );
    }
    const refusals = this.permissionsOf(arn).map((permission) => this.refusal(permission));
    if (!refusals.includes(undefined)) missing.push(this.explain(name, refusals as string[]));
    return missing;
  }

  private permissionsOf(arn: string): GraphResource[] {
    const target = unqualified(arn);
    const name = target.split(":")[6];
    return this.permissions.filter((permission) => {
      const given = text(permission, "function") ?? "";
      return given === name || unqualified(given) === target || given.endsWith(`:function:${name}`);
    });
  }

  /** Why one permission does not allow the invocation; undefined when it does. */
  private refusal(permission: GraphResource): string | undefined {
    const principal = text(permission, "principal");
    if (principal !== PRINCIPAL && principal !== "*") return `"${permission.name}" is for principal ${principal}`;
    const action = text(permission, "action") ?? "";
    if (!matches(action.toLowerCase(), "lambda:invokefunction")) return `"${permission.name}" allows only ${action}`;
    const sourceArn = text(permission, "sourceArn");
    if (sourceArn !== undefined && !matches(sourceArn, this.instance.arn)) {
      return `"${permission.name}" is for source ARN ${sourceArn}, not for this instance`;
    }
    const account = text(permission, "sourceAccount");
    if (account !== undefined && account !== this.instance.accountId) {
      return `"${permission.name}" is for source account ${account}, not ${this.instance.accountId}`;
    }
    return undefined;
  }

  private explain(name: string, refusals: readonly string[]): string {
    const near = refusals.length > 0 ? ` (declared, but not enough: ${refusals.join("; ")})` : "";
    return (
      `${PRINCIPAL} may not invoke function ${name}: declare aws.lambda.Permission for function ${name} with action ` +
      `"lambda:InvokeFunction", principal "${PRINCIPAL}", sourceArn ${this.instance.arn}, ` +
      `sourceAccount ${this.instance.accountId}${near}`
    );
  }
}
