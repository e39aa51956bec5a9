/** Event source mappings of queues. */
import type { Clock } from "../clock";
import type { GraphResource } from "../engine/graph";
import { numberOf, recordOf } from "../graphValues";
import type { Authorizer } from "../services/access";
import type { Queue, SqsService } from "../sqs/sqsService";
import type { MappingKind, OpenedMapping } from "./eventSourceMappings";
import type { FunctionSpec } from "./functionSpec";
import { QueueConsumer, type Functions, type MappingSpec } from "./queueConsumer";

/** What the mappings of queues tie together. */
export interface QueueMappingOptions {
  clock: Clock;
  functions: Functions;
  queues: SqsService;
  /** Decides what the functions' roles may do with the queues; everything when left out. */
  iam?: Authorizer;
}

/** Invocations at once when a mapping does not say: Lambda begins with five and takes more the longer a backlog lasts. */
const USUAL_CONCURRENCY = 5;
/** What Lambda tries in the role's name when a mapping is made. */
const TRIED = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** Queues as sources of events. */
export class QueueMappings implements MappingKind<QueueConsumer> {
  readonly services = ["sqs"];

  constructor(private readonly options: QueueMappingOptions) {}

  open(mapping: GraphResource, source: string, spec: FunctionSpec): OpenedMapping<QueueConsumer> {
    const { queues, functions, clock } = this.options;
    const queue = queues.queue(source);
    if (!queue) return { refusal: "its queue is not declared" };
    const refusal = this.#refusalOf(queue, spec);
    if (refusal !== undefined) return { refusal };
    const standstill = this.#standstillOf(queue, spec);
    if (standstill !== undefined) return { notes: [`nothing is received, because ${standstill}`] };
    return { consumer: new QueueConsumer(specOf(mapping, spec.arn), queue, functions, clock) };
  }

  /** Why AWS would not make the mapping. */
  #refusalOf(queue: Queue, spec: FunctionSpec): string | undefined {
    const { queues, iam } = this.options;
    const { visibilityTimeoutSeconds } = queue.definition;
    if (visibilityTimeoutSeconds < spec.timeoutSeconds) {
      const visible = `Queue visibility timeout: ${visibilityTimeoutSeconds} seconds`;
      return `${visible} is less than Function timeout: ${spec.timeoutSeconds} seconds`;
    }
    for (const operation of TRIED) {
      const [permission] = queues.permissionsFor(operation, queue.definition);
      const decision = permission && iam?.authorize({ ...permission, roleArn: spec.roleArn, sessionName: spec.name });
      if (decision?.allowed === false) {
        return `The function execution role does not have permissions to call ${operation} on SQS (${decision.message})`;
      }
    }
    return undefined;
  }

  /** Why a mapping that AWS makes would stand still, as one whose role may not use the queue's key does. */
  #standstillOf(queue: Queue, spec: FunctionSpec): string | undefined {
    const { queues, iam } = this.options;
    for (const permission of queues.permissionsFor("ReceiveMessage", queue.definition).slice(1)) {
      const decision = iam?.authorize({ ...permission, roleArn: spec.roleArn, sessionName: spec.name });
      if (decision?.allowed === false) return decision.message;
    }
    return undefined;
  }
}

function specOf(mapping: GraphResource, functionArn: string): MappingSpec {
  const scaling = recordOf(mapping, "scalingConfig");
  const types = [mapping.inputs["functionResponseTypes"] ?? []].flat();
  return {
    functionArn,
    batchSize: numberOf(mapping, "batchSize") ?? 10,
    windowSeconds: numberOf(mapping, "maximumBatchingWindowInSeconds") ?? 0,
    reportsFailures: types.includes("ReportBatchItemFailures"),
    maximumConcurrency: Number(scaling?.["maximumConcurrency"] ?? USUAL_CONCURRENCY),
  };
}
