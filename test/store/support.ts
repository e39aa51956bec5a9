/** Small graphs of buckets, Firehose streams and schedules, and what asks them. */
import { S3Client } from "@aws-sdk/client-s3";
import { Clock } from "../../local/clock";
import { Gateway, type Credentials } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { S3Service } from "../../local/s3/s3Service";
import { MessagingGraph, START } from "../messaging/support";
import { ACCOUNT, policy, REGION, roleArn, type TestStatement } from "../support/graphs";

export { START } from "../messaging/support";

/** Key of the buckets that have a customer key. */
export const BUCKET_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/22222222-2222-4333-8444-555555555555`;

/** A graph whose resources are completed as the program's own are. */
export class StoreGraph extends MessagingGraph {
  bucket(name: string, settings: { versioning?: string; keyArn?: string; lifecycle?: object[] } = {}): this {
    const { versioning, keyArn, lifecycle } = settings;
    this.add("aws:s3/bucket:Bucket", name, { bucket: name }, { name, arn: `arn:aws:s3:::${name}` });
    if (versioning !== undefined) {
      const versioningConfiguration = { status: versioning };
      this.declare("aws:s3/bucketVersioning:BucketVersioning", `${name}-v`, { bucket: name, versioningConfiguration });
    }
    if (keyArn !== undefined) {
      const type = "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
      const by = { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn };
      const rules = [{ applyServerSideEncryptionByDefault: by, bucketKeyEnabled: true }];
      this.declare(`aws:s3/${type}`, `${name}-e`, { bucket: name, rules });
    }
    if (lifecycle !== undefined) {
      const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
      this.declare(type, `${name}-l`, { bucket: name, rules: lifecycle });
    }
    return this;
  }

  bucketPolicy(name: string, ...statements: TestStatement[]): this {
    return this.declare("aws:s3/bucketPolicy:BucketPolicy", `${name}-policy`, {
      bucket: name,
      policy: policy(...statements),
    });
  }

  /** A customer key that the account's policies decide about. */
  bucketKey(): this {
    const account = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
    const root: TestStatement = { Effect: "Allow", Principal: account, Action: "kms:*", Resource: "*" };
    return this.add("aws:kms/key:Key", "bucket-key", { policy: policy(root) }, { arn: BUCKET_KEY });
  }
}

/** One gateway with the S3 of a graph, and clients that ask it. */
export class RunningStore {
  readonly #clients: S3Client[] = [];

  private constructor(
    readonly gateway: Gateway,
    readonly clock: Clock,
    readonly iam: IamService,
    readonly s3: S3Service,
  ) {}

  static async start(graph: StoreGraph): Promise<RunningStore> {
    const built = graph.build();
    const gateway = await Gateway.start();
    const clock = new Clock(START);
    const iam = IamService.fromGraph(built);
    const s3 = S3Service.fromGraph(built, { clock, iam });
    gateway.register("s3", (request) => s3.handle(request));
    return new RunningStore(gateway, clock, iam, s3);
  }

  /** A client of this machine's own tools, or of a role. */
  client(role?: string, maxAttempts = 1): S3Client {
    const { administrator } = this.gateway;
    const session = { roleArn: roleArn(role ?? ""), sessionName: "worker" };
    const credentials: Credentials = role === undefined ? administrator : this.gateway.issueCredentials(session);
    const client = new S3Client({ endpoint: this.gateway.url, region: REGION, credentials, maxAttempts });
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.s3.close();
    await this.gateway.close();
  }
}
