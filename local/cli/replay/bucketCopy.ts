/** Folders that hold a copy of the analytics bucket, each object a file at the path of its key: kept, and read again. */
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { ObjectStore } from "../../s3/objectStore";

/** What the warehouse is made of; the rest of the bucket is for people and for rebuilding it. */
const WAREHOUSE_FOLDERS = ["rows", "tables"];

const HOUR_MS = 3_600_000;

/** Makes sure that a folder to keep a copy in is new or empty. @throws Error that says what to do */
export async function checkNewFolder(folder: string, flag = "--keep"): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length === 0) return;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Error(`${flag} ${folder} cannot be made a folder (${code}). Name one that is new or empty.`);
  }
  throw new Error(`${flag} ${folder} holds files already. Name a folder that is new or empty.`);
}

/** Writes every object of a bucket into a folder. Answers how many. */
export async function keepBucket(objects: ObjectStore, bucket: string, folder: string): Promise<number> {
  let kept = 0;
  for (const { key } of objects.list(bucket)) {
    const path = join(folder, ...key.split("/"));
    // A key may say "..", and must not lead out of the folder.
    if (relative(folder, path).startsWith("..") || key.endsWith("/")) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, objects.get(bucket, key) ?? Buffer.alloc(0));
    kept += 1;
  }
  return kept;
}

/** Whether a folder is a copy of an analytics bucket, and not one of contact records. */
export async function isBucketCopy(path: string): Promise<boolean> {
  for (const name of WAREHOUSE_FOLDERS) {
    const found = await stat(join(path, name)).catch(() => undefined);
    if (found?.isDirectory() === true) return true;
  }
  return false;
}

/** The keys of what a copy holds of the warehouse, in order. */
export async function copiedKeys(folder: string): Promise<string[]> {
  const keys: string[] = [];
  for (const name of WAREHOUSE_FOLDERS) {
    const entries = await readdir(join(folder, name), { withFileTypes: true, recursive: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.startsWith(".")) continue;
      keys.push(relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
    }
  }
  return keys.sort();
}

/**
 * Just after the last hour or day something arrived, epoch milliseconds, by `arrived=…` in the keys. Partitions are looked for
 * around now, so whoever asks a copy asks at its time.
 */
export function lastArrival(keys: readonly string[]): number | undefined {
  const times = keys.flatMap((key) => {
    const [, day, hour] = /\/arrived=(\d{4}-\d\d-\d\d)(?:-(\d\d))?\//.exec(key) ?? [];
    const at = day === undefined ? NaN : Date.parse(`${day}T${hour ?? "23"}:00:00Z`);
    return Number.isNaN(at) ? [] : [at + HOUR_MS - 1];
  });
  return times.length === 0 ? undefined : times.reduce((last, at) => Math.max(last, at));
}

/** Puts what a copy holds of the warehouse into a bucket. */
export async function loadBucket(
  objects: ObjectStore,
  bucket: string,
  folder: string,
  keys: readonly string[],
): Promise<void> {
  for (const key of keys) objects.put(bucket, key, await readFile(join(folder, ...key.split("/"))));
}
