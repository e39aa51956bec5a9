/** SNS on this machine, asked by the real AWS SDK through the gateway: topics, text messages, push messages. */
import {
  CheckIfPhoneNumberIsOptedOutCommand,
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  EndpointDisabledException,
  GetEndpointAttributesCommand,
  NotFoundException,
  OptInPhoneNumberCommand,
  PublishBatchCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SNSClient,
  ThrottledException,
  type PublishCommandInput,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { Gateway, type Credentials } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { LambdaService } from "../../local/lambda/lambdaService";
import { LocalMessaging } from "../../local/messaging";
import { functionArn, policy } from "../support/graphs";
import { failure } from "../support/localDynamodb";
import { clientSettings, KEY_ARN, MessagingGraph, queueArn, sessionOf, START, topicArn } from "./support";

const NUMBER = "+12065550100";
const TopicArn = topicArn("events");

describe("SNS on this machine", () => {
  let gateway: Gateway;
  let clock: Clock;
  let lambda: LambdaService;
  let messaging: LocalMessaging;
  const clients: SNSClient[] = [];

  beforeEach(async () => {
    gateway = await Gateway.start();
    clock = new Clock(START);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await lambda.close();
    await gateway.close();
  });

  function clientFor(credentials: Credentials, maxAttempts = 1): SNSClient {
    const client = new SNSClient(clientSettings(gateway.url, credentials, maxAttempts));
    clients.push(client);
    return client;
  }

  function open(graph: MessagingGraph): SNSClient {
    const built = graph.build();
    const iam = IamService.fromGraph(built);
    lambda = LambdaService.fromGraph(built, { gateway, iam, mode: "inProcess", now: () => clock.now() });
    messaging = LocalMessaging.start(built, { clock, gateway, lambda, iam });
    return clientFor(gateway.administrator);
  }

  const publish = (client: SNSClient, input: Partial<PublishCommandInput>) =>
    client.send(new PublishCommand({ Message: "hello", ...input }));
  const text = (value: string, DataType = "String") => ({ DataType, StringValue: value });
  const bodies = (queue: string) =>
    messaging.queues
      .queue(queue)
      ?.peek()
      .map(({ body }) => body) ?? [];
  const toQueue = (queue: string, more: object = {}) => ({ protocol: "sqs", endpoint: queueArn(queue), ...more });

  describe("topics", () => {
    it("hand a message to each queue that lets them in, in SNS's envelope or raw", async () => {
      const graph = new MessagingGraph().topic("events");
      for (const queue of ["wrapped", "raw", "closed"]) {
        graph.queue(queue).subscription(queue, "events", toQueue(queue, { rawMessageDelivery: queue === "raw" }));
      }
      const client = open(graph.opened("wrapped", "events").opened("raw", "events"));
      const MessageAttributes = { event: text("order.shipped") };
      const { MessageId } = await publish(client, { TopicArn, Subject: "Order", MessageAttributes });
      expect(JSON.parse(bodies("wrapped")[0] ?? "")).to.deep.include({
        Type: "Notification",
        MessageId,
        TopicArn,
        Subject: "Order",
        Message: "hello",
        Timestamp: new Date(START).toISOString(),
        MessageAttributes: { event: { Type: "String", Value: "order.shipped" } },
      });
      const [raw] = messaging.queues.queue("raw")?.peek() ?? [];
      expect(raw).to.deep.include({ body: "hello", attributes: MessageAttributes });
      expect(bodies("closed")).to.deep.equal([]);
      expect(messaging.topics.undelivered.map(({ reason }) => reason).join()).to.match(
        /no statement of its policy allows/,
      );
    });

    it("reach an encrypted queue only when its key lets SNS use it", async () => {
      const sns = { Principal: { Service: "sns.amazonaws.com" }, Action: ["kms:Decrypt", "kms:GenerateDataKey"] };
      const subscribed = (graph: MessagingGraph) =>
        graph
          .topic("events")
          .queue("jobs", { kmsMasterKeyId: KEY_ARN })
          .opened("jobs", "events")
          .subscription("jobs", "events", toQueue("jobs"));
      const client = open(subscribed(new MessagingGraph().key()));
      await publish(client, { TopicArn });
      expect(bodies("jobs")).to.have.length(0);
      expect(messaging.topics.undelivered[0]?.reason).to.contain("kms:GenerateDataKey");
      await lambda.close();
      await gateway.close();
      gateway = await Gateway.start();
      const other = open(subscribed(new MessagingGraph().key({ Effect: "Allow", Resource: "*", ...sns })));
      await publish(other, { TopicArn });
      expect(bodies("jobs")).to.have.length(1);
    });

    it("give subscribers what their filters let through, and each protocol its own text", async () => {
      const client = open(
        new MessagingGraph()
          .topic("events")
          .subscription("sms", "events", {
            protocol: "sms",
            endpoint: NUMBER,
            filterPolicy: JSON.stringify({ channel: ["sms"] }),
          })
          .subscription("email", "events", { protocol: "email", endpoint: "team@example.com" }),
      );
      const Message = JSON.stringify({ default: "all", sms: "short", email: "long" });
      await publish(client, {
        TopicArn,
        Message,
        MessageStructure: "json",
        MessageAttributes: { channel: text("sms") },
      });
      await publish(client, { TopicArn, Message: "plain", MessageAttributes: { channel: text("push") } });
      expect(messaging.outbox.entries.map((entry) => [entry.channel, entry.text])).to.deep.equal([
        ["sms", "short"],
        ["email", "long"],
        ["email", "plain"],
      ]);
    });

    it("invoke a function that lets them in, and put what it cannot take into the subscription's dead-letter queue", async () => {
      const graph = new MessagingGraph()
        .topic("events")
        .queue("lost")
        .opened("lost", "events")
        .role("function-role")
        .function("worker", { text: `exports.handler = async () => { throw new Error("no"); };` })
        .subscription("worker", "events", {
          protocol: "lambda",
          endpoint: functionArn("worker"),
          redrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("lost") }),
        });
      await publish(open(graph), { TopicArn, Message: "refused" });
      expect(JSON.parse(bodies("lost")[0] ?? "")).to.include({ Message: "refused" });
      await lambda.close();
      await gateway.close();
      gateway = await Gateway.start();
      const permission = { action: "lambda:InvokeFunction", principal: "sns.amazonaws.com", sourceArn: TopicArn };
      graph.declare("aws:lambda/permission:Permission", "topic", { function: "worker", ...permission });
      await publish(open(graph), { TopicArn });
      await clock.advance(180_000);
      expect(bodies("lost")).to.have.length(0);
      expect(messaging.later.dropped).to.have.length(1);
    });

    it("take batches whose entries succeed or fail by themselves", async () => {
      const graph = new MessagingGraph().topic("events").queue("jobs").opened("jobs", "events");
      const client = open(graph.subscription("jobs", "events", toQueue("jobs", { rawMessageDelivery: true })));
      const batch = (...entries: { Id: string; Message: string; Subject?: string }[]) =>
        client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
      const { Successful, Failed } = await batch(
        { Id: "a", Message: "one" },
        { Id: "b", Message: "two", Subject: "x\ny" },
      );
      expect(Successful?.map(({ Id }) => Id)).to.deep.equal(["a"]);
      expect(Failed?.[0]).to.include({ Id: "b", Code: "InvalidParameter", SenderFault: true });
      expect(bodies("jobs")).to.deep.equal(["one"]);
      const same = { Id: "a", Message: "x" };
      expect((await failure(batch(same, same))).name).to.equal("BatchEntryIdsNotDistinctException");
    });

    it("refuse what SNS refuses", async () => {
      const client = open(new MessagingGraph().topic("events"));
      const refused = async (input: Partial<PublishCommandInput>) => (await failure(publish(client, input))).message;
      expect(await refused({})).to.match(/no value for required parameter/);
      expect(await refused({ TopicArn, PhoneNumber: NUMBER })).to.match(/only one of/);
      expect(await refused({ TopicArn, Message: "" })).to.match(/Empty message/);
      expect(await refused({ TopicArn, Message: "x".repeat(262_145) })).to.match(/too long/);
      expect(await refused({ TopicArn, Subject: "x".repeat(100) })).to.match(/Subject/);
      expect(await refused({ TopicArn, MessageStructure: "json", Message: "{}" })).to.match(/No default entry/);
      expect(await refused({ TopicArn, MessageAttributes: { a: text("x", "Text") } })).to.match(
        /invalid message attribute/,
      );
      expect(await failure(publish(client, { TopicArn: topicArn("other") }))).to.be.instanceOf(NotFoundException);
    });

    it("ask the publisher's role for the topic and its key; a text message needs all of SNS", async () => {
      const onTopic = { Effect: "Allow" as const, Action: "sns:Publish", Resource: TopicArn };
      const onKey = { Effect: "Allow" as const, Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: KEY_ARN };
      const graph = new MessagingGraph().key().topic("events", { kmsMasterKeyId: KEY_ARN });
      graph.role("nobody").role("keyless", onTopic).role("publisher", onTopic, onKey);
      open(graph.role("texter", { Effect: "Allow", Action: "sns:Publish", Resource: "*" }));
      const as = (role: string, input: Partial<PublishCommandInput>) =>
        publish(clientFor(sessionOf(gateway, role)), input);
      expect((await failure(as("nobody", { TopicArn }))).name).to.equal("AuthorizationErrorException");
      expect((await failure(as("keyless", { TopicArn }))).message).to.contain("kms:GenerateDataKey");
      expect((await as("publisher", { TopicArn })).MessageId).to.be.a("string");
      const refused = await failure(as("publisher", { PhoneNumber: NUMBER }));
      expect(refused.message).to.contain("sns:Publish").and.not.contain(NUMBER);
      await as("texter", { PhoneNumber: NUMBER });
      expect(messaging.outbox.to(NUMBER)).to.have.length(1);
    });

    it("deny what their own policy denies, also to a role that may", async () => {
      const all = { Effect: "Allow" as const, Action: "sns:Publish", Resource: "*" };
      const deny = { Effect: "Deny" as const, Principal: "*", Action: "sns:Publish", Resource: TopicArn };
      const graph = new MessagingGraph().topic("events", { policy: policy(deny) }).role("publisher", all);
      open(graph);
      const refused = await failure(publish(clientFor(sessionOf(gateway, "publisher")), { TopicArn }));
      expect(refused.message).to.match(/explicit deny in a resource-based policy/);
    });

    it("meet faults: throttled, and accepted although the answer was lost, so that a retry sends twice", async () => {
      const graph = new MessagingGraph().topic("events").subscription("mail", "events", {
        protocol: "email",
        endpoint: "team@example.com",
      });
      const client = open(graph);
      messaging.topics.faults.set("events", { kind: "throttle", times: 1 });
      expect(await failure(publish(client, { TopicArn }))).to.be.instanceOf(ThrottledException);
      messaging.topics.faults.set("events", { kind: "error500", times: 1 });
      await publish(clientFor(gateway.administrator, 2), { TopicArn });
      expect(messaging.outbox.entries).to.have.length(1);
      messaging.topics.faults.set("*", { kind: "lostAnswer", times: 1, operations: ["Publish"] });
      await publish(clientFor(gateway.administrator, 2), { PhoneNumber: NUMBER });
      expect(messaging.outbox.to(NUMBER)).to.have.length(2);
    });
  });

  describe("text messages", () => {
    it("leave with their sender, type and parts", async () => {
      const client = open(new MessagingGraph());
      const MessageAttributes = {
        "AWS.SNS.SMS.SMSType": text("Transactional"),
        "AWS.MM.SMS.OriginationNumber": text("+12065550199"),
      };
      const { MessageId } = await publish(client, { PhoneNumber: NUMBER, Message: "x".repeat(161), MessageAttributes });
      expect(messaging.outbox.entries).to.deep.equal([
        {
          channel: "sms",
          at: START,
          messageId: MessageId,
          to: NUMBER,
          from: "+12065550199",
          text: "x".repeat(161),
          segments: 2,
          encoding: "GSM-7",
          type: "Transactional",
          topicArn: undefined,
        },
      ]);
    });

    it("are refused for a number that is none, a sender that is none, and too long a text", async () => {
      const client = open(new MessagingGraph());
      const refused = async (input: Partial<PublishCommandInput>) =>
        (await failure(publish(client, { PhoneNumber: NUMBER, ...input }))).message;
      expect(await refused({ PhoneNumber: "2065550100" })).to.match(/PhoneNumber.*E\.164/);
      expect(await refused({ Message: "x".repeat(1601) })).to.match(/too long/);
      const sender = (value: string) => ({ MessageAttributes: { "AWS.SNS.SMS.SenderID": text(value) } });
      expect(await refused(sender("12345"))).to.match(/with a letter/);
      expect(messaging.outbox.entries).to.have.length(0);
    });

    it("stop for a number that answers STOP until it is opted in, once in 30 days", async () => {
      const client = open(new MessagingGraph());
      messaging.topics.sms.receive(NUMBER, " stop ");
      messaging.topics.sms.receive("+12065550101", "please stop by");
      const optedOut = async (phoneNumber: string) =>
        (await client.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber }))).isOptedOut;
      expect([await optedOut(NUMBER), await optedOut("+12065550101")]).to.deep.equal([true, false]);
      expect((await publish(client, { PhoneNumber: NUMBER })).MessageId).to.be.a("string");
      expect(messaging.outbox.entries).to.have.length(0);
      expect(messaging.outbox.withheld[0]).to.include({ to: NUMBER, reason: "optedOut" });
      const optIn = () => client.send(new OptInPhoneNumberCommand({ phoneNumber: NUMBER }));
      await optIn();
      await publish(client, { PhoneNumber: NUMBER });
      expect(messaging.outbox.entries).to.have.length(1);
      messaging.topics.sms.receive(NUMBER, "STOP");
      expect((await failure(optIn())).message).to.match(/30 days/);
      await clock.advance(30 * 86_400_000);
      await optIn();
      expect(await optedOut(NUMBER)).to.equal(false);
    });

    it("end at the month's spend limit and go on in the next month", async () => {
      const client = open(
        new MessagingGraph().declare("aws:sns/smsPreferences:SmsPreferences", "sms", { monthlySpendLimit: 0 }),
      );
      await publish(client, { PhoneNumber: NUMBER });
      expect(messaging.outbox.withheld[0]).to.include({ reason: "spendLimit" });
      await lambda.close();
      await gateway.close();
      gateway = await Gateway.start();
      const other = open(new MessagingGraph());
      while (messaging.topics.sms.spentThisMonth < 1) {
        messaging.topics.sms.send({ to: NUMBER, text: "x".repeat(1500), attributes: {}, messageId: "m" });
      }
      const sent = messaging.outbox.entries.length;
      await publish(other, { PhoneNumber: NUMBER });
      expect(messaging.outbox.entries).to.have.length(sent);
      await clock.runUntil(Date.parse("2026-04-01T00:00:00Z"));
      await publish(other, { PhoneNumber: NUMBER });
      expect(messaging.outbox.entries).to.have.length(sent + 1);
    });
  });

  describe("push messages", () => {
    const PlatformApplicationArn = `${topicArn("app/GCM/shop")}`;
    const graph = () =>
      new MessagingGraph().declare("aws:sns/platformApplication:PlatformApplication", "shop", {
        name: "shop",
        platform: "GCM",
        platformCredential: "credential",
      });

    it("reach a device with the payload of its platform until its token is no longer good", async () => {
      const client = open(graph());
      const create = (more: object = {}) =>
        client.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: "token-1", ...more }));
      const { EndpointArn = "" } = await create();
      expect((await create()).EndpointArn).to.equal(EndpointArn);
      expect((await failure(create({ CustomUserData: "other" }))).message).to.match(
        /already exists with the same Token/,
      );
      const payload = JSON.stringify({
        fcmV1Message: { message: { notification: { title: "Order", body: "Shipped" } } },
      });
      const Message = JSON.stringify({ default: "Shipped", GCM: payload });
      const push = () => publish(client, { TargetArn: EndpointArn, MessageStructure: "json", Message });
      await push();
      expect(messaging.outbox.entries[0]).to.deep.include({
        channel: "push",
        to: EndpointArn,
        platform: "GCM",
        title: "Order",
        text: "Shipped",
        payload,
      });
      messaging.topics.push.disable(EndpointArn);
      expect(await failure(push())).to.be.instanceOf(EndpointDisabledException);
      const Attributes = { Enabled: "true", Token: "token-2" };
      await client.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes }));
      expect((await client.send(new GetEndpointAttributesCommand({ EndpointArn }))).Attributes).to.deep.equal(
        Attributes,
      );
      await push();
      await client.send(new DeleteEndpointCommand({ EndpointArn }));
      expect(await failure(push())).to.be.instanceOf(NotFoundException);
    });

    it("need an application of the program", async () => {
      const client = open(new MessagingGraph());
      const create = client.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: "t" }));
      expect(await failure(create)).to.be.instanceOf(NotFoundException);
    });
  });
});
