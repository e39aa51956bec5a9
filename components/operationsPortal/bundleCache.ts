/**
 * Bundles kept from one run of the program to the next, in `node_modules/.cache/contact-center`. Each lies in a file of
 * its own, named after everything it is made of; what is damaged counts as not there.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A file of a bundle. */
export interface TextFile {
  path: string;
  text: string;
  immutable?: true;
}

/** Milliseconds after which an entry nobody reads any more is removed: two weeks. */
const KEPT = 14 * 86_400_000;

/**
 * Name of a bundle: a hash over its sources, the installed packages and how it is made. Undefined when it is not known
 * which packages are installed (npm writes them to `node_modules/.package-lock.json`); then nothing is kept.
 *
 * @param root the program's own folder
 * @param folders where its sources lie
 * @param options how it is made
 */
export function bundleKey(root: string, folders: readonly string[], options: object): string | undefined {
  const installed = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installed)) {
    return undefined;
  }
  const hash = createHash("sha256")
    .update(readFileSync(installed))
    .update(JSON.stringify({ ...options, absWorkingDir: "" }));
  for (const folder of folders) {
    for (const path of filesBelow(join(root, folder))) {
      hash.update(`\0${path.slice(root.length)}\0`).update(readFileSync(path));
    }
  }
  return hash.digest("hex").slice(0, 32);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

/** What has been kept by that name, unless it is damaged. */
export function readBundle(root: string, key: string): readonly TextFile[] | undefined {
  try {
    const kept = readFileSync(entry(root, key), "utf8");
    const cut = kept.indexOf("\n");
    const body = kept.slice(cut + 1);
    return kept.slice(0, cut) === digest(body) ? (JSON.parse(body) as TextFile[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a bundle. Another process may do the same at the same time. Where nothing can be written, nothing is kept. */
export function writeBundle(root: string, key: string, files: readonly TextFile[]): void {
  const body = JSON.stringify(files);
  const path = entry(root, key);
  const half = `${path}.${process.pid}`;
  try {
    mkdirSync(cacheFolder(root), { recursive: true });
    writeFileSync(half, `${digest(body)}\n${body}`);
    renameSync(half, path);
    removeOld(root);
  } catch {
    // The program does not depend on it. Half a file has no name that is read, and goes with the old ones.
  }
}

function removeOld(root: string): void {
  const limit = Date.now() - KEPT;
  for (const name of readdirSync(cacheFolder(root)).filter((file) => file.startsWith("portal-"))) {
    const path = join(cacheFolder(root), name);
    if (statSync(path).mtimeMs < limit) {
      rmSync(path, { force: true });
    }
  }
}

function cacheFolder(root: string): string {
  return join(root, "node_modules/.cache/contact-center");
}

function entry(root: string, key: string): string {
  return join(cacheFolder(root), `portal-${key}.json`);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
