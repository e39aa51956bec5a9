/**
 * Firehose of the local run: the streams the program declares, behind the gateway and beside the Kinesis streams they read,
 * delivering to the local S3 with the permissions of their roles. Streams come from the program, so no operation makes,
 * changes or drops one.
 */
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import type { Principal, ServiceAnswer, ServiceRequest } from "../gateway/service";
import type { KinesisRecord, KinesisService } from "../kinesis/kinesisService";
import type { StreamReader } from "../kinesis/streamReader";
import type { S3Service } from "../s3/s3Service";
import { keyNamed, requirePermissions } from "../services/access";
import { EVERYTHING, ServiceFaults } from "../services/faults";
import { jsonAnswer, jsonError, jsonInput, operationOf, type Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { DeliveryStream } from "./deliveryStream";
import { describeStream } from "./describe";
import { DirectPut } from "./directPut";
import { keyProblem } from "./grants";
import { problemOfSource, readSource, type RoleAuthorizer } from "./kinesisSource";
import { PutLimits, type Throughput } from "./putLimits";
import { putRecord, putRecordBatch, type PutTarget, type RecordFault } from "./puts";
import { firehoseDefinitions, type FirehoseDefinition } from "./streamDefinition";

export { LARGE_REGION_THROUGHPUT, type Throughput } from "./putLimits";
export type { DeliveryMetrics, DeliveryStream } from "./deliveryStream";
export type { FirehoseDefinition } from "./streamDefinition";

/** What the local Firehose works with. */
export interface FirehoseOptions {
  clock: Clock;
  s3: S3Service;
  /** The Kinesis streams some streams read. */
  streams: KinesisService;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: RoleAuthorizer;
}

/** Something declared that AWS would refuse, or that cannot work here. */
export interface FirehoseDiagnostic {
  urn: string;
  message: string;
}

const OPERATIONS = ["DescribeDeliveryStream", "ListDeliveryStreams", "PutRecord", "PutRecordBatch"];
const FIREHOSE = "firehose.amazonaws.com";
/** What AWS wants the delivery role to have besides writing; deliveries go without it until one has to be repeated. */
const ALSO_NEEDED = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];

