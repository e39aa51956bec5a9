/**
 * SQS of the local run: the queues the program declares, behind the gateway, with the permissions, limits and times of the
 * real ones. Queues come from the program, so no operation makes, changes or drops one.
 *
 * A receive that waits (`WaitTimeSeconds`) waits by the virtual clock, so somebody must move it.
 */
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import type { Principal, ServiceAnswer, ServiceRequest } from "../gateway/service";
import { keyPermissions, requirePermissions, type Authorizer, type Permission } from "../services/access";
import { ServiceFaults } from "../services/faults";
import { jsonAnswer, jsonError, jsonInput, operationOf, type Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { checkBatchSize, forEachEntry } from "./batch";
import type { NewMessage } from "./message";
import { MoveTasks } from "./moveTasks";
import {
  changeMessageVisibility,
  deleteMessage,
  getQueueAttributes,
  receiveMessage,
  sendMessage,
  senderIdOf,
  wholeNumber,
} from "./operations";
import { Queue } from "./queue";
import { queueDefinitions, type MessagingDiagnostic, type QueueDefinition } from "./queueDefinition";

export type { MessagingDiagnostic, QueueDefinition } from "./queueDefinition";
export type { Queue } from "./queue";
export type { StoredMessage } from "./message";

/** Clock and permissions of the local SQS. */
export interface SqsOptions {
  clock: Clock;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer;
}

/** IAM action and what is asked of the key, by operation. */
const OPERATIONS: Record<string, { action: string; key: readonly string[] }> = {
  SendMessage: { action: "SendMessage", key: ["kms:GenerateDataKey", "kms:Decrypt"] },
  SendMessageBatch: { action: "SendMessage", key: ["kms:GenerateDataKey", "kms:Decrypt"] },
  ReceiveMessage: { action: "ReceiveMessage", key: ["kms:Decrypt"] },
  DeleteMessage: { action: "DeleteMessage", key: [] },
  DeleteMessageBatch: { action: "DeleteMessage", key: [] },
  ChangeMessageVisibility: { action: "ChangeMessageVisibility", key: [] },
  ChangeMessageVisibilityBatch: { action: "ChangeMessageVisibility", key: [] },
  GetQueueAttributes: { action: "GetQueueAttributes", key: [] },
  GetQueueUrl: { action: "GetQueueUrl", key: [] },
  PurgeQueue: { action: "PurgeQueue", key: [] },
  StartMessageMoveTask: { action: "StartMessageMoveTask", key: ["kms:Decrypt"] },
  ListMessageMoveTasks: { action: "ListMessageMoveTasks", key: [] },
  CancelMessageMoveTask: { action: "CancelMessageMoveTask", key: [] },
};
const MOVES_NEED = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** Codes of the older query protocol, which the SDK shows beside the names of the exceptions. */
const QUERY_CODES: Record<string, string> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  AccessDeniedException: "AccessDenied",
  KmsAccessDenied: "KMS.AccessDeniedException",
};

