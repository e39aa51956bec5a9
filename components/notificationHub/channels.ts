/** The channels of the notification hub: each a queue behind the topic, and the function that sends what is in it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FailureQueue } from "../foundations/failureQueue";
import { HandlerFunction, type HandlerFunctionArgs, type HandlerPermission } from "../foundations/handlerFunction";
import type { HandlerLogs } from "../foundations/handlerLogs";
import type { JointAlarm } from "../foundations/jointAlarm";
import { JobQueue } from "../foundations/jobQueue";
import type { NotificationHubArgs } from "../notificationHub";

/** What all channels have in common. */
export interface ChannelContext {
  keyArn: pulumi.Input<string>;
  alarmTopicArn: pulumi.Input<string>;
  logs: HandlerLogs;
  /** The alarm for queues. */
  queues: JointAlarm;
  topicArn: pulumi.Input<string>;
  /** Where requests end that no queue took. */
  undelivered: FailureQueue;
  /** Name of the ledger's table. */
  ledgerName: pulumi.Input<string>;
  /** What keeping the ledger takes. */
  ledger: HandlerPermission[];
  /** What it takes besides for who asked in the ledger not to be sent anything. */
  ledgerChecks: HandlerPermission;
  /** Address of the survey page: the one links may lead to. */
  surveySiteUrl: pulumi.Input<string>;
}

/** What tells one channel from another. */
export interface ChannelArgs {
  /** The value of the topic's attribute `channel`. */
  channel: "sms" | "email" | "push";
  description: string;
  factory: HandlerFunctionArgs["factory"];
  environment: Record<string, pulumi.Input<string>>;
  permissions: HandlerPermission[];
}

/** Seconds a batch may take: ten messages at the same time, each waiting 5 s for the service and a little for the ledger. */
const SENDER_TIMEOUT_SECONDS = 30;

/**
 * Invocations at once. With ten messages each that is about what SNS sends a second by default, and those who count to the
 * same caps do not get in each other's way.
 */
const CONCURRENCY = 2;

/** Times a message is tried: over 20 minutes of a service that throttles, before it waits for a person. */
const ATTEMPTS = 8;

/** A channel as it was made. */
export interface ChannelParts {
  jobs: JobQueue;
  sender: HandlerFunction;
}

/** Makes a channel: queue, sender, and the subscription that fills the queue with its requests and no others. */
export function makeChannel(
  name: string,
  args: ChannelArgs,
  context: ChannelContext,
  parent: pulumi.Resource,
): ChannelParts {
  const { channel, description, factory, environment, permissions } = args;
  const { keyArn, alarmTopicArn, logs, queues, topicArn, undelivered, ledger, ledgerName } = context;
  const jobs = new JobQueue(
    `${name}-${channel}`,
    {
      keyArn,
      alarmTopicArn,
      joins: queues,
      consumerTimeoutSeconds: SENDER_TIMEOUT_SECONDS,
      maxReceiveCount: ATTEMPTS,
      topicArns: [topicArn],
    },
    { parent },
  );
  const sender = new HandlerFunction(
    `${name}-send-${channel}`,
    {
      logs,
      factory,
      description,
      environment: { NOTIFICATIONS_TABLE: ledgerName, ...environment },
      permissions: [...jobs.consumerPermissions, ...ledger, ...permissions],
      onContactPath: false,
      timeoutSeconds: SENDER_TIMEOUT_SECONDS,
    },
    { parent },
  );
  jobs.consumedBy(sender, { maximumConcurrency: CONCURRENCY });
  new aws.sns.TopicSubscription(
    `${name}-${channel}-requests`,
    {
      topic: topicArn,
      protocol: "sqs",
      endpoint: jobs.arn,
      rawMessageDelivery: true,
      filterPolicy: JSON.stringify({ channel: [channel] }),
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: undelivered.arn }),
    },
    { parent, dependsOn: [jobs, undelivered] },
  );
  return { jobs, sender };
}

/** What finding a customer's address takes. The use of the key is the ledger's. */
export function customerLookUp({ customersTable }: NotificationHubArgs): {
  environment: Record<string, pulumi.Input<string>>;
  permissions: HandlerPermission[];
} {
  if (customersTable === undefined) return { environment: {}, permissions: [] };
  return {
    environment: { CUSTOMERS_TABLE: customersTable.name },
    permissions: [{ actions: ["dynamodb:GetItem"], resources: [customersTable.arn] }],
  };
}
