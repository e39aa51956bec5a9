/** A centre of this very program that writes down what every role asks for, and what plays on it. */
import { LocalCenter } from "../../local/center";
import { seed, type Seeded } from "../../local/cli/seed";
import { sampleCustomers } from "../../local/data/sampleData";
import type { ResourceGraph } from "../../local/engine/graph";
import { AccessLog } from "../../local/iam/accessLog";
import type { FunctionSpec } from "../../local/lambda/lambdaService";
import { HubCenter } from "../notifications/hubCenter";
import { START } from "../support/connectGraph";

/** Clients of the AWS SDK take these. */
export interface ClientSettings {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  maxAttempts: number;
}

/** A request to a role, and what it would be refused by. */
export type Refusal = (request: { roleArn: string; action: string; resource: string }) => boolean;

/** The running centre. */
export class Stage {
  private constructor(
    readonly center: LocalCenter,
    readonly hub: HubCenter,
    /** What roles asked for. */
    readonly log: AccessLog,
    /** A customer with an order. */
    readonly customer: Seeded,
  ) {}

  /** Starts a graph, with sample customers in its tables. */
  static async open(graph: ResourceGraph): Promise<Stage> {
    const accessLog = new AccessLog();
    const center = await LocalCenter.fromGraph(graph, { startAt: START, handlers: "inProcess", accessLog });
    return new Stage(center, HubCenter.around(center), accessLog, await seed(center, sampleCustomers(new Date(START))));
  }

  /** The function a component made under a name. @throws Error when there is none */
  spec(name: string): FunctionSpec {
    const found = this.center.lambda.list().find((spec) => spec.name.replace(/-[0-9a-f]{7}$/, "") === name);
    if (found === undefined) throw new Error(`The stack has no function ${name}.`);
    return found;
  }

  has(name: string): boolean {
    return this.center.lambda.list().some((spec) => spec.name.startsWith(`${name}-`));
  }

  /** Invokes a function. @throws Error when it fails; what it answers otherwise */
  async invoke(name: string, event: unknown): Promise<Record<string, unknown>> {
    const outcome = await this.center.lambda.invoke(this.spec(name).arn, event);
    if (!outcome.ok) throw new Error(`${name} failed: ${outcome.error} ${outcome.message}`);
    return outcome.payload as Record<string, unknown>;
  }

  /**
   * Runs a function's own code outside its container, in its role and with its environment: for what takes a clock of the test,
   * such as running out of time.
   */
  async inRoleOf<T>(name: string, work: (settings: ClientSettings) => Promise<T>): Promise<T> {
    const { gateway, graph } = this.center;
    const { roleArn, environment } = this.spec(name);
    const credentials = gateway.issueCredentials({ roleArn, sessionName: name });
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      return await work({ endpoint: gateway.url, region: graph.region, credentials, maxAttempts: 1 });
    } finally {
      for (const key of Object.keys(environment)) delete process.env[key];
      Object.assign(process.env, before);
    }
  }

  /** Refuses some requests of roles while work is done. They are not written down: no policy refused them. */
  async whileRefused(refused: Refusal, work: () => Promise<void>): Promise<void> {
    const { iam } = this.center;
    const authorize = iam.authorize.bind(iam);
    iam.authorize = (request) =>
      refused(request) ? { allowed: false, message: "Refused by a test" } : authorize(request);
    try {
      await work();
    } finally {
      iam.authorize = authorize;
    }
  }

  /** Has some functions end, whatever they are asked, as one does that runs out of memory. */
  async whileFailing(names: readonly string[], work: () => Promise<void>): Promise<void> {
    const { lambda } = this.center;
    const failing = names.filter((name) => this.has(name)).map((name) => this.spec(name).arn);
    const invoke = lambda.invoke.bind(lambda);
    lambda.invoke = async (arn, ...rest) =>
      failing.includes(arn)
        ? { ok: false, error: "Unhandled", message: "Ended by a test", durationMs: 0 }
        : invoke(arn, ...rest);
    try {
      await work();
    } finally {
      lambda.invoke = invoke;
    }
  }

  /** Lets virtual seconds pass. */
  seconds(count: number): Promise<void> {
    return this.center.clock.advance(count * 1_000);
  }

  close(): Promise<void> {
    return this.center.close();
  }
}
