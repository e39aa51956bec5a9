/** What somebody may have meant who wrote a name that there is not. */

/** Most names that are proposed. */
const MOST = 3;

/** The names most like a wrong one, the most like first; none when nothing is like it. */
export function nearestNames(wrong: string, names: Iterable<string>): string[] {
  const given = wrong.toLowerCase();
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(given, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.ceil(given.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** A name with the same words, or that begins or ends like the other, is nearer than its letters are. */
function distanceOf(given: string, name: string): number {
  const letters = lettersToChange(given, name);
  if (words(given) === words(name)) return 0.5;
  const part = given.length >= 3 && (name.startsWith(given) || name.endsWith(given));
  return part ? Math.min(letters, 1) : letters;
}

function words(name: string): string {
  return name
    .split(/[_\s]+/)
    .sort()
    .join("")
    .replace(/_/g, "");
}

/** Letters to insert, leave out, change or swap with their neighbour to get from one name to the other. */
function lettersToChange(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (same ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(from.length, to.length);
}
