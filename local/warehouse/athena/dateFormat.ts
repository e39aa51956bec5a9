/** Date formats as Athena takes them, which are those of MySQL, in the letters of DuckDB. */

/** What differs; all other letters mean the same. */
const LETTERS: Readonly<Record<string, string>> = {
  M: "%B",
  i: "%M",
  s: "%S",
  W: "%A",
  T: "%H:%M:%S",
  r: "%I:%M:%S %p",
  h: "%I",
  l: "%-I",
  k: "%-H",
  e: "%-d",
  c: "%-m",
  v: "%V",
  x: "%G",
};

/** A MySQL date format, such as `%Y-%m-%d %H:%i:%s`, in DuckDB's letters. */
export function duckDbFormat(format: string): string {
  return format.replace(/%(.)/g, (whole, letter: string) => LETTERS[letter] ?? whole);
}
