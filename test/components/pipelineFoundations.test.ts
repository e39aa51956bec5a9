import { expect } from "chai";
import { bucketUse } from "../../components/foundations/bucketUse";
import { DeliveryStream, type DeliveryStreamArgs } from "../../components/foundations/deliveryStream";
import { EventStream } from "../../components/foundations/eventStream";
import { HandlerFunction, type HandlerFunctionArgs } from "../../components/foundations/handlerFunction";
import type { HandlerLogsArgs } from "../../components/foundations/handlerLogs";
import { PrivateBucket } from "../../components/foundations/privateBucket";
import { PrivateNetwork } from "../../components/foundations/privateNetwork";
import { ScheduledJob } from "../../components/foundations/scheduledJob";
import { policyDocument } from "../../components/foundations/serviceRole";
import { failurePermissions, StreamMapping } from "../../components/foundations/streamMapping";
import { breaches, metricsOf } from "../support/alarms";
import { MODES, type Recorded, run } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const BUCKET = { arn: "arn:aws:s3:::records", keyArn: KEY };
const STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/contacts";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

function idleFactory() {
  return async () => ({ batchItemFailures: [] });
}

const functionArgs = (changes: Partial<HandlerFunctionArgs> = {}): HandlerFunctionArgs & HandlerLogsArgs => ({
  factory: idleFactory,
  description: "Does nothing",
  environment: {},
  permissions: [],
  onContactPath: false,
  ...changes,
  keyArn: KEY,
  alarmTopicArn: TOPIC,
  logRetentionDays: 30,
});

const deliveryArgs = (changes: Partial<DeliveryStreamArgs> = {}): DeliveryStreamArgs => ({
  bucket: BUCKET,
  folder: "rows/contact_records",
  failureFolder: "failed/contact_records",
  bufferSeconds: 5,
  bufferMegabytes: 5,
  alarmAfterSeconds: 120,
  alarmTopicArn: TOPIC,
  logRetentionDays: 30,
  ...changes,
});

interface Statement {
  Action: string | string[];
  Resource: string | string[];
  Principal?: unknown;
  Condition?: unknown;
}

