/**
 * Queues, topics, mail, secrets and what invokes functions in their name, wired together: what the local run has of the
 * services a centre sends messages with.
 */
import type { Clock } from "./clock";
import type { ResourceGraph } from "./engine/graph";
import type { Gateway } from "./gateway";
import { evaluate } from "./iam/evaluate";
import { normalizeStatement } from "./iam/policyDocument";
import { AsynchronousInvocations } from "./lambda/asynchronousInvocations";
import { startMappings } from "./lambda/eventSourceMappings";
import type { FunctionSpec, LambdaDiagnostic } from "./lambda/functionSpec";
import { InvokeApi } from "./lambda/invokeApi";
import type { LambdaService } from "./lambda/lambdaService";
import { Outbox } from "./outbox/outbox";
import { SecretsManagerService } from "./secretsManager/secretsManagerService";
import type { Authorizer, Permission } from "./services/access";
import { SesService } from "./ses/sesService";
import { SnsService } from "./sns/snsService";
import { SqsService } from "./sqs/sqsService";

/** What messaging runs with. */
export interface MessagingOptions {
  clock: Clock;
  gateway: Gateway;
  lambda: LambdaService;
  iam?: Authorizer;
}

const SNS = "sns.amazonaws.com";

/** The messaging services of one centre; started, they answer at the gateway as sqs, sns, ses, secretsmanager, lambda. */
export class LocalMessaging {
  readonly outbox = new Outbox();
  readonly queues: SqsService;
  readonly topics: SnsService;
  readonly mail: SesService;
  readonly secrets: SecretsManagerService;
  /** Invocations nobody waits for, with their retries. */
  readonly later: AsynchronousInvocations;
  /** What is declared and cannot work: dead-letter queues, mappings. */
  readonly diagnostics: readonly LambdaDiagnostic[];

  private constructor(
    graph: ResourceGraph,
    private readonly options: MessagingOptions,
  ) {
    const { clock, iam, lambda } = options;
    const { outbox } = this;
    this.queues = SqsService.fromGraph(graph, { clock, iam });
    this.later = new AsynchronousInvocations(graph, {
      clock,
      functions: lambda,
      iam,
      destinations: {
        permissionsFor: (arn) => this.#toWrite(arn),
        send: (arn, body) => this.#record(arn, body),
      },
    });
    const receivers = {
      queue: (arn: string, message: Parameters<SqsService["deliver"]>[1], topicArn: string) =>
        this.queues.deliver(arn, message, SNS, topicArn),
      invoke: (arn: string, event: unknown, topicArn: string) => this.#invokeFor(arn, event, topicArn),
    };
    this.topics = SnsService.fromGraph(graph, { clock, outbox, receivers, iam });
    this.mail = SesService.fromGraph(graph, { clock, outbox, iam });
    this.secrets = SecretsManagerService.fromGraph(graph, { clock, iam });
    const mappings = startMappings(graph, { clock, functions: lambda, queues: this.queues, iam });
    this.diagnostics = [...this.queues.diagnostics, ...mappings.diagnostics];
  }

  /**
   * Starts what a graph declares and puts it behind the gateway.
   * @throws Error for an event source mapping AWS would refuse
   */
  static start(graph: ResourceGraph, options: MessagingOptions): LocalMessaging {
    const messaging = new LocalMessaging(graph, options);
    const { gateway, lambda, iam } = options;
    const functions = new InvokeApi({ lambda, later: messaging.later, iam });
    gateway.register("sqs", (request) => messaging.queues.handle(request));
    gateway.register("sns", (request) => messaging.topics.handle(request));
    gateway.register("ses", (request) => messaging.mail.handle(request));
    gateway.register("secretsmanager", (request) => messaging.secrets.handle(request));
    gateway.register("lambda", (request) => functions.handle(request));
    return messaging;
  }

  /** Invokes a function for a topic, which the function's resource policy must allow. */
  #invokeFor(functionArn: string, event: unknown, topicArn: string): string | undefined {
    const statements = this.options.lambda.resourcePolicy(functionArn).map(normalizeStatement);
    const context = new Map([
      ["aws:sourcearn", [topicArn]],
      ["aws:sourceaccount", [topicArn.split(":")[4] ?? ""]],
    ]);
    const request = { action: "lambda:InvokeFunction", resource: functionArn, context };
    if (evaluate(statements, request, { aws: [], service: SNS }) !== "allow") {
      return `no aws.lambda.Permission lets ${SNS} invoke ${functionArn} for ${topicArn}`;
    }
    const requestId = this.later.invoke(functionArn, event);
    return requestId === undefined ? `the program declares no function ${functionArn}` : undefined;
  }

  /** What a role needs to write to a destination. */
  #toWrite(destinationArn: string): Permission[] {
    const queue = this.queues.queue(destinationArn);
    if (queue) return this.queues.permissionsFor("SendMessage", queue.definition);
    return [{ action: destinationArn.includes(":sns:") ? "sns:Publish" : "sqs:SendMessage", resource: destinationArn }];
  }

  /** Takes the record of an asynchronous invocation; the function's role is allowed to write it by now. */
  #record(destinationArn: string, body: string): string | undefined {
    const service = destinationArn.split(":")[2];
    if (service === "sns") return this.topics.publish(destinationArn, body);
    if (service !== "sqs")
      return `${destinationArn} is neither a queue nor a topic, which is all this machine writes to`;
    const queue = this.queues.queue(destinationArn);
    if (!queue) return `the program declares no queue ${destinationArn}`;
    queue.send({ body, attributes: {} }, "lambda");
    return undefined;
  }
}

/**
 * The variables of a function that hold a queue's URL, with this machine's address in it. The SDK sends where the URL says,
 * whatever AWS_ENDPOINT_URL says, and nothing may ever leave for AWS.
 */
export function localQueueUrls(spec: FunctionSpec, gatewayUrl: string): Record<string, string> {
  const urls = Object.entries(spec.environment).flatMap(([name, value]) => {
    const path = /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(\/\d{12}\/[\w.-]+)$/.exec(value)?.[1];
    return path === undefined ? [] : [[name, `${gatewayUrl}${path}`] as const];
  });
  return Object.fromEntries(urls);
}
