/**
 * S3 of the local run: the buckets the program declares, behind the gateway, with the permissions, limits and errors of the
 * real ones. Buckets come from the program, so no operation makes, changes or drops one. A single request carries as much
 * as the gateway takes (16 MB); larger objects are uploaded in parts.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import type { Principal, ServiceAnswer, ServiceRequest, ServiceResponse } from "../gateway/service";
import { requirePermissions, type Authorizer, type Permission } from "../services/access";
import { ServiceFaults } from "../services/faults";
import { ServiceError } from "../services/serviceError";
import { listObjects, listUploads, listVersions } from "./listings";
import type { ObjectInfo, PutOptions } from "./objectInfo";
import { readObject } from "./objectReads";
import { ObjectStore, type BucketDefinition } from "./objectStore";
import { ObjectWrites } from "./objectWrites";
import { S3Permissions } from "./permissions";
import { checkPresigned } from "./presigned";
import { readS3Request, type S3Request } from "./s3Request";
import { xmlDocument, type XmlContent } from "./s3Xml";
import { Uploads } from "./uploads";

/** Clock and permissions of the local S3. */
export interface S3Options {
  clock: Clock;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer;
}

/** Somebody who acts in a role: a function, or a service that was given one. */
export interface Actor {
  roleArn: string;
  sessionName?: string;
}

const ACCESS_DENIED = "AccessDenied";

