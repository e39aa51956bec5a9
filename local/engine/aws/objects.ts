/** Objects that a program puts into its buckets, and what its buckets tell of others, in the local provider. */
import { createHash } from "node:crypto";
import { isCodeAsset, isRecord } from "../graph";
import type { InputChecks } from "./checks";
import { checkEach } from "./nestedChecks";
import { type ResourceType, textOf, token } from "./resourceType";

/** S3 keeps so much metadata of a user's own, bytes of names and values. */
const METADATA_LIMIT = 2_048;
const STORAGE_CLASSES = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
];

const bucketObject: ResourceType = {
  taggable: true,
  defaults: { acl: "private", contentType: "application/octet-stream", forceDestroy: false, storageClass: "STANDARD" },
  check: (checks) => {
    checks.required("bucket");
    checks.text("key", { minimum: 1, maximum: 1024 });
    checks.oneOf("storageClass", STORAGE_CLASSES);
    checks.oneOf("serverSideEncryption", ["AES256", "aws:kms", "aws:kms:dsse"]);
    checks.arn("kmsKeyId");
    checkContent(checks);
    const metadata = Object.entries(isRecord(checks.inputs.metadata) ? checks.inputs.metadata : {});
    const bytes = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + String(value)), 0);
    if (bytes > METADATA_LIMIT) checks.refuse(`metadata has ${bytes} bytes; S3 takes at most ${METADATA_LIMIT}`);
    const mixed = metadata.find(([name]) => name !== name.toLowerCase());
    if (mixed) checks.refuse(`metadata has "${mixed[0]}"; S3 keeps names in lower case, so write them so`);
  },
  compute: ({ name, inputs, context }) => {
    const key = textOf(inputs, "key") || name;
    const bucket = textOf(inputs, "bucket");
    return {
      id: key,
      outputs: {
        arn: `arn:${context.partition}:s3:::${bucket}/${key}`,
        etag: createHash("md5").update(objectBody(inputs)).digest("hex"),
        ...(inputs.key === undefined && { key }),
        serverSideEncryption: textOf(inputs, "serverSideEncryption") || "AES256",
        versionId: "",
      },
    };
  },
};

function checkContent(checks: InputChecks): void {
  const { content, contentBase64, source } = checks.inputs;
  const given = [content, contentBase64, source].filter((value) => value !== undefined);
  if (given.length !== 1) {
    checks.refuse(`content, contentBase64 and source: ${given.length} are given; an object has exactly one of them`);
  }
  const base64 = checks.known("contentBase64");
  if (base64 !== undefined && !(typeof base64 === "string" && /^[A-Za-z0-9+/\s]*={0,2}$/.test(base64))) {
    checks.refuse("contentBase64 is not base64; encode the bytes");
  }
  if (source !== undefined && !isCodeAsset(source) && typeof source !== "string") {
    checks.refuse("source is not one file; give a pulumi.asset.FileAsset or StringAsset");
  }
  if (isCodeAsset(source) && source.text.includes("\uFFFD")) {
    checks.refuse("source is not UTF-8 text, which is all that is read here; give its bytes as contentBase64");
  }
}

/** The bytes of an object, by its inputs. */
export function objectBody(inputs: Record<string, unknown>): Buffer {
  const { content, contentBase64, source } = inputs;
  if (typeof contentBase64 === "string") return Buffer.from(contentBase64, "base64");
  return Buffer.from(isCodeAsset(source) ? source.text : typeof content === "string" ? content : "");
}

/** Events a bucket tells of, by their names; each group also has `:*`. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  ObjectCreated: ["Put", "Post", "Copy", "CompleteMultipartUpload"],
  ObjectRemoved: ["Delete", "DeleteMarkerCreated"],
  ObjectRestore: ["Post", "Completed", "Delete"],
  ObjectTagging: ["Put", "Delete"],
  LifecycleExpiration: ["Delete", "DeleteMarkerCreated"],
  Replication: [
    "OperationFailedReplication",
    "OperationMissedThreshold",
    "OperationReplicatedAfterThreshold",
    "OperationNotTracked",
  ],
};
const SINGLE_EVENTS = [
  "s3:ReducedRedundancyLostObject",
  "s3:ObjectAcl:Put",
  "s3:LifecycleTransition",
  "s3:IntelligentTiering",
];
const EVENT_NAMES = [
  ...Object.entries(EVENTS).flatMap(([group, kinds]) => ["*", ...kinds].map((kind) => `s3:${group}:${kind}`)),
  ...SINGLE_EVENTS,
];

/** Inputs that list destinations, the input that names one, and the service it is of. */
const DESTINATIONS = [
  ["queues", "queueArn", "sqs"],
  ["lambdaFunctions", "lambdaFunctionArn", "lambda"],
  ["topics", "topicArn", "sns"],
] as const;

interface Told {
  readonly where: string;
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

const bucketNotification: ResourceType = {
  defaults: { eventbridge: false },
  check: (checks) => {
    checks.required("bucket");
    const told: Told[] = [];
    for (const [property, arn, service] of DESTINATIONS) {
      checkEach(checks, property, (entry, index) => {
        entry.required(arn, "events");
        const destination = entry.known(arn);
        if (typeof destination === "string" && !new RegExp(`^arn:[^:]+:${service}:`).test(destination)) {
          entry.refuse(`${arn} is "${destination}"; it must be an ARN of ${service}`);
        }
        const events = [entry.known("events") ?? []].flat().map(String);
        for (const event of events) entry.oneOf("events", EVENT_NAMES, event);
        const part = (name: string): string => textOf({ value: entry.known(name) }, "value");
        told.push({
          where: `${property}[${index}]`,
          events,
          prefix: part("filterPrefix"),
          suffix: part("filterSuffix"),
        });
      });
    }
    checkOverlaps(checks, told);
  },
  compute: ({ inputs }) => ({ id: textOf(inputs, "bucket"), outputs: {} }),
};

/** S3 refuses two destinations for the same event of the same object. */
function checkOverlaps(checks: InputChecks, told: readonly Told[]): void {
  told.forEach((one, index) => {
    const other = told.slice(0, index).find((before) => overlap(before, one));
    if (other) checks.refuse(`${other.where} and ${one.where} overlap; S3 tells one destination of an event`);
  });
}

function overlap(a: Told, b: Told): boolean {
  const events = a.events.some((one) => b.events.some((other) => sameEvent(one, other)));
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  return events && prefixes && (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix));
}

function sameEvent(a: string, b: string): boolean {
  const group = (event: string): string => event.slice(0, event.lastIndexOf(":"));
  return a === b || (group(a) === group(b) && (a.endsWith(":*") || b.endsWith(":*")));
}

/** Resource types of S3 objects by token. The second name is the provider's older one for the same thing. */
export const objectTypes: Record<string, ResourceType> = {
  [token("s3", "BucketObjectv2")]: bucketObject,
  [token("s3", "BucketObject")]: bucketObject,
  [token("s3", "BucketNotification")]: bucketNotification,
};
