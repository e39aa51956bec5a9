/**
 * Cuts a stream of bytes into contact records, whichever way they were written: one JSON object a line, one object over
 * many lines, a JSON list of objects, or objects one after the other with nothing between them, as Firehose leaves them.
 *
 * Nothing is lost: whatever is no JSON object is handed on as a piece of its own, so that the pipeline can judge it. A
 * broken object ends where its line ends or the next object begins; its neighbours are whole.
 */

/**
 * Longest record, in bytes: what a Kinesis data stream takes with a partition key of up to 256 characters, unless it is set to
 * take more (MaxRecordSizeInKiB).
 */
export const maximumRecordBytes = 1024 * 1024 - 256;

/** A piece no Kinesis data stream would take. */
export class TooLongRecord extends Error {
  override readonly name = "TooLongRecord";

  constructor(
    /** Where it begins, in bytes from the start of the unpacked file. */
    readonly offset: number,
  ) {
    super(
      `the record that begins at byte ${offset} is longer than the ${maximumRecordBytes} bytes of a Kinesis record: ` +
        "check whether the file holds contact records, one JSON object each",
    );
  }
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/** What the bytes at hand are part of. */
enum Part {
  /** Nothing: between records. */
  Between,
  Object,
  Text,
  /** Text, after a backslash. */
  Escape,
  /** What is no object, up to the end of its line or the next object. */
  Scrap,
}

/** Cuts chunk after chunk. A record is a view of its chunk, or a copy where it crosses the edge of one; chunks stay as they are. */
export class RecordSplitter {
  private part = Part.Between;
  /** Characters that will close what is open, innermost last. */
  private readonly closing: number[] = [];
  /** Of the object at hand: the last byte that was neither white space nor inside of a text. */
  private last = 0;
  /** Of the object at hand: ends of lines in it. */
  private lines = 0;
  /** Last byte of the chunk before. */
  private previous = 0;
  /** What the chunks before hold of the piece at hand. */
  private carried: Uint8Array[] = [];
  private carriedBytes = 0;
  /** Bytes of the chunks before. */
  private passed = 0;

  /** Gives the records that end within the chunk. @throws TooLongRecord */
  push(chunk: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    const start = this.scan(chunk, pieces);
    if (this.part !== Part.Between) this.carry(chunk, start);
    this.passed += chunk.length;
    this.previous = chunk[chunk.length - 1] ?? this.previous;
    return pieces;
  }

  /** Gives what is left when there are no more chunks: an object that breaks off, or scrap. */
  end(): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    if (this.part !== Part.Between) this.cut(new Uint8Array(0), 0, 0, pieces);
    return pieces;
  }

  /** Answers where in the chunk the piece begins that has not ended. */
  private scan(chunk: Uint8Array, pieces: Uint8Array[]): number {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      // Most bytes are inside of texts.
      if (this.part === Part.Text) at = endOfText(chunk, at);
      if (at === chunk.length) break;
      const byte = chunk[at] ?? 0;
      if (this.part === Part.Between) {
        if (!isBetween(byte)) {
          this.begin(byte);
          start = at;
        }
      } else if (this.endsBefore(byte, at === 0 ? this.previous : chunk[at - 1])) {
        this.cut(chunk, start, at, pieces);
        if (byte === OBJECT) this.begin(byte);
        start = at;
      } else if (this.endsWith(byte)) {
        this.cut(chunk, start, at + 1, pieces);
      }
    }
    return start;
  }

  private begin(byte: number): void {
    this.part = byte === OBJECT ? Part.Object : Part.Scrap;
    this.closing.length = 0;
    this.closing.push(OBJECT_END);
    this.last = byte;
    this.lines = 0;
  }

  /** Whether what is at hand broke off before this byte. */
  private endsBefore(byte: number, previous: number | undefined): boolean {
    if (byte === LINE_FEED) return this.part !== Part.Object;
    if (byte !== OBJECT) return false;
    if (this.part === Part.Scrap) return true;
    if (this.part !== Part.Object) return false;
    // One object a line, the last of which broke off where an object may follow.
    const nextLine = previous === LINE_FEED && this.lines === 1;
    return nextLine || !(this.last === COLON || this.last === COMMA || this.last === LIST);
  }

  /** Whether the object at hand is complete with this byte. */
  private endsWith(byte: number): boolean {
    switch (this.part) {
      case Part.Text:
        if (byte === QUOTE) this.part = Part.Object;
        else if (byte === BACKSLASH) this.part = Part.Escape;
        return false;
      case Part.Escape:
        this.part = Part.Text;
        return false;
      case Part.Object:
        return this.withinObject(byte);
      default:
        return false;
    }
  }

  private withinObject(byte: number): boolean {
    switch (byte) {
      case LINE_FEED:
        this.lines++;
        return false;
      case SPACE:
      case TAB:
      case CARRIAGE_RETURN:
        return false;
      case QUOTE:
        this.part = Part.Text;
        break;
      case OBJECT:
        this.closing.push(OBJECT_END);
        break;
      case LIST:
        this.closing.push(LIST_END);
        break;
      case OBJECT_END:
      case LIST_END:
        if (this.closing.pop() !== byte) this.part = Part.Scrap;
        else if (this.closing.length === 0) return true;
    }
    this.last = byte;
    return false;
  }

  private carry(chunk: Uint8Array, start: number): void {
    this.check(this.carriedBytes + chunk.length - start, start);
    this.carried.push(chunk.subarray(start));
    this.carriedBytes += chunk.length - start;
  }

  private cut(chunk: Uint8Array, start: number, end: number, pieces: Uint8Array[]): void {
    this.check(this.carriedBytes + end - start, start);
    const tail = chunk.subarray(start, end);
    const piece = this.carried.length === 0 ? tail : Buffer.concat([...this.carried, tail]);
    pieces.push(withoutEndOfLine(piece));
    this.carried = [];
    this.carriedBytes = 0;
    this.part = Part.Between;
  }

  private check(length: number, start: number): void {
    if (length > maximumRecordBytes) throw new TooLongRecord(this.passed + start - this.carriedBytes);
  }
}

/** Where a text that goes on at `from` ends, or has a byte that matters; the end of the chunk when it has none. */
function endOfText(chunk: Uint8Array, from: number): number {
  let at = from;
  for (; at < chunk.length; at++) {
    const byte = chunk[at];
    if (byte === QUOTE || byte === BACKSLASH || byte === LINE_FEED) break;
  }
  return at;
}

/** A list of records is read as its records: its brackets and commas are no part of them. */
function isBetween(byte: number): boolean {
  switch (byte) {
    case LINE_FEED:
    case CARRIAGE_RETURN:
    case SPACE:
    case TAB:
    case COMMA:
    case LIST:
    case LIST_END:
      return true;
    default:
      return false;
  }
}

function withoutEndOfLine(piece: Uint8Array): Uint8Array {
  let end = piece.length;
  while (piece[end - 1] === LINE_FEED || piece[end - 1] === CARRIAGE_RETURN) end--;
  return end === piece.length ? piece : piece.subarray(0, end);
}
