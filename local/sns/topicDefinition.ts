/** Topics and subscriptions as the program declares them. */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { isRecord } from "../engine/graph";
import { resourcesOfType, textOf } from "../graphValues";
import { keyNamed, type EncryptionKeyReference } from "../services/access";

/** One subscription. */
export interface SubscriptionDefinition {
  urn: string;
  arn: string;
  protocol: string;
  endpoint: string;
  filter?: Record<string, unknown>;
  filterScope: "MessageAttributes" | "MessageBody";
  /** The message itself instead of SNS's envelope. */
  raw: boolean;
  /** ARN of the queue that gets what cannot be delivered. */
  deadLetterArn?: string;
}

/** One topic with its subscriptions. */
export interface TopicDefinition {
  urn: string;
  name: string;
  arn: string;
  fifo: boolean;
  contentBasedDeduplication: boolean;
  key?: EncryptionKeyReference;
  subscriptions: SubscriptionDefinition[];
}

function jsonOf(resource: GraphResource, property: string): Record<string, unknown> | undefined {
  const text = textOf(resource, property);
  const parsed: unknown = text === undefined || text === "" ? undefined : JSON.parse(text);
  return isRecord(parsed) ? parsed : undefined;
}

function subscriptionOf(resource: GraphResource): SubscriptionDefinition {
  const deadLetter = jsonOf(resource, "redrivePolicy")?.["deadLetterTargetArn"];
  return {
    urn: resource.urn,
    arn: textOf(resource, "arn") ?? "",
    protocol: textOf(resource, "protocol") ?? "",
    endpoint: textOf(resource, "endpoint") ?? "",
    filter: jsonOf(resource, "filterPolicy"),
    filterScope: textOf(resource, "filterPolicyScope") === "MessageBody" ? "MessageBody" : "MessageAttributes",
    raw: resource.outputs["rawMessageDelivery"] === true,
    deadLetterArn: typeof deadLetter === "string" ? deadLetter : undefined,
  };
}

/** Reads every topic of the graph, by ARN. */
export function topicDefinitions(graph: ResourceGraph): ReadonlyMap<string, TopicDefinition> {
  const subscriptions = resourcesOfType(graph, "aws:sns/topicSubscription:TopicSubscription");
  const topics = resourcesOfType(graph, "aws:sns/topic:Topic").map((topic): TopicDefinition => {
    const arn = textOf(topic, "arn") ?? "";
    return {
      urn: topic.urn,
      name: textOf(topic, "name") ?? topic.name,
      arn,
      fifo: topic.outputs["fifoTopic"] === true,
      contentBasedDeduplication: topic.outputs["contentBasedDeduplication"] === true,
      key: keyNamed(graph, textOf(topic, "kmsMasterKeyId")),
      subscriptions: subscriptions.filter((one) => textOf(one, "topic") === arn).map(subscriptionOf),
    };
  });
  return new Map(topics.map((topic) => [topic.arn, topic]));
}
