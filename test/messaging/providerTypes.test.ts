/** What the local provider makes of queues, topics, mail, secrets and their ties to functions, and what it refuses. */
import { expect } from "chai";
import { createOutputs, DEFAULT_ACCOUNT } from "../../local/engine/awsProvider";

const CONTEXT = { project: "center", stack: "dev", ...DEFAULT_ACCOUNT };
const QUEUE = "aws:sqs/queue:Queue";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:events";
const QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:jobs";

function made(type: string, inputs: Record<string, unknown>) {
  return createOutputs(type, "thing", inputs, CONTEXT);
}

describe("the local provider for messaging", () => {
  it("gives a queue a URL as id, an ARN, and the encryption of SQS where it has no key", () => {
    const { id, outputs } = made(QUEUE, { name: "jobs" });
    expect(id).to.equal("https://sqs.us-east-1.amazonaws.com/123456789012/jobs");
    expect(outputs).to.include({ arn: QUEUE_ARN, url: id, visibilityTimeoutSeconds: 30, sqsManagedSseEnabled: true });
    expect(made(QUEUE, { kmsMasterKeyId: "alias/x" }).outputs.sqsManagedSseEnabled).to.equal(undefined);
  });

  it("ends the generated name of a FIFO queue or topic with .fifo and refuses another", () => {
    expect(made(QUEUE, { fifoQueue: true }).outputs.name).to.match(/^thing-[0-9a-f]{7}\.fifo$/);
    expect(made("aws:sns/topic:Topic", { fifoTopic: true }).outputs.name).to.match(/\.fifo$/);
    expect(() => made(QUEUE, { name: "jobs", fifoQueue: true })).to.throw(/ends with \.fifo/);
    expect(() => made(QUEUE, { contentBasedDeduplication: true })).to.throw(/only a FIFO queue deduplicates/);
  });

  it("refuses a dead-letter queue without a count or with something else than a queue", () => {
    const redrive = (policy: object) => made(QUEUE, { redrivePolicy: JSON.stringify(policy) });
    redrive({ deadLetterTargetArn: QUEUE_ARN, maxReceiveCount: 5 });
    expect(() => redrive({ deadLetterTargetArn: QUEUE_ARN })).to.throw(/maxReceiveCount/);
    expect(() => redrive({ deadLetterTargetArn: TOPIC_ARN, maxReceiveCount: 5 })).to.throw(/ARN of a queue/);
    const allow = (policy: object) => made(QUEUE, { redriveAllowPolicy: JSON.stringify(policy) });
    allow({ redrivePermission: "denyAll" });
    expect(() => allow({ redrivePermission: "byQueue" })).to.throw(/byQueue needs 1 to 10/);
  });

  it("refuses a policy of a queue that names it by its ARN", () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    expect(() => made("aws:sqs/queuePolicy:QueuePolicy", { queueUrl: QUEUE_ARN, policy })).to.throw(
      /its ARN is refused/,
    );
  });

  it("refuses endpoints that a protocol of a subscription does not take", () => {
    const subscription = (protocol: string, endpoint: string) =>
      made(SUBSCRIPTION, { topic: TOPIC_ARN, protocol, endpoint });
    expect(subscription("email", "team@example.com").outputs.pendingConfirmation).to.equal(true);
    expect(subscription("sqs", QUEUE_ARN).outputs.pendingConfirmation).to.equal(false);
    expect(() => subscription("sqs", "https://sqs.us-east-1.amazonaws.com/123456789012/jobs")).to.throw(/its URL/);
    expect(() => subscription("sms", "206 555 0100")).to.throw(/E\.164/);
  });

  it("holds filter policies to 5 keys, 150 combinations and lists of values", () => {
    const filter = (policy: object, scope = "MessageAttributes") =>
      made(SUBSCRIPTION, {
        topic: TOPIC_ARN,
        protocol: "sqs",
        endpoint: QUEUE_ARN,
        filterPolicy: JSON.stringify(policy),
        filterPolicyScope: scope,
      });
    filter({ a: ["1"], b: [{ prefix: "x" }] });
    filter({ a: { b: ["1"] } }, "MessageBody");
    expect(() => filter({ a: "1" })).to.throw(/no list/);
    expect(() => filter({ a: { b: ["1"] } })).to.throw(/MessageBody/);
    const many = Array.from({ length: 13 }, (_, value) => String(value));
    expect(() => filter({ a: many, b: many })).to.throw(/169 combinations/);
  });

  it("gives a mapping of a queue to a function its ids and refuses what a queue has not", () => {
    const given = { eventSourceArn: QUEUE_ARN, functionName: "worker" };
    const { id, outputs } = made(MAPPING, given);
    expect(outputs).to.include({ uuid: id, state: "Enabled" });
    expect(outputs.functionArn).to.equal("arn:aws:lambda:us-east-1:123456789012:function:worker");
    expect(() => made(MAPPING, { ...given, batchSize: 50 })).to.throw(/maximumBatchingWindowInSeconds must be 1/);
    expect(() => made(MAPPING, { ...given, maximumRetryAttempts: 2 })).to.throw(/maxReceiveCount/);
    expect(() => made(MAPPING, { ...given, functionResponseTypes: ["BatchItemFailures"] })).to.throw(/ReportBatch/);
    expect(() => made(MAPPING, { ...given, scalingConfig: { maximumConcurrency: 1 } })).to.throw(/2 to 1000/);
  });

  it("lets asynchronous invocations be tried again at most twice", () => {
    const type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    expect(made(type, { functionName: "worker" }).outputs.maximumRetryAttempts).to.equal(2);
    expect(() => made(type, { functionName: "worker", maximumRetryAttempts: 3 })).to.throw(/0 to 2/);
    const destinationConfig = { onFailure: { destination: "jobs" } };
    expect(() => made(type, { functionName: "worker", destinationConfig })).to.throw(/ARN/);
  });

  it("tells domains from addresses among the identities of SES", () => {
    const type = "aws:sesv2/emailIdentity:EmailIdentity";
    const { outputs } = made(type, { emailIdentity: "example.com" });
    expect(outputs).to.include({
      arn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
      identityType: "DOMAIN",
    });
    expect(made(type, { emailIdentity: "service@example.com" }).outputs.identityType).to.equal("EMAIL_ADDRESS");
    expect(() => made(type, { emailIdentity: "example" })).to.throw(/a domain or an e-mail address/);
  });

  it("gives a secret an ARN with six characters at its end, and a version exactly one value", () => {
    const { id, outputs } = made("aws:secretsmanager/secret:Secret", { name: "slack/signing" });
    expect(outputs.arn).to.match(/:secret:slack\/signing-[A-Za-z0-9]{6}$/);
    const type = "aws:secretsmanager/secretVersion:SecretVersion";
    expect(made(type, { secretId: id, secretString: "value" }).outputs.versionStages).to.deep.equal(["AWSCURRENT"]);
    expect(() => made(type, { secretId: id })).to.throw(/give one of/);
    expect(() => made("aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 3 })).to.throw(/7 to 30/);
  });

  it("makes random bytes of the length that was asked for, the same in every run", () => {
    const bytes = (length: number) => String(made("random:index/randomBytes:RandomBytes", { length }).outputs.base64);
    expect(Buffer.from(bytes(48), "base64")).to.have.length(48);
    expect(bytes(48)).to.equal(bytes(48));
  });
});
