/** Registers contact flows and flow modules: fills in the ARNs their documents name, in an order in which each exists before it is named. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bind, placeholders } from "../../flows/language";
import { connectOptions, named, type Site } from "./site";

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

/** One flow module: a part that flows share, with 250 actions of its own. */
export interface FlowModuleArgs {
  /** Name, 1 to 127 characters, unique among the instance's modules; flows name it in `moduleRef`. */
  name: string;
  /** What the module does; up to 500 characters. */
  description?: string;
  /** Module document (`Version 2019-10-30`, with `Settings`) as JSON, with placeholders for what the stack makes. */
  content: string;
}

/** Finds the ARN of something a flow names, such as the queue `support`. */
export type Resolver = (kind: string, name: string, askedBy: string) => pulumi.Input<string>;

/** What both kinds of document have in common. */
interface Wanted {
  readonly args: FlowArgs | FlowModuleArgs;
  /** For messages: `flow inbound`, `module survey`. */
  readonly label: string;
}

/** Makes flows and modules one by one, each with those it names made before it. */
export class FlowRegistry {
  readonly flows = new Map<string, aws.connect.ContactFlow>();
  readonly modules = new Map<string, aws.connect.ContactFlowModule>();
  #wantedFlows: ReadonlyMap<string, FlowArgs>;
  #wantedModules: ReadonlyMap<string, FlowModuleArgs>;
  #opened: string[] = [];

  constructor(
    private site: Site,
    all: FlowArgs[],
    modules: FlowModuleArgs[],
    private resolve: Resolver,
  ) {
    this.#wantedFlows = byName("flows", all);
    this.#wantedModules = byName("modules", modules);
  }

  /** Makes every flow and module that is not made yet. */
  buildAll(): void {
    for (const name of this.#wantedModules.keys()) {
      this.module(name, `Module ${name}`);
    }
    for (const name of this.#wantedFlows.keys()) {
      this.flow(name, `Flow ${name}`);
    }
  }

  /** The flow of this name, made now if need be, after the flows and modules it names itself. */
  flow(name: string, askedBy: string): aws.connect.ContactFlow {
    const ready = this.flows.get(name);
    if (ready) {
      return ready;
    }
    const args = named(this.#wantedFlows, "flow", name, askedBy);
    const content = this.bound({ args, label: `Flow ${name}` });
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

  /** The module of this name, made now if need be, after the modules and flows it names itself. */
  module(name: string, askedBy: string): aws.connect.ContactFlowModule {
    const ready = this.modules.get(name);
    if (ready) {
      return ready;
    }
    const args = named(this.#wantedModules, "module", name, askedBy);
    const content = this.bound({ args, label: `Module ${name}` });
    const module = this.site.lane.add(
      new aws.connect.ContactFlowModule(
        `${this.site.name}-module-${name}`,
        { instanceId: this.site.instanceId, name, description: args.description, content },
        connectOptions(this.site),
      ),
    );
    this.modules.set(name, module);
    return module;
  }

  /** The document with every placeholder filled in. */
  private bound({ args, label }: Wanted): pulumi.Output<string> {
    if (this.#opened.includes(label)) {
      const opened = [...this.#opened.slice(this.#opened.indexOf(label)), label];
      const circle = opened.map((each) => each.slice(each.indexOf(" ") + 1));
      throw new Error(
        `Flows name each other in a circle (${circle.join(" → ")}): a flow needs the ARN of the one it names. Pass the target as a contact attribute instead.`,
      );
    }
    this.#opened.push(label);
    const values: Record<string, pulumi.Input<string>> = {};
    for (const { token, kind, name } of placeholders(args.content)) {
      values[token] = this.arnOf(kind, name, label);
    }
    this.#opened.pop();
    return pulumi.output(values).apply((bindings) => bind(args.content, bindings));
  }

  private arnOf(kind: string, name: string, askedBy: string): pulumi.Input<string> {
    switch (kind) {
      case "flow":
        return this.flow(name, askedBy).arn;
      case "module":
        return this.module(name, askedBy).arn;
      default:
        return this.resolve(kind, name, askedBy);
    }
  }
}

function byName<Args extends { name: string }>(what: string, all: readonly Args[]): ReadonlyMap<string, Args> {
  const names = new Map(all.map((args) => [args.name, args]));
  if (names.size < all.length) {
    const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
    throw new Error(`Two ${what} are named "${twice?.name}"; names are unique in an instance. Rename one.`);
  }
  return names;
}