/** The local SQS: made from a graph, registered at the gateway with its `handle`. */
export class SqsService {
  /** Faults set on queues, by queue name. */
  readonly faults = new ServiceFaults(() => new ServiceError("RequestThrottled", "Rate exceeded", 403));
  /** What is declared and cannot work. */
  readonly diagnostics: readonly MessagingDiagnostic[];
  readonly #queues: ReadonlyMap<string, Queue>;
  readonly #moves: MoveTasks;

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: SqsOptions,
  ) {
    const { queues, diagnostics } = queueDefinitions(graph);
    this.diagnostics = diagnostics;
    const made = new Map<string, Queue>();
    for (const [arn, definition] of queues) {
      const target = definition.redrive?.deadLetterArn ?? "";
      made.set(arn, new Queue(definition, options.clock, () => made.get(target)));
    }
    this.#queues = made;
    this.#moves = new MoveTasks(made, options.clock);
  }

  static fromGraph(graph: ResourceGraph, options: SqsOptions): SqsService {
    return new SqsService(graph, options);
  }

  /** Every queue. */
  list(): Queue[] {
    return [...this.#queues.values()];
  }

  /** A queue by its name, ARN or URL. */
  queue(reference: string): Queue | undefined {
    const name = reference.slice(Math.max(reference.lastIndexOf("/"), reference.lastIndexOf(":")) + 1);
    return this.#queues.get(reference) ?? this.list().find(({ definition }) => definition.name === name);
  }

  /**
   * Takes a message from an AWS service such as `sns.amazonaws.com`, which the queue's policy and its key's policy must let
   * in. Answers why not, or undefined when the message is in the queue.
   */
  deliver(queueArn: string, message: NewMessage, service: string, sourceArn: string): string | undefined {
    const refusal = this.refusalToDeliver(queueArn, service, sourceArn);
    const queue = this.#queues.get(queueArn);
    if (refusal !== undefined || !queue) return refusal;
    const { name, maxMessageBytes } = queue.definition;
    if (Buffer.byteLength(message.body) > maxMessageBytes) {
      return `the message is longer than the ${maxMessageBytes} bytes of queue "${name}"`;
    }
    queue.send(message, service);
    return undefined;
  }

  /** Why a service may not send to a queue for a source; undefined when it may. */
  refusalToDeliver(queueArn: string, service: string, sourceArn: string): string | undefined {
    const queue = this.#queues.get(queueArn);
    if (!queue) return `the program declares no queue ${queueArn}`;
    const { name, key } = queue.definition;
    if (key && key.customerKeyArn === undefined) {
      return `queue "${name}" is under a key of AWS's own, which ${service} cannot use; give it a customer key`;
    }
    const wanted: [string, string][] = [["sqs:SendMessage", queueArn]];
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"]) {
      if (key?.customerKeyArn !== undefined) wanted.push([action, key.customerKeyArn]);
    }
    for (const [action, resource] of wanted) {
      const decision = this.options.iam?.authorizeService({ service, action, resource, sourceArn });
      if (decision?.allowed === false) return decision.message;
    }
    return undefined;
  }

  /** Permissions a role needs for an operation on a queue. */
  permissionsFor(operation: string, queue: QueueDefinition): Permission[] {
    const rule = OPERATIONS[operation] ?? { action: operation, key: [] };
    const use = keyPermissions(queue.key, rule.key, this.graph, "sqs").map((permission) => ({
      ...permission,
      context: { ...permission.context, "kms:EncryptionContext:aws:sqs:arn": queue.arn },
    }));
    return [{ action: `sqs:${rule.action}`, resource: queue.arn }, ...use];
  }

  /** Answers one request from the gateway; register it there as `sqs`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request, "AmazonSQS", Object.keys(OPERATIONS));
      const input = jsonInput(request.body);
      const queue = this.#queueOf(operation, input);
      return await this.faults.meet(queue.definition.name, operation, async () => {
        this.#authorize(request.principal, operation, queue, input);
        return jsonAnswer(await this.#run(operation, queue, input, request.principal), "1.0");
      });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const answer = jsonError(error, "1.0");
      const query = `${QUERY_CODES[error.code] ?? error.code};${error.status < 500 ? "Sender" : "Receiver"}`;
      return { ...answer, headers: { ...answer.headers, "x-amzn-query-error": query } };
    }
  }

  async #run(operation: string, queue: Queue, input: Json, principal: Principal): Promise<Json> {
    const senderId = principal.kind === "role" ? senderIdOf(principal) : this.graph.accountId;
    switch (operation) {
      case "SendMessage":
        return sendMessage(queue, input, senderId);
      case "SendMessageBatch":
        checkBatchSize(input);
        return forEachEntry(input, (entry) => sendMessage(queue, entry, senderId));
      case "ReceiveMessage":
        return this.#receive(queue, input);
      case "DeleteMessage":
        return deleteMessage(queue, input);
      case "DeleteMessageBatch":
        return forEachEntry(input, (entry) => deleteMessage(queue, entry));
      case "ChangeMessageVisibility":
        return changeMessageVisibility(queue, input);
      case "ChangeMessageVisibilityBatch":
        return forEachEntry(input, (entry) => changeMessageVisibility(queue, entry));
      case "GetQueueAttributes":
        return getQueueAttributes(queue, input);
      case "GetQueueUrl":
        return { QueueUrl: queue.definition.url };
      case "PurgeQueue":
        queue.purge();
        return {};
      case "StartMessageMoveTask":
        return this.#moves.start(input);
      case "CancelMessageMoveTask":
        return this.#moves.cancel(input);
      default:
        return this.#moves.list(input);
    }
  }

  /**
   * Receives at once, or when something can be received within the wait. Nobody waits while time stands still for a function:
   * it may be the one that asks, and would wait for itself.
   */
  async #receive(queue: Queue, input: Json): Promise<Json> {
    const wait = wholeNumber(input, "WaitTimeSeconds", 0, 20) ?? queue.definition.receiveWaitSeconds;
    const until = this.options.clock.now() + wait * 1000;
    for (;;) {
      const received = receiveMessage(queue, input);
      const { clock } = this.options;
      if (received["Messages"] !== undefined || clock.now() >= until || clock.isBusy) return received;
      await this.#somethingIn(queue, until);
    }
  }

  #somethingIn(queue: Queue, until: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.options.clock.schedule(until, () => done());
      const end = queue.onAvailable(() => done());
      const done = (): void => {
        timer.cancel();
        end();
        resolve();
      };
    });
  }

  #authorize(principal: Principal, operation: string, queue: Queue, input: Json): void {
    const permissions = this.permissionsFor(operation, queue.definition);
    if (operation === "StartMessageMoveTask") {
      for (const action of MOVES_NEED) permissions.push(...this.permissionsFor(action, queue.definition));
      for (const target of this.#moves.destinationsOf(input)) {
        permissions.push(...this.permissionsFor("SendMessage", target.definition));
      }
    }
    requirePermissions(this.options.iam, principal, permissions, ({ action }) =>
      action.startsWith("kms:") ? "KmsAccessDenied" : "AccessDeniedException",
    );
  }

  #queueOf(operation: string, input: Json): Queue {
    if (operation === "CancelMessageMoveTask") return this.#moves.sourceOf(input["TaskHandle"]);
    const reference = input["QueueUrl"] ?? input["QueueName"] ?? input["SourceArn"];
    if (typeof reference !== "string" || reference === "") {
      throw new ServiceError("MissingParameter", "The request must contain the parameter QueueUrl.");
    }
    const queue = this.queue(reference);
    if (queue) return queue;
    const code = operation.endsWith("MoveTask") || operation.endsWith("MoveTasks");
    const message = `The specified queue does not exist: the program declares none called "${reference}".`;
    throw new ServiceError(code ? "ResourceNotFoundException" : "QueueDoesNotExist", message);
  }
}
