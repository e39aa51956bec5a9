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
import type { Destinations } from "./lambda/destinations";
import { startMappings } from "./lambda/eventSourceMappings";
import type { EventStream } from "./lambda/eventStream";
import type { FunctionSpec, LambdaDiagnostic } from "./lambda/functionSpec";
import { InvokeApi } from "./lambda/invokeApi";
import type { LambdaService } from "./lambda/lambdaService";
import type { QueueConsumer } from "./lambda/queueConsumer";
import { QueueMappings } from "./lambda/queueMappings";
import { StreamConsumer } from "./lambda/streamConsumer";
import { StreamMappings } from "./lambda/streamMappings";
import { Outbox } from "./outbox/outbox";
import { SecretsManagerService } from "./secretsManager/secretsManagerService";
import type { Authorizer, Permission } from "./services/access";
import { SesService } from "./ses/sesService";
import { SnsService } from "./sns/snsService";
import { SqsService } from "./sqs/sqsService";

/** Buckets, as far as Lambda writes to them in a function's name. */
export interface ObjectWriter {
  /** What a role needs to write an object, the use of its key included. */
  permissionsToWrite(bucket: string, key: string): Permission[];
  /** Writes an object; answers why not when the program declares no such bucket. */
  write(bucket: string, key: string, body: Uint8Array): string | undefined;
}

/** What messaging runs with. */
export interface MessagingOptions {
  clock: Clock;
  gateway: Gateway;
  lambda: LambdaService;
  iam?: Authorizer;
  /** The stream with an ARN, for the mappings that read one; none when left out. */
  stream?(arn: string): EventStream | undefined;
  /** Where failed batches of streams are kept whole; nothing is written to buckets when left out. */
  objects?: ObjectWriter;
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
  /** What invokes functions with messages of queues and records of streams. */
  readonly consumers: readonly (QueueConsumer | StreamConsumer)[];
  /** What is declared and cannot work: dead-letter queues, mappings. */
  readonly diagnostics: readonly LambdaDiagnostic[];

  private readonly accountId: string;

  private constructor(
    graph: ResourceGraph,
    private readonly options: MessagingOptions,
  ) {
    this.accountId = graph.accountId;
    const { clock, iam, lambda } = options;
    const { outbox } = this;
    this.queues = SqsService.fromGraph(graph, { clock, iam });
    const destinations: Destinations = {
      permissionsFor: (arn, key) => this.#toWrite(arn, key),
      send: (arn, body, key) => this.#record(arn, body, key),
    };
    this.later = new AsynchronousInvocations(graph, {
      clock,
      functions: lambda,
      iam,
      destinations,
    });
    const receivers = {
      queue: (arn: string, message: Parameters<SqsService["deliver"]>[1], topicArn: string) =>
        this.queues.deliver(arn, message, SNS, topicArn),
      invoke: (arn: string, event: unknown, topicArn: string) => this.invokeFor(arn, event, SNS, topicArn),
    };
    this.topics = SnsService.fromGraph(graph, { clock, outbox, receivers, iam });
    this.mail = SesService.fromGraph(graph, { clock, outbox, iam });
    this.secrets = SecretsManagerService.fromGraph(graph, { clock, iam });
    const mappings = startMappings<QueueConsumer | StreamConsumer>(graph, lambda.list(), [
      new QueueMappings({ clock, functions: lambda, queues: this.queues, iam }),
      new StreamMappings({
        clock,
        functions: lambda,
        stream: (arn) => options.stream?.(arn),
        destinations,
        iam,
      }),
    ]);
    this.consumers = mappings.consumers;
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

  /** The mappings that read streams, with their metrics and what is left to do. */
  get streamConsumers(): StreamConsumer[] {
    return this.consumers.filter((consumer): consumer is StreamConsumer => consumer instanceof StreamConsumer);
  }

  /** Invokes a function for a topic or a bucket, which the function's resource policy must allow; answers why not. */
  invokeFor(functionArn: string, event: unknown, service: string, sourceArn: string): string | undefined {
    const refusal = this.refusalToInvoke(functionArn, service, sourceArn);
    if (refusal !== undefined) return refusal;
    const requestId = this.later.invoke(functionArn, event);
    return requestId === undefined ? `the program declares no function ${functionArn}` : undefined;
  }

  /** Why a function's resource policy does not let a service in for a source. */
  refusalToInvoke(functionArn: string, service: string, sourceArn: string): string | undefined {
    const { lambda } = this.options;
    const statements = lambda.resourcePolicy(functionArn).map(normalizeStatement);
    const context = new Map([
      ["aws:sourcearn", [sourceArn]],
      ["aws:sourceaccount", [this.accountId]],
    ]);
    const request = { action: "lambda:InvokeFunction", resource: functionArn, context };
    const allowed = evaluate(statements, request, { aws: [], service }) === "allow";
    return allowed ? undefined : `no aws.lambda.Permission lets ${service} invoke ${functionArn} for ${sourceArn}`;
  }

  /** What a role needs to write to a destination. */
  #toWrite(destinationArn: string, key = ""): Permission[] {
    const bucket = bucketOf(destinationArn);
    if (bucket !== undefined) {
      const put = { action: "s3:PutObject", resource: `${destinationArn}/${key}` };
      const toWrite = this.options.objects?.permissionsToWrite(bucket, key) ?? [put];
      return [...toWrite, { action: "s3:ListBucket", resource: destinationArn }];
    }
    const queue = this.queues.queue(destinationArn);
    if (queue) return this.queues.permissionsFor("SendMessage", queue.definition);
    return [{ action: destinationArn.includes(":sns:") ? "sns:Publish" : "sqs:SendMessage", resource: destinationArn }];
  }

  /** Takes the record of an invocation; the function's role is allowed to write it by now. */
  #record(destinationArn: string, body: string, key = ""): string | undefined {
    const service = destinationArn.split(":")[2];
    const bucket = bucketOf(destinationArn);
    const { objects } = this.options;
    if (service === "sns") return this.topics.publish(destinationArn, body);
    if (bucket !== undefined && objects) return objects.write(bucket, key, Buffer.from(body));
    if (service !== "sqs") {
      return `${destinationArn} is neither a queue, a topic nor a bucket of this machine, which is all it writes to`;
    }
    const queue = this.queues.queue(destinationArn);
    if (!queue) return `the program declares no queue ${destinationArn}`;
    queue.send({ body, attributes: {} }, "lambda");
    return undefined;
  }
}

/** The bucket an ARN names; undefined when it is that of something else. */
function bucketOf(arn: string): string | undefined {
  return /^arn:[^:]+:s3:::([^/]+)$/.exec(arn)?.[1];
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
