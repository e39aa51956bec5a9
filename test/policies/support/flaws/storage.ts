/** Flaws of buckets, topics, queues, tables, streams and keys. */
import {
  any,
  called,
  edited,
  type Flaw,
  firstStatement,
  inText,
  put,
  saying,
  setting,
  without,
  withoutStatements,
} from "../flaw";

const BLOCK = "s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const BUCKET = "s3/bucket:Bucket";
const BUCKET_POLICY = "s3/bucketPolicy:BucketPolicy";
const LIFECYCLE = "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const ENCRYPTION = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const VERSIONING = "s3/bucketVersioning:BucketVersioning";
const QUEUE = "sqs/queue:Queue";
const QUEUE_POLICY = "sqs/queuePolicy:QueuePolicy";
const TOPIC = "sns/topic:Topic";
const TOPIC_POLICY = "sns/topicPolicy:TopicPolicy";
const TABLE = "dynamodb/table:Table";
const STREAM = "kinesis/stream:Stream";
const KEY = "kms/key:Key";
const STORAGE = "connect/instanceStorageConfig:InstanceStorageConfig";
const RECORDINGS = saying(/recordings/);
const WORK_QUEUE = saying(/redrivePolicy/);
const FAILURES = saying(/^(?!.*redrivePolicy)/);
const KMS = saying(/aws:kms/);
const S3_KEY = "storageConfig.s3Config.encryptionConfig";

function unprotected(type: string, what: string, which = any): Flaw {
  return {
    name: `${what} can be destroyed`,
    rule: "G-09",
    mutate: (graph) => {
      const resource = edited(graph, type, which);
      resource.protect = false;
      return [resource.name];
    },
  };
}

function flag(name: string): Flaw {
  return setting(`${name} is off`, "G-02", BLOCK, any, name, false);
}

