/** What the turns of one locale of an alias have in common. */
import type { AliasDefinition } from "../bot/deployment";
import type { CodeHook } from "../codeHook/codeHook";
import type { Understanding } from "../nlu/understanding";

/** One locale of an alias, ready to be talked to. */
export interface Conversation {
  readonly alias: AliasDefinition;
  readonly understanding: Understanding;
  readonly hook: CodeHook;
  readonly seed: number;
  /** Virtual time, epoch milliseconds. */
  now(): number;
  /** Today in the bot's time zone, days since 1970-01-01. */
  today(): number;
}
