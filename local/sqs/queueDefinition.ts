/** Queues as the program declares them. */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { isRecord } from "../engine/graph";
import { numberOf, resourcesOfType, textOf } from "../graphValues";
import { keyNamed, type EncryptionKeyReference } from "../services/access";

/** One declared queue. */
export interface QueueDefinition {
  urn: string;
  name: string;
  arn: string;
  /** URL as the program knows it; requests may also name the queue at this machine's own address. */
  url: string;
  fifo: boolean;
  /** FIFO: the body decides what a duplicate is when no id is given. */
  contentBasedDeduplication: boolean;
  /** FIFO: what an id has to be unique in. */
  deduplicationScope: "queue" | "messageGroup";
  /** 0 to 900. */
  delaySeconds: number;
  /** 0 to 43,200. */
  visibilityTimeoutSeconds: number;
  /** 60 to 1,209,600. */
  retentionSeconds: number;
  /** 0 to 20: how long a receive waits when it does not say. */
  receiveWaitSeconds: number;
  /** 1,024 to 1,048,576. */
  maxMessageBytes: number;
  redrive?: { deadLetterArn: string; maxReceiveCount: number };
  /** Which queues may name this one as their dead-letter queue; all when undefined. */
  redriveSources?: readonly string[];
  key?: EncryptionKeyReference;
}

/** Something declared that AWS would refuse, or that cannot work here. */
export interface MessagingDiagnostic {
  urn: string;
  message: string;
}

/** JSON text of a queue's policy about redrive, its own or that of a resource attached to it. */
function redriveText(graph: ResourceGraph, queue: GraphResource, property: string, type: string): unknown {
  const attached = resourcesOfType(graph, type).find((one) => textOf(one, "queueUrl") === textOf(queue, "url"));
  const text = (attached && textOf(attached, property)) ?? textOf(queue, property);
  return text === undefined ? undefined : JSON.parse(text);
}

function redriveOf(graph: ResourceGraph, queue: GraphResource): QueueDefinition["redrive"] {
  const policy = redriveText(graph, queue, "redrivePolicy", "aws:sqs/redrivePolicy:RedrivePolicy");
  if (!isRecord(policy)) return undefined;
  return { deadLetterArn: String(policy["deadLetterTargetArn"]), maxReceiveCount: Number(policy["maxReceiveCount"]) };
}

function sourcesOf(graph: ResourceGraph, queue: GraphResource): readonly string[] | undefined {
  const type = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";
  const policy = redriveText(graph, queue, "redriveAllowPolicy", type);
  if (!isRecord(policy) || policy["redrivePermission"] === "allowAll") return undefined;
  return [policy["sourceQueueArns"] ?? []].flat().map(String);
}

function definitionOf(graph: ResourceGraph, queue: GraphResource): QueueDefinition {
  const fifo = queue.outputs["fifoQueue"] === true;
  return {
    urn: queue.urn,
    name: textOf(queue, "name") ?? queue.name,
    arn: textOf(queue, "arn") ?? "",
    url: textOf(queue, "url") ?? queue.id ?? "",
    fifo,
    contentBasedDeduplication: queue.outputs["contentBasedDeduplication"] === true,
    deduplicationScope: textOf(queue, "deduplicationScope") === "messageGroup" ? "messageGroup" : "queue",
    delaySeconds: numberOf(queue, "delaySeconds") ?? 0,
    visibilityTimeoutSeconds: numberOf(queue, "visibilityTimeoutSeconds") ?? 30,
    retentionSeconds: numberOf(queue, "messageRetentionSeconds") ?? 345_600,
    receiveWaitSeconds: numberOf(queue, "receiveWaitTimeSeconds") ?? 0,
    maxMessageBytes: numberOf(queue, "maxMessageSize") ?? 262_144,
    redrive: redriveOf(graph, queue),
    redriveSources: sourcesOf(graph, queue),
    key: keyNamed(graph, textOf(queue, "kmsMasterKeyId")),
  };
}

function problemsOf(queue: QueueDefinition, all: ReadonlyMap<string, QueueDefinition>): string[] {
  const { redrive, name, arn, fifo } = queue;
  if (!redrive) return [];
  const target = all.get(redrive.deadLetterArn);
  if (!target) return [`Queue "${name}": its dead-letter queue ${redrive.deadLetterArn} is not declared.`];
  const problems: string[] = [];
  if (target.fifo !== fifo) problems.push(`Queue "${name}" and its dead-letter queue must both be FIFO, or neither.`);
  if (target.redriveSources && !target.redriveSources.includes(arn)) {
    problems.push(`Queue "${name}": the redriveAllowPolicy of "${target.name}" does not name it; add its ARN.`);
  }
  return problems;
}

/** Reads every queue of the graph, by ARN. */
export function queueDefinitions(graph: ResourceGraph): {
  queues: ReadonlyMap<string, QueueDefinition>;
  diagnostics: MessagingDiagnostic[];
} {
  const declared = resourcesOfType(graph, "aws:sqs/queue:Queue").filter((queue) => textOf(queue, "arn") !== undefined);
  const queues = new Map(declared.map((queue) => [textOf(queue, "arn") ?? "", definitionOf(graph, queue)]));
  const diagnostics = [...queues.values()].flatMap((queue) =>
    problemsOf(queue, queues).map((message) => ({ urn: queue.urn, message })),
  );
  return { queues, diagnostics };
}
