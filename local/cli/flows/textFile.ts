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
    return decoded(await readFile(resolve(cwd, file)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${file} cannot be read: ${REASONS.get(code) ?? message}.`);
  }
}

/** Text in UTF-8, or in UTF-16 where a byte order mark says so: PowerShell writes what a command prints that way. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  return new TextDecoder(isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8").decode(bytes);
}
