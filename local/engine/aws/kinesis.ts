/** Kinesis Data Streams in the local provider. */
import type { InputChecks } from "./checks";
import { arnOf, named, type ResourceType, textOf, token } from "./resourceType";

const NAME_LIMIT = 128;
const SHARD_METRICS = [
  "ALL",
  "IncomingBytes",
  "IncomingRecords",
  "IteratorAgeMilliseconds",
  "OutgoingBytes",
  "OutgoingRecords",
  "ReadProvisionedThroughputExceeded",
  "WriteProvisionedThroughputExceeded",
];

const stream: ResourceType = {
  autoName: named(NAME_LIMIT),
  taggable: true,
  defaults: {
    encryptionType: "NONE",
    enforceConsumerDeletion: false,
    maxRecordSizeInKib: 1024,
    retentionPeriod: 24,
    streamModeDetails: { streamMode: "PROVISIONED" },
  },
  check: (checks) => {
    checks.text("name", {
      minimum: 1,
      maximum: NAME_LIMIT,
      pattern: /^[\w.-]+$/,
      patternMeaning: "letters, digits and _ . -",
    });
    checks.integer("retentionPeriod", 24, 8760);
    checks.integer("maxRecordSizeInKib", 1024, 10_240);
    checks.oneOf("encryptionType", ["NONE", "KMS"]);
    for (const metric of [checks.known("shardLevelMetrics") ?? []].flat()) {
      checks.oneOf("shardLevelMetrics", SHARD_METRICS, metric);
    }
    checkShards(checks);
    checkKey(checks);
  },
  compute: ({ inputs, context }) => {
    const arn = arnOf(context, "kinesis", `stream/${textOf(inputs, "name")}`);
    return { id: arn, outputs: { arn } };
  },
};

/** Shards are counted by the program or by Kinesis, never by both. */
function checkShards(checks: InputChecks): void {
  const mode = checks.known("streamModeDetails.streamMode");
  const shards = checks.known("shardCount");
  checks.oneOf("streamModeDetails.streamMode", ["ON_DEMAND", "PROVISIONED"]);
  if (mode === "ON_DEMAND" && shards !== undefined) {
    checks.refuse(`shardCount is ${JSON.stringify(shards)}; leave it out when streamMode is ON_DEMAND`);
  }
  if (mode === "PROVISIONED") {
    checks.required("shardCount");
    checks.integer("shardCount", 1, 1_000_000);
  }
}

function checkKey(checks: InputChecks): void {
  const encrypted = checks.known("encryptionType") === "KMS";
  if (encrypted) checks.required("kmsKeyId");
  else if (checks.inputs.kmsKeyId !== undefined && checks.known("encryptionType") === "NONE") {
    checks.refuse('kmsKeyId is given and encryptionType is NONE, which leaves records unencrypted; set it to "KMS"');
  }
}

/** Resource types of Kinesis Data Streams by token. */
export const kinesisTypes: Record<string, ResourceType> = {
  [token("kinesis", "Stream")]: stream,
};
