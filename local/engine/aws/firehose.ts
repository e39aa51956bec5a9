/** Firehose streams in the local provider. */
import { hasExpression, problemOfPrefix } from "../../firehose/prefix";
import { isRecord } from "../graph";
import type { InputChecks } from "./checks";
import { checkEach, checkInner } from "./nestedChecks";
import { arnOf, named, type ResourceType, textOf, token } from "./resourceType";

/** Destinations and the input that describes each. */
const DESTINATIONS: Readonly<Record<string, string>> = {
  extended_s3: "extendedS3Configuration",
  redshift: "redshiftConfiguration",
  elasticsearch: "elasticsearchConfiguration",
  opensearch: "opensearchConfiguration",
  opensearchserverless: "opensearchserverlessConfiguration",
  splunk: "splunkConfiguration",
  http_endpoint: "httpEndpointConfiguration",
  iceberg: "icebergConfiguration",
  snowflake: "snowflakeConfiguration",
};
const SOURCES = ["kinesisSourceConfiguration", "mskSourceConfiguration"];
const PROCESSORS = [
  "RecordDeAggregation",
  "Decompression",
  "CloudWatchLogProcessing",
  "Lambda",
  "MetadataExtraction",
  "AppendDelimiterToRecord",
];
/** Record format conversion and dynamic partitioning want so much in a buffer, MB. */
const LARGE_BUFFER_MB = 64;

const deliveryStream: ResourceType = {
  autoName: named(64),
  taggable: true,
  check: (checks) => {
    checks.text("name", { maximum: 64, pattern: /^[\w.-]+$/, patternMeaning: "letters, digits and _ . -" });
    checks.required("destination");
    checks.oneOf("destination", Object.keys(DESTINATIONS));
    checkDestination(checks);
    checkSource(checks);
    checkInner(checks, "extendedS3Configuration", checkS3);
  },
  compute: ({ inputs, context }) => {
    const arn = arnOf(context, "firehose", `deliverystream/${textOf(inputs, "name")}`);
    return {
      id: arn,
      outputs: {
        ...(inputs.arn === undefined && { arn }),
        ...(inputs.destinationId === undefined && { destinationId: "destinationId-000000000001" }),
        ...(inputs.versionId === undefined && { versionId: "1" }),
      },
    };
  },
};

function checkDestination(checks: InputChecks): void {
  const wanted = DESTINATIONS[String(checks.known("destination"))];
  if (wanted === undefined) return;
  if (checks.inputs[wanted] === undefined) checks.refuse(`${wanted} is missing; this destination is described by it`);
  const others = Object.values(DESTINATIONS).filter((one) => one !== wanted && checks.inputs[one] !== undefined);
  for (const other of others) checks.refuse(`${other} is given; the destination is described by ${wanted} alone`);
}

function checkSource(checks: InputChecks): void {
  const sources = SOURCES.filter((source) => checks.inputs[source] !== undefined);
  if (sources.length > 1) checks.refuse(`${sources.join(" and ")} are given; a Firehose stream has one source`);
  checkInner(checks, "kinesisSourceConfiguration", (source) => {
    source.required("kinesisStreamArn", "roleArn");
    source.arn("kinesisStreamArn");
    source.arn("roleArn");
  });
  const [source] = sources;
  if (source !== undefined && checks.inputs.serverSideEncryption !== undefined) {
    checks.refuse(`serverSideEncryption and ${source} are given; records of a source are encrypted in the source`);
  }
  checkInner(checks, "serverSideEncryption", (encryption) => {
    encryption.oneOf("keyType", ["AWS_OWNED_CMK", "CUSTOMER_MANAGED_CMK"]);
    encryption.arn("keyArn");
    const customer = encryption.known("keyType") === "CUSTOMER_MANAGED_CMK";
    if (customer !== (encryption.inputs.keyArn !== undefined)) {
      encryption.refuse("keyArn goes with keyType CUSTOMER_MANAGED_CMK, and only with it");
    }
  });
}

