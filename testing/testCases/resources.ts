/** What the resources of a test case are on this machine: by ARN or id, or by the name a placeholder gives. */
import type { ConnectService } from "../../local/connect";
import { idOf } from "../../local/connect/identifier";
import type { ResourceGraph } from "../../local/engine/graph";
import { type Placeholder, placeholders } from "../../flows/language/placeholders";

const ASSOCIATION = "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation";

/** Resolves the references of a test case. */
export class Resources {
  private readonly functions: ReadonlyMap<string, string>;

  /**
   * @param graph knows the functions of the program by the names flows give them
   * @param bindings ARNs by placeholder token, such as `function:lookupCaller`; they come before everything else
   */
  constructor(
    private readonly service: ConnectService,
    graph: ResourceGraph | undefined,
    private readonly bindings: Readonly<Record<string, string>> = {},
  ) {
    const associations = graph?.resources.filter(({ type }) => type === ASSOCIATION) ?? [];
    this.functions = new Map(associations.map(({ name, inputs }) => [name, String(inputs["functionArn"])]));
  }

  /** A reference with its placeholder, if it is one, replaced by what it stands for. */
  resolve(reference: string): string {
    const [named] = placeholders(reference);
    return named === undefined ? reference : (this.bindings[named.token] ?? this.find(named) ?? reference);
  }

  /** Whether two references name the same resource: an id, and an ARN that ends with it, do. */
  same(one: string, other: string): boolean {
    const [a, b] = [this.resolve(one), this.resolve(other)];
    return a === b || idOf(a) === idOf(b);
  }

  private find({ kind, name }: Placeholder): string | undefined {
    const { flows, instance } = this.service;
    switch (kind) {
      case "queue":
        return instance.queues.find((queue) => queue.name === name)?.arn;
      case "hours":
        return [...instance.hours].find(([, hours]) => hours.name === name)?.[0];
      case "flow":
      case "module":
        return flows.all().find((flow) => flow.name === name)?.arn;
      case "function":
        return this.functionArn(name);
      default:
        return undefined;
    }
  }

  /** A function by the name the program associates it under, or by its own. */
  private functionArn(name: string): string | undefined {
    const all = [...this.functions];
    const associated = all.find(([association]) => association.endsWith(`-function-${name}`));
    return (associated ?? all.find(([, arn]) => idOf(arn) === name))?.[1];
  }
}
