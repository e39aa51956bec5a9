/** The lines of a compressed object, one after the other, however large it is. */
import { createGunzip } from "node:zlib";
import { type Readable } from "node:stream";

/**
 * Most bytes of a line: as many as a record of a Kinesis data stream can have. Of a longer one only so many are given, which no
 * reader takes for a record.
 */
export const LONGEST_LINE = 10_485_760;

const NEWLINE = 10;

/** The lines in chunks of bytes, without their line ends. What comes after the last line end is a line if it is not empty. */
export async function* linesIn(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer): void => {
    const room = LONGEST_LINE + 1 - length;
    if (room > 0 && part.length > 0) rest.push(part.subarray(0, room));
    length += part.length;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      yield rest.length === 1 ? (rest[0] ?? chunk) : Buffer.concat(rest);
      rest = [];
      length = 0;
      from = end + 1;
    }
    // A copy: the chunk may be used again for what comes next.
    keep(Buffer.from(chunk.subarray(from)));
  }
  if (length > 0) yield Buffer.concat(rest);
}

/** The lines of a gzip stream. Its errors are thrown where the lines are read. */
export const gunzippedLines = (compressed: Readable): AsyncGenerator<Buffer> => {
  const gunzip = createGunzip();
  compressed.once("error", (error) => gunzip.destroy(error));
  return linesIn(compressed.pipe(gunzip));
};
