/** What outlives every process that is ended: streams, bucket, queue and database, behind one gateway. */
import { Clock } from "../../../local/clock";
import type { ResourceGraph } from "../../../local/engine/graph";
import { FirehoseService } from "../../../local/firehose/firehoseService";
import { Gateway } from "../../../local/gateway";
import type { ServiceHandler } from "../../../local/gateway/service";
import { KinesisService, type KinesisStream } from "../../../local/kinesis/kinesisService";
import { followRealTime } from "../../../local/realTime";
import { BucketNotifications, S3_PRINCIPAL } from "../../../local/s3/notifications";
import { S3Service } from "../../../local/s3/s3Service";
import { SecretsManagerService } from "../../../local/secretsManager/secretsManagerService";
import { SqsService, type Queue } from "../../../local/sqs/sqsService";
import { queueArn, queueUrl } from "../../messaging/support";
import { StoreGraph } from "../../store/support";
import { ACCOUNT, policy, REGION, roleArn } from "../graphs";
import type { Postgres } from "../postgres";
import { type DataApiEvents, PostgresDataApi } from "../postgresDataApi";

export const BUCKET = "analytics";
export const STREAM = "records";
/** Key of customers' hashes. */
export const HASH_KEY = "0123456789abcdef0123456789abcdef";
/** What the clock shows at first. */
export const NOW = Date.UTC(2026, 2, 10, 12);

const ROWS = "rows";
const LOAD = "load";
const SECRET = "hash";
const SECRET_ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${SECRET}`;
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;

/** As often as the pipeline's own queue gives a message before it gives it up. */
const RECEIVES = 100;

/** How many times as fast as real time the services' time goes: Firehose's 5 s are one, the queue's 25 s are five. */
const SPEED = 5;
const ROWS_SECONDS = 5;
const HIDDEN_SECONDS = 25;
const TICK_MS = 20;

function worldGraph(): ResourceGraph {
  const sendFromS3 = {
    Effect: "Allow" as const,
    Principal: { Service: S3_PRINCIPAL },
    Action: "sqs:SendMessage",
    Resource: queueArn(LOAD),
    Condition: { ArnEquals: { "aws:SourceArn": BUCKET_ARN } },
  };
  return new StoreGraph()
    .bucket(BUCKET)
    .queueWithFailures(LOAD, RECEIVES, { visibilityTimeoutSeconds: HIDDEN_SECONDS })
    .declare("aws:sqs/queuePolicy:QueuePolicy", "load-policy", { queueUrl: queueUrl(LOAD), policy: policy(sendFromS3) })
    .declare("aws:s3/bucketNotification:BucketNotification", "arrivals", {
      bucket: BUCKET,
      queues: [{ id: LOAD, queueArn: queueArn(LOAD), events: ["s3:ObjectCreated:*"], filterPrefix: "rows/" }],
    })
    .declare("aws:kinesis/stream:Stream", STREAM, { name: STREAM, shardCount: 2 })
    .declare("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", ROWS, {
      name: ROWS,
      destination: "extended_s3",
      extendedS3Configuration: {
        bucketArn: BUCKET_ARN,
        roleArn: roleArn("delivery"),
        prefix: "rows/contact_records/arrived=!{timestamp:yyyy-MM-dd-HH}/",
        errorOutputPrefix: "failed/!{firehose:error-output-type}/",
        bufferingInterval: ROWS_SECONDS,
        bufferingSize: 5,
        compressionFormat: "GZIP",
      },
    })
    .add("aws:secretsmanager/secret:Secret", SECRET, { name: SECRET }, { name: SECRET, arn: SECRET_ARN })
    .build();
}

/** The services, running. */
export class World {
  private constructor(
    readonly gateway: Gateway,
    readonly stream: KinesisStream,
    readonly firehose: FirehoseService,
    readonly s3: S3Service,
    readonly load: Queue,
    readonly failures: Queue,
    readonly database: PostgresDataApi,
    private readonly stopClock: () => Promise<void>,
  ) {}

  /** @param watched stands between the gateway and each service */
  static async start(
    postgres: Postgres,
    events: DataApiEvents,
    watched: (service: ServiceHandler) => ServiceHandler,
  ): Promise<World> {
    const graph = worldGraph();
    const gateway = await Gateway.start();
    const clock = new Clock(NOW);
    const s3 = S3Service.fromGraph(graph, { clock });
    const streams = KinesisService.fromGraph(graph, { clock });
    const firehose = FirehoseService.fromGraph(graph, { clock, s3, streams });
    const queues = SqsService.fromGraph(graph, { clock });
    const secrets = SecretsManagerService.fromGraph(graph, { clock });
    secrets.put(SECRET_ARN, HASH_KEY);
    const nowhere = (arn: string): string => `${arn} is not here`;
    new BucketNotifications(graph, s3.store, {
      queue: (arn, body, from) => queues.deliver(arn, { body, attributes: {} }, S3_PRINCIPAL, from),
      invoke: nowhere,
      topic: nowhere,
      refusal: (arn, from) => queues.refusalToDeliver(arn, S3_PRINCIPAL, from),
    });
    const database = new PostgresDataApi(postgres, s3.store, events);
    const services = {
      kinesis: streams,
      firehose,
      s3,
      sqs: queues,
      secretsmanager: secrets,
      "redshift-data": database,
    };
    for (const [name, service] of Object.entries(services)) {
      gateway.register(
        name,
        watched((request) => service.handle(request)),
      );
    }
    const [load, failures] = [queues.queue(LOAD), queues.queue(`${LOAD}-failures`)];
    if (!load || !failures) throw new Error("The graph lacks the load queue.");
    const stopClock = followRealTime(
      { advance: (ms) => clock.advance(ms * SPEED) },
      (error) => {
        throw error;
      },
      TICK_MS,
    );
    return new World(gateway, streams.stream(STREAM), firehose, s3, load, failures, database, stopClock);
  }

  /** Environment of both functions. */
  get environment(): Record<string, string> {
    return {
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL: this.gateway.url,
      ANALYTICS_BUCKET: BUCKET,
      ROWS_STREAM: ROWS,
      CUSTOMER_HASH_SECRET_ARN: SECRET_ARN,
      LOAD_QUEUE_URL: queueUrl(LOAD),
      WORKGROUP: "contact-center",
      DATABASE: "contact_center",
      COPY_ROLE_ARN: roleArn("copy"),
    };
  }

  async close(): Promise<void> {
    await this.stopClock();
    await this.gateway.close();
    await this.database.close();
    this.firehose.close();
    this.s3.close();
  }
}
