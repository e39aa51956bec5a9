/** A bucket nobody outside the account can reach: encrypted, TLS only, versioned, with a retention. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dataOptions } from "./dataProtection";

/** Arguments of {@link PrivateBucket}. */
export interface PrivateBucketArgs {
  /** ARN of the customer key every object is encrypted with. Left out, S3's own: for what is meant for everybody. */
  keyArn?: pulumi.Input<string>;
  /** ARN of the CloudFront distribution that may read objects and tell which are missing. Left out, there is none. */
  distributionArn?: pulumi.Input<string>;
  /** Days an object is kept, from 1. Left out, objects are kept for ever. */
  retainDays?: number;
  /** Prefixes whose objects are kept for a time of their own, such as `{ "raw/": 730 }`. Not together with `retainDays`. */
  retainPrefixDays?: Record<string, number>;
  /**
   * Days after which objects move to Glacier Instant Retrieval: read as fast as ever, at a sixth of the price a month and
   * twenty times the price a GB read. Left out, or when they are gone within a month of it, they do not move.
   */
  archiveAfterDays?: number;
  /** Whether what lies in it can be made again: then it goes with the stack, full or not. Default: false. */
  derived?: boolean;
  /** Whether bucket and objects survive the stack. Default: false, an empty bucket goes with the stack. */
  protectData?: boolean;
}

/** Most days an overwritten or deleted version can still be brought back; never longer than an object is kept at all. */
const NONCURRENT_DAYS = 7;

/** Glacier Instant Retrieval bills 90 days at the least: objects deleted sooner after the move than this cost more by it. */
const WORTH_MOVING_DAYS = 30;

/** Days after which the parts of an upload that was never finished are removed. */
const INCOMPLETE_UPLOAD_DAYS = 7;

/** A private, encrypted, versioned bucket. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Bucket name. */
  readonly bucketName: pulumi.Output<string>;
  /** Bucket ARN. */
  readonly arn: pulumi.Output<string>;
  /** Host name the bucket has in its own Region: where CloudFront fetches. */
  readonly regionalDomainName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    if (args.retainDays !== undefined && args.retainPrefixDays !== undefined) {
      throw new Error(
        `PrivateBucket ${name}: retainDays and retainPrefixDays are both given; S3 would apply the shorter. Give one.`,
      );
    }
    // The distribution waits for the bucket: the component must not wait for the distribution.
    super("contact-center:index:PrivateBucket", name, { ...args, distributionArn: undefined }, opts);
    const bucket = new aws.s3.Bucket(
      name,
      { forceDestroy: args.derived ?? false },
      dataOptions(this, args.protectData ?? false),
    );
    this.bucketName = bucket.bucket;
    this.arn = bucket.arn;
    this.regionalDomainName = bucket.bucketRegionalDomainName;
    this.closeToThePublic(name, bucket, args.distributionArn);
    this.encrypt(name, bucket, args.keyArn);
    this.keepFor(name, bucket, args);
    const { bucketName, arn, regionalDomainName } = this;
    this.registerOutputs({ bucketName, arn, regionalDomainName });
  }

  /** No public access, no plain HTTP; at most one distribution reads. S3 itself gives new buckets no ACLs, since April 2023. */
  private closeToThePublic(name: string, bucket: aws.s3.Bucket, distributionArn?: pulumi.Input<string>): void {
    const options = { parent: this };
    const block = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      options,
    );
    const tlsOnly = {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const reader = distributionArn === undefined ? [] : readBy(distributionArn, bucket.arn);
    const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: [tlsOnly, ...reader] });
    // S3 answers with a conflict when policy and public access block are written at the same time.
    new aws.s3.BucketPolicy(`${name}-tls`, { bucket: bucket.bucket, policy }, { ...options, dependsOn: [block] });
  }

  /** The customer's key for every object; the bucket key keeps KMS requests, and their cost, down. */
  private encrypt(name: string, bucket: aws.s3.Bucket, keyArn?: pulumi.Input<string>): void {
    const byKey = { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn };
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: keyArn === undefined ? { sseAlgorithm: "AES256" } : byKey,
            bucketKeyEnabled: keyArn !== undefined,
          },
        ],
      },
      { parent: this },
    );
  }

  private keepFor(name: string, bucket: aws.s3.Bucket, args: PrivateBucketArgs): void {
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.bucket, rules: lifecycleRules(args) },
      { parent: this, dependsOn: [versioning] },
    );
  }
}

/** Reading for one distribution. Without ListBucket a missing object is answered with 403 instead of 404. */
function readBy(distributionArn: pulumi.Input<string>, bucketArn: pulumi.Output<string>): object[] {
  const grant = {
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
  };
  return [
    { ...grant, Sid: "DistributionReads", Action: "s3:GetObject", Resource: pulumi.interpolate`${bucketArn}/*` },
    { ...grant, Sid: "DistributionFindsMissing", Action: "s3:ListBucket", Resource: bucketArn },
  ];
}

function lifecycleRules(args: PrivateBucketArgs): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  const wholeBucket = { status: "Enabled", filter: { prefix: "" } };
  const rules: aws.types.input.s3.BucketLifecycleConfigurationRule[] = [
    {
      ...wholeBucket,
      id: "tidy",
      abortIncompleteMultipartUpload: { daysAfterInitiation: INCOMPLETE_UPLOAD_DAYS },
      noncurrentVersionExpiration: { noncurrentDays: Math.min(NONCURRENT_DAYS, args.retainDays ?? NONCURRENT_DAYS) },
    },
  ];
  if (args.retainDays !== undefined) {
    rules.push({ ...wholeBucket, id: "retention", expiration: { days: args.retainDays } });
  }
  for (const [prefix, days] of Object.entries(args.retainPrefixDays ?? {})) {
    rules.push({
      status: "Enabled",
      filter: { prefix },
      id: `retention-${prefix.replaceAll(/[^a-z0-9]+/gi, "-")}`,
      expiration: { days },
    });
  }
  const { archiveAfterDays: days, retainDays = Infinity } = args;
  if (days !== undefined && retainDays >= days + WORTH_MOVING_DAYS) {
    rules.push({ ...wholeBucket, id: "archive", transitions: [{ days, storageClass: "GLACIER_IR" }] });
  }
  return rules;
}
