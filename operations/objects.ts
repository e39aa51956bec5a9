/** Reading, listing and removing objects, as the commands do it. */
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  type ListObjectsV2CommandOutput,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";

/** The part of the S3 client that is used. Tests give their own. */
export type ObjectClient = Pick<S3Client, "send">;

/** Most keys of one DeleteObjects. */
const MOST_KEYS = 1000;

/** Every key below a prefix, page by page, in order. */
export async function* keysBelow(objects: ObjectClient, Bucket: string, Prefix: string): AsyncGenerator<string[]> {
  let ContinuationToken: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await objects.send(
      new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }),
    );
    yield (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
    ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}

/** Every key below a prefix. */
export async function allKeys(objects: ObjectClient, bucket: string, prefix: string): Promise<string[]> {
  const all: string[] = [];
  for await (const keys of keysBelow(objects, bucket, prefix)) all.push(...keys);
  return all;
}

/** An object as text. */
export async function textOf(objects: ObjectClient, Bucket: string, Key: string): Promise<string> {
  const { Body } = await objects.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString("utf8")) ?? "";
}

/** Removes objects. @throws Error saying how many could not be */
export async function removeAll(objects: ObjectClient, Bucket: string, keys: readonly string[]): Promise<void> {
  let left = 0;
  for (let from = 0; from < keys.length; from += MOST_KEYS) {
    const Objects = keys.slice(from, from + MOST_KEYS).map((Key) => ({ Key }));
    const { Errors = [] } = await objects.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    left += Errors.length;
  }
  if (left > 0) throw new Error(`${left} of ${keys.length} objects could not be removed; run the command again.`);
}
