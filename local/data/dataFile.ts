/** A user's file: its text, decoded strictly and a few lines at a time, and which format it has. */

/** Formats a file of customers may have. Its first character decides, not its name. */
export type DataFormat = "csv" | "ndjson";

/** Largest file, in bytes: all of it is checked and held in memory before anything is loaded. */
export const maximumFileBytes = 64 * 1024 * 1024;

/** Longest line, in bytes. */
export const maximumLineBytes = 1024 * 1024;

/** A file that cannot be read further. The message says what was found and what to do. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";

  constructor(
    /** Where reading ended; 0 when the file as a whole is wrong. */
    readonly line: number,
    readonly found: string,
    readonly remedy: string,
  ) {
    super(`${found}: ${remedy}`);
  }
}

const signatures: [bytes: number[], found: string, remedy: string][] = [
  [[0x50, 0x4b, 0x03, 0x04], "a spreadsheet or zip file", "save the sheet as CSV UTF-8"],
  [[0xd0, 0xcf, 0x11, 0xe0], "a spreadsheet", "save the sheet as CSV UTF-8"],
  [[0x1f, 0x8b], "a gzip file", "unpack it first"],
  [[0xff, 0xfe], "UTF-16 text", "save it as UTF-8"],
  [[0xfe, 0xff], "UTF-16 text", "save it as UTF-8"],
];

/** Refuses the start of a file that is recognisably something else than UTF-8 text. */
function checkSignature(start: Buffer): void {
  for (const [bytes, found, remedy] of signatures) {
    if (bytes.every((byte, i) => start[i] === byte)) throw new UnreadableFile(0, found, remedy);
  }
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of whole lines, the first of which has the number `line`. */
function decodeLines(bytes: Buffer, line: number): string {
  const text = decode(bytes);
  if (text !== undefined) return text;
  let start = 0;
  let at = line;
  for (let end = bytes.indexOf(0x0a); end >= 0 && decode(bytes.subarray(start, end)) !== undefined; at += 1) {
    start = end + 1;
    end = bytes.indexOf(0x0a, start);
  }
  throw new UnreadableFile(at, "bytes that are not UTF-8", "save the file as CSV UTF-8");
}

function lineCount(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

/**
 * The text of a file, some whole lines at a time, without its byte order mark.
 *
 * @throws UnreadableFile for what is not UTF-8 text or is larger than {@link maximumFileBytes} or
 *   {@link maximumLineBytes}
 */
export async function* decodeUtf8(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<string> {
  let line = 1;
  let size = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maximumFileBytes) {
      throw new UnreadableFile(0, `more than ${maximumFileBytes} bytes`, "split the file");
    }
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    rest = bytes.subarray(end);
    if (line === 1) checkSignature(bytes);
    if (rest.length > maximumLineBytes) {
      throw new UnreadableFile(
        line + lineCount(bytes),
        `a line longer than ${maximumLineBytes} bytes`,
        "end lines with LF or CRLF",
      );
    }
    if (end > 0) yield withoutMark(decodeLines(bytes.subarray(0, end), line), line);
    line += lineCount(bytes);
  }
  if (line === 1) checkSignature(rest);
  yield withoutMark(decodeLines(rest, line), line);
}

function withoutMark(text: string, line: number): string {
  return line === 1 && text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The format of a text by its first character that is not white space. */
export function formatOf(start: string): DataFormat | undefined {
  const first = start.trimStart()[0];
  if (first === undefined) return undefined;
  if (first === "[") throw new UnreadableFile(1, "a JSON list", "write one JSON object a line");
  return first === "{" ? "ndjson" : "csv";
}
