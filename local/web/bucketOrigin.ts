/** A bucket as CloudFront's origin: objects that the program declares, read with the permissions it declares. */
import { isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { objectBody } from "../engine/aws/objects";
import { recordsOf, resourcesOfType, textOf } from "../graphValues";
import { evaluate } from "../iam/evaluate";
import { parsePolicy, type Statement } from "../iam/policyDocument";
import { decode } from "./routes";
import type { WebResponse } from "./http";

const OBJECT_TYPES = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"];
const PRINCIPAL = "cloudfront.amazonaws.com";

interface StoredObject {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** One bucket. */
export class BucketOrigin {
  private readonly objects = new Map<string, StoredObject>();
  private readonly policy: readonly Statement[];
  private readonly keyPolicy: readonly Statement[] | undefined;
  private readonly keyArn: string | undefined;

  /** @throws Error when the bucket's policy or that of its key cannot be read */
  constructor(
    graph: ResourceGraph,
    private readonly bucket: GraphResource,
    /** Whether an origin access control signs the requests; a private bucket is closed to unsigned ones. */
    private readonly signed: boolean,
    /** ARN of the distribution that asks. */
    private readonly distributionArn: string,
  ) {
    const name = bucket.id ?? "";
    for (const resource of graph.resources) {
      if (OBJECT_TYPES.includes(resource.type) && textOf(resource, "bucket") === name) {
        this.objects.set(textOf(resource, "key") ?? resource.name, stored(resource));
      }
    }
    const settings = (type: string): GraphResource[] =>
      resourcesOfType(graph, `aws:s3/${type}`).filter((setting) => textOf(setting, "bucket") === name);
    this.policy = settings("bucketPolicy:BucketPolicy").flatMap((setting) =>
      parsePolicy(setting.outputs.policy ?? setting.inputs.policy, `The policy of bucket "${bucket.name}"`),
    );
    this.keyArn = settings("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
      .flatMap((setting) => recordsOf(setting, "rules").map(keyOf))
      .find((arn) => arn !== undefined);
    const key = resourcesOfType(graph, "aws:kms/key:Key").find((resource) => textOf(resource, "arn") === this.keyArn);
    this.keyPolicy = key && parsePolicy(key.outputs.policy ?? key.inputs.policy, `The policy of key "${key.name}"`);
  }

  /** Reads an object by the path of its URL, as S3 answers CloudFront. */
  get(path: string): WebResponse {
    const key = decode(path.slice(1));
    const arn = `${textOf(this.bucket, "arn") ?? ""}/${key}`;
    const object = this.objects.get(key);
    if (!this.allows("s3:GetObject", arn) || (object !== undefined && !this.decrypts())) return denied();
    if (object !== undefined) return { status: 200, headers: object.headers, body: object.body };
    // Who may not list a bucket is not told which objects it lacks.
    return this.allows("s3:ListBucket", textOf(this.bucket, "arn") ?? "") ? xml(404, "NoSuchKey") : denied();
  }

  private allows(action: string, resource: string): boolean {
    if (!this.signed) return evaluate(this.policy, this.request(action, resource), { aws: [] }) === "allow";
    return evaluate(this.policy, this.request(action, resource), { aws: [], service: PRINCIPAL }) === "allow";
  }

  private decrypts(): boolean {
    if (this.keyArn === undefined || this.keyPolicy === undefined) return true;
    const request = this.request("kms:Decrypt", this.keyArn);
    return evaluate(this.keyPolicy, request, { aws: [], service: PRINCIPAL }) === "allow";
  }

  private request(action: string, resource: string) {
    const account = this.distributionArn.split(":")[4] ?? "";
    const context = new Map([
      ["aws:sourcearn", [this.distributionArn]],
      ["aws:sourceaccount", [account]],
      ["aws:securetransport", ["true"]],
    ]);
    return { action, resource, context: this.signed ? context : new Map([["aws:securetransport", ["true"]]]) };
  }
}

function keyOf(rule: Record<string, unknown>): string | undefined {
  const setting = [rule.applyServerSideEncryptionByDefault].flat().find(isRecord);
  const { kmsMasterKeyId } = setting ?? {};
  return typeof kmsMasterKeyId === "string" ? kmsMasterKeyId : undefined;
}

/** Headers of an object by the property that declares them. */
const HEADERS: Readonly<Record<string, string>> = {
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  contentLanguage: "content-language",
  contentType: "content-type",
};

function stored(resource: GraphResource): StoredObject {
  const headers = Object.entries(HEADERS).flatMap(([property, header]) => {
    const value = textOf(resource, property);
    return value === undefined ? [] : [[header, value] as const];
  });
  const etag = `"${textOf(resource, "etag") ?? ""}"`;
  return { body: objectBody(resource.inputs), headers: { ...Object.fromEntries(headers), etag } };
}

function denied(): WebResponse {
  return xml(403, "AccessDenied");
}

function xml(status: number, code: string): WebResponse {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body: Buffer.from(text) };
}
