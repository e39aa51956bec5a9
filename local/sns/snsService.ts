/**
 * SNS of the local run: the topics and subscriptions the program declares, text messages and push messages, behind the
 * gateway. What leaves the account lands in the outbox; what a queue or function gets, it gets at the same virtual instant.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import { awsError } from "../gateway/awsError";
import type { Principal, ServiceAnswer, ServiceRequest, ServiceResponse } from "../gateway/service";
import type { Outbox } from "../outbox/outbox";
import { keyPermissions, requirePermissions, type Authorizer, type Permission } from "../services/access";
import { EVERYTHING, ServiceFaults } from "../services/faults";
import {
  elementsOf,
  parametersOf,
  queryAnswer,
  textMapOf,
  xmlMap,
  type Parameters,
  type XmlValue,
} from "../services/queryProtocol";
import { ServiceError } from "../services/serviceError";
import { Delivery, type Receivers, type Undelivered } from "./delivery";
import { invalidParameter, MAX_MESSAGE_BYTES, publicationOf, publishedBytes, textFor } from "./publication";
import { PushEndpoints } from "./pushEndpoints";
import { E164, SmsSender } from "./smsSender";
import { topicDefinitions, type TopicDefinition } from "./topicDefinition";

/** What the local SNS works with. */
export interface SnsOptions {
  clock: Clock;
  outbox: Outbox;
  receivers: Receivers;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer;
}

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
const OPERATIONS = [
  "Publish",
  "PublishBatch",
  "CheckIfPhoneNumberIsOptedOut",
  "OptInPhoneNumber",
  "CreatePlatformEndpoint",
  "GetEndpointAttributes",
  "SetEndpointAttributes",
  "DeleteEndpoint",
];
/** Most messages of a batch. */
const MAX_BATCH = 10;