/** The local S3: made from a graph, registered at the gateway with its `handle`. */
export class S3Service {
  /** Faults set on buckets, by name. */
  readonly faults = new ServiceFaults(() => new ServiceError("SlowDown", "Please reduce your request rate.", 503));
  /** The objects themselves, for whoever in this process moves them. */
  readonly store: ObjectStore;
  readonly #uploads: Uploads;
  readonly #permissions: S3Permissions;
  readonly #writes: ObjectWrites;

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: S3Options,
  ) {
    this.store = ObjectStore.fromGraph(graph, options);
    this.#uploads = new Uploads(this.store, options.clock);
    this.#permissions = new S3Permissions(graph);
    this.#writes = new ObjectWrites(graph, this.store, this.#uploads, this.#permissions);
  }

  static fromGraph(graph: ResourceGraph, options: S3Options): S3Service {
    return new S3Service(graph, options);
  }

  /** Answers one request from the gateway; register it there as `s3`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const read = readS3Request(request);
      checkPresigned(read.query, this.options.clock.now());
      return await this.faults.meet(read.bucket, read.operation, () =>
        Promise.resolve(withRequestId(this.#run(read, request.principal))),
      );
    } catch (error) {
      if (error instanceof ServiceError) return errorAnswer(error, request);
      throw error;
    }
  }

  /**
   * Puts an object in the name of a role, as services do that deliver to a bucket: with its permissions, the bucket's
   * policy, the key's, and the faults that are set on the bucket.
   * @throws ServiceError AccessDenied, NoSuchBucket, SlowDown, InternalFailure and so on
   */
  async putAs(
    actor: Actor,
    bucket: string,
    key: string,
    body: Uint8Array,
    options: PutOptions = {},
  ): Promise<ObjectInfo> {
    let info: ObjectInfo | undefined;
    const answer = await this.faults.meet(bucket, "PutObject", () => {
      this.#authorize(asPrincipal(actor), this.permissionsToWrite(bucket, key, options));
      info = this.store.put(bucket, key, body, options);
      return Promise.resolve(EMPTY);
    });
    if ("fault" in answer || !info) throw new ServiceError("RequestTimeout", "The connection to S3 was lost.", 503);
    return info;
  }

  /** What a role needs to put an object, the use of its key included; the action alone when there is no such bucket. */
  permissionsToWrite(bucket: string, key: string, { encryption }: Pick<PutOptions, "encryption"> = {}): Permission[] {
    return this.#permissions.toWrite(bucket, key, encryption ?? this.store.definition(bucket)?.encryption);
  }

  /** Puts an object for a service whose permissions were looked at; answers why not when there is no such bucket. */
  write(bucket: string, key: string, body: Uint8Array): string | undefined {
    if (!this.store.has(bucket)) return `the program declares no bucket "${bucket}"`;
    this.store.put(bucket, key, body);
    return undefined;
  }

  /** Ends uploads, deletes the folder. */
  close(): void {
    this.#uploads.close();
    this.store.close();
  }

  #definition(bucket: string): BucketDefinition {
    const found = this.store.definition(bucket);
    if (found) return found;
    const message = `The specified bucket does not exist: the program declares no bucket "${bucket}".`;
    throw new ServiceError("NoSuchBucket", message, 404);
  }

  #run(request: S3Request, principal: Principal): ServiceResponse {
    if (request.operation !== "ListBuckets") this.#definition(request.bucket);
    const { operation } = request;
    if (operation !== "DeleteObjects") this.#authorize(principal, this.#permissions.forRequest(request));
    switch (operation) {
      case "ListBuckets":
        return xml("ListAllMyBucketsResult", { Buckets: { Bucket: this.#buckets() } });
      case "HeadBucket":
        return { ...EMPTY, headers: { "x-amz-bucket-region": this.graph.region } };
      case "GetBucketLocation":
        return this.#location();
      case "GetBucketVersioning":
        return xml("VersioningConfiguration", { Status: this.#definition(request.bucket).versioning });
      case "ListObjects":
      case "ListObjectsV2":
        return document(listObjects(this.store, request));
      case "ListObjectVersions":
        return document(listVersions(this.store, request));
      case "ListMultipartUploads":
        return document(listUploads(this.#uploads, request));
      case "GetObject":
      case "HeadObject":
        return this.#read(request, principal);
      default:
        return this.#writes.run(request, (permissions) => this.#authorize(principal, permissions));
    }
  }

  #read(request: S3Request, principal: Principal): ServiceResponse {
    const info = this.#existing(request, principal);
    const { bucket, key } = request;
    this.#authorize(principal, this.#permissions.toUseKey(bucket, key, info.encryption, ["kms:Decrypt"]));
    return readObject(this.store, request, info);
  }

  /** What is asked for. Who may not list a bucket is not told which objects it lacks. */
  #existing({ bucket, key, query }: S3Request, principal: Principal): ObjectInfo {
    const versionId = query.get("versionId") ?? undefined;
    const info = this.store.head(bucket, key, versionId);
    if (info?.deleteMarker === true) {
      const message = "The specified method is not allowed against this resource.";
      throw new ServiceError("MethodNotAllowed", message, 405);
    }
    if (info) return info;
    this.#authorize(principal, [this.#permissions.toList(bucket)]);
    if (versionId === undefined) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
    throw new ServiceError("NoSuchVersion", "The specified version does not exist.", 404);
  }

  #authorize(principal: Principal, permissions: readonly Permission[]): void {
    requirePermissions(this.options.iam, principal, permissions, () => ACCESS_DENIED);
  }

  #buckets(): XmlContent[] {
    return this.store.buckets().map(({ name }) => ({ Name: name, BucketRegion: this.graph.region }));
  }

  /** Empty for the one Region that was there before Regions had names. */
  #location(): ServiceResponse {
    const { region } = this.graph;
    const answer = xml("LocationConstraint", {});
    const text = region === "us-east-1" ? "" : region;
    return { ...answer, body: String(answer.body).replace("></", `>${text}</`) };
  }
}

const EMPTY: ServiceResponse = { status: 200, headers: {}, body: "" };

function asPrincipal({ roleArn, sessionName = "session" }: Actor): Principal {
  return { kind: "role", accessKeyId: "", roleArn, sessionName };
}

function document(body: string): ServiceResponse {
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function xml(root: string, content: { [name: string]: XmlContent }): ServiceResponse {
  return document(xmlDocument(root, content));
}

function withRequestId(answer: ServiceResponse): ServiceResponse {
  return { ...answer, headers: { "x-amz-request-id": randomUUID(), ...answer.headers } };
}

function errorAnswer({ code, message, status }: ServiceError, request: ServiceRequest): ServiceResponse {
  const requestId = randomUUID();
  const [resource = ""] = request.path.split("?");
  const body = xmlDocument("Error", { Code: code, Message: message, Resource: resource, RequestId: requestId }, true);
  const headers = { "content-type": "application/xml", "x-amz-request-id": requestId };
  return { status, headers, body: request.method === "HEAD" ? "" : body };
}
