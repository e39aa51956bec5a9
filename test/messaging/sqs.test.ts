/** SQS on this machine, asked by the real AWS SDK through the gateway. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { Gateway, type Credentials } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { SqsService } from "../../local/sqs/sqsService";
import { failure } from "../support/localDynamodb";
import { clientSettings, KEY_ARN, MessagingGraph, queueArn, queueUrl, sessionOf, START } from "./support";

describe("SQS on this machine", () => {
  let gateway: Gateway;
  let clock: Clock;
  let service: SqsService;
  const clients: SQSClient[] = [];
  const QueueUrl = queueUrl("jobs");

  beforeEach(async () => {
    gateway = await Gateway.start();
    clock = new Clock(START);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await gateway.close();
  });

  function clientFor(credentials: Credentials, maxAttempts = 1): SQSClient {
    const client = new SQSClient(clientSettings(gateway.url, credentials, maxAttempts));
    clients.push(client);
    return client;
  }

  function open(graph: MessagingGraph): SQSClient {
    const built = graph.build();
    service = SqsService.fromGraph(built, { clock, iam: IamService.fromGraph(built) });
    gateway.register("sqs", (request) => service.handle(request));
    return clientFor(gateway.administrator);
  }

  const send = (client: SQSClient, MessageBody: string, more: object = {}) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

  async function receive(client: SQSClient, more: object = {}): Promise<Message[]> {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more });
    return (await client.send(command)).Messages ?? [];
  }

  it("gives a message once with the attributes asked for, and its sums satisfy the SDK", async () => {
    const client = open(new MessagingGraph().queue("jobs"));
    const MessageAttributes = {
      event: { DataType: "String", StringValue: "order.shipped" },
      tries: { DataType: "Number", StringValue: "2" },
      raw: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 250]) },
    };
    const sent = await send(client, "héllo", { MessageAttributes });
    const [message] = await receive(client, { MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["All"] });
    expect(message).to.deep.include({ MessageId: sent.MessageId, Body: "héllo", MessageAttributes });
    expect(message?.Attributes).to.include({ ApproximateReceiveCount: "1", SentTimestamp: String(START) });
    expect(sent.MD5OfMessageAttributes).to.equal(message?.MD5OfMessageAttributes);
    // The sum over these attributes as the SDKs of AWS define it, worked out apart from this code.
    expect(sent.MD5OfMessageBody).to.equal("be50e8478cf24ff3595bc7307fb91b50");
    expect(await receive(client)).to.deep.equal([]);
  });

  it("hides a message while somebody works on it and gives it again, with another handle, when it is not deleted", async () => {
    const client = open(new MessagingGraph().queue("jobs", { visibilityTimeoutSeconds: 40 }));
    await send(client, "one");
    const [first] = await receive(client);
    await clock.advance(39_999);
    expect(await receive(client)).to.have.length(0);
    await clock.advance(1);
    const [second] = await receive(client, { AttributeNames: ["ApproximateReceiveCount"] });
    expect(second?.Attributes).to.deep.equal({ ApproximateReceiveCount: "2" });
    expect(second?.ReceiptHandle).to.not.equal(first?.ReceiptHandle);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(service.queue("jobs")?.counts().inFlight).to.equal(1);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(service.queue("jobs")?.peek()).to.have.length(0);
  });

  it("shows a message earlier or later when its visibility is changed, at most 12 hours after it was received", async () => {
    const client = open(new MessagingGraph().queue("jobs"));
    await send(client, "one");
    const [message] = await receive(client);
    const change = (VisibilityTimeout: number, ReceiptHandle = message?.ReceiptHandle) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(120);
    await clock.advance(119_000);
    expect(await receive(client)).to.have.length(0);
    expect((await failure(change(43_200))).message).to.match(/beyond the limit/);
    await change(0);
    expect(await receive(client)).to.have.length(1);
    expect((await failure(change(5, "nonsense"))).name).to.equal("ReceiptHandleIsInvalid");
    expect((await failure(change(5))).name).to.equal("MessageNotInflight");
  });

  it("delays a message, lets a receive wait for it, and drops what is older than the queue keeps it", async () => {
    const client = open(new MessagingGraph().queue("jobs", { messageRetentionSeconds: 60 }));
    await send(client, "later", { DelaySeconds: 10 });
    expect(await receive(client)).to.have.length(0);
    let answered = false;
    const waiting = receive(client, { WaitTimeSeconds: 20, VisibilityTimeout: 0 }).finally(() => (answered = true));
    while (!answered && clock.now() < START + 30_000) {
      await clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await waiting).map(({ Body }) => Body)).to.deep.equal(["later"]);
    await clock.runUntil(START + 60_000);
    expect(await receive(client)).to.have.length(0);
  });

  it("sends what was received too often to the dead-letter queue, and moves it back when told to", async () => {
    const client = open(new MessagingGraph().queueWithFailures("jobs", 2, { visibilityTimeoutSeconds: 5 }));
    await send(client, "poison");
    for (let received = 0; received < 2; received++) {
      expect(await receive(client)).to.have.length(1);
      await clock.advance(5_000);
    }
    expect(await receive(client)).to.have.length(0);
    const [dead] = await receive(client, {
      QueueUrl: queueUrl("jobs-failures"),
      AttributeNames: ["DeadLetterQueueSourceArn"],
      VisibilityTimeout: 0,
    });
    expect(dead?.Attributes?.DeadLetterQueueSourceArn).to.equal(queueArn("jobs"));
    const SourceArn = queueArn("jobs-failures");
    await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
    await clock.advance(0);
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results?.[0]).to.include({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 });
    const [back] = await receive(client, { AttributeNames: ["ApproximateReceiveCount"] });
    expect(back).to.deep.include({ Body: "poison", Attributes: { ApproximateReceiveCount: "1" } });
  });

  it("moves no faster than it is told, and only out of a dead-letter queue", async () => {
    const client = open(new MessagingGraph().queueWithFailures("jobs", 1));
    const failures = service.queue("jobs-failures");
    for (let number = 0; number < 5; number++) failures?.send({ body: `m${number}`, attributes: {} }, "me");
    const start = (SourceArn: string, more: object = {}) =>
      client.send(new StartMessageMoveTaskCommand({ SourceArn, ...more }));
    expect((await failure(start(queueArn("jobs")))).message).to.match(/must be configured as a Dead Letter Queue/);
    await start(queueArn("jobs-failures"), { MaxNumberOfMessagesPerSecond: 2, DestinationArn: queueArn("jobs") });
    expect((await failure(start(queueArn("jobs-failures")))).name).to.equal("UnsupportedOperation");
    await clock.advance(1_500);
    expect(service.queue("jobs")?.counts().visible).to.equal(4);
    await clock.advance(1_000);
    expect(service.queue("jobs")?.counts().visible).to.equal(5);
  });

  it("keeps the order within a group of a FIFO queue and takes a duplicate once in five minutes", async () => {
    const url = queueUrl("jobs.fifo");
    const client = open(new MessagingGraph().queue("jobs.fifo", { fifoQueue: true }));
    const put = (MessageBody: string, MessageGroupId: string, MessageDeduplicationId = MessageBody) =>
      send(client, MessageBody, { QueueUrl: url, MessageGroupId, MessageDeduplicationId });
    const first = await put("a1", "a");
    await put("a2", "a");
    await put("b1", "b");
    expect((await put("a1 again", "a", "a1")).MessageId).to.equal(first.MessageId);
    const [a1] = await receive(client, { QueueUrl: url, MaxNumberOfMessages: 1 });
    expect(a1?.Body).to.equal("a1");
    expect((await receive(client, { QueueUrl: url })).map(({ Body }) => Body)).to.deep.equal(["b1"]);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: a1?.ReceiptHandle }));
    expect((await receive(client, { QueueUrl: url })).map(({ Body }) => Body)).to.deep.equal(["a2"]);
    await clock.advance(300_000);
    expect((await put("a1", "a")).MessageId).to.not.equal(first.MessageId);
    expect((await failure(put("", "a"))).name).to.equal("MissingParameter");
  });

  it("lets each entry of a batch succeed or fail by itself, and refuses batches SQS does not take", async () => {
    const client = open(new MessagingGraph().queue("jobs"));
    const batch = (...Entries: { Id: string; MessageBody: string; DelaySeconds?: number }[]) =>
      client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const { Successful, Failed } = await batch(
      { Id: "good", MessageBody: "x" },
      { Id: "bad", MessageBody: "y", DelaySeconds: 901 },
    );
    expect(Successful?.map(({ Id }) => Id)).to.deep.equal(["good"]);
    expect(Failed?.[0]).to.include({ Id: "bad", Code: "InvalidParameterValue", SenderFault: true });
    expect((await failure(batch())).name).to.equal("EmptyBatchRequest");
    const twice = { Id: "same", MessageBody: "x" };
    expect((await failure(batch(twice, twice))).name).to.equal("BatchEntryIdsNotDistinct");
    const many = Array.from({ length: 11 }, (_, n) => ({ Id: `m${n}`, MessageBody: "x" }));
    expect((await failure(batch(...many))).name).to.equal("TooManyEntriesInBatchRequest");
    const long = Array.from({ length: 5 }, (_, n) => ({ Id: `m${n}`, MessageBody: "x".repeat(250_000) }));
    expect((await failure(batch(...long))).name).to.equal("BatchRequestTooLong");
    const [message] = await receive(client);
    const Entries = [{ Id: "one", ReceiptHandle: message?.ReceiptHandle }];
    expect((await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))).Successful).to.have.length(1);
  });

  it("refuses messages that are too long, empty, or have more attributes than SQS takes", async () => {
    const client = open(new MessagingGraph().queue("jobs", { maxMessageSize: 1024 }));
    await send(client, "x".repeat(1024));
    expect((await failure(send(client, "x".repeat(1025)))).message).to.match(/shorter than 1024 bytes/);
    expect((await failure(send(client, "\u0001"))).name).to.equal("InvalidMessageContents");
    const attribute = { DataType: "String", StringValue: "x" };
    const names = Array.from({ length: 11 }, (_, n) => [`a${n}`, attribute] as const);
    expect((await failure(send(client, "x", { MessageAttributes: Object.fromEntries(names) }))).message).to.match(
      /\[11\]/,
    );
  });

  it("tells a queue's URL, settings and counts, and what queue there is not", async () => {
    const client = open(new MessagingGraph().queueWithFailures("jobs", 3));
    expect((await client.send(new GetQueueUrlCommand({ QueueName: "jobs" }))).QueueUrl).to.equal(QueueUrl);
    await send(client, "x");
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    expect(Attributes).to.include({ QueueArn: queueArn("jobs"), ApproximateNumberOfMessages: "1" });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? "")).to.include({ maxReceiveCount: 3 });
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive(client)).to.have.length(0);
    expect(await failure(send(client, "x", { QueueUrl: queueUrl("other") }))).to.be.instanceOf(QueueDoesNotExist);
  });

  it("asks the sender's role for the queue and for the key the queue is under", async () => {
    const graph = new MessagingGraph()
      .key()
      .queue("jobs", { kmsMasterKeyId: KEY_ARN })
      .role("nobody")
      .role("keyless", { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn("jobs") })
      .role(
        "sender",
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn("jobs") },
        { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: KEY_ARN },
      );
    open(graph);
    const as = (role: string) => send(clientFor(sessionOf(gateway, role)), "x");
    expect((await failure(as("nobody"))).name).to.equal("AccessDenied");
    expect((await failure(as("keyless"))).name).to.equal("KmsAccessDenied");
    expect((await as("sender")).MessageId).to.be.a("string");
    const receiving = receive(clientFor(sessionOf(gateway, "sender")));
    expect((await failure(receiving)).message).to.match(/not authorized to perform: sqs:ReceiveMessage/);
  });

  it("meets faults: throttled, failing, cut off, and accepted without an answer", async () => {
    const client = open(new MessagingGraph().queue("jobs"));
    const visible = () => service.queue("jobs")?.counts().visible;
    service.faults.set("jobs", { kind: "throttle", times: 1, operations: ["SendMessage"] });
    expect((await failure(send(client, "x"))).name).to.equal("RequestThrottled");
    service.faults.set("jobs", { kind: "error500", times: 1 });
    expect((await failure(send(client, "x"))).name).to.equal("InternalFailure");
    service.faults.set("jobs", { kind: "reset", times: 1 });
    await failure(send(client, "x"));
    expect(visible()).to.equal(0);
    service.faults.set("*", { kind: "lostAnswer", times: 1 });
    await failure(send(client, "x"));
    expect(visible()).to.equal(1);
    await send(client, "x");
    expect(visible()).to.equal(2);
  });
});
