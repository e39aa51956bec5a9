/** What the local provider checks of streams, and of mappings that read them. */
import { expect } from "chai";
import { createOutputs } from "../../local/engine/awsProvider";
import { ACCOUNT, REGION, tableArn } from "../support/graphs";
import { streamArn } from "./support";

describe("the local provider for streams", () => {
  const context = { project: "contact-center", stack: "test", accountId: ACCOUNT, region: REGION, partition: "aws" };
  const stream = (inputs: Record<string, unknown>) => createOutputs("aws:kinesis/stream:Stream", "s", inputs, context);
  const mapping = (inputs: Record<string, unknown>, source = streamArn("records")) =>
    createOutputs(
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      "m",
      { functionName: "worker", eventSourceArn: source, startingPosition: "LATEST", ...inputs },
      context,
    );

  it("names a stream, and identifies it by its ARN", () => {
    const { id, outputs } = stream({ shardCount: 1 });
    expect(id)
      .to.match(/:kinesis:us-east-1:123456789012:stream\/s-[0-9a-f]{7}$/)
      .and.to.equal(outputs.arn);
    expect(outputs).to.deep.include({ retentionPeriod: 24, encryptionType: "NONE", maxRecordSizeInKib: 1024 });
    expect(() => stream({ streamModeDetails: { streamMode: "ON_DEMAND" } })).not.to.throw();
  });

  for (const [inputs, problem] of [
    [{}, /shardCount is missing/],
    [{ shardCount: 1, streamModeDetails: { streamMode: "ON_DEMAND" } }, /shardCount is 1; leave it out/],
    [{ shardCount: 1, retentionPeriod: 12 }, /retentionPeriod.*24 to 8760/],
    [{ shardCount: 1, encryptionType: "KMS" }, /kmsKeyId is missing/],
    [{ shardCount: 1, kmsKeyId: "alias/k" }, /set it to "KMS"/],
    [{ shardCount: 1, maxRecordSizeInKib: 512 }, /1024 to 10240/],
    [{ shardCount: 1, shardLevelMetrics: ["Bytes"] }, /shardLevelMetrics/],
    [{ shardCount: 1, name: "a b" }, /letters, digits/],
  ] as const) {
    it(`refuses a stream with ${JSON.stringify(inputs)}`, () => {
      expect(() => stream(inputs)).to.throw(problem);
    });
  }

  for (const [inputs, problem] of [
    [{ startingPosition: undefined }, /startingPosition is missing/],
    [{ startingPosition: "AT_TIMESTAMP" }, /startingPositionTimestamp is missing/],
    [{ startingPositionTimestamp: "2026-01-01T00:00:00Z" }, /only startingPosition AT_TIMESTAMP/],
    [{ batchSize: 10_001 }, /1 to 10000/],
    [{ parallelizationFactor: 11 }, /1 to 10/],
    [{ maximumRecordAgeInSeconds: 30 }, /60 to 604800/],
    [{ maximumRetryAttempts: -2 }, /-1 to 10000/],
    [{ maximumBatchingWindowInSeconds: 301 }, /0 to 300/],
    [{ scalingConfig: { maximumConcurrency: 2 } }, /only queues have one/],
    [{ destinationConfig: { onFailure: { destinationArn: "failures" } } }, /must be an ARN/],
  ] as const) {
    it(`refuses a mapping of a stream with ${JSON.stringify(inputs)}`, () => {
      expect(() => mapping(inputs)).to.throw(problem);
    });
  }

  it("takes -1 as without end, and AT_TIMESTAMP for Kinesis alone", () => {
    expect(() => mapping({ maximumRecordAgeInSeconds: -1, maximumRetryAttempts: -1, batchSize: 500 })).not.to.throw();
    const at = { startingPosition: "AT_TIMESTAMP", startingPositionTimestamp: "2026-01-01T00:00:00Z" };
    expect(() => mapping(at)).not.to.throw();
    expect(() => mapping(at, `${tableArn("t")}/stream/x`)).to.throw(/TRIM_HORIZON, LATEST$/);
  });
});
