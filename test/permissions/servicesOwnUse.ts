/**
 * Permissions that services use in a role's name and this machine does not ask for: by rule, each with AWS' own words for it. A
 * rule nothing needs fails the proof.
 */
import type { Grant } from "../../local/iam/unusedGrants";

/** A grant nothing was seen to use, with the trust of its role. */
export interface SeenUnused extends Grant {
  /** The service the role is for, as `lambda.amazonaws.com`. */
  readonly service: string;
}

/** One rule. */
export interface OwnUse {
  readonly service: string;
  readonly uses: (grant: SeenUnused) => boolean;
  readonly why: string;
}

const only =
  (...actions: string[]) =>
  ({ unused, action }: SeenUnused): boolean =>
    unused === "action" && actions.includes(action);

const on =
  (place: RegExp) =>
  ({ unused, resources }: SeenUnused): boolean =>
    unused === "resource" && resources.every((resource) => place.test(resource));

const LAMBDA = "lambda.amazonaws.com";
const FIREHOSE = "firehose.amazonaws.com";
const LEX = "lexv2.amazonaws.com";
const REDSHIFT = "redshift-serverless.amazonaws.com";

/** The rules. */
export const OWN_USES: readonly OwnUse[] = [
  {
    service: LAMBDA,
    uses: only("logs:CreateLogStream", "logs:PutLogEvents"),
    why: "The runtime writes what a function prints.",
  },
  {
    service: LAMBDA,
    uses: only("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    why: "The runtime sends traces of a function with active tracing.",
  },
  {
    service: LAMBDA,
    uses: only("kinesis:DescribeStreamSummary"),
    why: "Lambda lists it among what an event source mapping of a stream needs.",
  },
  {
    service: LAMBDA,
    uses: only("glue:GetPartitions", "glue:GetTables"),
    why: "Athena reads definitions in the name of whoever asks, partitions and all tables of a database included.",
  },
  {
    service: LAMBDA,
    uses: only("s3:ListBucketMultipartUploads", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
    why: "Athena uploads results in parts in the name of whoever asks.",
  },
  {
    service: LAMBDA,
    uses: on(/\/results\/\*$/),
    why: "Athena asks for reading where it writes results.",
  },
  {
    service: LAMBDA,
    uses: only("polly:SynthesizeSpeech"),
    why: "There is no Polly on this machine; the artefact's requests are compared with the catalogue of handlers.",
  },
  {
    service: FIREHOSE,
    uses: only("s3:GetObject", "kms:Decrypt", "logs:PutLogEvents"),
    why: "Firehose lists them for a bucket under a customer key: it completes uploads, and logs what it cannot deliver.",
  },
  {
    service: FIREHOSE,
    uses: on(/\/failed\/[\w]+\/\*$/),
    why: "Firehose writes below its error prefix what it cannot deliver.",
  },
  {
    service: LEX,
    uses: only("polly:SynthesizeSpeech", "logs:CreateLogStream", "logs:PutLogEvents"),
    why: "Lex speaks, and writes the conversation log.",
  },
  {
    service: REDSHIFT,
    uses: only("s3:GetBucketLocation", "s3:ListBucket"),
    why: "COPY lists the bucket and asks where it is; with a list of objects it is not seen to here.",
  },
  {
    service: REDSHIFT,
    uses: on(/\/tables\/\*$/),
    why: "Files of days that were compacted while the stack had Athena are loaded too.",
  },
];
