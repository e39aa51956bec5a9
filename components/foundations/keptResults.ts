/**
 * Results that are dear to make, kept from one run of the program to the next in `node_modules/.cache/contact-center`:
 * bundles of pages, handlers as Lambda runs them. Each lies in a file of its own, named after everything it is made of;
 * what is damaged counts as not there.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The program's own folder. */
export const ROOT = join(__dirname, "../..");

/** What is kept: files, or texts by name. Anything JSON knows. */
export type Result = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Milliseconds after which an entry nobody reads any more is removed: two weeks. */
const KEPT = 14 * 86_400_000;

/**
 * Name of a result: a hash over its sources, the installed packages and how it is made. Undefined when it is not known
 * which packages are installed (npm writes them to `node_modules/.package-lock.json`); then nothing is kept.
 *
 * @param root the program's own folder
 * @param sources files and folders it is made of, below `root`
 * @param options how it is made
 */
export function resultKey(root: string, sources: readonly string[], options: object): string | undefined {
  const installed = join(root, "node_modules/.package-lock.json");
  if (!existsSync(installed)) {
    return undefined;
  }
  const hash = createHash("sha256")
    .update(readFileSync(installed))
    .update(JSON.stringify({ ...options, absWorkingDir: "" }));
  for (const path of sources.flatMap((source) => filesBelow(join(root, source)))) {
    hash.update(`\0${path.slice(root.length)}\0`).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 32);
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** What has been kept by that name, unless it is damaged. The caller knows what it has kept under its kind. */
export function readResult<Kept extends Result>(root: string, kind: string, key: string): Kept | undefined {
  try {
    const kept = readFileSync(entry(root, kind, key), "utf8");
    const cut = kept.indexOf("\n");
    const body = kept.slice(cut + 1);
    return kept.slice(0, cut) === digest(body) ? (JSON.parse(body) as Kept) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a result. Another process may do the same at the same time. Where nothing can be written, nothing is kept. */
export function writeResult(root: string, kind: string, key: string, result: Result): void {
  const body = JSON.stringify(result);
  const path = entry(root, kind, key);
  const half = `${path}.${process.pid}`;
  try {
    mkdirSync(folder(root), { recursive: true });
    writeFileSync(half, `${digest(body)}\n${body}`);
    renameSync(half, path);
    removeOld(root, kind);
  } catch {
    // The program does not depend on it. Half a file has no name that is read, and goes with the old ones.
  }
}

function removeOld(root: string, kind: string): void {
  const limit = Date.now() - KEPT;
  for (const name of readdirSync(folder(root)).filter((file) => file.startsWith(`${kind}-`))) {
    const path = join(folder(root), name);
    if (statSync(path).mtimeMs < limit) {
      rmSync(path, { force: true });
    }
  }
}

function folder(root: string): string {
  return join(root, "node_modules/.cache/contact-center");
}

function entry(root: string, kind: string, key: string): string {
  return join(folder(root), `${kind}-${key}.json`);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
