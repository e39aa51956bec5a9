/** Checks of structures inside the inputs of a resource: what is wrong is told with the path to it. */
import { isRecord } from "../graph";
import { InputChecks } from "./checks";

/** The checks of one structure, which tell the resource's own what they find under `path`. */
class EntryChecks extends InputChecks {
  constructor(
    private readonly outer: InputChecks,
    private readonly path: string,
    entry: Record<string, unknown>,
  ) {
    super(entry);
  }

  override refuse(problem: string): void {
    this.outer.refuse(`${this.path}.${problem}`);
  }
}

/** Checks each structure of a list. */
export function checkEach(
  checks: InputChecks,
  property: string,
  check: (entry: InputChecks, index: number) => void,
): void {
  const entries = [checks.inputs[property] ?? []].flat();
  entries.forEach((entry, index) => {
    if (isRecord(entry)) check(new EntryChecks(checks, `${property}[${index}]`, entry), index);
  });
}

/** Checks a structure when it is given. */
export function checkInner(checks: InputChecks, property: string, check: (entry: InputChecks) => void): void {
  const entry = checks.inputs[property];
  if (isRecord(entry)) check(new EntryChecks(checks, property, entry));
}