const statements = (policy: unknown): Statement[] =>
  (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
const policyOf = (recorded: Recorded) => statements(recorded.inputs.policy);

for (const mode of MODES) {
  describe(`what pipelines stand on (${mode})`, () => {
    it("a stream keeps a week under the customer's key, on demand or with shards, protected when asked", async () => {
      const { all, one } = await run(mode, () => [
        new EventStream("many", { keyArn: KEY, alarmTopicArn: TOPIC }),
        new EventStream("few", { keyArn: KEY, alarmTopicArn: TOPIC, shardCount: 2 }),
      ]);
      const kept = { retentionPeriod: 168, encryptionType: "KMS", kmsKeyId: KEY };
      expect(one("aws:kinesis/stream:Stream", "many").inputs).to.deep.equal({
        ...kept,
        streamModeDetails: { streamMode: "ON_DEMAND" },
      });
      expect(one("aws:kinesis/stream:Stream", "few").inputs).to.deep.equal({
        ...kept,
        shardCount: 2,
        streamModeDetails: { streamMode: "PROVISIONED" },
      });
      for (const name of ["many", "few"]) {
        expect(metricsOf(one(ALARM, `${name}-alarm`)).map(({ metricName }) => metricName)).to.deep.equal([
          "GetRecords.IteratorAgeMilliseconds",
          "WriteProvisionedThroughputExceeded",
        ]);
        const rings = (age: number, refused: number) =>
          breaches(one(ALARM, `${name}-alarm`), ({ metricName }) => (/Age/.test(metricName) ? age : refused));
        expect([rings(300_000, 0), rings(300_001, 0), rings(0, 1)]).to.deep.equal([false, true, true]);
      }
      for (const { inputs } of all(ALARM)) expect(inputs.alarmActions).to.deep.equal([TOPIC]);
    });

    it("a Firehose stream of functions is encrypted itself, one of a stream is not, and both fill folders by hour", async () => {
      const { one } = await run(mode, () => {
        const source = new EventStream("contacts", { keyArn: KEY, alarmTopicArn: TOPIC });
        new DeliveryStream("rows", deliveryArgs());
        new DeliveryStream("raw", deliveryArgs({ source, folder: "raw/contact_records", bufferSeconds: 300 }));
      });
      const rows = one("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "rows").inputs;
      const raw = one("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "raw").inputs;
      expect(rows.serverSideEncryption).to.deep.equal({ enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: KEY });
      expect(raw.serverSideEncryption).to.equal(undefined);
      expect(rows.extendedS3Configuration).to.deep.include({
        prefix: "rows/contact_records/arrived=!{timestamp:yyyy-MM-dd-HH}/",
        errorOutputPrefix: "failed/contact_records/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/",
        compressionFormat: "GZIP",
        bufferingInterval: 5,
        bufferingSize: 5,
        kmsKeyArn: KEY,
      });
      expect(rows.extendedS3Configuration).not.to.have.property("processingConfiguration");
      expect(raw.extendedS3Configuration).to.deep.include({
        bufferingInterval: 300,
        processingConfiguration: { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] },
      });
      expect(raw.kinesisSourceConfiguration).to.have.property("roleArn");
    });

    it("a mapping has an end to every retry and keeps whole what failed for good", async () => {
      const { one } = await run(mode, () => {
        const handler = new HandlerFunction("process", functionArgs());
        const common = { handler, failures: BUCKET, alarmTopicArn: TOPIC };
        new StreamMapping("contacts", { ...common, streamArn: STREAM, retentionHours: 168 });
        new StreamMapping("surveys", { ...common, streamArn: STREAM, retentionHours: 24 });
      });
      const { inputs } = one("aws:lambda/eventSourceMapping:EventSourceMapping", "contacts");
      expect(inputs).to.deep.include({
        eventSourceArn: STREAM,
        startingPosition: "TRIM_HORIZON",
        batchSize: 500,
        maximumBatchingWindowInSeconds: 1,
        functionResponseTypes: ["ReportBatchItemFailures"],
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: 20,
        maximumRecordAgeInSeconds: 86_400,
        destinationConfig: { onFailure: { destinationArn: BUCKET.arn } },
        metricsConfig: { metrics: ["EventCount"] },
      });
      const short = one("aws:lambda/eventSourceMapping:EventSourceMapping", "surveys").inputs;
      expect(short.maximumRecordAgeInSeconds).to.equal(11 * 3600);
      for (const lost of ["OnFailureDestinationDeliveredEventCount", "DroppedEventCount"]) {
        const alarm = one(ALARM, "contacts-alarm");
        expect(
          breaches(alarm, ({ metricName }) => (metricName === lost ? 1 : 0)),
          lost,
        ).to.equal(true);
      }
    });

    it("a scheduled job runs one at a time, and has a queue for runs that never began and runs that failed", async () => {
      const { one, all } = await run(mode, () => {
        const job = new ScheduledJob("tidy", { ...functionArgs(), timeoutSeconds: 600 });
        job.runs("rate(1 hour)");
      });
      expect(one("aws:lambda/function:Function").inputs).to.include({ timeout: 600, reservedConcurrentExecutions: 1 });
      const runs = one("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").inputs;
      expect(runs).to.include({ maximumRetryAttempts: 1, maximumEventAgeInSeconds: 1260 });
      expect(runs.destinationConfig).to.have.nested.property("onFailure.destination");
      const schedule = one("aws:scheduler/schedule:Schedule").inputs;
      expect(schedule).to.deep.include({ scheduleExpression: "rate(1 hour)", flexibleTimeWindow: { mode: "OFF" } });
      expect(schedule.target).to.have.nested.property("deadLetterConfig.arn");
      expect(schedule.target).to.have.nested.property("retryPolicy.maximumRetryAttempts", 10);
      expect(all("aws:sqs/queue:Queue")).to.have.length(1);
      expect(one(ALARM, "tidy-failures-not-empty").inputs.alarmActions).to.deep.equal([TOPIC]);
    });

    it("a private network has three zones, no way out but to the named buckets, and takes no connection", async () => {
      const { one, all, resources } = await run(
        mode,
        () => new PrivateNetwork("net", { description: "Warehouse", bucketArns: [BUCKET.arn] }),
      );
      const subnets = all("aws:ec2/subnet:Subnet").map(({ inputs }) => inputs);
      expect(subnets.map(({ availabilityZone }) => availabilityZone)).to.deep.equal([
        "us-east-1a",
        "us-east-1b",
        "us-east-1c",
      ]);
      expect(subnets.map(({ cidrBlock }) => cidrBlock)).to.deep.equal(["10.90.0.0/24", "10.90.1.0/24", "10.90.2.0/24"]);
      expect(subnets.every(({ mapPublicIpOnLaunch }) => mapPublicIpOnLaunch === false)).to.equal(true);
      expect(resources.filter(({ type }) => /internetGateway|natGateway|aws:ec2\/route:/.test(type))).to.have.length(0);
      const [allowed, ...others] = policyOf(one("aws:ec2/vpcEndpoint:VpcEndpoint"));
      expect(others).to.have.length(0);
      expect(allowed).to.deep.include({
        Action: ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"],
        Resource: [BUCKET.arn, `${BUCKET.arn}/*`],
        Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } },
      });
      const group = one("aws:ec2/securityGroup:SecurityGroup").inputs;
      expect(group.ingress).to.deep.equal([]);
      expect(group.egress).to.have.length(1);
      expect(group.egress).to.have.nested.property("[0].toPort", 443);
      expect(group.egress).not.to.have.nested.property("[0].cidrBlocks");
      const standard = one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs;
      expect(standard).not.to.have.any.keys("ingress", "egress");
    });

    it("a bucket keeps each prefix for a time of its own", async () => {
      const { one } = await run(
        mode,
        () => new PrivateBucket("records", { keyArn: KEY, retainPrefixDays: { "raw/": 730, "aws/lambda/": 90 } }),
      );
      const { rules } = one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs as {
        rules: { id: string; filter: unknown; expiration?: unknown }[];
      };
      const expiring = rules.filter(({ expiration }) => expiration !== undefined);
      expect(expiring.map(({ filter, expiration }) => [filter, expiration])).to.deep.equal([
        [{ prefix: "raw/" }, { days: 730 }],
        [{ prefix: "aws/lambda/" }, { days: 90 }],
      ]);
      expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length);
    });
  });
}

