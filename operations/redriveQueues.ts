/**
 * Messages in dead-letter queues, brought back: to the queue they failed in, or, where they came from no queue, to the function
 * that did not take them.
 */
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { type FunctionClient, start } from "./functions";

/** The part of the SQS client that is used. Tests give their own. */
export type QueueClient = Pick<SQSClient, "send">;

/** How a queue is redriven. */
export interface QueueRedrive {
  /** Whether to move; without, it only looks. */
  yes: boolean;
  /** Most messages a second, 1 to 500. Left out, SQS decides. */
  perSecond?: number;
}

/** Looks into a queue and, when told to, brings back what is there. @returns what is said of it */
export async function redriveQueue(
  { sqs, functions }: { sqs: QueueClient; functions: FunctionClient },
  url: string,
  { yes, perSecond }: QueueRedrive,
): Promise<string> {
  const AttributeNames = ["ApproximateNumberOfMessages" as const, "QueueArn" as const];
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
  const waiting = Number(Attributes.ApproximateNumberOfMessages ?? 0);
  const count = waiting === 1 ? "1 message" : `${waiting} messages`;
  if (waiting === 0) return "no messages";
  if (!yes) return count;
  const SourceArn = Attributes.QueueArn;
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
  if (Results[0]?.Status === "RUNNING") return `${count}; they are being moved already`;
  try {
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, MaxNumberOfMessagesPerSecond: perSecond }));
    return `${count}; moving them back`;
  } catch (error) {
    // SQS moves only what another queue has put there. What Lambda and EventBridge Scheduler leave says where it belongs.
    if (!isNoQueues(error)) throw error;
    return `${count}; ${await invokeAgain(sqs, functions, url, waiting)}`;
  }
}

function isNoQueues(error: unknown): boolean {
  const { name, message } = error instanceof Error ? error : new Error();
  return /InvalidParameterValue/.test(name) && /Dead ?-?Letter/i.test(message);
}

/** A function and what it was to be invoked with. */
interface Invocation {
  functionArn: string;
  event: string;
}

/**
 * What a message asks for: EventBridge Scheduler names its target in an attribute and leaves the event as it was; Lambda writes
 * a record of the invocation. Undefined when it is neither.
 */
export function invocationIn({ Body = "", MessageAttributes = {} }: Message): Invocation | undefined {
  const target = MessageAttributes["TARGET_ARN"]?.StringValue;
  if (target?.includes(":function:") === true) return { functionArn: target, event: Body };
  try {
    const record = JSON.parse(Body) as { requestContext?: { functionArn?: unknown }; requestPayload?: unknown } | null;
    const functionArn = record?.requestContext?.functionArn;
    if (typeof functionArn !== "string" || record?.requestPayload === undefined) return undefined;
    return { functionArn, event: JSON.stringify(record.requestPayload) };
  } catch {
    return undefined;
  }
}

/** Invokes functions again with what the messages hold; each goes once Lambda has taken its event. */
async function invokeAgain(sqs: QueueClient, functions: FunctionClient, url: string, most: number): Promise<string> {
  let invoked = 0;
  let unknown = 0;
  while (invoked + unknown < most) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) {
      const invocation = invocationIn(message);
      if (invocation === undefined) {
        unknown += 1;
        continue;
      }
      await start(functions, invocation.functionArn, invocation.event);
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }));
      invoked += 1;
    }
  }
  const rest = unknown > 0 ? `; ${unknown} do not say which function they are for, and stay` : "";
  return `invoked again: ${invoked}${rest}`;
}
