/** Records of a CSV file, each with the line it starts on. */
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { UnreadableFile } from "./dataFile";

/** One record: its fields in the order of the columns. */
export interface CsvRecord {
  line: number;
  fields: string[];
}

interface ParsedRecord {
  record: string[];
  raw: string;
  info: { lines: number };
}

/**
 * The records of a CSV text (RFC 4180: comma, double quotes, LF or CRLF), empty lines left out, values trimmed.
 *
 * @throws UnreadableFile when quotes do not pair up: what follows cannot be told apart
 */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const source = Readable.from(text, { objectMode: false });
  let next = 1;
  const parser = parse({
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n"],
    on_record: (record: string[], { lines }) => {
      next = lines + 1;
      return record;
    },
  });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<ParsedRecord>) {
      const fields = record.map((field) => field.trim());
      const inner = raw.trim().split("\n").length - 1;
      if (fields.some((field) => field !== "")) yield { line: info.lines - inner, fields };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser knows where it gave up; a quote that is never closed began in the record after the last good one.
    const line = error.code === "CSV_QUOTE_NOT_CLOSED" ? next : Number(error.lines);
    throw new UnreadableFile(line, "a double quote that does not pair up", 'write "" for a quote inside quotes');
  } finally {
    source.destroy();
  }
}
