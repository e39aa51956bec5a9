/** What the local provider makes of Firehose streams, schedules and bucket notifications, and what it refuses. */
import { expect } from "chai";
import { createOutputs } from "../../local/engine/awsProvider";
import { ACCOUNT, REGION, roleArn } from "../support/graphs";

const CONTEXT = { project: "contact-center", stack: "test", accountId: ACCOUNT, region: REGION, partition: "aws" };
const FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:load`;
const STREAM = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/records`;

const create = (type: string, inputs: Record<string, unknown>) => createOutputs(type, "thing", inputs, CONTEXT);

function firehose(s3: Record<string, unknown> = {}, inputs: Record<string, unknown> = {}): Record<string, unknown> {
  const extendedS3Configuration = { bucketArn: "arn:aws:s3:::analytics", roleArn: roleArn("delivery"), ...s3 };
  return { destination: "extended_s3", extendedS3Configuration, ...inputs };
}

function schedule(target: Record<string, unknown> = {}, inputs: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    scheduleExpression: "rate(1 hour)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:job`, roleArn: roleArn("scheduler"), ...target },
    ...inputs,
  };
}

function queues(...entries: Record<string, unknown>[]): Record<string, unknown> {
  const usual = { queueArn: QUEUE, events: ["s3:ObjectCreated:*"] };
  return { bucket: "analytics", queues: entries.map((entry) => ({ ...usual, ...entry })) };
}

describe("the local provider, of streams, schedules and notifications", () => {
  it("makes a Firehose stream", () => {
    const { id, outputs } = create(FIREHOSE, firehose({}, { name: "rows" }));
    expect(id).to.equal(`arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/rows`);
    expect(outputs).to.include({ arn: id, versionId: "1", destinationId: "destinationId-000000000001" });
  });

  it("makes a schedule and its group", () => {
    const { id, outputs } = create(SCHEDULE, schedule({}, { name: "often" }));
    expect(id).to.equal("default/often");
    expect(outputs).to.include({
      arn: `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/often`,
      state: "ENABLED",
      scheduleExpressionTimezone: "UTC",
    });
    const group = create("aws:scheduler/scheduleGroup:ScheduleGroup", { name: "jobs" });
    expect([group.id, group.outputs.arn]).to.deep.equal([
      "jobs",
      `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/jobs`,
    ]);
  });

  it("makes a notification with the bucket's id", () => {
    const { id } = create(NOTIFICATION, queues({ filterPrefix: "rows/" }, { filterPrefix: "raw/" }));
    expect(id).to.equal("analytics");
  });

  const source = { kinesisStreamArn: STREAM, roleArn: roleArn("delivery") };
  const REFUSED: [string, string, Record<string, unknown>][] = [
    ["destination", FIREHOSE, firehose({}, { destination: "redshift" })],
    ["bufferingInterval", FIREHOSE, firehose({ bufferingInterval: 901 })],
    ["bufferingSize", FIREHOSE, firehose({ bufferingSize: 0 })],
    ["compressionFormat", FIREHOSE, firehose({ compressionFormat: "gzip" })],
    ["customTimeZone", FIREHOSE, firehose({ customTimeZone: "Moon/Base" })],
    ["errorOutputPrefix is missing", FIREHOSE, firehose({ prefix: "rows/!{timestamp:yyyy}/" })],
    ["which it then needs", FIREHOSE, firehose({ errorOutputPrefix: "failed/!{timestamp:yyyy}/" })],
    ["only errorOutputPrefix", FIREHOSE, firehose({ prefix: "!{firehose:error-output-type}/" })],
    ["namespace", FIREHOSE, firehose({ prefix: "!{time:yyyy}/", errorOutputPrefix: "failed/" })],
    ['"YYYY"', FIREHOSE, firehose({ prefix: "!{timestamp:YYYY}/", errorOutputPrefix: "failed/" })],
    ["64 or more", FIREHOSE, firehose({ bufferingSize: 5, dynamicPartitioningConfiguration: { enabled: true } })],
    [
      "encrypted in the source",
      FIREHOSE,
      firehose({}, { kinesisSourceConfiguration: source, serverSideEncryption: { enabled: true } }),
    ],
    ["keyArn", FIREHOSE, firehose({}, { serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK" } })],
    ["scheduleExpression", SCHEDULE, schedule({}, { scheduleExpression: "cron(0 * * * *)" })],
    ["maximumWindowInMinutes", SCHEDULE, schedule({}, { flexibleTimeWindow: { mode: "FLEXIBLE" } })],
    ["not JSON", SCHEDULE, schedule({ input: "{" })],
    ["maximumRetryAttempts", SCHEDULE, schedule({ retryPolicy: { maximumRetryAttempts: 186 } })],
    ["standard queue", SCHEDULE, schedule({ deadLetterConfig: { arn: `${QUEUE}.fifo` } })],
    ["events", NOTIFICATION, queues({ events: ["s3:ObjectCreated"] })],
    ["queueArn", NOTIFICATION, queues({ queueArn: roleArn("x") })],
    ["overlap", NOTIFICATION, queues({ filterPrefix: "rows/" }, { filterPrefix: "rows/a" })],
    ["overlap", NOTIFICATION, queues({}, { events: ["s3:ObjectCreated:Put"] })],
  ];
  for (const [words, type, inputs] of REFUSED) {
    it(`refuses a ${type.split(":")[2] ?? ""}: ${words}`, () => {
      expect(() => create(type, inputs)).to.throw(words);
    });
  }
});
