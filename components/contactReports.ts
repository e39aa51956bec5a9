/** Contact reports with SQL: Athena over the CSV reports that Connect schedules into the report bucket. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ReportTable, REPORT_QUERIES, REPORT_TABLES } from "./contactReports/tables";
import { STORAGE_PREFIX } from "./contactCenter/storage";
import { PrivateBucket } from "./foundations/privateBucket";

/** Arguments of {@link ContactReports}. */
export interface ContactReportsArgs {
  /** Name of the Glue database: lower-case letters, digits and underscores, unique in the account and Region. */
  databaseName: string;
  /** Bucket Connect schedules its reports into. */
  reportsBucketName: pulumi.Input<string>;
  /** ARN of the customer key of that bucket; query results get the same. */
  keyArn: pulumi.Input<string>;
  /** Days query results are kept. Default 30. */
  retainResultsDays?: number;
  /** Bytes one query may scan before Athena stops it, from 10 MB. Default 10 GB. */
  scanLimitBytes?: number;
}

const DEFAULT_RESULT_DAYS = 30;
const DEFAULT_SCAN_LIMIT = 10 * 1024 ** 3;

/**
 * A Glue database with a table for each kind of scheduled report, an Athena workgroup whose limits queries cannot lift, and
 * saved queries that a supervisor starts from.
 */
export class ContactReports extends pulumi.ComponentResource {
  /** Glue database. */
  readonly databaseName: pulumi.Output<string>;
  /** Athena workgroup. */
  readonly workgroupName: pulumi.Output<string>;

  constructor(name: string, args: ContactReportsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:ContactReports", name, args, opts);
    const results = new PrivateBucket(
      `${name}-results`,
      { keyArn: args.keyArn, retainDays: args.retainResultsDays ?? DEFAULT_RESULT_DAYS, derived: true },
      { parent: this },
    );
    const workgroup = new aws.athena.Workgroup(
      `${name}-workgroup`,
      {
        description: "Queries over the contact centre's reports",
        // Athena keeps a workgroup that has been used unless its history may go with it.
        forceDestroy: true,
        configuration: {
          enforceWorkgroupConfiguration: true,
          publishCloudwatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: args.scanLimitBytes ?? DEFAULT_SCAN_LIMIT,
          resultConfiguration: {
            outputLocation: pulumi.interpolate`s3://${results.bucketName}/results/`,
            encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: args.keyArn },
          },
        },
      },
      { parent: this },
    );
    const database = new aws.glue.CatalogDatabase(
      `${name}-database`,
      { name: databaseName(name, args), description: "Reports that Amazon Connect schedules into S3" },
      { parent: this },
    );
    for (const table of REPORT_TABLES) {
      this.table(name, table, database, args.reportsBucketName);
    }
    for (const query of REPORT_QUERIES) {
      new aws.athena.NamedQuery(
        `${name}-query-${query.name}`,
        {
          name: query.name,
          description: query.description,
          database: database.name,
          workgroup: workgroup.name,
          query: query.sql,
        },
        { parent: this },
      );
    }
    this.databaseName = database.name;
    this.workgroupName = workgroup.name;
    this.registerOutputs({ databaseName: this.databaseName, workgroupName: this.workgroupName });
  }

  private table(
    name: string,
    table: ReportTable,
    database: aws.glue.CatalogDatabase,
    bucketName: pulumi.Input<string>,
  ): void {
    new aws.glue.CatalogTable(
      `${name}-table-${table.name}`,
      {
        databaseName: database.name,
        name: table.name,
        description: table.description,
        tableType: "EXTERNAL_TABLE",
        parameters: { classification: "csv", "skip.header.line.count": "1" },
        storageDescriptor: {
          location: pulumi.interpolate`s3://${bucketName}/${STORAGE_PREFIX.reports}/${table.folder}/`,
          inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
          outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
          // OpenCSVSerde reads every column as text; the saved queries cast.
          serDeInfo: {
            serializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
            parameters: { separatorChar: ",", quoteChar: '"', escapeChar: "\\" },
          },
          columns: table.columns.map((column) => ({ name: column.name, type: "string", comment: column.comment })),
        },
      },
      { parent: this },
    );
  }
}

/** Glue and Athena take lower-case letters, digits and underscores; anything else has to be quoted in every query. */
function databaseName(name: string, args: ContactReportsArgs): string {
  if (!/^[a-z0-9_]{1,255}$/.test(args.databaseName)) {
    throw new Error(
      `ContactReports ${name}: databaseName is "${args.databaseName}"; allowed are 1 to 255 lower-case letters, digits and underscores.`,
    );
  }
  return args.databaseName;
}
