/**
 * Long texts that a program makes while it runs, as files of this machine: an asset's file is hashed and uploaded, a text
 * would lie in Pulumi's state, once a version.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Where they lie; `npm ci` empties it. A folder of the program's own: in one for everybody others could lay files down. */
const FOLDER = join(__dirname, "../../node_modules/.cache/contact-center/files");

/** Milliseconds after which a file that no run has asked for is removed: two weeks. */
const KEPT = 14 * 86_400_000;

/**
 * Path of a file with exactly this text. The same text has the same path from run to run.
 *
 * @param path what the file is called, for whoever looks at the state
 * @param folder where it is to lie
 * @throws Error when nothing can be written there
 */
export function keptFile(path: string, text: string, folder = FOLDER): string {
  const file = join(folder, `${createHash("sha256").update(text).digest("hex")}-${basename(path)}`);
  if (holds(file, text)) {
    const now = new Date();
    utimesSync(file, now, now);
    return file;
  }
  mkdirSync(folder, { recursive: true });
  // Another process may be writing the same: whoever is last puts the same bytes there.
  const half = `${file}.${process.pid}`;
  writeFileSync(half, text);
  renameSync(half, file);
  removeOld(folder);
  return file;
}

function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file, "utf8") === text;
  } catch {
    return false;
  }
}

function removeOld(folder: string): void {
  const limit = Date.now() - KEPT;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    // Another process may have removed it first.
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? limit) < limit) {
      rmSync(file, { force: true });
    }
  }
}