/** The local SNS: made from a graph, registered at the gateway with its `handle`. */
export class SnsService {
  /** Faults set on topics by name, or on all requests, text messages among them, with `*`. */
  readonly faults = new ServiceFaults(() => new ServiceError("Throttled", "Rate exceeded", 429));
  /** Text messages: opt-outs (`sms.receive(number, "STOP")`) and what they cost. */
  readonly sms: SmsSender;
  /** Devices: `push.disable(arn)` is what an uninstalled app does. */
  readonly push: PushEndpoints;
  readonly #topics: ReadonlyMap<string, TopicDefinition>;
  readonly #delivery: Delivery;

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: SnsOptions,
  ) {
    const { clock, outbox, receivers } = options;
    this.#topics = topicDefinitions(graph);
    this.sms = new SmsSender(graph, clock, outbox);
    this.push = new PushEndpoints(graph, clock, outbox);
    this.#delivery = new Delivery(clock, outbox, this.sms, this.push, receivers);
  }

  static fromGraph(graph: ResourceGraph, options: SnsOptions): SnsService {
    return new SnsService(graph, options);
  }

  /** Every topic with its subscriptions. */
  list(): TopicDefinition[] {
    return [...this.#topics.values()];
  }

  /** Messages that no subscriber and no dead-letter queue has, oldest first. */
  get undelivered(): readonly Undelivered[] {
    return this.#delivery.undelivered;
  }

  /** Publishes in the name of a service whose permission is decided already; answers why not, or undefined. */
  publish(topicArn: string, text: string): string | undefined {
    const topic = this.#topics.get(topicArn);
    if (!topic) return `the program declares no topic ${topicArn}`;
    this.#delivery.deliver(topic, { texts: { default: text }, attributes: {}, structured: false }, randomUUID());
    return undefined;
  }

  /** Answers one request from the gateway; register it there as `sns`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const parameters = parametersOf(request.body);
      const operation = parameters.get("Action") ?? "";
      if (!OPERATIONS.includes(operation)) {
        const message = `${operation || "This request"} is not served by the local SNS. It serves: ${OPERATIONS.join(", ")}.`;
        throw new ServiceError("InvalidAction", message);
      }
      return await this.faults.meet(targetOf(parameters), operation, async () =>
        this.#run(operation, parameters, request.principal),
      );
    } catch (error) {
      if (error instanceof ServiceError) return awsError(request, error.code, error.message, error.status);
      throw error;
    }
  }

  #run(operation: string, parameters: Parameters, principal: Principal): ServiceResponse {
    const text = (name: string): string => parameters.get(name) ?? "";
    const allow = (resource: string): void => this.#allow(principal, [{ action: `sns:${operation}`, resource }]);
    const answer = (result: XmlValue, raw?: string): ServiceResponse => queryAnswer(operation, NAMESPACE, result, raw);
    switch (operation) {
      case "Publish":
        return answer(this.#publish(parameters, principal));
      case "PublishBatch":
        return answer(this.#publishBatch(parameters, principal));
      case "CheckIfPhoneNumberIsOptedOut":
        allow("*");
        return answer({ isOptedOut: String(this.sms.isOptedOut(text("phoneNumber"))) });
      case "OptInPhoneNumber":
        allow("*");
        this.sms.optIn(text("phoneNumber"));
        return answer({});
      case "CreatePlatformEndpoint": {
        allow(text("PlatformApplicationArn"));
        const custom = parameters.get("CustomUserData");
        const attributes = {
          ...(custom === undefined ? {} : { CustomUserData: custom }),
          ...textMapOf(parameters, "Attributes"),
        };
        const { arn } = this.push.create(text("PlatformApplicationArn"), text("Token"), attributes);
        return answer({ EndpointArn: arn });
      }
      case "GetEndpointAttributes":
        allow(text("EndpointArn"));
        return answer({}, `<Attributes>${xmlMap(this.push.attributes(text("EndpointArn")))}</Attributes>`);
      case "SetEndpointAttributes":
        allow(text("EndpointArn"));
        this.push.setAttributes(text("EndpointArn"), textMapOf(parameters, "Attributes"));
        return answer({});
      default:
        allow(text("EndpointArn"));
        this.push.delete(text("EndpointArn"));
        return answer({});
    }
  }

  #publish(parameters: Parameters, principal: Principal): { MessageId: string } {
    const phoneNumber = parameters.get("PhoneNumber");
    const target = parameters.get("TopicArn") ?? parameters.get("TargetArn");
    const given = ["PhoneNumber", "TopicArn", "TargetArn"].filter((name) => parameters.has(name));
    if (given.length !== 1) {
      throw invalidParameter(
        given.length === 0
          ? "TopicArn or TargetArn Reason: no value for required parameter"
          : `${given.join(" and ")} Reason: only one of TopicArn, TargetArn and PhoneNumber may be given`,
      );
    }
    if (phoneNumber !== undefined) return this.#publishSms(phoneNumber, parameters, principal);
    const arn = target ?? "";
    if (arn.split(":")[5]?.startsWith("endpoint/")) {
      this.#allow(principal, [{ action: "sns:Publish", resource: arn }]);
      const messageId = randomUUID();
      this.push.send(arn, publicationOf(parameters), messageId);
      return { MessageId: messageId };
    }
    return this.#toTopic(this.#topic(arn, principal), parameters);
  }

  #publishSms(phoneNumber: string, parameters: Parameters, principal: Principal): { MessageId: string } {
    // A number is no resource of the account: only a policy for all of SNS lets a role write to it.
    this.#allow(principal, [{ action: "sns:Publish", resource: "*" }]);
    if (!E164.test(phoneNumber)) throw invalidParameter("PhoneNumber Reason: it is not in E.164 form");
    const publication = publicationOf(parameters);
    const messageId = randomUUID();
    const text = textFor(publication, "sms");
    this.sms.send({ to: phoneNumber, text, attributes: publication.attributes, messageId });
    return { MessageId: messageId };
  }

  #publishBatch(parameters: Parameters, principal: Principal): XmlValue {
    const entries = elementsOf(parameters, "PublishBatchRequestEntries.member");
    const ids = entries.map((entry) => entry.get("Id") ?? "");
    if (entries.length === 0)
      throw new ServiceError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
    if (entries.length > MAX_BATCH) {
      throw new ServiceError(
        "TooManyEntriesInBatchRequest",
        `The batch request contains more entries than permissible.`,
      );
    }
    if (new Set(ids).size < ids.length) {
      throw new ServiceError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
    }
    if (entries.reduce((sum, entry) => sum + publishedBytes(entry), 0) > MAX_MESSAGE_BYTES) {
      throw new ServiceError(
        "BatchRequestTooLong",
        "The length of all the batch messages put together is more than the limit.",
      );
    }
    const topic = this.#topic(parameters.get("TopicArn") ?? "", principal);
    const Successful: XmlValue[] = [];
    const Failed: XmlValue[] = [];
    for (const [index, entry] of entries.entries()) {
      const Id = ids[index] ?? "";
      try {
        Successful.push({ Id, ...this.#toTopic(topic, entry) });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: String(error.status < 500) });
      }
    }
    return { Successful, Failed };
  }

  #toTopic(topic: TopicDefinition, parameters: Parameters): { MessageId: string } {
    const publication = publicationOf(parameters);
    if (topic.fifo && publication.groupId === undefined) {
      throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
    }
    if (topic.fifo && publication.deduplicationId === undefined && !topic.contentBasedDeduplication) {
      const reason =
        "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
      throw invalidParameter(reason);
    }
    const messageId = randomUUID();
    this.#delivery.deliver(topic, publication, messageId);
    return { MessageId: messageId };
  }

  /** The topic a caller may publish to; a role learns of a topic that is not there only when it might use it. */
  #topic(arn: string, principal: Principal): TopicDefinition {
    if (!/^arn:[^:]+:sns:[^:]*:[^:]*:[^:]+$/.test(arn)) throw invalidParameter("TopicArn");
    const topic = this.#topics.get(arn);
    const use = keyPermissions(topic?.key, ["kms:GenerateDataKey", "kms:Decrypt"], this.graph, "sns").map((one) => ({
      ...one,
      context: { ...one.context, "kms:EncryptionContext:aws:sns:topicArn": arn },
    }));
    this.#allow(principal, [{ action: "sns:Publish", resource: arn }, ...use]);
    if (topic) return topic;
    throw new ServiceError("NotFound", "Topic does not exist", 404);
  }

  #allow(principal: Principal, permissions: readonly Permission[]): void {
    requirePermissions(this.options.iam, principal, permissions, ({ action }) =>
      action.startsWith("kms:") ? "KMSAccessDenied" : "AuthorizationError",
    );
  }
}

/** What a fault is set on: the name of the topic; requests without one meet only faults set on everything. */
function targetOf(parameters: Parameters): string {
  const arn = parameters.get("TopicArn") ?? parameters.get("TargetArn");
  return arn === undefined ? EVERYTHING : arn.slice(arn.lastIndexOf(":") + 1);
}
