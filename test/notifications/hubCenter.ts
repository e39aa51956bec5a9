/** The notification hub as the program deploys it, on this machine: topic, queues, senders, ledger and outbox in one centre. */
import { SNSClient, PublishCommand } from "@aws-sdk/client-sns";
import { LocalCenter, type CenterOptions } from "../../local/center";
import type { ResourceGraph } from "../../local/engine/graph";
import type { ServiceAnswer, ServiceRequest } from "../../local/gateway";
import type { InvocationOutcome } from "../../local/lambda/lambdaService";
import type { OutboxEntry } from "../../local/outbox/outbox";
import type { Channel, MessageKind } from "../../handlers/notifications/catalogue";
import { START } from "../support/connectGraph";
import { evaluated, NO_ANALYTICS } from "../support/evaluated";

/** Who is told something. */
export const CUSTOMER = "+12065550100";

/** Address e-mail comes from. */
export const EMAIL_FROM = "no-reply@example.com";

/** Text messages a day the stack sends to a country at most. */
export const PER_DAY = 12;

/** Settings of the stack dev with everything the hub can do by settings. */
export const HUB_CONFIG: Readonly<Record<string, string>> = {
  ...NO_ANALYTICS,
  architecture: "advanced",
  slack: "true",
  survey: "true",
  notifications: JSON.stringify({ countries: ["US", "CA"], emailFrom: EMAIL_FROM, smsPerCountryPerDay: PER_DAY }),
  routingProfiles: JSON.stringify([
    { name: "everyone", chats: 2, tasks: 1, queues: [{ queue: "support" }, { queue: "sales" }] },
  ]),
};

/** A request; what is left out is about the customer and the time of the clock. */
export interface TestRequest {
  eventId: string;
  channel?: Channel;
  kind?: MessageKind;
  locale?: string;
  to?: string;
  customer?: string;
  slots?: Readonly<Record<string, string>>;
}

/** What a service was asked, and by whose role. */
export interface Asked {
  operation: string;
  /** Name of the function that asks. */
  by: string;
}

type Wire = Pick<LocalCenter["dynamodb"], "handle">;

/** A centre with the hub. */
export class HubCenter {
  /** Stands before DynamoDB, SNS and SES where a test gives one. */
  intercept: ((asked: Asked, pass: () => Promise<ServiceAnswer>) => Promise<ServiceAnswer>) | undefined;

  private constructor(readonly center: LocalCenter) {
    const { dynamodb, topics, messaging } = center;
    const services: readonly Wire[] = [dynamodb, topics, messaging.mail];
    for (const service of services) {
      const handle = service.handle.bind(service);
      service.handle = (wire) => {
        const pass = (): Promise<ServiceAnswer> => handle(wire);
        return this.intercept ? this.intercept(asked(wire), pass) : pass();
      };
    }
  }

  /** Brings up the stack, or a graph of one's own. Handlers run in this process unless said otherwise. */
  static async open(options: CenterOptions & { graph?: ResourceGraph } = {}): Promise<HubCenter> {
    const graph = options.graph ?? (await evaluated("dev", HUB_CONFIG));
    return new HubCenter(await LocalCenter.fromGraph(graph, { startAt: START, handlers: "inProcess", ...options }));
  }

  /** Stands around a centre that runs already; whoever started it closes it. */
  static around(center: LocalCenter): HubCenter {
    return new HubCenter(center);
  }

  /** A function of the stack by a part of its name. */
  arnOf(name: string): string {
    const found = this.center.lambda.list().find((one) => one.name.includes(name));
    if (!found) throw new Error(`The stack has no function ${name}.`);
    return found.arn;
  }

  /** Invokes `notify` as a flow's block does, and lets the message go its way. */
  async notify(parameters: Record<string, string>, contactId = "contact-1"): Promise<InvocationOutcome> {
    const CustomerEndpoint = { Address: CUSTOMER, Type: "TELEPHONE_NUMBER" };
    const ContactData = { ContactId: contactId, Channel: "VOICE", CustomerEndpoint };
    const Details = { ContactData, Parameters: parameters };
    const outcome = await this.center.lambda.invoke(this.arnOf("notify"), { Name: "ContactFlowEvent", Details });
    await this.seconds(1);
    return outcome;
  }

  /** Publishes a request with the real SDK, in the role of `notify`. */
  async publish({ eventId, ...given }: TestRequest): Promise<void> {
    const { channel = "sms", kind = "orderCancelled", locale = "en", slots = { orderId: "O-1" } } = given;
    const { to, customer } = given;
    const address = to === undefined ? { customer: customer ?? CUSTOMER } : { to };
    const request = { eventId, kind, channel, locale, requestedAt: this.center.clock.now(), ...address, slots };
    const client = this.topics();
    try {
      const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
      await client.send(
        new PublishCommand({
          TopicArn: String(this.center.graph.outputs.notificationsTopic),
          Message: JSON.stringify(request),
          MessageAttributes: { channel: attribute(channel), kind: attribute(kind) },
        }),
      );
    } finally {
      client.destroy();
    }
  }

  /** The real SNS client, in the role of `notify`. */
  topics(): SNSClient {
    const { gateway, lambda, graph } = this.center;
    const roleArn = lambda.spec(this.arnOf("notify"))?.roleArn ?? "";
    const credentials = gateway.issueCredentials({ roleArn, sessionName: "publisher" });
    return new SNSClient({ endpoint: gateway.url, region: graph.region, credentials, maxAttempts: 1 });
  }

  /** Lets virtual seconds pass. */
  seconds(count: number): Promise<void> {
    return this.center.clock.advance(count * 1_000);
  }

  /** What has left through a channel. */
  left(channel: Channel): OutboxEntry[] {
    return this.center.outbox.entries.filter((entry) => entry.channel === channel);
  }

  /** State of an event in the ledger; undefined when there is no row. */
  async stateOf(eventId: string, channel: Channel = "sms", kind: MessageKind = "orderCancelled"): Promise<unknown> {
    const table = this.center.table("notificationsTable") ?? "";
    return (await this.center.database.get(table, { id: `event#${eventId}#${kind}#${channel}` }))?.state;
  }

  /** Messages in a dead-letter queue, by what it belongs to. */
  failed(name: string): number {
    const urls = this.center.graph.outputs.failureQueueUrls as Record<string, string>;
    return this.center.queues.queue(urls[name] ?? "")?.peek().length ?? NaN;
  }

  close(): Promise<void> {
    return this.center.close();
  }
}

function asked({ headers, body, path, principal }: ServiceRequest): Asked {
  const target = headers["x-amz-target"]?.split(".")[1];
  const operation =
    target ?? (path.startsWith("/v2/email") ? "SendEmail" : new URLSearchParams(String(body)).get("Action"));
  return { operation: operation ?? "", by: principal.kind === "role" ? principal.sessionName : "" };
}
