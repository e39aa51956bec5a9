/**
 * A bucket with its tables in Athena and in Redshift, and the queue between them: the local services, asked through the SDK's own
 * clients. What the jobs are tried on.
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { Athena } from "@aws-sdk/client-athena";
import { RedshiftData } from "@aws-sdk/client-redshift-data";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { Clock } from "../../local/clock";
import { Gateway } from "../../local/gateway";
import { KinesisService } from "../../local/kinesis/kinesisService";
import { S3Service } from "../../local/s3/s3Service";
import { SqsService, type Queue } from "../../local/sqs/sqsService";
import { WarehouseService } from "../../local/warehouse/warehouseService";
import { athenaTables, athenaViews, glueView } from "../../warehouse/athena";
import { tableStatements, viewStatements } from "../../warehouse/redshift";
import { type DatasetName } from "../../warehouse/schema";
import { queueUrl } from "../messaging/support";
import { StoreGraph } from "../store/support";
import { ACCOUNT, REGION } from "../support/graphs";

export const BUCKET = "analytics";
const DATABASE = "contact_center";
const WORKGROUP = "contact-center";
const COPY_ROLE = `arn:aws:iam::${ACCOUNT}:role/copy`;

/** What the clock shows: hours of the days before are over. */
export const NOW = Date.parse("2026-03-10T12:30:00Z");

/** Environment of the jobs. */
export const ENVIRONMENT = {
  ANALYTICS_BUCKET: BUCKET,
  DATABASE,
  WORKGROUP,
  LOAD_QUEUE_URL: queueUrl("load"),
  COPY_ROLE_ARN: COPY_ROLE,
} as const;

/** How often a message is received before it goes to the dead-letter queue. */
export const RECEIVES = 4;

function glueTables(graph: StoreGraph): StoreGraph {
  for (const table of athenaTables(BUCKET)) {
    graph.add("aws:glue/catalogTable:CatalogTable", table.name, {
      databaseName: DATABASE,
      name: table.name,
      partitionKeys: table.partitionKeys,
      parameters: table.parameters,
      storageDescriptor: {
        location: `s3://${BUCKET}/${table.prefix}`,
        columns: table.columns,
        serDeInfo: { serializationLibrary: table.serde, parameters: table.serdeParameters },
      },
    });
  }
  for (const view of athenaViews()) {
    const { name, viewOriginalText, columns } = glueView(view, DATABASE);
    const inputs = { databaseName: DATABASE, name, viewOriginalText, storageDescriptor: { columns } };
    graph.add("aws:glue/catalogTable:CatalogTable", name, inputs);
  }
  return graph;
}

function lakeGraph() {
  const graph = new StoreGraph()
    .bucket(BUCKET)
    .queueWithFailures("load", RECEIVES, { visibilityTimeoutSeconds: 120 })
    // Where a schedule's and a function's own failures end: no queue's dead-letter queue.
    .queue("job-failures")
    .declare("aws:kinesis/stream:Stream", "records", { name: "records", shardCount: 2 })
    .add("aws:glue/catalogDatabase:CatalogDatabase", "database", { name: DATABASE })
    .add("aws:athena/workgroup:Workgroup", WORKGROUP, {
      name: WORKGROUP,
      configuration: { resultConfiguration: { outputLocation: `s3://${BUCKET}/results/` } },
    })
    .add("aws:redshiftserverless/namespace:Namespace", "namespace", {
      namespaceName: "namespace",
      dbName: DATABASE,
      iamRoles: [COPY_ROLE],
    })
    .add("aws:redshiftserverless/workgroup:Workgroup", WORKGROUP, {
      workgroupName: WORKGROUP,
      namespaceName: "namespace",
      arn: `arn:aws:redshift-serverless:${REGION}:${ACCOUNT}:workgroup/1`,
    });
  [...tableStatements(), ...viewStatements()]
    .filter((sql) => !/^(COMMENT|DROP)/.test(sql))
    .forEach((sql, at) => {
      graph.add("aws:redshiftdata/statement:Statement", `schema-${at}`, {
        statementName: `schema-${at}`,
        workgroupName: WORKGROUP,
        database: DATABASE,
        sql,
      });
    });
  return glueTables(graph).build();
}

