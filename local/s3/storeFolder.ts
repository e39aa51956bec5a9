/** The folder the bytes of all objects lie in: a temporary one, made when the first object is put. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathOfKey, pathOfPrefix } from "./keyPath";

/** Old versions and parts of uploads lie here, out of the way of whoever reads a bucket's folder. */
const ASIDE = ".aside";

/** Files of one store. */
export class StoreFolder {
  #root: string | undefined;
  #aside = 0;

  /** Path of the folder; it is there from the first call on. */
  get root(): string {
    if (this.#root === undefined) {
      this.#root = mkdtempSync(join(tmpdir(), "contact-center-s3-"));
      mkdirSync(join(this.#root, ASIDE));
    }
    return this.#root;
  }

  /** Whether anything has been written yet. */
  get exists(): boolean {
    return this.#root !== undefined;
  }

  /** Where the current version of an object lies, or would. */
  placeOf(bucket: string, key: string): string {
    return join(this.root, bucket, pathOfKey(key));
  }

  /** The folder of a prefix that is empty or ends in `/`. */
  folderOf(bucket: string, prefix: string): string {
    return join(this.root, bucket, pathOfPrefix(prefix));
  }

  /** Writes bytes aside; answers where. */
  write(body: Uint8Array): string {
    const file = join(this.root, ASIDE, String(++this.#aside));
    writeFileSync(file, body);
    return file;
  }

  read(file: string): Buffer {
    return readFileSync(file);
  }

  /** Moves a file to a place, whose folders are made. In one step: a reader sees the old file or the new one. */
  move(from: string, to: string): void {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }

  /** Moves a file out of its bucket; answers where it is now. */
  setAside(file: string): string {
    const aside = join(this.root, ASIDE, String(++this.#aside));
    renameSync(file, aside);
    this.#tidy(file);
    return aside;
  }

  remove(file: string): void {
    rmSync(file, { force: true });
    this.#tidy(file);
  }

  /** Deletes everything. */
  close(): void {
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
    this.#root = undefined;
  }

  /** Removes folders that a file leaves empty, up to its bucket's. */
  #tidy(file: string): void {
    if (this.#root === undefined || !file.startsWith(this.#root) || dirname(file) === join(this.#root, ASIDE)) return;
    const relative = file.slice(this.#root.length + 1).split(/[\\/]/);
    for (let depth = relative.length - 1; depth > 1; depth--) {
      try {
        rmdirSync(join(this.#root, ...relative.slice(0, depth)));
      } catch {
        // It is not empty, so neither are those above it.
        return;
      }
    }
  }
}
