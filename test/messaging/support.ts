/** Small graphs of queues, topics, mail and secrets, completed by the local provider, and what asks them. */
import type { SQSClient } from "@aws-sdk/client-sqs";
import { createOutputs } from "../../local/engine/awsProvider";
import type { Credentials } from "../../local/gateway";
import { ACCOUNT, GraphBuilder, policy, REGION, roleArn, type TestStatement } from "../support/graphs";

const CONTEXT = { project: "contact-center", stack: "test", accountId: ACCOUNT, region: REGION, partition: "aws" };

/** What the clock shows when a test begins. */
export const START = Date.parse("2026-03-02T09:00:00Z");

/** A customer key whose policy lets the account's policies decide, and SNS use it. */
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`;

export function queueArn(name: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
}

export function queueUrl(name: string): string {
  return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
}

export function topicArn(name: string): string {
  return `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`;
}

/** A graph whose resources are completed as the program's own are. */
export class MessagingGraph extends GraphBuilder {
  /** Adds a resource with the ids and defaults the provider gives it; `name` is also its physical name. */
  declare(type: string, name: string, inputs: Record<string, unknown> = {}): this {
    const { outputs } = createOutputs(type, name, inputs, CONTEXT);
    return this.add(type, name, inputs, outputs);
  }

  queue(name: string, inputs: Record<string, unknown> = {}): this {
    return this.declare("aws:sqs/queue:Queue", name, { name, ...inputs });
  }

  /** A queue whose messages go to another after some receives. */
  queueWithFailures(name: string, maxReceiveCount: number, inputs: Record<string, unknown> = {}): this {
    const deadLetterTargetArn = queueArn(`${name}-failures`);
    return this.queue(`${name}-failures`).queue(name, {
      redrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
      ...inputs,
    });
  }

  /** The policy of a queue that lets a topic send. */
  opened(queue: string, topic: string): this {
    return this.declare("aws:sqs/queuePolicy:QueuePolicy", `${queue}-policy`, {
      queueUrl: queueUrl(queue),
      policy: policy({
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn(queue),
        Condition: { ArnEquals: { "aws:SourceArn": topicArn(topic) } },
      }),
    });
  }

  topic(name: string, inputs: Record<string, unknown> = {}): this {
    return this.declare("aws:sns/topic:Topic", name, { name, ...inputs });
  }

  subscription(name: string, topic: string, inputs: Record<string, unknown>): this {
    return this.declare("aws:sns/topicSubscription:TopicSubscription", name, { topic: topicArn(topic), ...inputs });
  }

  key(...statements: TestStatement[]): this {
    const account = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const root: TestStatement = { Effect: "Allow", Principal: account, Action: "kms:*", Resource: "*" };
    return this.add("aws:kms/key:Key", "key", { policy: policy(root, ...statements) }, { arn: KEY_ARN });
  }

  /** A function that consumes a queue; `body` is what runs with `event`. */
  consumer(queue: string, body: string, mapping: Record<string, unknown> = {}): this {
    const text = `exports.handler = async (event) => { ${body} };`;
    const consume = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    return this.role("function-role", { Effect: "Allow", Action: consume, Resource: queueArn(queue) })
      .function("worker", { text })
      .declare("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
        eventSourceArn: queueArn(queue),
        functionName: "worker",
        functionResponseTypes: ["ReportBatchItemFailures"],
        ...mapping,
      });
  }
}

/** Settings of an SDK client of this machine that does not retry unless told to. */
export function clientSettings(endpoint: string, credentials: Credentials, maxAttempts = 1) {
  return { endpoint, region: REGION, credentials, maxAttempts };
}

/** Credentials of a role's session. */
export function sessionOf(
  gateway: { issueCredentials(session: { roleArn: string; sessionName: string }): Credentials },
  role: string,
): Credentials {
  return gateway.issueCredentials({ roleArn: roleArn(role), sessionName: "worker" });
}

/** What is ended after each test. */
export interface Ended {
  destroy(): void;
}

export type { SQSClient };
