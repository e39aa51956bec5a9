/** Tables of personal data: on demand, recoverable to any second, encrypted with the customer key. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { dataOptions } from "./dataProtection";

/** How a table is kept. */
export interface PrivateTableArgs {
  /** ARN of the customer key. */
  keyArn: pulumi.Input<string>;
  /** Whether the table survives `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
}

/** What a table's rows look like to DynamoDB: keys, indexes, time to live. */
export type TableShape = Pick<
  aws.dynamodb.TableArgs,
  "hashKey" | "rangeKey" | "attributes" | "localSecondaryIndexes" | "ttl" | "streamEnabled" | "streamViewType"
>;

/** A table of this shape. */
export function privateTable(
  parent: pulumi.Resource,
  name: string,
  { keyArn, protectData = false }: PrivateTableArgs,
  shape: TableShape,
): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    name,
    {
      billingMode: "PAY_PER_REQUEST",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
      deletionProtectionEnabled: protectData,
      ...shape,
    },
    dataOptions(parent, protectData),
  );
}

/** Lets others read what rows became, for a day after each change. */
export const STREAMED: Pick<TableShape, "streamEnabled" | "streamViewType"> = {
  streamEnabled: true,
  streamViewType: "NEW_IMAGE",
};

/** A table whose rows are found by one text, `hashKey`, and end at `expiresAt`. */
export function expiringTable(
  parent: pulumi.Resource,
  name: string,
  args: PrivateTableArgs,
  hashKey: string,
  shape: TableShape = {},
): aws.dynamodb.Table {
  return privateTable(parent, name, args, {
    hashKey,
    attributes: [{ name: hashKey, type: "S" }],
    ttl: { enabled: true, attributeName: "expiresAt" },
    ...shape,
  });
}
