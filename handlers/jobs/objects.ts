/** Listing and removing objects of a bucket, however many they are. */
import { type DeleteObjectsCommandInput, type DeleteObjectsCommandOutput } from "@aws-sdk/client-s3";
import { type ListObjectsV2CommandInput, type ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";

/** The part of the S3 client that lists. */
export interface ObjectLister {
  listObjectsV2(input: ListObjectsV2CommandInput): Promise<ListObjectsV2CommandOutput>;
}

/** The part of the S3 client that removes. */
export interface ObjectRemover {
  deleteObjects(input: DeleteObjectsCommandInput): Promise<DeleteObjectsCommandOutput>;
}

/** An object as a listing shows it. */
export interface Listed {
  key: string;
  /** Bytes. */
  size: number;
}

/** Most keys of one DeleteObjects. */
const MOST_KEYS = 1000;

/** Times the keys are tried that S3 says it could not remove. */
const ATTEMPTS = 3;

/** Every object below a prefix, in the order of their keys. */
export const listAll = async (objects: ObjectLister, Bucket: string, Prefix: string): Promise<Listed[]> => {
  const listed: Listed[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await objects.listObjectsV2({ Bucket, Prefix, ContinuationToken });
    for (const { Key, Size } of page.Contents ?? []) listed.push({ key: Key ?? "", size: Size ?? 0 });
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken);
  return listed;
};

/** Every folder right below a prefix, without the slash at its end. */
export const listFolders = async (objects: ObjectLister, Bucket: string, Prefix: string): Promise<string[]> => {
  const folders: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await objects.listObjectsV2({ Bucket, Prefix, Delimiter: "/", ContinuationToken });
    for (const { Prefix: folder = "" } of page.CommonPrefixes ?? []) folders.push(folder.slice(0, -1));
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken);
  return folders;
};

/** Removes up to 1,000 objects. @returns the keys S3 could not remove */
const deleteSome = async (objects: ObjectRemover, Bucket: string, keys: string[]): Promise<string[]> => {
  let left = keys;
  for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt += 1) {
    const Delete = { Quiet: true, Objects: left.map((Key) => ({ Key })) };
    const { Errors = [] } = await objects.deleteObjects({ Bucket, Delete });
    const failed = Errors.map(({ Key }) => Key);
    left = left.filter((key) => failed.includes(key));
  }
  return left;
};

/** Removes exactly these objects. @returns how many S3 could not remove, after {@link ATTEMPTS} attempts each */
export const deleteAll = async (objects: ObjectRemover, bucket: string, keys: readonly string[]): Promise<number> => {
  let left = 0;
  for (let from = 0; from < keys.length; from += MOST_KEYS) {
    left += (await deleteSome(objects, bucket, keys.slice(from, from + MOST_KEYS))).length;
  }
  return left;
};
