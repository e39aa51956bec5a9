/** Who starts which function, and which queues take what failed. */
import { type Resource, type Stack } from "./stack";
import { at, entries, isFields, isText, parsed, UNKNOWN } from "./value";

export const FUNCTION = "lambda/function:Function";
export const QUEUE = "sqs/queue:Queue";
export const LOG_GROUP = "cloudwatch/logGroup:LogGroup";

/** The functions for whose answer somebody waits: a caller, a customer who chats, a browser. */
export function awaitedFunctions(stack: Stack): Set<Resource> {
  const found = new Set<Resource>();
  for (const permission of stack.of("lambda/permission:Permission")) {
    const principal = permission.props["principal"];
    if (!isText(principal) || !/^(connect|lexv2|apigateway)\./.test(principal)) continue;
    add(found, stack.named(permission, "function", FUNCTION));
  }
  for (const association of stack.of("connect/lambdaFunctionAssociation:LambdaFunctionAssociation")) {
    add(found, stack.named(association, "functionArn", FUNCTION));
  }
  return found;
}

/** The functions that read a stream or a queue. */
export function readingFunctions(stack: Stack): Set<Resource> {
  const found = new Set<Resource>();
  for (const mapping of stack.of("lambda/eventSourceMapping:EventSourceMapping")) {
    add(found, stack.named(mapping, "functionName", FUNCTION));
  }
  return found;
}

/** The functions that are started by an event nobody waits for: a schedule, a topic, a file that arrives. */
export function eventFunctions(stack: Stack): Set<Resource> {
  const found = new Set<Resource>();
  for (const schedule of stack.of("scheduler/schedule:Schedule")) {
    add(found, stack.named(schedule, "target.arn", FUNCTION));
  }
  for (const target of stack.of("cloudwatch/eventTarget:EventTarget")) add(found, stack.named(target, "arn", FUNCTION));
  for (const subscription of stack.of("sns/topicSubscription:TopicSubscription")) {
    add(found, stack.named(subscription, "endpoint", FUNCTION));
  }
  for (const notification of stack.of("s3/bucketNotification:BucketNotification")) {
    entries(notification.props["lambdaFunctions"]).forEach((_, index) =>
      add(found, stack.named(notification, `lambdaFunctions.${index}.lambdaFunctionArn`, FUNCTION)),
    );
  }
  return found;
}

/** Where failures are named, by type and path; the value is an ARN, or JSON that holds one. */
const FAILURE_TARGETS: readonly (readonly [type: string, path: string])[] = [
  [QUEUE, "redrivePolicy"],
  ["sns/topicSubscription:TopicSubscription", "redrivePolicy"],
  ["lambda/eventSourceMapping:EventSourceMapping", "destinationConfig.onFailure.destinationArn"],
  ["lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "destinationConfig.onFailure.destination"],
  ["scheduler/schedule:Schedule", "target.deadLetterConfig.arn"],
  ["cloudwatch/eventTarget:EventTarget", "deadLetterConfig.arn"],
  [FUNCTION, "deadLetterConfig.targetArn"],
];

/** The queues that take what could not be delivered or handled. */
export function failureQueues(stack: Stack): Set<Resource> {
  const found = new Set<Resource>();
  for (const [type, path] of FAILURE_TARGETS) {
    for (const by of stack.of(type)) {
      if (path === "redrivePolicy") add(found, redriveTarget(stack, by));
      else add(found, stack.named(by, path, QUEUE));
    }
  }
  return found;
}

/** The queue a redrive policy names; undefined when there is no policy or it names no queue of the stack. */
export function redriveTarget(stack: Stack, by: Resource): Resource | undefined {
  const policy = parsed(by.props["redrivePolicy"]);
  if (policy === UNKNOWN) return stack.named(by, "redrivePolicy", QUEUE);
  const arn = isFields(policy) ? at(policy, "deadLetterTargetArn") : undefined;
  return isText(arn) ? stack.identified(arn, QUEUE) : undefined;
}

function add(found: Set<Resource>, resource: Resource | undefined): void {
  if (resource) found.add(resource);
}
