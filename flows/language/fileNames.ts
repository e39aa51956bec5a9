/** Names of flows as names of files, on every system, inside the folder they are meant for, and each its own. */

/** A name of a flow has 127 characters of up to four bytes; most systems take 255 bytes. */
const MAX_CHARACTERS = 60;

/** A file name, without an ending, for each of the names. Names that would share a file, capitals aside, are numbered. */
export function fileNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    [...new Set(names)].map((name): [string, string] => {
      const plain = plainName(name);
      let file = plain;
      for (let number = 2; taken.has(file.toLowerCase()); number++) {
        file = `${plain}-${number}`;
      }
      taken.add(file.toLowerCase());
      return [name, file];
    }),
  );
}

function plainName(name: string): string {
  const legal = name.replace(/[^\p{L}\p{N} ._-]+/gu, "-").replace(/^[-. ]+/, "-");
  return (
    [...legal]
      .slice(0, MAX_CHARACTERS)
      .join("")
      .replace(/[. ]+$/, "") || "-"
  );
}
