/** G-02: buckets. */
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { deniesPlainText, isConfined, isService, knownStatements, statementsOf } from "../model/statements";
import { allTexts, at, entries, isFields, isOneOf, isText, isTrue, passes, UNKNOWN } from "../model/value";

export const BUCKET = "s3/bucket:Bucket";
const OBJECT_WIDE = /^(s3:\*|\*)$/;
const FLAGS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

export const buckets: Rule = {
  id: "G-02",
  title: "Buckets are closed to the public, encrypted, versioned, tidied and take requests by TLS only.",
  protects: "Recordings, transcripts and records of customers are read, changed or lost.",
  references: ["S3.2", "S3.3", "S3.5", "S3.6", "S3.8", "S3.9", "S3.12", "S3.13", "S3.14", "S3.17"],
  each: {
    "aws:s3/bucket:Bucket": (resource, report) =>
      demand(
        resource,
        report,
        ["acl", (acl) => !acl || acl === "private", "acl", "Leave acl out: the bucket's policy decides."],
        ["website", (website) => !website, "website", "Serve files through CloudFront, not as a bucket's web site."],
      ),
    "aws:s3/bucketAcl:BucketAcl": (resource, report) =>
      report(resource, "acl", "Remove it: the bucket's policy decides."),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": (resource, report) =>
      demand(
        resource,
        report,
        ...FLAGS.map((flag) => [flag, isTrue, "public-access", `Set ${flag} to true.`] as const),
      ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": (resource, report) =>
      demand(resource, report, [
        "rule.objectOwnership",
        isOneOf("BucketOwnerEnforced"),
        "acl",
        "Set objectOwnership to BucketOwnerEnforced: it is what switches ACLs off.",
      ]),
    "aws:s3/bucketVersioning:BucketVersioning": (resource, report) =>
      demand(resource, report, [
        "versioningConfiguration.status",
        isOneOf("Enabled"),
        "versioning",
        "Enable versioning: what is overwritten or deleted by mistake comes back.",
      ]),
    "aws:s3/bucketPolicy:BucketPolicy": (resource, report) => openStatements(resource, report),
  },
  stack: (stack, report) => stack.of(BUCKET).forEach((bucket) => companions(stack, bucket, report)),
};

/** Statements by which anybody, or a service for anybody, gets in. */
function openStatements(resource: Resource, report: Report): void {
  for (const statement of knownStatements(resource.props["policy"])) {
    if (statement.effect !== "Allow") continue;
    if (statement.notPrincipals || statement.principals.includes("*")) {
      report(resource, "open-policy", "Name who is allowed instead of everybody.");
    } else if (statement.principals.some(isService) && !isConfined(statement)) {
      report(resource, "open-policy", "Confine the service by aws:SourceArn or aws:SourceAccount.");
    }
    if (statement.actions.some((action) => OBJECT_WIDE.test(action)) || statement.notActions.length > 0) {
      report(resource, "open-policy", "Name the actions that are allowed.");
    }
  }
}

function companions(stack: Stack, bucket: Resource, report: Report): void {
  const of = (type: string) => stack.naming(bucket, type, "bucket");
  const blocks = of("s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
  if (blocks.length !== 1) {
    report(bucket, "public-access", `Give it one BucketPublicAccessBlock; it has ${blocks.length}.`);
  }
  if (of("s3/bucketVersioning:BucketVersioning").length === 0) {
    report(bucket, "versioning", "Give it a BucketVersioning that is enabled.");
  }
  encrypted(stack, bucket, report);
  tlsOnly(bucket, of("s3/bucketPolicy:BucketPolicy"), report);
  tidied(bucket, of("s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"), report);
  if (of("s3/bucketLogging:BucketLogging").length === 0) {
    report(bucket, "access-log", "Give it a BucketLogging, or see to data events in CloudTrail.");
  }
}

/** A site's files are read by everybody, through CloudFront, and hold nothing secret: S3's own key is enough. */
export function holdsSite(stack: Stack, bucket: Resource): boolean {
  return stack.of("cloudfront/distribution:Distribution").some((site) => {
    return stack.mentions(site, "origins", bucket);
  });
}

function encrypted(stack: Stack, bucket: Resource, report: Report): void {
  const type = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  const [encryption] = stack.naming(bucket, type, "bucket");
  if (holdsSite(stack, bucket)) return;
  const rule = "rules.0.applyServerSideEncryptionByDefault";
  const owner = encryption ?? bucket;
  if (!encryption) {
    report(owner, "encryption", "Give it a BucketServerSideEncryptionConfiguration with the stack's key.");
  } else if (!passes(at(encryption.props, `${rule}.sseAlgorithm`), isOneOf("aws:kms", "aws:kms:dsse"))) {
    report(owner, "encryption", "Encrypt with aws:kms.");
  } else if (!ownKey(stack, encryption, `${rule}.kmsMasterKeyId`)) {
    report(owner, "encryption", "Name the stack's own key in kmsMasterKeyId.");
  }
}

/** Whether the value at a path is a key the stack owns, as far as it is known. */
export function ownKey(stack: Stack, by: Resource, path: string): boolean {
  const value = at(by.props, path);
  if (value === UNKNOWN) return true;
  return isText(value) && stack.identified(value, "kms/key:Key") !== undefined;
}

function tlsOnly(bucket: Resource, policies: readonly Resource[], report: Report): void {
  const [policy] = policies;
  const statements = policy && statementsOf(policy.props["policy"]);
  if (statements === UNKNOWN) return;
  const denial = statements?.find((statement) => deniesPlainText(statement, OBJECT_WIDE));
  const whole = denial?.resources.some((arn) => arn === "*" || arn.endsWith("/*"));
  const itself = denial?.resources.some((arn) => arn === "*" || !arn.endsWith("/*"));
  if (!whole || !itself) {
    report(policy ?? bucket, "tls", "Deny s3:* on bucket and objects where aws:SecureTransport is false.");
  }
}

function tidied(bucket: Resource, lifecycles: readonly Resource[], report: Report): void {
  const [lifecycle] = lifecycles;
  const rules = lifecycle?.props["rules"];
  if (rules === UNKNOWN) return;
  const enabled = entries(rules).filter((rule) => isFields(rule) && passes(rule["status"], isOneOf("Enabled")));
  const owner = lifecycle ?? bucket;
  if (!enabled.some((rule) => at(rule, "abortIncompleteMultipartUpload.daysAfterInitiation"))) {
    report(owner, "lifecycle", "Abort multipart uploads that were never finished.");
  }
  if (!enabled.some((rule) => at(rule, "noncurrentVersionExpiration.noncurrentDays"))) {
    report(owner, "lifecycle", "Let older versions expire: what is deleted must be gone some day.");
  }
  const disabled = entries(rules).length - enabled.length;
  if (disabled > 0) report(owner, "lifecycle", "Enable or remove the rule that is disabled.");
}

/** The texts of a stack's resources that name places in S3, for who keeps data where. */
export function bucketsNamed(stack: Stack, by: Resource, path: string): Resource[] {
  const value = at(by.props, path);
  const named = stack.of(BUCKET).filter((bucket) => stack.mentions(by, path, bucket));
  return [...allTexts(value)].length > 0 || value === UNKNOWN ? named : [];
}