export const STORAGE_FLAWS: readonly Flaw[] = [
  without("a bucket without a public access block", "G-02", BLOCK),
  without("the recordings without a public access block", "G-02", BLOCK, called(/recordings/)),
  flag("blockPublicAcls"),
  flag("blockPublicPolicy"),
  flag("ignorePublicAcls"),
  flag("restrictPublicBuckets"),
  setting("a flag of the public access block left out", "G-02", BLOCK, any, "blockPublicPolicy", undefined),
  setting("a bucket everybody may read", "G-02", BUCKET, any, "acl", "public-read"),
  setting("a bucket that is a web site", "G-02", BUCKET, any, "website", { indexDocument: "index.html" }),
  without("a bucket without versions", "G-02", VERSIONING),
  setting("versions suspended", "G-02", VERSIONING, any, "versioningConfiguration.status", "Suspended"),
  without("a bucket without encryption", "G-02", ENCRYPTION, KMS),
  setting("recordings with S3's own key", "G-02", ENCRYPTION, KMS, "rules.0.applyServerSideEncryptionByDefault", {
    sseAlgorithm: "AES256",
  }),
  setting(
    "recordings with AWS' key",
    "G-02",
    ENCRYPTION,
    KMS,
    "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",
    "alias/aws/s3",
  ),
  without("a bucket without a policy", "G-02", BUCKET_POLICY, called(/recordings/)),
  inText("a bucket that takes plain text", "G-02", BUCKET_POLICY, any, "policy", withoutStatements("Deny")),
  inText("TLS asked for of the bucket only", "G-02", BUCKET_POLICY, called(/recordings/), "policy", (text) =>
    text.replace(/,"arn:[^"]*\/\*"/, ""),
  ),
  inText(
    "TLS asked for of readers only",
    "G-02",
    BUCKET_POLICY,
    any,
    "policy",
    firstStatement("Deny", { Action: "s3:GetObject" }),
  ),
  inText(
    "a site's bucket open to everybody",
    "G-02",
    BUCKET_POLICY,
    saying(/cloudfront/),
    "policy",
    firstStatement("Allow", { Principal: "*", Condition: undefined }),
  ),
  inText(
    "a site's bucket open to any distribution",
    "G-02",
    BUCKET_POLICY,
    saying(/cloudfront/),
    "policy",
    firstStatement("Allow", { Condition: undefined }),
  ),
  inText(
    "a distribution may change the files",
    "G-02",
    BUCKET_POLICY,
    saying(/cloudfront/),
    "policy",
    firstStatement("Allow", { Action: "s3:*" }),
  ),
  without("a bucket nothing is tidied in", "G-02", LIFECYCLE),
  setting("unfinished uploads kept", "G-02", LIFECYCLE, any, "rules.0.abortIncompleteMultipartUpload", undefined),
  setting("a lifecycle rule switched off", "G-02", LIFECYCLE, any, "rules.0.status", "Disabled"),
  setting("old versions kept for ever", "G-02", LIFECYCLE, any, "rules.0.noncurrentVersionExpiration", undefined),
  setting("a queue without a key", "G-03", QUEUE, any, "kmsMasterKeyId", undefined),
  setting("a queue with AWS' key", "G-03", QUEUE, any, "kmsMasterKeyId", "alias/aws/sqs"),
  setting("a topic without a key", "G-03", TOPIC, any, "kmsMasterKeyId", undefined),
  setting("a topic with AWS' key", "G-03", TOPIC, any, "kmsMasterKeyId", "alias/aws/sns"),
  setting("a queue that drops what fails", "G-03", QUEUE, WORK_QUEUE, "redrivePolicy", undefined),
  setting(
    "a queue whose failures go nowhere",
    "G-03",
    QUEUE,
    WORK_QUEUE,
    "redrivePolicy",
    JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:123456789012:gone", maxReceiveCount: 5 }),
  ),
  setting("failed messages kept four days", "G-03", QUEUE, FAILURES, "messageRetentionSeconds", 345_600),
  without("a queue without a policy", "G-03", QUEUE_POLICY),
  inText("a queue that takes plain text", "G-03", QUEUE_POLICY, any, "policy", withoutStatements("Deny")),
  inText(
    "a topic that takes plain text",
    "G-03",
    TOPIC_POLICY,
    called(/requests/),
    "policy",
    withoutStatements("Deny"),
  ),
  inText(
    "a queue that takes any topic's messages",
    "G-03",
    QUEUE_POLICY,
    saying(/NamedTopics/),
    "policy",
    firstStatement("Allow", { Condition: undefined }),
  ),
  inText(
    "a queue that takes anybody's messages",
    "G-03",
    QUEUE_POLICY,
    saying(/Allow/),
    "policy",
    firstStatement("Allow", { Principal: "*", Condition: undefined }),
  ),
  inText(
    "a topic anybody publishes to",
    "G-03",
    TOPIC_POLICY,
    saying(/Allow/),
    "policy",
    firstStatement("Allow", { Principal: "*", Condition: undefined }),
  ),
  setting("recordings not encrypted by Connect", "G-07", STORAGE, RECORDINGS, S3_KEY, undefined),
  setting("recordings with AWS' key in Connect", "G-07", STORAGE, RECORDINGS, `${S3_KEY}.keyId`, "alias/aws/connect"),
  setting(
    "reports in another account's bucket",
    "G-07",
    STORAGE,
    saying(/REPORTS/),
    "storageConfig.s3Config.bucketName",
    "elsewhere",
  ),
  setting("contact records with the key of Kinesis", "G-07", STREAM, any, "kmsKeyId", "alias/aws/kinesis"),
  setting("contact records in clear", "G-07", STREAM, any, "encryptionType", "NONE"),
  {
    name: "contact records with another key than recordings",
    rule: "G-07",
    mutate: (graph) => {
      const key = edited(graph, KEY);
      const arn = `${String(key.outputs["arn"])}-other`;
      graph.resources.push({
        ...key,
        urn: `${key.urn}-other`,
        name: "other-key",
        outputs: { ...key.outputs, arn, keyId: "other-key" },
        id: "other-key",
      });
      const stream = edited(graph, STREAM);
      put(stream, "kmsKeyId", arn);
      return graph.resources.filter(({ type }) => type === `aws:${STORAGE}`).map(({ name }) => name);
    },
  },
  setting("a key that is never rotated", "G-07", KEY, any, "enableKeyRotation", false),
  setting("a key whose rotation is left out", "G-07", KEY, any, "enableKeyRotation", undefined),
  setting("a key gone within a week", "G-07", KEY, any, "deletionWindowInDays", 7),
  inText("a key anybody uses", "G-07", KEY, any, "policy", firstStatement("Allow", { Principal: "*" })),
  inText("a key services use in anybody's name", "G-07", KEY, any, "policy", (text) =>
    text.replace(/"Condition":\{"StringEquals":\{"aws:SourceAccount":"\d+"\}\}/, '"Condition":{}'),
  ),
  inText("a key another account uses", "G-07", KEY, any, "policy", (text) =>
    text.replace(/arn:aws:iam::\d+:root/, "arn:aws:iam::999988887777:role/x"),
  ),
  unprotected("connect/instance:Instance", "the instance"),
  unprotected("connect/phoneNumber:PhoneNumber", "a phone number"),
  unprotected(TABLE, "a table"),
  unprotected(STREAM, "the stream of contact records"),
  unprotected(KEY, "the key"),
  unprotected("cognito/userPool:UserPool", "the pool of operators"),
  unprotected("redshiftserverless/namespace:Namespace", "the warehouse"),
  unprotected(BUCKET, "the bucket of recordings", called(/recordings/)),
  unprotected(BUCKET, "the bucket of contact records", called(/records$/)),
  unprotected("cloudwatch/logGroup:LogGroup", "the flow log", saying(/aws\/connect/)),
  setting("recordings deleted with the bucket", "G-09", BUCKET, called(/recordings/), "forceDestroy", true),
  setting("a table that can be deleted", "G-09", TABLE, any, "deletionProtectionEnabled", false),
  setting("a pool that can be deleted", "G-09", "cognito/userPool:UserPool", any, "deletionProtection", "INACTIVE"),
  setting("contact records kept a day", "G-11", STREAM, any, "retentionPeriod", 24),
  setting("one shard for everybody", "G-11", STREAM, any, "streamModeDetails", { streamMode: "PROVISIONED" }),
  setting("a table that cannot be set back", "G-13", TABLE, any, "pointInTimeRecovery.enabled", false),
  setting("a table whose recovery is left out", "G-13", TABLE, any, "pointInTimeRecovery", undefined),
  setting("a table with AWS' key", "G-13", TABLE, any, "serverSideEncryption", undefined),
  setting(
    "a table with somebody else's key",
    "G-13",
    TABLE,
    any,
    "serverSideEncryption.kmsKeyArn",
    "arn:aws:kms:us-east-1:123456789012:key/other",
  ),
  setting("a table with a fixed capacity", "G-13", TABLE, any, "billingMode", "PROVISIONED"),
];
