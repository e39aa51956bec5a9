/** Registers contact flows: fills in the ARNs their documents name, in an order in which each exists before it is named. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bind, placeholders } from "../../flows/language";
import { type Site, connectOptions } from "./site";

/** One contact flow. */
export interface FlowArgs {
  /** Name, 1 to 127 characters, unique in the instance; other flows name it. */
  name: string;
  /** Connect's flow type: CONTACT_FLOW, CUSTOMER_QUEUE, AGENT_WHISPER, … Never changeable. */
  type: string;
  /** What the flow does; up to 500 characters. */
  description?: string;
  /** Flow document (`Version 2019-10-30`) as JSON, with placeholders for what the stack makes. */
  content: string;
}

/** Finds the ARN of something a flow names, such as the queue `support`. */
export type Resolver = (kind: string, name: string, askedBy: string) => pulumi.Input<string>;

/** Makes flows one by one, each with the flows it names made before it. */
export class FlowRegistry {
  readonly flows = new Map<string, aws.connect.ContactFlow>();
  #wanted: ReadonlyMap<string, FlowArgs>;
  #opened: string[] = [];

  constructor(
    private site: Site,
    all: FlowArgs[],
    private resolve: Resolver,
  ) {
    this.#wanted = new Map(all.map((flow) => [flow.name, flow]));
  }

  /** Makes every flow that is not made yet. */
  buildAll(): void {
    for (const name of this.#wanted.keys()) {
      this.flow(name, `Flow ${name}`);
    }
  }

  /** The flow of this name, made now if need be, after the flows it names itself. */
  flow(name: string, askedBy: string): aws.connect.ContactFlow {
    const ready = this.flows.get(name);
    if (ready) {
      return ready;
    }
    const args = this.#wanted.get(name);
    if (!args) {
      const known = [...this.#wanted.keys()].join(", ") || "none";
      throw new Error(`${askedBy} names the flow "${name}", which is not declared. Declared: ${known}.`);
    }
    if (this.#opened.includes(name)) {
      throw new Error(
        `Flows name each other in a circle (${[...this.#opened, name].join(" → ")}): a flow needs the ARN of the one it names. Pass the target as a contact attribute instead.`,
      );
    }
    this.#opened.push(name);
    const content = this.bound(args);
    this.#opened.pop();
    const flow = this.site.lane.add(
      new aws.connect.ContactFlow(
        `${this.site.name}-flow-${name}`,
        { instanceId: this.site.instanceId, name, type: args.type, description: args.description, content },
        connectOptions(this.site),
      ),
    );
    this.flows.set(name, flow);
    return flow;
  }

  /** The flow's document with every placeholder filled in. */
  private bound(args: FlowArgs): pulumi.Output<string> {
    const values: Record<string, pulumi.Input<string>> = {};
    for (const { token, kind, name } of placeholders(args.content)) {
      const askedBy = `Flow ${args.name}`;
      values[token] = kind === "flow" ? this.flow(name, askedBy).arn : this.resolve(kind, name, askedBy);
    }
    return pulumi.output(values).apply((bindings) => bind(args.content, bindings));
  }
}
