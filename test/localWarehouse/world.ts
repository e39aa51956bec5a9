/** A warehouse with the shipped tables and views over two buckets, asked with the real clients of the AWS SDK. */
import { gzipSync } from "node:zlib";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from "@aws-sdk/client-redshift-data";
import { Clock } from "../../local/clock";
import type { ResourceGraph } from "../../local/engine/graph";
import { Gateway } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { ObjectStore } from "../../local/s3/objectStore";
import { WarehouseService } from "../../local/warehouse/warehouseService";
import { athenaTables, athenaViews, glueView } from "../../warehouse/athena";
import { ACCOUNT, GraphBuilder, policy, REGION, roleArn, type TestStatement, trustOf } from "../support/graphs";

export const DATA = "contact-data";
export const RESULTS = "query-results";
export const START = Date.parse("2026-01-10T12:34:56.789Z");
export const COPY_ROLE = roleArn("copy");
export const WORKGROUP_ARN = `arn:aws:redshift-serverless:${REGION}:${ACCOUNT}:workgroup/1`;

/** What reading the data and writing results takes, for a role of a test. */
export const READER: TestStatement[] = [
  { Effect: "Allow", Action: "athena:*", Resource: "*" },
  { Effect: "Allow", Action: "glue:Get*", Resource: "*" },
  {
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:ListBucket"],
    Resource: [`arn:aws:s3:::${DATA}`, `arn:aws:s3:::${DATA}/*`],
  },
  { Effect: "Allow", Action: ["s3:*"], Resource: [`arn:aws:s3:::${RESULTS}`, `arn:aws:s3:::${RESULTS}/*`] },
];

/** A builder with buckets, the shipped catalogue and a Redshift workgroup. */
export function warehouseGraph(): GraphBuilder {
  const builder = new GraphBuilder();
  for (const name of [DATA, RESULTS]) builder.add("aws:s3/bucket:Bucket", name, { bucket: name });
  builder.add("aws:athena/workgroup:Workgroup", "analysts", {
    name: "analysts",
    state: "ENABLED",
    configuration: {
      enforceWorkgroupConfiguration: true,
      bytesScannedCutoffPerQuery: 50_000_000,
      resultConfiguration: { outputLocation: `s3://${RESULTS}/athena/` },
    },
  });
  builder.add("aws:glue/catalogDatabase:CatalogDatabase", "contact_center", { name: "contact_center" });
  for (const table of athenaTables(DATA)) {
    builder.add("aws:glue/catalogTable:CatalogTable", table.name, {
      databaseName: "contact_center",
      name: table.name,
      tableType: "EXTERNAL_TABLE",
      parameters: table.parameters,
      partitionKeys: table.partitionKeys,
      storageDescriptor: {
        location: `s3://${DATA}/${table.prefix}`,
        columns: table.columns,
        serDeInfo: { serializationLibrary: table.serde, parameters: table.serdeParameters },
      },
    });
  }
  for (const view of athenaViews()) {
    const { columns, comment, ...inputs } = glueView(view, "contact_center");
    builder.add("aws:glue/catalogTable:CatalogTable", view.name, {
      databaseName: "contact_center",
      description: comment,
      storageDescriptor: { columns },
      ...inputs,
    });
  }
  const namespaceName = "center";
  builder.add(
    "aws:iam/role:Role",
    "copy",
    {
      assumeRolePolicy: trustOf("redshift.amazonaws.com"),
      inlinePolicies: [
        {
          name: "read",
          policy: policy({
            Effect: "Allow",
            Action: ["s3:GetObject", "s3:ListBucket"],
            Resource: [`arn:aws:s3:::${DATA}`, `arn:aws:s3:::${DATA}/*`],
          }),
        },
      ],
    },
    { name: "copy", arn: COPY_ROLE },
  );
  builder.add("aws:redshiftserverless/namespace:Namespace", namespaceName, {
    namespaceName,
    dbName: "contact_center",
    iamRoles: [COPY_ROLE],
    defaultIamRoleArn: COPY_ROLE,
  });
  builder.add(
    "aws:redshiftserverless/workgroup:Workgroup",
    "loads",
    { namespaceName, workgroupName: "loads" },
    { arn: WORKGROUP_ARN },
  );
  builder.add("aws:redshiftserverless/usageLimit:UsageLimit", "limit", {
    resourceArn: WORKGROUP_ARN,
    usageType: "serverless-compute",
    amount: 60,
    breachAction: "deactivate",
  });
  return builder;
}

