/** The account, Region and partition a component is deployed to, asked from the provider so that none is ever written down. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where a component is deployed. */
export interface Account {
  /** Twelve-digit account id. */
  id: pulumi.Output<string>;
  /** Region code such as `us-east-1`. */
  region: pulumi.Output<string>;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  partition: pulumi.Output<string>;
}

/** Asks the parent's provider for account, Region and partition. */
export function accountOf(parent: pulumi.Resource): Account {
  const options = { parent };
  return {
    id: aws.getCallerIdentityOutput({}, options).accountId,
    region: aws.getRegionOutput({}, options).region,
    partition: aws.getPartitionOutput({}, options).partition,
  };
}
