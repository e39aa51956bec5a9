/** Queues of work and of failures as components: what they register in an update and in a preview. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { HandlerFunction } from "../../components/foundations/handlerFunction";
import { FailureQueue } from "../../components/foundations/failureQueue";
import { JobQueue, type ConsumerArgs, type JobQueueArgs } from "../../components/foundations/jobQueue";
import { MODES, run, valueOf } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const ALARMS = "arn:aws:sns:us-east-1:123456789012:alarms";
const EVENTS = "arn:aws:sns:us-east-1:123456789012:events";

function workerFactory() {
  return async () => ({ batchItemFailures: [] });
}

function consumed(changes: Partial<JobQueueArgs> = {}, consumer?: ConsumerArgs): void {
  const args = { keyArn: KEY, alarmTopicArn: ALARMS, consumerTimeoutSeconds: 20, topicArns: [EVENTS], ...changes };
  const jobs = new JobQueue("jobs", args);
  const worker = new HandlerFunction("worker", {
    factory: workerFactory,
    description: "Works",
    environment: {},
    permissions: jobs.consumerPermissions,
    keyArn: KEY,
    alarmTopicArn: ALARMS,
    logRetentionDays: 30,
    onContactPath: false,
    timeoutSeconds: 20,
  });
  jobs.consumedBy(worker, consumer);
}

interface Policy {
  Statement: Record<string, unknown>[];
}

function policyOf(text: unknown): Policy {
  return JSON.parse(String(text));
}

for (const mode of MODES) {
  describe(`queues of work (${mode})`, () => {
    it("hide a message six times as long as its function may run, and are encrypted with the customer's key", async () => {
      const { one } = await run(mode, consumed);
      expect(one("aws:sqs/queue:Queue", "jobs").inputs).to.include({
        visibilityTimeoutSeconds: 120,
        kmsMasterKeyId: KEY,
      });
      expect(one("aws:sqs/queue:Queue", "failures").inputs).to.include({
        messageRetentionSeconds: 1_209_600,
        kmsMasterKeyId: KEY,
      });
    });

    it("hand a message to their function in batches whose failures are reported one by one", async () => {
      const { one } = await run(mode, () => consumed({}, { maximumConcurrency: 4 }));
      expect(one("aws:lambda/eventSourceMapping:EventSourceMapping").inputs).to.deep.include({
        batchSize: 10,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: 4 },
      });
    });

    it("raise an alarm for the first message that failed for good and for one that waits too long", async () => {
      const { one } = await run(mode, () => consumed({ alarmAfterSeconds: 300 }));
      const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
      expect(one(alarm, "failures-not-empty").inputs).to.deep.include({
        metricName: "ApproximateNumberOfMessagesVisible",
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        alarmActions: [ALARMS],
      });
      expect(one(alarm, "jobs-waits").inputs).to.deep.include({
        metricName: "ApproximateAgeOfOldestMessage",
        threshold: 300,
        alarmActions: [ALARMS],
      });
    });
  });
}

describe("queues of work", () => {
  it("let their function receive and delete, and decrypt with their key, and nothing more", async () => {
    const { one } = await run("update", consumed);
    const arn = one("aws:sqs/queue:Queue", "jobs").outputs?.arn;
    const { Statement } = policyOf(one("aws:iam/rolePolicy:RolePolicy").inputs.policy);
    expect(Statement.slice(2)).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        Resource: [arn],
      },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [KEY],
        Condition: { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } },
      },
    ]);
  });

  it("refuse plain HTTP, and of SNS take the named topics only", async () => {
    const { one } = await run("update", consumed);
    const { Statement } = policyOf(one("aws:sqs/queuePolicy:QueuePolicy", "jobs-policy").inputs.policy);
    expect(Statement[0]).to.deep.include({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
    expect(Statement[1]).to.deep.include({
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Condition: { ArnEquals: { "aws:SourceArn": [EVENTS] } },
    });
    const failures = policyOf(one("aws:sqs/queuePolicy:QueuePolicy", "failures-policy").inputs.policy);
    expect(failures.Statement).to.have.length(1);
  });

  it("send a message that failed five times to a dead-letter queue that takes only theirs", async () => {
    const { one } = await run("update", consumed);
    const queue = one("aws:sqs/queue:Queue", "jobs");
    const failures = one("aws:sqs/queue:Queue", "failures");
    expect(JSON.parse(String(queue.inputs.redrivePolicy))).to.deep.equal({
      deadLetterTargetArn: failures.outputs?.arn,
      maxReceiveCount: 5,
    });
    const { redriveAllowPolicy, queueUrl } = one("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy").inputs;
    expect(queueUrl).to.equal(failures.id);
    expect(JSON.parse(String(redriveAllowPolicy))).to.deep.equal({
      redrivePermission: "byQueue",
      sourceQueueArns: [queue.outputs?.arn],
    });
  });

  it("refuse limits that SQS and Lambda do not have", async () => {
    const refused = (changes: Partial<JobQueueArgs>, consumer?: ConsumerArgs) =>
      run("update", () => consumed(changes, consumer)).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await refused({ consumerTimeoutSeconds: 61 })).to.match(/consumerTimeoutSeconds is 61; .* from 1 to 60/);
    expect(await refused({ maxReceiveCount: 0 })).to.match(/maxReceiveCount is 0/);
    expect(await refused({}, { batchSize: 11 })).to.match(/batchSize is 11/);
  });

  it("for the failures of subscriptions take their topics, and tell what a sender needs", async () => {
    const { one, result } = await run(
      "update",
      () => new FailureQueue("undelivered", { keyArn: KEY, alarmTopicArn: ALARMS, topicArns: [EVENTS] }),
    );
    const { Statement } = policyOf(one("aws:sqs/queuePolicy:QueuePolicy").inputs.policy);
    expect(Statement[1]).to.deep.include({ Sid: "NamedTopics" });
    expect(result.senderPermissions.flatMap(({ actions }) => actions)).to.deep.equal([
      "sqs:SendMessage",
      "kms:GenerateDataKey",
      "kms:Decrypt",
    ]);
  });

  it("let senders and consumers use the key through SQS only", async () => {
    const { result } = await run(
      "update",
      () => new JobQueue("work", { keyArn: KEY, alarmTopicArn: ALARMS, consumerTimeoutSeconds: 20 }),
    );
    const uses = [...result.senderPermissions, ...result.consumerPermissions].filter(({ actions }) =>
      actions.some((action) => action.startsWith("kms:")),
    );
    expect(uses).to.have.length(2);
    for (const { condition } of uses) {
      const { StringEquals = {} } = condition as Record<string, Record<string, pulumi.Output<string>>>;
      expect(await valueOf(pulumi.output(StringEquals["kms:ViaService"] ?? ""))).to.match(
        /^sqs\.[\w-]+\.amazonaws\.com$/,
      );
    }
  });
});