/** Asks again until there is an answer; mocha's own limit ends the wait. */
async function answered<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A running warehouse. */
export class WarehouseWorld {
  private constructor(
    readonly clock: Clock,
    readonly store: ObjectStore,
    readonly warehouse: WarehouseService,
    readonly gateway: Gateway,
  ) {}

  static async start(graph: ResourceGraph = warehouseGraph().build()): Promise<WarehouseWorld> {
    const clock = new Clock(START);
    const store = ObjectStore.fromGraph(graph, { clock });
    const gateway = await Gateway.start();
    const warehouse = WarehouseService.fromGraph(graph, { store, clock, iam: IamService.fromGraph(graph) });
    for (const name of ["athena", "redshift-data"]) gateway.register(name, (request) => warehouse.handle(request));
    return new WarehouseWorld(clock, store, warehouse, gateway);
  }

  /** An Athena client; of a role when one is named, else of the administrator. */
  athena(role?: string): AthenaClient {
    return new AthenaClient(this.#configuration(role));
  }

  /** A client of the Redshift Data API; of a role when one is named, else of the administrator. */
  redshift(role?: string): RedshiftDataClient {
    return new RedshiftDataClient(this.#configuration(role));
  }

  /** Puts rows as Firehose does: gzip'ed NDJSON below an hour's folder. */
  putRows(dataset: string, arrived: string, name: string, rows: readonly unknown[]): string {
    const key = `rows/${dataset}/arrived=${arrived}/${name}.json.gz`;
    this.store.put(DATA, key, gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join("")));
    return key;
  }

  /** Runs a query through the API and waits for its end. */
  async run(sql: string, client = this.athena()): Promise<QueryExecution> {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: "analysts",
        QueryExecutionContext: { Database: "contact_center" },
      }),
    );
    return answered(async () => {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      return /SUCCEEDED|FAILED|CANCELLED/.test(QueryExecution?.Status?.State ?? "") ? QueryExecution : undefined;
    });
  }

  /** Rows of a query's result as texts, without the header; fails with the query's reason. */
  async rows(sql: string, client = this.athena()): Promise<(string | undefined)[][]> {
    const execution = await this.run(sql, client);
    if (execution.Status?.State !== "SUCCEEDED") throw new Error(execution.Status?.StateChangeReason);
    const { ResultSet } = await client.send(
      new GetQueryResultsCommand({ QueryExecutionId: execution.QueryExecutionId }),
    );
    return (ResultSet?.Rows ?? []).slice(1).map(({ Data }) => (Data ?? []).map(({ VarCharValue }) => VarCharValue));
  }

  /** Runs one statement, or several as one transaction, through the Data API and waits for the end. */
  async execute(sql: string | string[], client = this.redshift()): Promise<DescribeStatementCommandOutput> {
    const to = { WorkgroupName: "loads", Database: "contact_center" };
    const { Id } = Array.isArray(sql)
      ? await client.send(new BatchExecuteStatementCommand({ ...to, Sqls: sql }))
      : await client.send(new ExecuteStatementCommand({ ...to, Sql: sql }));
    return answered(async () => {
      const described = await client.send(new DescribeStatementCommand({ Id }));
      return /FINISHED|FAILED|ABORTED/.test(described.Status ?? "") ? described : undefined;
    });
  }

  async close(): Promise<void> {
    await this.warehouse.close();
    await this.gateway.close();
    this.store.close();
  }

  #configuration(role: string | undefined) {
    const { gateway } = this;
    const credentials =
      role === undefined
        ? gateway.administrator
        : gateway.issueCredentials({ roleArn: roleArn(role), sessionName: "test" });
    return { region: REGION, credentials, requestHandler: gateway.inProcessHandler(), maxAttempts: 1 };
  }
}
