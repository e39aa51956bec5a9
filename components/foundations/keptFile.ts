/**
 * Long texts that a program makes while it runs, as files of this machine: an asset's file is hashed and uploaded, a text
 * would lie in Pulumi's state, once a version.
 */
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Where they lie; `npm ci` empties it. A folder of the program's own: in one for everybody others could lay files down. */
const FOLDER = join(__dirname, "../../node_modules/.cache/contact-center/files");

/** Milliseconds after which a file that no run has asked for is removed: two weeks. */
const KEPT = 14 * 86_400_000;

/** Where they lie when the program's own folder cannot be written to: one of this process, which nobody else can open. */
let ownFolder: string | undefined;

/**
 * Path of a file with exactly this text. The same text has the same path from run to run, unless `folder` cannot be
 * written to: then it lies with what is temporary.
 *
 * @param path what the file is called, for whoever looks at the state
 * @param folder where it is to lie
 * @throws Error when nothing can be written anywhere
 */
export function keptFile(path: string, text: string, folder = FOLDER): string {
  const file = join(folder, `${createHash("sha256").update(text).digest("hex")}-${basename(path)}`);
  if (holds(file, text)) {
    markUsed(file);
    return file;
  }
  try {
    write(file, text, folder);
    return file;
  } catch (error) {
    if (folder === ownFolder) {
      throw error;
    }
    ownFolder ??= mkdtempSync(join(tmpdir(), "contact-center-"));
    return keptFile(path, text, ownFolder);
  }
}

function write(file: string, text: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  // Another process may be writing the same: whoever is last puts the same bytes there.
  const half = `${file}.${process.pid}`;
  writeFileSync(half, text);
  renameSync(half, file);
  removeOld(folder);
}

function markUsed(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // What cannot be written to is not removed for its age either.
  }
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
