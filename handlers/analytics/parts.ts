/** Reads nested objects of a record: what is documented of them, and nothing else. */
import { type Fields } from "./decode";
import { type Notes } from "./values";

/** How deep documented objects go; whatever lies deeper is left out. */
const DEEPEST = 16;

/** A text that could be a customer's e-mail address or telephone number, wherever it is found. */
const ADDRESS = /@|^\+?[\d ().-]{7,20}$/;

/** Most names in the column `unknown_fields`. */
const MOST_NAMES = 100;

/** A text that is no address for certain, and that JSON writes as it is: most are names of states, or begin with a letter. */
const PLAIN = /^[A-Za-z][\w:./ -]*$/;

/** JSON as it stands in a text that is itself written as JSON: the values of columns that hold JSON. */
export const textWithin = (json: string): string => JSON.stringify(json).slice(1, -1);

/** A set of names, as a plain object: what a handler captures cannot be a Set. Each with what it is as a key of JSON within a text. */
export type Names = Readonly<Record<string, string | undefined>>;

/** A set of these names. */
export const namesOf = (names: readonly string[]): Names =>
  Object.assign(
    Object.create(null),
    Object.fromEntries(names.map((name) => [name, `${textWithin(JSON.stringify(name))}:`])),
  );

/** The documented fields of an object, in the order they come in, and the place of each. */
export interface Documented {
  order: readonly string[];
  at: Readonly<Record<string, number | undefined>>;
}

/** Documented fields of these names. */
export const documentedOf = (names: readonly string[]): Documented => {
  const places = Object.fromEntries(names.map((name, place) => [name, place]));
  return { order: names, at: Object.assign(Object.create(null), places) };
};

/** Makes what reads nested objects (see `decoder` for why it is made). */
export const fieldsReader = (notes: Notes) => {
  const { isArray } = Array;
  const none: Fields = {};
  /** Notes fields nobody knows. */
  const noteUnknown = (fields: Fields, known: Documented, prefix: string): void => {
    // They come in the order of their names: comparing costs a tenth of looking up.
    const { order, at } = known;
    let next = 0;
    for (const name in fields) {
      if (name === order[next]) next += 1;
      else {
        const place = at[name] ?? -1;
        if (place < 0) notes.push(prefix + name);
        else next = place + 1;
      }
    }
  };
  /** An object's fields; none when it is absent or no object. `known`: its documented fields, when they are fixed. */
  const fields = (value: unknown, known: Documented | null, field: string): Fields => {
    const given = value ?? none;
    if (typeof given !== "object" || isArray(given)) {
      notes.push(field);
      return none;
    }
    if (known && given !== none) noteUnknown(given as Fields, known, `${field}.`);
    return given as Fields;
  };
  return { fields, noteUnknown };
};

/**
 * Makes what writes the chosen texts of a map whose names are not fixed, as a JSON object within a text (see `textWithin`);
 * undefined when it has none of them.
 *
 * @param part the field of each value that holds the text; the value itself unless given
 */
export const textChooser = (names: readonly string[], part?: string): ((map: Fields) => string | undefined) => {
  const { stringify } = JSON;
  const [within, plain] = [textWithin, PLAIN];
  // In the order of the names: another order of the same map is no other content.
  const keys = names.map((name) => ({ name, key: `,${within(stringify(name))}:` }));
  return (map) => {
    let json = "";
    for (const { name, key } of keys) {
      const value = part ? (map[name] as Fields | null | undefined)?.[part] : map[name];
      if (typeof value !== "string" || value === "") continue;
      json += plain.test(value) ? `${key}\\"${value}\\"` : key + within(stringify(value));
    }
    if (json !== "") return `{${json.slice(1)}}`;
    return;
  };
};

/** Makes what reads the names of an agent's hierarchy groups, as JSON: level 1 first, to the first level without a group. */
export const groupNames = (notes: Notes): ((groups: unknown, field: string) => string | undefined) => {
  const { stringify } = JSON;
  const { fields } = fieldsReader(notes);
  const levels = ["Level1", "Level2", "Level3", "Level4", "Level5"];
  return (groups, field) => {
    if (!groups) return;
    const given = fields(groups, null, field);
    const names: string[] = [];
    for (const level of levels) {
      const { GroupName: name } = fields(given[level], null, field);
      if (typeof name !== "string" || name === "") break;
      names.push(name);
    }
    if (names.length > 0) return stringify(names);
    return;
  };
};

/** Makes what turns the notes into the column `unknown_fields`. */
export const unknownNames = (notes: Notes): (() => string | undefined) => {
  const most = MOST_NAMES;
  const plain = /^[\w.:-]{1,128}$/;
  return () => {
    if (notes.length === 0) return;
    const names = new Set(notes.map((name) => (plain.test(name) ? name : "?")));
    return JSON.stringify([...names].sort().slice(0, most));
  };
};

/**
 * Makes what writes documented fields of an object as JSON (see `decoder` for why it is made). Names of parts that are not
 * documented are noted. Texts that look like somebody's address are left out even where none is documented; so is what
 * says nothing: null, empty texts, lists and objects, and numbers that are 0 where they are no part of anything.
 *
 * @param documented fields by name, with the names their parts may have, spaces between; `*` among them says that the field is
 *   an object of objects by their ids, which becomes a list
 * @param prefix what the fields' names are written and noted with
 * @returns members of a JSON object within a text (see `textWithin`), each with a comma before it
 */
export const partsWriter = (
  documented: Readonly<Record<string, string>>,
  notes: Notes,
  prefix = "",
): ((fields: Fields) => string) => {
  const kinds = Object.entries(documented).map(([name, parts]) => ({
    name,
    key: `,${textWithin(JSON.stringify(prefix + name))}:`,
    parts: namesOf(parts.split(" ")),
    isObject: parts !== "",
    isMap: parts.startsWith("* "),
  }));
  const { isArray } = Array;
  const { stringify } = JSON;
  const { values } = Object;
  const within = textWithin;
  const [plain, address, deepest] = [PLAIN, ADDRESS, DEEPEST];

  /** A value as JSON; empty when there is nothing to write of it. */
  const write = (value: unknown, parts: Names, path: string, depth: number): string => {
    if (typeof value === "string") {
      if (plain.test(value)) return `\\"${value}\\"`;
      return value === "" || address.test(value) ? "" : within(stringify(value));
    }
    if (typeof value !== "object" || value === null) return `${value ?? ""}`;
    if (depth === deepest) {
      notes.push(path);
      return "";
    }
    let json = "";
    if (isArray(value)) {
      for (const item of value) {
        const written = write(item, parts, path, depth + 1);
        if (written !== "") json += json === "" ? written : `,${written}`;
      }
      return json === "" ? "" : `[${json}]`;
    }
    const fields = value as Fields;
    for (const name in fields) {
      const key = parts[name];
      if (!key) {
        notes.push(`${path}.${name}`);
        continue;
      }
      const written = write(fields[name], parts, path, depth + 1);
      if (written !== "") json += json === "" ? key + written : `,${key}${written}`;
    }
    return json === "" ? "" : `{${json}}`;
  };

  return (fields) => {
    let json = "";
    for (const { name, key, parts, isObject, isMap } of kinds) {
      const value = fields[name];
      if ((value ?? 0) === 0) continue;
      if (isObject !== (typeof value === "object")) {
        notes.push(prefix + name);
        continue;
      }
      const written = write(isMap && value ? values(value) : value, parts, prefix + name, 0);
      if (written !== "") json += key + written;
    }
    return json;
  };
};
