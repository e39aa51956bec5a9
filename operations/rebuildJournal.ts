/** What a rebuild has done already, on this machine, so that one that broke off goes on where it was. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

/** What became of the records of an object. They add up: `read = rows + quarantined`. */
export interface ReplayCounts {
  read: number;
  rows: number;
  quarantined: number;
}

/** The journal of one rebuild: of one bucket, and of the same days. */
export class RebuildJournal {
  readonly #done = new Map<string, ReplayCounts>();
  readonly #file: string;

  /** @param what tells rebuilds apart: bucket and days */
  constructor(
    private readonly folder: string,
    what: readonly (string | undefined)[],
  ) {
    const id = createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);
    this.#file = join(folder, `rebuild-${id}.ndjson`);
    if (existsSync(this.#file)) this.#read(readFileSync(this.#file, "utf8"));
  }

  /** What an object gave when it was replayed before. */
  countsOf(key: string): ReplayCounts | undefined {
    return this.#done.get(key);
  }

  /** Writes down that an object is done. */
  add(key: string, counts: ReplayCounts): void {
    this.#done.set(key, counts);
    mkdirSync(this.folder, { recursive: true });
    appendFileSync(this.#file, `${JSON.stringify({ key, ...counts })}\n`);
  }

  /** Forgets everything: the rebuild is done, or begins anew. */
  clear(): void {
    this.#done.clear();
    rmSync(this.#file, { force: true });
  }

  #read(text: string): void {
    for (const line of text.split("\n")) {
      try {
        const { key, read, rows, quarantined } = JSON.parse(line) as ReplayCounts & { key: string };
        this.#done.set(key, { read, rows, quarantined });
      } catch {
        // The line that was being written when the command was ended: its object is replayed again.
      }
    }
  }
}
