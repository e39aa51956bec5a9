/** The files a user names: each file, and all files of each folder and of the folders in it. */
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Where a copy of the analytics bucket keeps the records as they came; all else in it was made from them. */
const RAW_RECORDS = join("raw", "contact_records");

/** A file that may hold contact records. */
export interface RecordFile {
  readonly path: string;
  readonly bytes: number;
  /** Whether the user named this very file; one found in a folder may be something else. */
  readonly named: boolean;
}

const UNREADABLE: Record<string, string> = {
  ENOENT: "there is no such file or folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
};

/**
 * Lists the files, those of a folder in order of their paths. Hidden files, and those whose names begin with an underscore as
 * markers of exports do, are left out.
 * @throws Error naming what cannot be read, or a folder without files
 */
export async function recordFiles(paths: readonly string[]): Promise<RecordFile[]> {
  const files: RecordFile[] = [];
  for (const path of paths) {
    const found = await filesOf(path);
    if (found.length === 0) throw new Error(`${path} holds no files. Name files or folders that hold contact records.`);
    files.push(...found);
  }
  return files;
}

async function filesOf(path: string): Promise<RecordFile[]> {
  try {
    const { size, ...entry } = await fileAt(path);
    if (!entry.folder) return [{ path, bytes: size, named: true }];
    return (await rawOf(path)) ?? (await within(path));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = UNREADABLE[code];
    throw reason === undefined ? error : new Error(`${path} cannot be read: ${reason}.`);
  }
}

async function fileAt(path: string): Promise<{ folder: boolean; size: number }> {
  const entry = await stat(path);
  return { folder: entry.isDirectory(), size: entry.size };
}

async function rawOf(folder: string): Promise<RecordFile[] | undefined> {
  const raw = join(folder, RAW_RECORDS);
  const found = await lstat(raw).catch(() => undefined);
  return found?.isDirectory() === true ? within(raw) : undefined;
}

async function within(folder: string): Promise<RecordFile[]> {
  const files: RecordFile[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (/^[._]/.test(entry.name)) continue;
    // A link to a folder may lead in a circle, so only links to files are followed.
    if (entry.isDirectory()) files.push(...(await within(path)));
    else if (entry.isFile() || entry.isSymbolicLink()) {
      const { folder: isFolder, size } = await fileAt(path);
      if (!isFolder) files.push({ path, bytes: size, named: false });
    }
  }
  return files;
}
