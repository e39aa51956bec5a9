/** Functions that consume queues, and invocations nobody waits for: events, partial failures, retries, what is left. */
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { isRecord } from "../../local/engine/graph";
import { Gateway } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { failedIds } from "../../local/lambda/batchResponse";
import { LambdaService } from "../../local/lambda/lambdaService";
import { LocalMessaging, localQueueUrls } from "../../local/messaging";
import { ACCOUNT, functionArn, roleArn, type TestStatement } from "../support/graphs";
import { failure } from "../support/localDynamodb";
import { clientSettings, KEY_ARN, MessagingGraph, queueArn, queueUrl, START } from "./support";

const CONFIG = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

describe("functions that work in the background", () => {
  let gateway: Gateway;
  let clock: Clock;
  let lambda: LambdaService;
  let messaging: LocalMessaging;
  let logged: string[];

  beforeEach(async () => {
    gateway = await Gateway.start();
    clock = new Clock(START);
    logged = [];
  });

  afterEach(async () => {
    await lambda.close();
    await gateway.close();
  });

  function open(graph: MessagingGraph): LocalMessaging {
    const built = graph.build();
    const iam = IamService.fromGraph(built);
    const onLog = ({ text }: { text: string }): void => void logged.push(text);
    lambda = LambdaService.fromGraph(built, {
      gateway,
      iam,
      mode: "inProcess",
      now: () => clock.now(),
      onLog,
      environmentFor: (spec) => localQueueUrls(spec, gateway.url),
    });
    messaging = LocalMessaging.start(built, { clock, gateway, lambda, iam });
    return messaging;
  }

  /** Lines a handler wrote, which are JSON here. */
  function seen(): unknown[] {
    return logged
      .filter((text) => text.includes("SEEN "))
      .map((text) => JSON.parse(text.slice(text.indexOf("SEEN ") + 5)));
  }

  function jobs() {
    const queue = messaging.queues.queue("jobs");
    if (!queue) throw new Error("The queue is declared.");
    return queue;
  }

  const SEE = `console.log("SEEN " + JSON.stringify(event));`;
  const send = (body: string) => jobs().send({ body, attributes: {} }, "sender").messageId;
  const failures = () => messaging.queues.queue("jobs-failures")?.peek() ?? [];

  it("get messages in the event Lambda makes of them, and what they handled is gone", async () => {
    open(new MessagingGraph().queueWithFailures("jobs", 3).consumer("jobs", SEE));
    const attributes = { kind: { DataType: "String", StringValue: "sms" } };
    const { messageId } = jobs().send({ body: "one", attributes }, "sender");
    await clock.advance(0);
    const [event] = seen();
    const [record] = isRecord(event) && Array.isArray(event.Records) ? event.Records : [];
    expect(record).to.deep.include({
      messageId,
      body: "one",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(START),
        SenderId: "sender",
        ApproximateFirstReceiveTimestamp: String(START),
      },
      messageAttributes: {
        kind: { stringValue: "sms", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfBody: "f97c5d29941bfb1b2fdab0874906ab82",
      eventSource: "aws:sqs",
      eventSourceARN: queueArn("jobs"),
      awsRegion: "us-east-1",
    });
    expect(record).to.have.keys(
      ...["messageId", "receiptHandle", "body", "attributes", "messageAttributes", "md5OfMessageAttributes"],
      ...["md5OfBody", "eventSource", "eventSourceARN", "awsRegion"],
    );
    expect(jobs().peek()).to.have.length(0);
  });

  it("say which messages of a batch failed: only those come again, and end in the dead-letter queue", async () => {
    const body = `${SEE}
      return { batchItemFailures: event.Records.filter((r) => r.body === "bad").map((r) => ({ itemIdentifier: r.messageId })) };`;
    open(new MessagingGraph().queueWithFailures("jobs", 3).consumer("jobs", body));
    const bad = ["good", "bad", "fine"].map(send)[1];
    await clock.advance(0);
    expect(seen()).to.have.length(1);
    expect(
      jobs()
        .peek()
        .map(({ messageId }) => messageId),
    ).to.deep.equal([bad]);
    await clock.advance(29_999);
    expect(seen()).to.have.length(1);
    await clock.advance(120_000);
    expect(seen()).to.have.length(3);
    expect(jobs().peek()).to.have.length(0);
    expect(failures().map(({ messageId }) => messageId)).to.deep.equal([bad]);
  });

  it("that throw have the whole batch again", async () => {
    open(new MessagingGraph().queueWithFailures("jobs", 2).consumer("jobs", `throw new Error("no");`));
    ["a", "b"].forEach(send);
    await clock.advance(100_000);
    expect(failures().map(({ body }) => body)).to.deep.equal(["a", "b"]);
    expect(failures()[0]?.receiveCount).to.equal(2);
  });

  it("are invoked no more often at once than their mapping allows, with batches no longer than it says", async () => {
    const mapping = { batchSize: 2, scalingConfig: { maximumConcurrency: 2 } };
    open(new MessagingGraph().queueWithFailures("jobs", 3).consumer("jobs", SEE, mapping));
    Array.from({ length: 9 }, (_, number) => send(`m${number}`));
    await clock.advance(1000);
    const sizes = seen().map((event) => (isRecord(event) && Array.isArray(event.Records) ? event.Records.length : 0));
    expect(sizes).to.deep.equal([2, 2, 2, 2, 1]);
    expect(jobs().peek()).to.have.length(0);
  });

  it("wait for a batch as long as their mapping's window", async () => {
    const mapping = { batchSize: 100, maximumBatchingWindowInSeconds: 5 };
    open(new MessagingGraph().queueWithFailures("jobs", 3).consumer("jobs", SEE, mapping));
    send("a");
    await clock.advance(4_000);
    send("b");
    expect(seen()).to.have.length(0);
    await clock.advance(1_000);
    expect(seen()).to.have.length(1);
  });

  it("are refused a queue whose messages show again while they still run, or that their role may not read", async () => {
    const graph = new MessagingGraph().queueWithFailures("jobs", 3, { visibilityTimeoutSeconds: 2 });
    expect(() => open(graph.consumer("jobs", SEE))).to.throw(
      /mapping "mapping" cannot be created: Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds/,
    );
    const other = new MessagingGraph()
      .queue("jobs")
      .queue("other")
      .consumer("jobs", SEE, { eventSourceArn: queueArn("other") });
    await lambda.close();
    expect(() => open(other)).to.throw(/does not have permissions to call ReceiveMessage on SQS/);
  });

  it("stand still when their role may not use the queue's key, and a diagnostic says so", async () => {
    open(new MessagingGraph().key().queue("jobs", { kmsMasterKeyId: KEY_ARN }).consumer("jobs", SEE));
    expect(messaging.diagnostics.map(({ message }) => message).join()).to.match(/nothing is received.*kms:Decrypt/);
    send("a");
    await clock.advance(1000);
    expect(seen()).to.have.length(0);
  });

  it("answer as Lambda reads it: nothing and empty lists are success, a wrong name or key is the whole batch", () => {
    const ids = ["a", "b"];
    const failed = (payload: unknown) => [...failedIds(payload, ids)];
    for (const success of [undefined, null, {}, { batchItemFailures: null }, { batchItemFailures: [] }]) {
      expect(failed(success)).to.deep.equal([]);
    }
    expect(failed({ batchItemFailures: [{ itemIdentifier: "b" }] })).to.deep.equal(["b"]);
    const wrong = [
      [{ itemIdentifier: "" }],
      [{ itemIdentifier: null }],
      [{ itemIdentifer: "a" }],
      [{ itemIdentifier: "c" }],
    ];
    for (const batchItemFailures of wrong) expect(failed({ batchItemFailures })).to.deep.equal(ids);
  });

  it("send to a queue through this machine even when the SDK follows the queue's URL", async () => {
    const text = `const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
      exports.handler = async () => {
        const client = new SQSClient({});
        const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl: process.env.JOBS_URL, MessageBody: "hi" }));
        return { MessageId };
      };`;
    const maySend: TestStatement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn("jobs") };
    const graph = new MessagingGraph().queue("jobs").role("function-role", maySend);
    const variables = { JOBS_URL: queueUrl("jobs") };
    const built = graph.function("sender", { text, variables, timeout: 20 }).build();
    const iam = IamService.fromGraph(built);
    lambda = LambdaService.fromGraph(built, {
      gateway,
      iam,
      now: () => clock.now(),
      environmentFor: (spec) => localQueueUrls(spec, gateway.url),
    });
    messaging = LocalMessaging.start(built, { clock, gateway, lambda, iam });
    const outcome = await lambda.invoke(functionArn("sender"), {});
    expect(outcome).to.include({ ok: true });
    expect(
      jobs()
        .peek()
        .map(({ body }) => body),
    ).to.deep.equal(["hi"]);
  });

  describe("without anybody waiting", () => {
    function graph(body: string, config: Record<string, unknown> = {}): MessagingGraph {
      const maySend: TestStatement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn("lost") };
      const mayInvoke: TestStatement = {
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: functionArn("worker"),
      };
      return new MessagingGraph()
        .queue("lost")
        .role("function-role", maySend, mayInvoke)
        .role("nobody")
        .function("worker", { text: `exports.handler = async (event) => { ${body} };` })
        .declare(CONFIG, "worker-later", {
          functionName: "worker",
          destinationConfig: { onFailure: { destination: queueArn("lost") } },
          ...config,
        });
    }

    it("are tried three times, after one and two minutes, and their failure is kept with what they were given", async () => {
      open(graph(`${SEE} throw new Error("no");`));
      const requestId = messaging.later.invoke(functionArn("worker"), { contact: "c-1" });
      await clock.advance(60_000);
      expect(seen()).to.have.length(2);
      await clock.advance(119_999);
      expect(seen()).to.have.length(2);
      await clock.advance(1);
      const [record] = messaging.queues.queue("lost")?.peek() ?? [];
      expect(JSON.parse(record?.body ?? "")).to.deep.include({
        version: "1.0",
        requestContext: {
          requestId,
          functionArn: `${functionArn("worker")}:$LATEST`,
          condition: "RetriesExhausted",
          approximateInvokeCount: 3,
        },
        requestPayload: { contact: "c-1" },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      });
      expect(seen()).to.have.length(3);
    });

    it("lose their failure when their role may not use the key of the queue it goes to", async () => {
      const encrypted = graph(`throw new Error("no");`, { maximumRetryAttempts: 0 });
      open(encrypted.key().queue("lost", { kmsMasterKeyId: KEY_ARN }));
      messaging.later.invoke(functionArn("worker"), {});
      await clock.advance(0);
      expect(messaging.queues.queue("lost")?.peek()).to.have.length(0);
      expect(messaging.later.dropped[0]?.reason).to.contain("kms:GenerateDataKey");
    });

    it("are tried as often as declared, and dropped where nothing takes them", async () => {
      open(graph(`throw new Error("no");`, { maximumRetryAttempts: 0, destinationConfig: undefined }));
      messaging.later.invoke(functionArn("worker"), {});
      await clock.advance(0);
      expect(messaging.later.dropped).to.have.length(1);
      expect(messaging.later.dropped[0]?.reason).to.match(/Unhandled after 1 attempts.*no onFailure destination/);
    });

    it("are asked for by Invoke with InvocationType Event, by who may", async () => {
      open(graph(SEE));
      const path = "/2015-03-31/functions/worker/invocations";
      const invoke = (role: string, type: string) => {
        const { accessKeyId } = gateway.issueCredentials({ roleArn: roleArn(role), sessionName: "s" });
        const credential = `${accessKeyId}/20260302/us-east-1/lambda/aws4_request`;
        const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=x`;
        const headers = { authorization, "x-amz-invocation-type": type, "content-type": "application/json" };
        return gateway.dispatch({ method: "POST", path, headers, body: Buffer.from(`{"a":1}`) });
      };
      expect(await invoke("nobody", "Event")).to.include({ status: 403 });
      expect(await invoke("function-role", "Event")).to.include({ status: 202 });
      expect(seen()).to.have.length(0);
      await clock.advance(0);
      expect(seen()).to.deep.equal([{ a: 1 }]);
      expect(await invoke("function-role", "RequestResponse")).to.include({ status: 200, body: "null" });
    });
  });

  it("use clients that fail when the queue is not theirs", async () => {
    open(new MessagingGraph().queue("jobs").role("stranger"));
    const credentials = gateway.issueCredentials({ roleArn: roleArn("stranger"), sessionName: "s" });
    const client = new SQSClient(clientSettings(gateway.url, credentials));
    const refused = await failure(
      client.send(new SendMessageCommand({ QueueUrl: queueUrl("jobs"), MessageBody: "x" })),
    );
    client.destroy();
    expect(refused.message).to.contain(`assumed-role/stranger/s is not authorized`).and.contain(ACCOUNT);
  });
});
