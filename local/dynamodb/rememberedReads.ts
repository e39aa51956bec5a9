/**
 * Reads that were answered before, for bulk simulation: the SDK and the engine take a millisecond for what a map knows. An
 * answer is given again only while nothing in any table has changed, no item is due to expire and no table has a fault, so
 * whoever reads cannot tell the difference but by the time it took.
 */

import { isRecord } from "../engine/graph";

/** Commands of the SDK that only read. */
const READS: ReadonlySet<string> = new Set(["GetItemCommand", "QueryCommand", "BatchGetItemCommand"]);

/** Answers kept at most; beyond, all are forgotten, so that memory stays bounded. */
const MOST = 20_000;

/** What reads depend on. */
interface Tables {
  readonly changes: number;
  sweepIsDue(): boolean;
}

/** The part of an SDK client that sends commands. */
interface Sender {
  send(...parameters: unknown[]): unknown;
}

/** Answers of reads, by who reads what. */
export class RememberedReads {
  readonly #answers = new Map<string, string>();
  #changes = -1;

  constructor(
    private readonly faults: { readonly isEmpty: boolean },
    private readonly tables: Tables,
  ) {}

  /** Changes whenever a table may have; undefined while a table has a fault, or holds what is due to expire. */
  get state(): number | undefined {
    return this.faults.isEmpty && !this.tables.sweepIsDue() ? this.tables.changes : undefined;
  }

  /** Whether a command only reads tables. */
  isRead(command: unknown): boolean {
    return isRecord(command) && READS.has(command.constructor.name);
  }

  /** Lets a client of DynamoDB ask here first. `who` is the role it acts as: what one may read another may not. */
  spare(client: Sender, who: string): void {
    const send = client.send.bind(client);
    client.send = (command, ...rest) => {
      const read = readOf(command);
      // A call with a callback goes the usual way, and so does every write.
      if (read === undefined || rest.some((one) => typeof one === "function")) return send(command, ...rest);
      const key = `${who} ${read}`;
      const known = this.#find(key);
      return known === undefined ? this.#ask(key, send(command, ...rest)) : Promise.resolve(known);
    };
  }

  #find(key: string): unknown {
    const { state } = this;
    if (state === undefined) return undefined;
    if (this.#changes !== state || this.#answers.size >= MOST) {
      this.#answers.clear();
      this.#changes = state;
    }
    const text = this.#answers.get(key);
    // Each reader gets objects of its own.
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  async #ask(key: string, answer: unknown): Promise<unknown> {
    const { changes } = this.tables;
    const output = await answer;
    if (changes === this.tables.changes && changes === this.#changes && this.faults.isEmpty) {
      const text = plainText(output);
      if (text !== undefined) this.#answers.set(key, text);
    }
    return output;
  }
}

/** What a command reads; undefined when it is no read. */
function readOf(command: unknown): string | undefined {
  if (!isRecord(command)) return undefined;
  const { name } = command.constructor;
  return READS.has(name) ? `${name} ${JSON.stringify(command.input)}` : undefined;
}

/** The JSON of an answer; undefined when bytes are in it, which JSON would change. */
function plainText(output: unknown): string | undefined {
  let bytes = false;
  const text = JSON.stringify(output, (_, value: unknown) => {
    bytes ||= ArrayBuffer.isView(value);
    return value;
  });
  return bytes ? undefined : text;
}