function checkS3(s3: InputChecks): void {
  s3.required("bucketArn", "roleArn");
  s3.arn("bucketArn");
  s3.arn("roleArn");
  s3.arn("kmsKeyArn");
  s3.integer("bufferingInterval", 0, 900);
  s3.integer("bufferingSize", 1, 128);
  s3.oneOf("compressionFormat", ["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"]);
  s3.text("fileExtension", { maximum: 128, pattern: /^\.[0-9a-z!_.*'()-]+$/, patternMeaning: "like .json" });
  checkTimeZone(s3);
  checkPrefixes(s3);
  checkLargeBuffer(s3);
  checkInner(s3, "processingConfiguration", (processing) => {
    checkEach(processing, "processors", (processor) => processor.oneOf("type", PROCESSORS));
  });
  if (s3.known("s3BackupMode") === "Enabled" && s3.inputs.s3BackupConfiguration === undefined) {
    s3.refuse("s3BackupConfiguration is missing; s3BackupMode Enabled needs it");
  }
}

function checkTimeZone(s3: InputChecks): void {
  const zone = s3.known("customTimeZone");
  if (typeof zone !== "string") return;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
  } catch {
    s3.refuse(`customTimeZone is "${zone}"; it must be UTC or an IANA time zone such as America/Los_Angeles`);
  }
}

function checkPrefixes(s3: InputChecks): void {
  const prefix = s3.known("prefix");
  const errors = s3.known("errorOutputPrefix");
  s3.text("prefix", { maximum: 1024 });
  s3.text("errorOutputPrefix", { maximum: 1024 });
  const partitioned = isRecord(s3.inputs.dynamicPartitioningConfiguration);
  const keys = partitioned ? ["partitionKeyFromQuery", "partitionKeyFromLambda"] : [];
  if (typeof prefix === "string") {
    const problem = problemOfPrefix(prefix, ["timestamp", "firehose", ...keys]);
    if (problem !== undefined) s3.refuse(`prefix: ${problem}`);
    if (prefix.includes("!{firehose:error-output-type}")) {
      s3.refuse("prefix has !{firehose:error-output-type}, which only errorOutputPrefix may have");
    }
    if (hasExpression(prefix) && s3.inputs.errorOutputPrefix === undefined) {
      s3.refuse("errorOutputPrefix is missing; a prefix with an expression needs it");
    }
  }
  if (typeof errors === "string") {
    const problem = problemOfPrefix(errors, ["timestamp", "firehose"]);
    if (problem !== undefined) s3.refuse(`errorOutputPrefix: ${problem}`);
    if (hasExpression(errors) && !errors.includes("!{firehose:error-output-type}")) {
      s3.refuse("errorOutputPrefix has an expression and no !{firehose:error-output-type}, which it then needs");
    }
  }
}

/** Parquet and partitions by content want large buffers; conversion compresses by itself. */
function checkLargeBuffer(s3: InputChecks): void {
  const converts = isRecord(s3.inputs.dataFormatConversionConfiguration);
  const partitions = isRecord(s3.inputs.dynamicPartitioningConfiguration);
  const size = s3.known("bufferingSize");
  if ((converts || partitions) && typeof size === "number" && size < LARGE_BUFFER_MB) {
    s3.refuse(`bufferingSize is ${size}; conversion and dynamic partitioning take ${LARGE_BUFFER_MB} or more`);
  }
  if (converts && ![undefined, "UNCOMPRESSED"].includes(s3.known("compressionFormat") as string | undefined)) {
    s3.refuse("compressionFormat is given with a conversion, which compresses by itself; leave it out");
  }
}

/** Resource types of Firehose by token; the provider keeps it among Kinesis. */
export const firehoseTypes: Record<string, ResourceType> = {
  [token("kinesis", "FirehoseDeliveryStream")]: deliveryStream,
};
