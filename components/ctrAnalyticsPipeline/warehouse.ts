/** The warehouse: Redshift Serverless in private subnets, under the customer's key, with a bound on what it may cost. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { raiseAlarm } from "../foundations/alarm";
import { bucketUse } from "../foundations/bucketUse";
import { dataOptions } from "../foundations/dataProtection";
import type { HandlerPermission } from "../foundations/handlerFunction";
import { PrivateNetwork } from "../foundations/privateNetwork";
import { serviceRole } from "../foundations/serviceRole";
import { REDSHIFT_DATABASE } from "../../warehouse/redshift";
import { FOLDERS, type PipelineContext } from "./context";

/** Where the warehouse runs and what it may use. Defaults are filled in. */
export interface WarehouseArgs {
  baseCapacity: number;
  maximumCapacity: number;
  rpuHours: number;
  limitPeriod: string;
  subnetIds?: pulumi.Input<string>[];
  securityGroupIds?: pulumi.Input<string>[];
  addressPrefix?: string;
}

/** The warehouse as functions use it. */
export interface Warehouse {
  workgroupName: pulumi.Output<string>;
  workgroupArn: pulumi.Output<string>;
  /** ARN of the secret with the administrator's password, which Redshift makes, keeps and changes itself. */
  adminSecretArn: pulumi.Output<string>;
  /** ARN of the role COPY reads the bucket with. */
  copyRoleArn: pulumi.Output<string>;
}

/** Not one of the names everybody tries first. */
const ADMINISTRATOR = "warehouse_owner";

/** Every parameter Redshift reports, not only those that matter here: of the others the provider would show a difference for ever. */
const PARAMETERS = {
  auto_mv: "true",
  datestyle: "ISO, MDY",
  enable_case_sensitive_identifier: "false",
  enable_user_activity_logging: "true",
  max_query_execution_time: "14400",
  query_group: "default",
  require_ssl: "true",
  search_path: "$user, public",
  use_fips_ssl: "false",
};

/** Share of the limit at which somebody is told. */
const WARN_AT = 0.8;

/** Makes the warehouse. */
export function redshiftWarehouse(context: PipelineContext, args: WarehouseArgs): Warehouse {
  const { name, parent, keyArn, protectData } = context;
  const role = copyRole(context);
  // The names are given: the provider makes none up for these two, and another account's may be the same.
  const warehouseName = `${name}-${pulumi.getStack()}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-");
  const namespace = new aws.redshiftserverless.Namespace(
    `${name}-warehouse`,
    {
      namespaceName: warehouseName,
      dbName: REDSHIFT_DATABASE,
      adminUsername: ADMINISTRATOR,
      manageAdminPassword: true,
      adminPasswordSecretKmsKeyId: keyArn,
      kmsKeyId: keyArn,
      iamRoles: [role.arn],
      logExports: ["userlog", "connectionlog", "useractivitylog"],
    },
    { ...dataOptions(parent, protectData), dependsOn: [role.policy] },
  );
  const workgroup = new aws.redshiftserverless.Workgroup(
    `${name}-workgroup`,
    {
      workgroupName: warehouseName,
      namespaceName: namespace.namespaceName,
      baseCapacity: args.baseCapacity,
      maxCapacity: args.maximumCapacity,
      ...networkOf(context, args),
      publiclyAccessible: false,
      enhancedVpcRouting: true,
      configParameters: Object.entries(PARAMETERS).map(([parameterKey, parameterValue]) => ({
        parameterKey,
        parameterValue,
      })),
    },
    { parent },
  );
  limitUse(context, args, workgroup);
  return {
    workgroupName: workgroup.workgroupName,
    workgroupArn: workgroup.arn,
    adminSecretArn: namespace.adminPasswordSecretArn,
    copyRoleArn: role.arn,
  };
}

/** Own subnets, or those that are there. */
function networkOf({ name, parent, bucket }: PipelineContext, args: WarehouseArgs) {
  const { subnetIds, securityGroupIds, addressPrefix } = args;
  if (subnetIds !== undefined) return { subnetIds, securityGroupIds };
  const network = new PrivateNetwork(
    `${name}-network`,
    { description: "Warehouse of the contact centre", bucketArns: [bucket.arn], addressPrefix },
    { parent },
  );
  return { subnetIds: network.subnetIds, securityGroupIds: [network.securityGroupId] };
}

/** What COPY reads: rows, tables, and the lists of what is to be loaded. */
function copyRole({ name, parent, bucket }: PipelineContext) {
  const reads = [FOLDERS.rows, FOLDERS.tables, FOLDERS.manifests];
  return serviceRole(
    parent,
    `${name}-copy-role`,
    ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com"],
    [
      { actions: ["s3:GetBucketLocation"], resources: [bucket.arn] },
      ...bucketUse(parent, bucket, { reads, lists: reads }),
    ],
  );
}

/** Turns the warehouse off when it has used what it may, and says so before. Rows wait in S3 and in the load queue meanwhile. */
function limitUse(
  { name, parent, alarmTopicArn }: PipelineContext,
  { rpuHours, limitPeriod }: WarehouseArgs,
  workgroup: aws.redshiftserverless.Workgroup,
): void {
  const limit = { resourceArn: workgroup.arn, usageType: "serverless-compute", period: limitPeriod };
  new aws.redshiftserverless.UsageLimit(
    `${name}-limit`,
    { ...limit, amount: rpuHours, breachAction: "deactivate" },
    { parent },
  );
  const amount = Math.max(1, Math.floor(rpuHours * WARN_AT));
  const warning = new aws.redshiftserverless.UsageLimit(
    `${name}-limit-warning`,
    { ...limit, amount, breachAction: "emit-metric" },
    { parent },
  );
  raiseAlarm(parent, `${name}-limit-near`, {
    says: `The warehouse has used ${amount} of the ${rpuHours} RPU-hours of this ${limitPeriod === "daily" ? "day" : "month"}: at the limit it is turned off, and rows wait.`,
    namespace: "AWS/Redshift-Serverless",
    metricName: "UsageLimitConsumed",
    dimensions: { UsageLimitId: warning.id },
    statistic: "Maximum",
    comparison: "at least",
    threshold: amount,
    periodSeconds: 300,
    topicArn: alarmTopicArn,
  });
}

/**
 * What a function needs that runs statements. Whoever signs in is a database user of its role's name, so what it may do in
 * there is granted by the schema.
 */
export function warehouseUse(
  { workgroupArn }: Pick<Warehouse, "workgroupArn">,
  actions: string[],
  reads: string[],
): HandlerPermission[] {
  return [
    { actions: ["redshift-serverless:GetCredentials"], resources: [workgroupArn] },
    { actions: actions.map((action) => `redshift-data:${action}`), resources: [workgroupArn] },
    // Asking what became of a statement names no warehouse: it is narrowed to one's own statements instead.
    {
      actions: reads.map((action) => `redshift-data:${action}`),
      resources: ["*"],
      condition: { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } },
    },
  ];
}
