/** Objects the program itself puts into its buckets. */
import { objectBody } from "../engine/aws/objects";
import { isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { textOf } from "../graphValues";
import type { ObjectHeaders, PutOptions } from "./objectInfo";
import type { ObjectStore } from "./objectStore";

const OBJECT_TYPES = ["aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObject:BucketObject"];
const HEADERS = [
  "contentType",
  "contentEncoding",
  "contentDisposition",
  "contentLanguage",
  "cacheControl",
] as const satisfies readonly (keyof ObjectHeaders)[];

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(isRecord(value) ? value : {}).map(([name, text]) => [name, String(text)]));
}

function optionsOf(resource: GraphResource): PutOptions {
  const headers = Object.fromEntries(HEADERS.map((name) => [name, textOf(resource, name)]));
  return {
    headers,
    metadata: textsOf(resource.inputs["metadata"]),
    tags: textsOf(resource.inputs["tags"]),
    storageClass: textOf(resource, "storageClass"),
  };
}

/** For each bucket the program puts objects into, what puts them there. */
export function declaredObjects(graph: ResourceGraph): Map<string, (store: ObjectStore) => void> {
  const byBucket = new Map<string, GraphResource[]>();
  for (const resource of graph.resources) {
    const bucket = OBJECT_TYPES.includes(resource.type) ? textOf(resource, "bucket") : undefined;
    if (bucket !== undefined) byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), resource]);
  }
  const fill = (bucket: string, resources: readonly GraphResource[]) => (store: ObjectStore) => {
    for (const resource of resources) {
      store.put(bucket, textOf(resource, "key") ?? resource.name, objectBody(resource.inputs), optionsOf(resource));
    }
  };
  return new Map([...byBucket].map(([bucket, resources]) => [bucket, fill(bucket, resources)] as const));
}
