/** The event source mappings of a program: made as AWS makes them, or refused as AWS refuses them. */
import type { Clock } from "../clock";
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { numberOf, recordOf, resourcesOfType, textOf } from "../graphValues";
import type { Authorizer } from "../services/access";
import type { Queue, SqsService } from "../sqs/sqsService";
import type { FunctionSpec, LambdaDiagnostic } from "./functionSpec";
import { unqualified } from "./functionSpec";
import { QueueConsumer, type Functions, type MappingSpec } from "./queueConsumer";

/** What mappings tie together. */
export interface MappingOptions {
  clock: Clock;
  functions: Functions & { list(): FunctionSpec[] };
  queues: SqsService;
  /** Decides what the functions' roles may do with the queues; everything when left out. */
  iam?: Authorizer;
}

/** Invocations at once when a mapping does not say: Lambda begins with five and takes more the longer a backlog lasts. */
const USUAL_CONCURRENCY = 5;
/** What Lambda tries in the role's name when a mapping is made. */
const TRIED = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

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

/** Why AWS would not make the mapping. */
function refusalOf(queue: Queue, spec: FunctionSpec, { queues, iam }: MappingOptions): string | undefined {
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
function standstillOf(queue: Queue, spec: FunctionSpec, { queues, iam }: MappingOptions): string | undefined {
  for (const permission of queues.permissionsFor("ReceiveMessage", queue.definition).slice(1)) {
    const decision = iam?.authorize({ ...permission, roleArn: spec.roleArn, sessionName: spec.name });
    if (decision?.allowed === false) return decision.message;
  }
  return undefined;
}

/**
 * Starts every mapping of the graph that consumes a queue.
 * @throws Error for a mapping AWS would refuse, naming it.
 */
export function startMappings(
  graph: ResourceGraph,
  options: MappingOptions,
): {
  consumers: QueueConsumer[];
  diagnostics: LambdaDiagnostic[];
} {
  const consumers: QueueConsumer[] = [];
  const diagnostics: LambdaDiagnostic[] = [];
  for (const mapping of resourcesOfType(graph, "aws:lambda/eventSourceMapping:EventSourceMapping")) {
    const note = (message: string): void => {
      diagnostics.push({ urn: mapping.urn, message: `Event source mapping "${mapping.name}": ${message}.` });
    };
    const source = textOf(mapping, "eventSourceArn") ?? "";
    if (mapping.outputs["enabled"] === false) continue;
    if (!/^arn:[^:]+:sqs:/.test(source)) {
      note(`only queues are consumed on this machine, not ${source}`);
      continue;
    }
    if (recordOf(mapping, "filterCriteria")) {
      note("filterCriteria are not honoured on this machine, so the function gets nothing");
      continue;
    }
    const reference = textOf(mapping, "functionName") ?? "";
    const spec = options.functions.list().find(({ name, arn }) => name === reference || arn === unqualified(reference));
    const queue = options.queues.queue(source);
    const refusal = spec && queue ? refusalOf(queue, spec, options) : "its queue or function is not declared";
    if (refusal !== undefined || !spec || !queue) {
      throw new Error(`Event source mapping "${mapping.name}" cannot be created: ${refusal ?? ""}.`);
    }
    const standstill = standstillOf(queue, spec, options);
    if (standstill === undefined) {
      consumers.push(new QueueConsumer(specOf(mapping, spec.arn), queue, options.functions, options.clock));
    } else note(`nothing is received, because ${standstill}`);
  }
  return { consumers, diagnostics };
}
