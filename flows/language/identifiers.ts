/**
 * Identifiers of actions. They follow from what an action says and where it stands, never from a counter over the
 * flow, so inserting a block leaves every other action's identifier alone and a preview shows a small difference.
 */
import { MAX_IDENTIFIER_LENGTH } from "./document";

/** Room for the hash and for a number that tells apart blocks that are the same in every word. */
const SUFFIX_LENGTH = "--".length + 6 + "--".length + 3;

/** Gives out the identifiers of one flow. */
export class Identifiers {
  private readonly used = new Set<string>();

  /**
   * The identifier of an action.
   * @param scope where it stands: the branch it is in, "" at the top of the flow
   * @param verb what it does, for example "say"
   * @param words what tells it apart from its neighbours: its text, or the name of what it uses
   */
  next(scope: string, verb: string, words: string): string {
    const base = slug(`${verb} ${words}`, MAX_IDENTIFIER_LENGTH - SUFFIX_LENGTH);
    const plain = `${verb} ${words}`.trim().replace(/ /g, "-");
    // The slug alone is enough at the top of the flow if nothing was lost in making it.
    const stem = scope === "" && plain === base ? base : `${base}--${hash([scope, verb, words])}`;
    let identifier = stem;
    for (let copy = 2; this.used.has(identifier); copy++) {
      identifier = `${stem}--${copy}`;
    }
    this.used.add(identifier);
    return identifier;
  }
}

function slug(words: string, length: number): string {
  const all = words
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/<[^<>]*>/g, " ")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  if (all.length <= length) {
    return all;
  }
  const cut = all.slice(0, length + 1);
  const lastWord = cut.lastIndexOf("-");
  return lastWord > 0 ? cut.slice(0, lastWord) : all.slice(0, length);
}

/** 31 bits of FNV-1a over the parts, mixed, in six characters. */
function hash(parts: readonly string[]): string {
  let value = 0x811c9dc5;
  for (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      value = Math.imul(value ^ part.charCodeAt(index), 0x01000193);
    }
    value = Math.imul(value ^ 0xffff, 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 1).toString(36).padStart(6, "0");
}
