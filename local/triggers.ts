/** What buckets and schedules set in motion: their queues, topics and functions are those of the centre's messaging. */
import type { Clock } from "./clock";
import type { ResourceGraph } from "./engine/graph";
import type { LocalMessaging } from "./messaging";
import { BucketNotifications, S3_PRINCIPAL } from "./s3/notifications";
import type { ObjectStore } from "./s3/objectStore";
import { SchedulerService, type SchedulerOptions } from "./scheduler/schedulerService";
import type { Authorizer } from "./services/access";

/** What it is wired with. */
export interface TriggerOptions {
  clock: Clock;
  messaging: LocalMessaging;
  objects: ObjectStore;
  iam?: Authorizer & SchedulerOptions["iam"];
}

/** Starts the event notifications of buckets. @throws Error for one whose destination does not let S3 in */
export function startNotifications(graph: ResourceGraph, options: TriggerOptions): BucketNotifications {
  const { messaging, iam } = options;
  const toTopic = (arn: string, sourceArn: string): string | undefined => {
    const decision = iam?.authorizeService({ service: S3_PRINCIPAL, action: "sns:Publish", resource: arn, sourceArn });
    return decision?.allowed === false ? decision.message : undefined;
  };
  return new BucketNotifications(graph, options.objects, {
    queue: (arn, body, bucketArn) => messaging.queues.deliver(arn, { body, attributes: {} }, S3_PRINCIPAL, bucketArn),
    invoke: (arn, event, bucketArn) => messaging.invokeFor(arn, event, S3_PRINCIPAL, bucketArn),
    topic: (arn, body, bucketArn) => toTopic(arn, bucketArn) ?? messaging.topics.publish(arn, body),
    refusal: (arn, bucketArn) => {
      const service = arn.split(":")[2];
      if (service === "sqs") return messaging.queues.refusalToDeliver(arn, S3_PRINCIPAL, bucketArn);
      return service === "lambda" ? messaging.refusalToInvoke(arn, S3_PRINCIPAL, bucketArn) : toTopic(arn, bucketArn);
    },
  });
}

/** Starts the schedules. @throws Error for one whose role Scheduler cannot assume */
export function startSchedules(graph: ResourceGraph, { clock, messaging, iam }: TriggerOptions): SchedulerService {
  const { queues, later } = messaging;
  return SchedulerService.fromGraph(graph, {
    clock,
    iam,
    invoke: (arn, event) => later.invoke(arn, event),
    permissionsToSend: (arn) => {
      const queue = queues.queue(arn);
      return queue ? queues.permissionsFor("SendMessage", queue.definition) : [];
    },
    send: (arn, body, attributes) => {
      const queue = queues.queue(arn);
      if (!queue) return `the program declares no queue ${arn}`;
      queue.send({ body, attributes }, "scheduler");
      return undefined;
    },
  });
}
