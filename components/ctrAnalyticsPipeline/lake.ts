/** The lake: tables and views over the bucket in Glue's catalogue, and a workgroup of Athena whose limits queries cannot lift. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AthenaView, athenaTables, athenaViews, type GlueTable, glueView } from "../../warehouse/athena";
import { savedQueries } from "../../warehouse/savedQueries";
import type { ViewSettings } from "../../warehouse/views";
import { FOLDERS, type PipelineContext } from "./context";
import type { LakeNames } from "./lakeUse";

/** What the lake is called and what a query may cost. Defaults are filled in. */
export interface LakeArgs {
  databaseName: string;
  scanLimitBytes: number;
  /** First day of which there can be rows, yyyy-MM-dd. Left out, the warehouse's own. */
  since?: string;
  views: ViewSettings;
  /** Time zone in which saved queries begin a day. */
  timeZone: string;
}

/** Makes the lake. */
export function lake(context: PipelineContext, args: LakeArgs): LakeNames {
  const { name, parent, keyArn, bucket } = context;
  const workgroup = new aws.athena.Workgroup(
    `${name}-queries`,
    {
      description: "Queries over contact records, queues, agents, surveys and self-service",
      // Athena keeps a workgroup that has been used unless its history may go with it.
      forceDestroy: true,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: args.scanLimitBytes,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: pulumi.interpolate`s3://${bucket.name}/${FOLDERS.results}`,
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: keyArn },
        },
      },
    },
    { parent },
  );
  const database = new aws.glue.CatalogDatabase(
    `${name}-database`,
    { name: args.databaseName, description: "Contact records, agent events and survey answers" },
    { parent },
  );
  const tables = athenaTables("", args.since).map((each) => table(context, each, database, args));
  for (const each of athenaViews(args.views)) view(context, each, args, [database, ...tables]);
  for (const { name: query, description, sql } of savedQueries("athena", { timeZone: args.timeZone })) {
    new aws.athena.NamedQuery(
      `${name}-query-${query}`,
      { name: query, description, database: database.name, workgroup: workgroup.name, query: sql },
      { parent },
    );
  }
  return { databaseName: database.name, workgroupName: workgroup.name, workgroupArn: workgroup.arn };
}

function table(
  { name, parent, bucket }: PipelineContext,
  described: GlueTable,
  database: aws.glue.CatalogDatabase,
  { since }: LakeArgs,
): aws.glue.CatalogTable {
  const { name: tableName, comment, prefix, columns, partitionKeys, inputFormat, outputFormat } = described;
  return new aws.glue.CatalogTable(
    `${name}-table-${tableName}`,
    {
      databaseName: database.name,
      name: tableName,
      description: comment,
      tableType: "EXTERNAL_TABLE",
      // They name the bucket, which has a name only when it is there.
      parameters: bucket.name.apply((given) => parametersOf(tableName, athenaTables(given, since))),
      partitionKeys: [...partitionKeys],
      storageDescriptor: {
        location: pulumi.interpolate`s3://${bucket.name}/${prefix}`,
        columns: [...columns],
        inputFormat,
        outputFormat,
        serDeInfo: { serializationLibrary: described.serde, parameters: { ...described.serdeParameters } },
      },
    },
    { parent },
  );
}

function parametersOf(tableName: string, tables: readonly GlueTable[]): Record<string, string> {
  return { ...tables.find((each) => each.name === tableName)?.parameters };
}

/** After the tables, so that whoever finds the view finds what it reads. */
function view(
  { name, parent }: PipelineContext,
  described: AthenaView,
  { databaseName }: LakeArgs,
  dependsOn: pulumi.Resource[],
): void {
  const { comment, columns, parameters, tableType, viewOriginalText, viewExpandedText, ...glue } = glueView(
    described,
    databaseName,
  );
  new aws.glue.CatalogTable(
    `${name}-view-${glue.name}`,
    {
      databaseName,
      name: glue.name,
      description: comment,
      tableType,
      parameters: { ...parameters },
      viewOriginalText,
      viewExpandedText,
      storageDescriptor: { columns: [...columns] },
    },
    { parent, dependsOn },
  );
}
