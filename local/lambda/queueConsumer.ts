/**
 * An event source mapping from a queue to a function: Lambda receives messages in the function's name, invokes it with a
 * batch and deletes what was handled. What failed comes again after the queue's visibility timeout and ends, by the queue's
 * own count, in its dead-letter queue.
 */
import type { Clock } from "../clock";
import { md5, md5OfAttributes, type StoredMessage } from "../sqs/message";
import { systemAttributes } from "../sqs/operations";
import type { Queue } from "../sqs/queue";
import { failedIds } from "./batchResponse";
import { regionOf } from "./environment";
import type { InvocationOutcome } from "./invocationOutcome";

/** One mapping as declared. */
export interface MappingSpec {
  functionArn: string;
  /** AWS: 1 to 10,000. */
  batchSize: number;
  /** Seconds Lambda collects messages for a batch, 0 to 300. */
  windowSeconds: number;
  /** Whether the function says which messages of a batch failed (`ReportBatchItemFailures`). */
  reportsFailures: boolean;
  /** Most invocations at once. */
  maximumConcurrency: number;
}

/** Invokes functions; `LambdaService` is one. */
export interface Functions {
  invoke(arn: string, payload: unknown): Promise<InvocationOutcome>;
}

/** The event a function is invoked with. */
export function sqsEvent(messages: readonly StoredMessage[], { arn, fifo }: { arn: string; fifo: boolean }): unknown {
  return {
    Records: messages.map((message) => ({
      messageId: message.messageId,
      receiptHandle: message.receipt,
      body: message.body,
      attributes: systemAttributes(message, fifo),
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            stringValue: StringValue,
            binaryValue: BinaryValue,
            stringListValues: [],
            binaryListValues: [],
            dataType: DataType,
          },
        ]),
      ),
      md5OfMessageAttributes: md5OfAttributes(message.attributes),
      md5OfBody: md5(message.body),
      eventSource: "aws:sqs",
      eventSourceARN: arn,
      awsRegion: regionOf(arn),
    })),
  };
}

/** Consumes one queue for one function, driven by the queue's events and the virtual clock alone. */
export class QueueConsumer {
  #running = 0;
  #planned = false;

  constructor(
    readonly spec: MappingSpec,
    readonly queue: Queue,
    private readonly functions: Functions,
    private readonly clock: Clock,
  ) {
    queue.onAvailable(() => this.#plan());
    if (queue.counts().visible > 0) this.#plan();
  }

  /** Polls at the end of the batching window; several messages of one instant so come in one batch. */
  #plan(): void {
    if (this.#planned || this.#running >= this.spec.maximumConcurrency) return;
    this.#planned = true;
    this.clock.after(this.spec.windowSeconds * 1000, () => {
      this.#planned = false;
      this.#poll();
    });
  }

  #poll(): void {
    // A message that is not hidden at all would be received again within the same instant, without end.
    const visibility = Math.max(1, this.queue.definition.visibilityTimeoutSeconds);
    while (this.#running < this.spec.maximumConcurrency) {
      const batch = this.queue.receive(this.spec.batchSize, visibility);
      if (batch.length === 0) return;
      void this.clock.busy(this.#handle(batch));
    }
  }

  async #handle(batch: readonly StoredMessage[]): Promise<void> {
    this.#running += 1;
    const event = sqsEvent(batch, this.queue.definition);
    // The handles of this receive: a message may have come again by the time the function is done.
    const handles = new Map(batch.map(({ messageId, receipt = "" }) => [messageId, receipt]));
    const outcome = await this.functions.invoke(this.spec.functionArn, event);
    this.#running -= 1;
    if (outcome.ok) {
      const ids = [...handles.keys()];
      const failed = this.spec.reportsFailures ? failedIds(outcome.payload, ids) : new Set<string>();
      for (const [messageId, handle] of handles) {
        if (!failed.has(messageId)) this.queue.delete(handle);
      }
    }
    if (this.queue.counts().visible > 0) this.#plan();
  }
}
