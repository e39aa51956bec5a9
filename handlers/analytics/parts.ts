/** Reads nested objects of a record: what is documented of them, and nothing else. */
import { type Fields } from "./decode";
import { type Notes } from "./values";

/** How deep documented objects go; whatever lies deeper is left out. */
const DEEPEST = 16;

/** A text that could be a customer's e-mail address or telephone number, wherever it is found. */
const ADDRESS = /@|^\+?[\d ().-]{7,20}$/;

/** Most names in the column `unknown_fields`. */
const MOST_NAMES = 100;

/** A set of names, as a plain object: what a handler captures cannot be a Set. */
export type Names = Readonly<Record<string, true | undefined>>;

/** Names of a list with spaces between. */
export const namesOf = (list: string): Names =>
  Object.assign(Object.create(null), Object.fromEntries(list.split(" ").map((name) => [name, true])));

/** Makes what reads nested objects (see `decoder` for why it is made). */
export const fieldsReader = (notes: Notes) => {
  const { isArray } = Array;
  const none: Fields = {};
  /** Notes fields nobody knows. */
  const noteUnknown = (fields: Fields, known: Names, prefix: string): void => {
    for (const name in fields) if (known[name] !== true) notes.push(prefix + name);
  };
  /** An object's fields; none when it is absent or no object. `known`: its documented fields, when they are fixed. */
  const fields = (value: unknown, known: Names | undefined, field: string): Fields => {
    if (value === null || value === undefined) return none;
    if (typeof value !== "object" || isArray(value)) {
      notes.push(field);
      return none;
    }
    if (known) noteUnknown(value as Fields, known, `${field}.`);
    return value as Fields;
  };
  return { fields, noteUnknown };
};

/** Those texts of an object whose names are chosen, in the order of the names; undefined when there is none. */
export const chosenOf = (
  fields: Fields,
  names: readonly string[],
  part?: string,
): Record<string, string> | undefined => {
  let chosen: Record<string, string> | undefined;
  for (const name of names) {
    const found = fields[name];
    const value = part === undefined ? found : (found as Fields | null | undefined)?.[part];
    if (typeof value === "string" && value !== "") (chosen ??= {})[name] = value;
  }
  return chosen;
};

/** Makes what reads the names of an agent's hierarchy groups, as JSON: level 1 first, to the first level without a group. */
export const groupNames = (notes: Notes): ((groups: unknown, field: string) => string | undefined) => {
  const { stringify } = JSON;
  const { fields } = fieldsReader(notes);
  return (groups, field) => {
    if (groups === null || groups === undefined) return undefined;
    const levels = fields(groups, undefined, field);
    const names: string[] = [];
    for (let level = 1; level <= 5; level += 1) {
      const { GroupName: name } = fields(levels[`Level${level}`], undefined, `${field}.Level${level}`);
      if (typeof name !== "string" || name === "") break;
      names.push(name);
    }
    return names.length > 0 ? stringify(names) : undefined;
  };
};

/** Makes what turns the notes into the column `unknown_fields`. */
export const unknownNames = (notes: Notes): (() => string | undefined) => {
  const most = MOST_NAMES;
  const plain = /^[\w.:-]{1,128}$/;
  return () => {
    if (notes.length === 0) return undefined;
    const names = new Set(notes.map((name) => (plain.test(name) ? name : "?")));
    return JSON.stringify([...names].sort().slice(0, most));
  };
};

/**
 * Makes what copies documented fields of an object into another (see `decoder` for why it is made). Names of parts that are
 * not documented are noted. Texts that look like somebody's address are left out even where none is documented.
 *
 * @param documented fields by name, with the names their parts may have, spaces between; `*` among them says that the field is
 *   an object of objects by their ids, which becomes a list
 * @param prefix what the fields' names are noted with
 */
export const partsCopier = (
  documented: Readonly<Record<string, string>>,
  notes: Notes,
  prefix = "",
): ((fields: Fields, kept: Record<string, unknown>) => void) => {
  const kinds = Object.entries(documented).map(([name, parts]) => ({ name, parts: namesOf(parts) }));
  const { isArray } = Array;
  const { values } = Object;
  const [address, deepest] = [ADDRESS, DEEPEST];

  const copyList = (list: readonly unknown[], parts: Names, path: string, depth: number): unknown => {
    const copies: unknown[] = [];
    for (const one of list) {
      const copied = copy(one, parts, path, depth);
      if (copied !== undefined) copies.push(copied);
    }
    return copies.length > 0 ? copies : undefined;
  };

  const copyFields = (fields: Fields, parts: Names, path: string, depth: number): unknown => {
    let copies: Record<string, unknown> | undefined;
    for (const name in fields) {
      if (parts[name] !== true) {
        notes.push(`${path}.${name}`);
        continue;
      }
      const copied = copy(fields[name], parts, path, depth);
      if (copied !== undefined) (copies ??= {})[name] = copied;
    }
    return copies;
  };

  const copy = (value: unknown, parts: Names, path: string, depth: number): unknown => {
    if (typeof value === "string") return value === "" || address.test(value) ? undefined : value;
    if (typeof value !== "object" || value === null) return value ?? undefined;
    if (depth < deepest) return (isArray(value) ? copyList : copyFields)(value as never, parts, path, depth + 1);
    notes.push(path);
    return undefined;
  };

  return (fields, kept) => {
    for (const { name, parts } of kinds) {
      const value = fields[name];
      if (value === null || value === undefined) continue;
      const byId = parts["*"] === true && typeof value === "object";
      const copied = copy(byId ? values(value) : value, parts, prefix + name, 0);
      if (copied !== undefined) kept[name] = copied;
    }
  };
};