describe("what pipelines stand on", () => {
  it("Firehose's role reads its stream, writes below its folders, and is lent to this account's streams only", async () => {
    const { one } = await run("update", () => {
      const source = new EventStream("contacts", { keyArn: KEY, alarmTopicArn: TOPIC });
      new DeliveryStream("raw", deliveryArgs({ source, folder: "raw/contact_records" }));
    });
    const [trust] = statements(one("aws:iam/role:Role", "raw-role").inputs.assumeRolePolicy);
    expect(trust?.Principal).to.deep.equal({ Service: ["firehose.amazonaws.com"] });
    expect(trust?.Condition).to.deep.equal({ StringEquals: { "aws:SourceAccount": "123456789012" } });
    const stream = one("aws:kinesis/stream:Stream").outputs?.arn;
    const log = one("aws:cloudwatch/logGroup:LogGroup").outputs?.arn;
    const via = (service: string) => ({ StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } });
    expect(policyOf(one("aws:iam/rolePolicy:RolePolicy", "raw-role-policy"))).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        Resource: [BUCKET.arn],
      },
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        Resource: [`${BUCKET.arn}/raw/contact_records/*`, `${BUCKET.arn}/failed/contact_records/*`],
      },
      { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [KEY], Condition: via("s3") },
      { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: [`${String(log)}:log-stream:raw`] },
      {
        Effect: "Allow",
        Action: ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        Resource: [stream],
      },
      { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [KEY], Condition: via("kinesis") },
    ]);
  });

  it("the scheduler's role starts its one function and writes to its one queue", async () => {
    const { one } = await run("update", () => {
      const job = new ScheduledJob("tidy", { ...functionArgs(), timeoutSeconds: 60 });
      job.runs("cron(15 * * * ? *)");
    });
    const given = policyOf(one("aws:iam/rolePolicy:RolePolicy", "tidy-scheduler-policy"));
    expect(given.map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [["lambda:InvokeFunction"], [one("aws:lambda/function:Function").outputs?.arn]],
      [["sqs:SendMessage"], [one("aws:sqs/queue:Queue").outputs?.arn]],
      [["kms:GenerateDataKey", "kms:Decrypt"], [KEY]],
    ]);
  });

  it("a function keeps its failed batches in the bucket and nowhere else in it", async () => {
    const { one } = await run("update", () => {
      const stream = new EventStream("contacts", { keyArn: KEY, alarmTopicArn: TOPIC });
      new HandlerFunction("process", functionArgs({ permissions: failurePermissions(stream, BUCKET) }));
    });
    const given = policyOf(one("aws:iam/rolePolicy:RolePolicy", "process-policy")).slice(2);
    expect(given.map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [["s3:ListBucket"], [BUCKET.arn]],
      [["s3:PutObject"], [`${BUCKET.arn}/aws/lambda/*`]],
      [["kms:GenerateDataKey"], [KEY]],
    ]);
  });

  it("listing a part of a bucket does not show the rest of it", async () => {
    const { one } = await run("update", () => {
      const stream = new EventStream("contacts", { keyArn: KEY, alarmTopicArn: TOPIC });
      const permissions = bucketUse(stream, BUCKET, { lists: ["rows/"], deletes: ["rows/"] });
      new HandlerFunction("list", functionArgs({ permissions }));
    });
    expect(policyOf(one("aws:iam/rolePolicy:RolePolicy", "list-policy")).slice(2)).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: [BUCKET.arn],
        Condition: { StringLike: { "s3:prefix": ["rows/*"] } },
      },
      { Effect: "Allow", Action: ["s3:DeleteObject"], Resource: [`${BUCKET.arn}/rows/*`] },
    ]);
  });

  const refused: [what: string, make: () => unknown, says: RegExp][] = [
    ["0 shards", () => new EventStream("s", { keyArn: KEY, alarmTopicArn: TOPIC, shardCount: 0 }), /shardCount is 0/],
    [
      "a slow buffer",
      () => new DeliveryStream("d", deliveryArgs({ bufferSeconds: 901 })),
      /bufferSeconds is 901; .*0 to/,
    ],
    [
      "half a megabyte",
      () => new DeliveryStream("d", deliveryArgs({ bufferMegabytes: 0.5 })),
      /bufferMegabytes is 0.5/,
    ],
    ["an open folder", () => new DeliveryStream("d", deliveryArgs({ folder: "rows/" })), /folder "rows\/"/],
    ["a job with a caller", () => new HandlerFunction("h", functionArgs({ job: true, onContactPath: true })), /job/],
    ["16 minutes", () => new HandlerFunction("h", functionArgs({ job: true, timeoutSeconds: 960 })), /1 to 900/],
    ["61 s, and no job", () => new HandlerFunction("h", functionArgs({ timeoutSeconds: 61 })), /1 to 60/],
    [
      "an unknown schedule",
      () => new ScheduledJob("j", { ...functionArgs(), timeoutSeconds: 60 }).runs("every hour"),
      /schedule is "every hour"; write rate/,
    ],
    [
      "public addresses",
      () => new PrivateNetwork("n", { description: "", bucketArns: [], addressPrefix: "8.8" }),
      /addressPrefix is "8.8"/,
    ],
    [
      "two retentions",
      () => new PrivateBucket("b", { retainDays: 1, retainPrefixDays: { "raw/": 2 } }),
      /retainDays and retainPrefixDays/,
    ],
    ["a wildcard action", () => policyDocument([{ actions: ["s3:*"], resources: ["*"] }]), /"s3:\*" has a wildcard/],
  ];
  for (const [what, make, says] of refused) {
    it(`refuses ${what}`, async () => {
      await run("update", () => expect(make).to.throw(says));
    });
  }
});
