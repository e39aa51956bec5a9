/** What a query's caller must be allowed: Athena reads the catalogue and S3 in the caller's name. */
import type { ResourceGraph } from "../../engine/graph";
import type { Principal } from "../../gateway/service";
import type { ObjectStore } from "../../s3/objectStore";
import { keyPermissions, requirePermissions, type Authorizer, type Permission } from "../../services/access";
import { ServiceError } from "../../services/serviceError";
import { QueryFailure } from "./athenaError";
import type { GlueEntry } from "./catalog";
import type { TableFile } from "./tableScan";

/** What decides about permissions. */
export interface AccessOptions {
  readonly graph: ResourceGraph;
  readonly store: ObjectStore;
  readonly iam?: Authorizer;
}

/** The permissions to use the key that objects of a bucket are under. */
export function bucketKeyPermissions({ graph, store }: AccessOptions, bucket: string, actions: string[]): Permission[] {
  const keyArn = store.buckets().find(({ name }) => name === bucket)?.encryption?.keyArn;
  return keyPermissions(keyArn === undefined ? undefined : { customerKeyArn: keyArn }, actions, graph, "s3");
}

/** ARN of an object, or of a bucket. */
export function objectArn(graph: ResourceGraph, bucket: string, key?: string): string {
  return `arn:${graph.partition}:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;
}

/** The permissions of one caller. */
export class QueryAccess {
  constructor(
    private readonly options: AccessOptions,
    private readonly principal: Principal,
  ) {}

  /** Throws {@link QueryFailure} unless the caller may read a table's or view's definition. */
  definition(
    { database, name }: Pick<GlueEntry, "database" | "name">,
    actions = ["glue:GetDatabase", "glue:GetTable"],
  ): void {
    const { region, accountId, partition } = this.options.graph;
    const prefix = `arn:${partition}:glue:${region}:${accountId}`;
    const resources = [`${prefix}:catalog`, `${prefix}:database/${database}`, `${prefix}:table/${database}/${name}`];
    // Glue asks for the catalogue and the database too, whatever is read of them.
    const needed = actions.flatMap((action) =>
      (action === "glue:GetDatabase" ? resources.slice(0, 2) : resources).map((resource) => ({ action, resource })),
    );
    this.#require(needed, (message) => new QueryFailure("PERMISSION_DENIED", message));
  }

  /** Throws {@link QueryFailure} unless the caller may list and read the files; those of one folder are asked for once. */
  files(files: readonly TableFile[]): void {
    const folders = new Map<string, TableFile>();
    for (const file of files) folders.set(`${file.bucket}/${file.key.slice(0, file.key.lastIndexOf("/"))}`, file);
    for (const { bucket, key } of folders.values()) {
      const read = [{ action: "s3:GetObject", resource: objectArn(this.options.graph, bucket, key) }];
      this.#requireS3([...this.#list(bucket, key.slice(0, key.lastIndexOf("/") + 1)), ...read], bucket, key, [
        "kms:Decrypt",
      ]);
    }
  }

  /** Throws {@link QueryFailure} unless the caller may write objects below a place. */
  write(bucket: string, prefix: string): void {
    const write = { action: "s3:PutObject", resource: objectArn(this.options.graph, bucket, `${prefix}x`) };
    this.#requireS3([...this.#list(bucket, prefix), write], bucket, prefix, ["kms:GenerateDataKey"]);
  }

  /** Throws {@link ServiceError} unless the caller may have results written to a place, which Athena tells at once. */
  results(bucket: string, prefix: string): void {
    const { graph } = this.options;
    const location = { action: "s3:GetBucketLocation", resource: objectArn(graph, bucket) };
    const write = { action: "s3:PutObject", resource: objectArn(graph, bucket, `${prefix}x.csv`) };
    const key = bucketKeyPermissions(this.options, bucket, ["kms:GenerateDataKey", "kms:Decrypt"]);
    const refused = (message: string): Error =>
      new ServiceError("InvalidRequestException", `Unable to verify/create output bucket ${bucket}. ${message}`);
    this.#require([location, write, ...key], refused);
  }

  #list(bucket: string, prefix: string): Permission[] {
    const resource = objectArn(this.options.graph, bucket);
    return [{ action: "s3:ListBucket", resource, context: { "s3:prefix": prefix } }];
  }

  #requireS3(permissions: Permission[], bucket: string, key: string, keyActions: string[]): void {
    const all = [...permissions, ...bucketKeyPermissions(this.options, bucket, keyActions)];
    this.#require(
      all,
      (message) =>
        new QueryFailure("PERMISSION_DENIED", `Permission denied on S3 path: s3://${bucket}/${key}. ${message}`),
    );
  }

  #require(permissions: readonly Permission[], failure: (message: string) => Error): void {
    try {
      requirePermissions(this.options.iam, this.principal, permissions, () => "AccessDeniedException");
    } catch (error) {
      throw failure(error instanceof Error ? error.message : String(error));
    }
  }
}