/** The local Firehose: made from a graph, registered at the gateway with its `handle`. */
export class FirehoseService {
  /** Faults of API requests, by stream name. */
  readonly faults = new ServiceFaults(() => new ServiceError("ServiceUnavailableException", "Slow down.", 503));
  /** What is declared and cannot work. */
  readonly diagnostics: readonly FirehoseDiagnostic[];
  readonly #streams = new Map<string, DeliveryStream>();
  readonly #definitions: readonly FirehoseDefinition[];
  readonly #readers: StreamReader<KinesisRecord>[] = [];
  readonly #problems = new Map<string, string>();
  readonly #keyProblems = new Map<string, string>();
  readonly #limits = new Map<string, PutLimits>();
  readonly #recordFaults = new Map<string, RecordFault>();

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: FirehoseOptions,
  ) {
    this.#definitions = firehoseDefinitions(graph);
    this.diagnostics = this.#definitions.flatMap((definition) => this.#start(definition));
  }

  static fromGraph(graph: ResourceGraph, options: FirehoseOptions): FirehoseService {
    return new FirehoseService(graph, options);
  }

  /** Every stream that delivers. */
  list(): DeliveryStream[] {
    return [...this.#streams.values()];
  }

  /** A stream by its name or ARN; undefined when the program declares none such, or one that cannot deliver here. */
  find(reference: string): DeliveryStream | undefined {
    return this.#streams.get(reference.slice(reference.lastIndexOf("/") + 1));
  }

  /** A stream by its name or ARN. @throws Error naming those there are */
  stream(reference: string): DeliveryStream {
    const found = this.find(reference);
    if (found) return found;
    const known = [...this.#streams.keys()].join(", ") || "none; declare aws.kinesis.FirehoseDeliveryStream";
    throw new Error(`There is no Firehose stream "${reference}". Streams are: ${known}.`);
  }

  /**
   * A stream as a service of AWS puts records to it that the program has associated with it; a text says why it takes none, and
   * undefined that the program declares none such.
   */
  directPut(arn: string): DirectPut | string | undefined {
    const definition = this.#definitions.find((one) => one.arn === arn);
    if (!definition) return undefined;
    if (definition.source) return `stream "${definition.name}" reads a Kinesis data stream and takes no records`;
    const key = keyNamed(this.graph, definition.keyArn);
    return new DirectPut({ name: definition.name, key }, () => this.#target(definition));
  }

  /** Delivers what the streams have now (records a source has not given yet are not among it); resolves when tried. */
  async flush(): Promise<void> {
    await Promise.all(this.list().map((stream) => stream.flush()));
  }

  /**
   * Sets what a stream takes in a second; undefined ends it. Nothing is limited at first: virtual time stands still while
   * work is done, so whatever is put meanwhile would count as put within one instant.
   */
  limit(name: string, throughput: Throughput | undefined): void {
    if (throughput) this.#limits.set(name, new PutLimits(throughput));
    else this.#limits.delete(name);
  }

  /** Says which records of a stream are refused one by one, as in a batch that fails in part; undefined ends it. */
  failRecords(name: string, fault: RecordFault | undefined): void {
    if (fault) this.#recordFaults.set(name, fault);
    else this.#recordFaults.delete(name);
  }

  /** Answers one request from the gateway; register it there as `firehose`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request, "Firehose_20150804", OPERATIONS);
      const input = jsonInput(request.body);
      const name = typeof input["DeliveryStreamName"] === "string" ? input["DeliveryStreamName"] : EVERYTHING;
      return await this.faults.meet(name, operation, () =>
        Promise.resolve(jsonAnswer(this.#run(operation, input, request.principal), "1.1")),
      );
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "1.1");
      throw error;
    }
  }

  /** Ends reading and forgets what was not delivered. */
  close(): void {
    this.#readers.forEach((reader) => reader.close());
    this.list().forEach((stream) => stream.close());
  }

  #run(operation: string, input: Json, principal: Principal): Json {
    if (operation === "ListDeliveryStreams") {
      this.#authorize(principal, operation, "*");
      return { DeliveryStreamNames: this.#definitions.map(({ name }) => name).sort(), HasMoreDeliveryStreams: false };
    }
    const definition = this.#definitionOf(input["DeliveryStreamName"]);
    this.#authorize(principal, operation, definition.arn);
    if (operation === "DescribeDeliveryStream") return describeStream(definition);
    const target = this.#target(definition);
    return operation === "PutRecord" ? putRecord(input, target) : putRecordBatch(input, target);
  }

  #target(definition: FirehoseDefinition): PutTarget {
    return {
      stream: this.#writable(definition),
      limits: this.#limits.get(definition.name),
      fault: this.#recordFaults.get(definition.name),
      now: this.options.clock.now(),
    };
  }

  #authorize(principal: Principal, operation: string, resource: string): void {
    const needed = [{ action: `firehose:${operation}`, resource }];
    requirePermissions(this.options.iam, principal, needed, () => "AccessDeniedException");
  }

  #definitionOf(reference: unknown): FirehoseDefinition {
    const definition = this.#definitions.find(({ name }) => name === reference);
    if (definition) return definition;
    const place = `under account ${this.graph.accountId} not found: the program declares none such.`;
    throw new ServiceError("ResourceNotFoundException", `Firehose ${String(reference)} ${place}`);
  }

  /** The stream that takes records; @throws ServiceError for one with a source, a key that is closed, or no destination */
  #writable(definition: FirehoseDefinition): DeliveryStream {
    const key = this.#keyProblems.get(definition.name);
    if (key !== undefined) throw new ServiceError("InvalidKMSResourceException", key);
    const stream = this.#streams.get(definition.name);
    if (!stream) throw new ServiceError("ServiceUnavailableException", this.#problems.get(definition.name) ?? "", 503);
    if (!definition.source) return stream;
    const message = "This operation is not permitted on KinesisStreamAsSource delivery stream type.";
    throw new ServiceError("InvalidArgumentException", message);
  }

  /** Starts a stream; what is wrong with it. */
  #start(definition: FirehoseDefinition): FirehoseDiagnostic[] {
    const { clock, s3, iam } = this.options;
    const { destination, name, unsupported } = definition;
    const note = (problem: string): FirehoseDiagnostic => ({
      urn: definition.urn,
      message: `Firehose stream "${name}": ${problem}.`,
    });
    if (!destination || unsupported !== undefined) {
      const problem = `${unsupported ?? "it has no destination"} on this machine, so nothing is delivered`;
      this.#problems.set(name, problem);
      return [note(problem)];
    }
    const stream = new DeliveryStream(
      definition,
      destination,
      clock,
      async ({ bucket, roleArn }, key, body, encryption) => {
        const trust = iam?.mayAssume(roleArn, FIREHOSE);
        if (trust?.allowed === false) throw new ServiceError("AccessDenied", trust.message, 403);
        await s3.putAs({ roleArn, sessionName: name }, bucket, key, body, { encryption });
      },
    );
    this.#streams.set(name, stream);
    const closed = keyProblem(this.graph, definition);
    if (closed !== undefined) this.#keyProblems.set(name, closed);
    const problems = [closed, ...this.#problemsOfRole(definition)];
    problems.push(this.#read(stream));
    return problems.flatMap((problem) => (problem === undefined ? [] : [note(problem)]));
  }

  #read(stream: DeliveryStream): string | undefined {
    if (!stream.definition.source) return undefined;
    const problem = problemOfSource(stream, this.options);
    if (problem === undefined) this.#readers.push(readSource(stream, this.options));
    return problem;
  }

  #problemsOfRole({ destination, name }: FirehoseDefinition): (string | undefined)[] {
    const { iam, s3 } = this.options;
    if (!destination || !iam) return [];
    const { roleArn, bucket, prefix } = destination;
    const trust = iam.mayAssume(roleArn, FIREHOSE);
    if (!trust.allowed) return [trust.message];
    const [literal = ""] = prefix.split("!{");
    const resource = `arn:${this.graph.partition}:s3:::${bucket}`;
    const encryption =
      destination.keyArn === undefined ? undefined : ({ algorithm: "aws:kms", keyArn: destination.keyArn } as const);
    const needed = [
      ...ALSO_NEEDED.map((action) => ({ action, resource })),
      { action: "s3:AbortMultipartUpload", resource: `${resource}/${literal}object` },
      ...s3.permissionsToWrite(bucket, `${literal}object`, { encryption }),
    ];
    const decisions = needed.map((permission) => iam.authorize({ ...permission, roleArn, sessionName: name }));
    return decisions.map(({ allowed, message }) => (allowed ? undefined : message));
  }
}