/** A contact's row; the greater `update`, the newer. */
export function row(contact: string, update: number) {
  const columns = {
    contact_id: contact,
    last_update: `2026-03-01 10:00:${String(update).padStart(2, "0")}`,
    channel: "VOICE",
  };
  return { ...columns, revision: createHash("sha256").update(JSON.stringify(columns)).digest("hex") };
}

/** The services of a lake, running. */
export class Lake {
  private constructor(
    readonly gateway: Gateway,
    readonly clock: Clock,
    readonly s3: S3Service,
    readonly sqs: SqsService,
    readonly warehouse: WarehouseService,
    readonly streams: KinesisService,
    /** Clients as the jobs have them, of this machine's administrator. */
    readonly clients: { objects: S3; queries: Athena; warehouse: RedshiftData; queues: SQS },
  ) {}

  static async start(): Promise<Lake> {
    const graph = lakeGraph();
    const gateway = await Gateway.start();
    const clock = new Clock(NOW);
    const s3 = S3Service.fromGraph(graph, { clock });
    const sqs = SqsService.fromGraph(graph, { clock });
    const warehouse = WarehouseService.fromGraph(graph, { store: s3.store, clock });
    const streams = KinesisService.fromGraph(graph, { clock });
    gateway.register("kinesis", (request) => streams.handle(request));
    gateway.register("s3", (request) => s3.handle(request));
    gateway.register("sqs", (request) => sqs.handle(request));
    gateway.register("athena", (request) => warehouse.handle(request));
    gateway.register("redshift-data", (request) => warehouse.handle(request));
    const settings = { endpoint: gateway.url, region: REGION, credentials: gateway.administrator, maxAttempts: 1 };
    return new Lake(gateway, clock, s3, sqs, warehouse, streams, {
      objects: new S3(settings),
      queries: new Athena(settings),
      warehouse: new RedshiftData(settings),
      queues: new SQS({ ...settings, useQueueUrlAsEndpoint: false }),
    });
  }

  /** The clock as jobs have it: it stands still, and pauses are short. */
  readonly time = {
    now: () => this.clock.now(),
    pause: () => new Promise<void>((resolve) => setTimeout(resolve, 10)),
  };

  /** Puts rows where Firehose puts them. @returns the key */
  put(hour: string, name: string, rows: readonly object[], dataset: DatasetName = "contact_records"): string {
    const key = `rows/${dataset}/arrived=${hour}/${name}.gz`;
    this.s3.store.put(BUCKET, key, gzipSync(rows.map((one) => `${JSON.stringify(one)}\n`).join("")));
    return key;
  }

  /** Tells the load queue of an object, as S3 does. */
  notify(...keys: string[]): void {
    const records = keys.map((key) => ({
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: BUCKET }, object: { key: encodeURIComponent(key).replace(/%20/g, "+") } },
    }));
    this.queue("load").send({ body: JSON.stringify({ Records: records }), attributes: {} }, "s3");
  }

  /** Keys of objects below a prefix. */
  keys(prefix: string): string[] {
    return this.s3.store.list(BUCKET, prefix).map(({ key }) => key);
  }

  /** Removes everything below a prefix. */
  clear(prefix: string): void {
    for (const key of this.keys(prefix)) this.s3.store.delete(BUCKET, key);
  }

  queue(name: string): Queue {
    const queue = this.sqs.queue(name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  }

  /** Rows of a statement, as texts. */
  async query(engine: "athena" | "redshift", sql: string): Promise<string[]> {
    const { rows } = await this.warehouse.query(sql, { engine });
    return rows.map((values) => values.join(" "));
  }

  async close(): Promise<void> {
    for (const client of Object.values(this.clients)) client.destroy();
    await this.warehouse.close();
    this.s3.close();
    await this.gateway.close();
  }
}
