/** A customer-managed KMS key with rotation, an alias, and a policy that names the services which may use it. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Account, accountOf } from "./account";
import { dataOptions } from "./dataProtection";

/** Arguments of {@link EncryptionKey}. */
export interface EncryptionKeyArgs {
  /** What the key protects; shown in the KMS console. */
  description: pulumi.Input<string>;
  /** AWS service principals that encrypt or decrypt on their own account's behalf, such as `connect.amazonaws.com`. */
  servicePrincipals?: string[];
  /** Whether the key may be destroyed with the stack. Default: false, it may. */
  protectData?: boolean;
}

/** Days KMS waits before it really deletes a key; the longest it allows, because a deleted key takes its data with it. */
const DELETION_WINDOW_DAYS = 30;

/** What CloudWatch Logs asks for before it takes a key for a log group. */
const LOG_ACTIONS = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:DescribeKey",
];

/**
 * A symmetric customer key. The account's IAM policies decide who else may use it (the root statement); services named in
 * `servicePrincipals` may use it for this account only, and CloudWatch Logs for this account's log groups.
 */
export class EncryptionKey extends pulumi.ComponentResource {
  /** ARN of the key; what Connect, S3 and DynamoDB ask for (an alias is refused by Connect). */
  readonly arn: pulumi.Output<string>;
  /** Key id. */
  readonly keyId: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:EncryptionKey", name, args, opts);
    const key = new aws.kms.Key(
      name,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: DELETION_WINDOW_DAYS,
        policy: keyPolicy(accountOf(this), args.servicePrincipals ?? []),
      },
      dataOptions(this, args.protectData ?? false),
    );
    new aws.kms.Alias(`${name}-alias`, { targetKeyId: key.keyId }, { parent: this });
    this.arn = key.arn;
    this.keyId = key.keyId;
    this.registerOutputs({ arn: this.arn, keyId: this.keyId });
  }
}

function keyPolicy(account: Account, servicePrincipals: string[]): pulumi.Output<string> {
  const administration = {
    Sid: "AccountPoliciesDecide",
    Effect: "Allow",
    Principal: { AWS: pulumi.interpolate`arn:${account.partition}:iam::${account.id}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  const logs = {
    Sid: "LogGroupsOfThisAccount",
    Effect: "Allow",
    Principal: { Service: pulumi.interpolate`logs.${account.region}.amazonaws.com` },
    Action: LOG_ACTIONS,
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:*`,
      },
    },
  };
  const services = {
    Sid: "ServicesOfThisAccount",
    Effect: "Allow",
    Principal: { Service: servicePrincipals },
    Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": account.id } },
  };
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [administration, logs, ...(servicePrincipals.length > 0 ? [services] : [])],
  });
}
