/** A centre of this very program that gets contact records: what comes in, what the warehouse holds, and the commands. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { S3Client } from "@aws-sdk/client-s3";
import { LocalCenter } from "../../local/center";
import { type Pipeline, pipelineOf, settleFiles } from "../../local/cli/pipeline";
import { RecordPusher } from "../../local/cli/replay/pushRecords";
import { rebuild } from "../../operations/rebuild";
import { readRebuildFlags } from "../../operations/rebuildFlags";
import { evaluated } from "./evaluated";
import { REGION } from "./graphs";

const HOUR_MS = 3_600_000;

/** What a rebuild said. */
export interface Rebuilt {
  ok: boolean;
  text: string;
}

/** The centre. */
export class AnalyticsCenter {
  readonly #pusher: RecordPusher;

  private constructor(
    readonly center: LocalCenter,
    readonly pipeline: Pipeline,
  ) {
    this.#pusher = new RecordPusher(center, pipeline);
  }

  /** Brings up the stack dev, with settings that override its own. */
  static async start(startAt: number, config: Record<string, string>): Promise<AnalyticsCenter> {
    const graph = await evaluated("dev", config);
    const center = await LocalCenter.fromGraph(graph, { startAt, keep: 0, handlers: "inProcess" });
    return new AnalyticsCenter(center, pipelineOf(center));
  }

  /** Puts records into the pipeline, and lets them be read and their files be written. */
  async deliver(records: readonly Buffer[]): Promise<void> {
    await this.#pusher.push(records);
    await this.#pusher.catchUp();
    await settleFiles(this.center);
  }

  /** Lets hours pass. */
  hours(count: number): Promise<void> {
    return this.center.clock.advance(count * HOUR_MS);
  }

  /** Keys of the bucket below a prefix. */
  keys(prefix: string): string[] {
    return this.center.objects.list(this.pipeline.bucket, prefix).map(({ key }) => key);
  }

  /** An object as JSON. */
  json(key: string): Record<string, unknown> {
    return JSON.parse(this.center.objects.get(this.pipeline.bucket, key)?.toString() ?? "null") as Record<
      string,
      unknown
    >;
  }

  /** Takes away everything below a prefix. */
  empty(prefix: string): void {
    for (const key of this.keys(prefix)) this.center.objects.delete(this.pipeline.bucket, key);
  }

  /** Rows of a query, by the names of its columns. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    const { columns, rows } = await this.center.warehouse.query(sql, { engine: "athena" });
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
  }

  /** The whole table of contacts, in order, as text. */
  async contacts(): Promise<string> {
    const rows = await this.rows("SELECT * FROM contacts ORDER BY contact_id");
    return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  }

  /** Runs the command that rebuilds, against the functions and the bucket of this centre. */
  async rebuild(journalFolder: string, ...args: string[]): Promise<Rebuilt> {
    const { gateway, clock, graph } = this.center;
    const options = { endpoint: gateway.url, region: REGION, credentials: gateway.administrator, maxAttempts: 1 };
    const [objects, functions] = [new S3Client(options), new LambdaClient(options)];
    const warehouse = new RedshiftDataClient(options);
    const lines: string[] = [];
    const flags = readRebuildFlags(
      ["--stack", "dev", ...args],
      () => "",
      () => graph.outputs,
    );
    try {
      const tools = {
        ...{ objects, functions, warehouse, journalFolder },
        now: () => clock.now(),
        pause: (milliseconds: number) => clock.advance(milliseconds),
        confirm: () => Promise.resolve(false),
        print: (line: string) => void lines.push(line),
        screen: { write: () => undefined },
      };
      return { ok: await rebuild(tools, flags), text: lines.join("\n") };
    } finally {
      for (const client of [objects, functions, warehouse]) client.destroy();
    }
  }

  close(): Promise<void> {
    return this.center.close();
  }
}
