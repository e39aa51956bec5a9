/** User-defined attributes of a contact or a flow: strings by name, together at most 32 KB. */

/** Most UTF-8 bytes of attributes, names and values together. */
export const MAX_ATTRIBUTE_BYTES = 32_768;

/** A UTF-16 code unit takes at most this many UTF-8 bytes. */
const BYTES_PER_UNIT = 3;

/** Attributes by name. */
export class Attributes {
  private values: Map<string, string> | null = null;
  /** Never less than the bytes held; counted exactly only when it does not settle the matter. */
  private bound = 0;

  get(name: string): string | undefined {
    return this.values?.get(name);
  }

  /** Sets names to values, all of them or (when there would be too many bytes) none. Answers whether it did. */
  setAll(names: readonly string[], values: readonly string[]): boolean {
    let added = 0;
    for (let i = 0; i < names.length; i++) {
      added += BYTES_PER_UNIT * ((names[i]?.length ?? 0) + (values[i]?.length ?? 0));
    }
    if (this.bound + added <= MAX_ATTRIBUTE_BYTES) {
      this.bound += added;
      this.values ??= new Map();
      return this.put(this.values, names, values);
    }
    const merged = new Map(this.values);
    this.put(merged, names, values);
    let bytes = 0;
    for (const [name, value] of merged) bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (bytes > MAX_ATTRIBUTE_BYTES) return false;
    this.values = merged;
    this.bound = bytes;
    return true;
  }

  private put(target: Map<string, string>, names: readonly string[], values: readonly string[]): true {
    for (let i = 0; i < names.length; i++) target.set(names[i] ?? "", values[i] ?? "");
    return true;
  }

  copy(): Attributes {
    const copy = new Attributes();
    copy.values = this.values && new Map(this.values);
    copy.bound = this.bound;
    return copy;
  }

  /** A plain object of its own. */
  toObject(): Record<string, string> {
    return this.values === null ? {} : Object.fromEntries(this.values);
  }
}
