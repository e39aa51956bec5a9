/** User-defined attributes of a contact or a flow: strings by name, together at most 32 KB. */

/** Most UTF-8 bytes of attributes, names and values together. */
export const MAX_ATTRIBUTE_BYTES = 32_768;

/** A UTF-16 code unit takes at most this many UTF-8 bytes. */
const BYTES_PER_UNIT = 3;

/** Up to so many names looking through them beats an index. */
const FEW = 24;

/** Stands for no names and no values until there are some: most contacts of a busy centre never have any. */
const NONE: string[] = [];

/** Attributes by name, in the order in which they were first set. */
export class Attributes {
  private names: string[] = NONE;
  private values: string[] = NONE;
  /** Where names are, once they are many. */
  private index: Map<string, number> | null = null;
  /** Never less than the bytes held; counted exactly only when it does not settle the matter. */
  private bound = 0;

  get(name: string): string | undefined {
    const at = this.placeOf(name);
    return at < 0 ? undefined : this.values[at];
  }

  private placeOf(name: string): number {
    return this.index === null ? this.names.indexOf(name) : (this.index.get(name) ?? -1);
  }

  /** Sets names to values, all of them or (when there would be too many bytes) none. Answers whether it did. */
  setAll(names: readonly string[], values: readonly string[]): boolean {
    let added = 0;
    for (let i = 0; i < names.length; i++) {
      added += BYTES_PER_UNIT * ((names[i]?.length ?? 0) + (values[i]?.length ?? 0));
    }
    if (this.bound + added <= MAX_ATTRIBUTE_BYTES) {
      this.bound += added;
      for (let i = 0; i < names.length; i++) this.put(names[i] ?? "", values[i] ?? "");
      return true;
    }
    const merged = this.copy();
    for (let i = 0; i < names.length; i++) merged.put(names[i] ?? "", values[i] ?? "");
    const bytes = merged.bytes();
    if (bytes > MAX_ATTRIBUTE_BYTES) return false;
    this.names = merged.names;
    this.values = merged.values;
    this.index = merged.index;
    this.bound = bytes;
    return true;
  }

  private put(name: string, value: string): void {
    const at = this.placeOf(name);
    if (at >= 0) {
      this.values[at] = value;
      return;
    }
    if (this.names === NONE) {
      this.names = [];
      this.values = [];
    }
    const next = this.names.push(name) - 1;
    this.values.push(value);
    if (this.index !== null) this.index.set(name, next);
    else if (next >= FEW) this.index = new Map(this.names.map((known, place) => [known, place]));
  }

  private bytes(): number {
    let bytes = 0;
    for (const text of this.names) bytes += Buffer.byteLength(text);
    for (const text of this.values) bytes += Buffer.byteLength(text);
    return bytes;
  }

  copy(): Attributes {
    const copy = new Attributes();
    if (this.names !== NONE) {
      copy.names = this.names.slice();
      copy.values = this.values.slice();
    }
    copy.index = this.index && new Map(this.index);
    copy.bound = this.bound;
    return copy;
  }

  /** A plain object of its own. */
  toObject(): Record<string, string> {
    const object: Record<string, string> = {};
    for (let i = 0; i < this.names.length; i++) {
      const name = this.names[i] ?? "";
      const value = this.values[i] ?? "";
      // Assigning this one name would set the prototype instead.
      if (name === "__proto__")
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
      else object[name] = value;
    }
    return object;
  }
}
