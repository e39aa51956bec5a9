/** Files that are named on the command line. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

const REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["EISDIR", "it is a directory, not a file"],
]);

/** The text of a file. @throws Error naming the file and why it cannot be read */
export async function readTextFile(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${file} cannot be read: ${REASONS.get(code) ?? message}.`);
  }
}
