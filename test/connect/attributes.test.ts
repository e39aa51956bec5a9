/** The 32 KB of attributes, counted in UTF-8 bytes of names and values. */
import { expect } from "chai";
import fc from "fast-check";
import { Attributes, MAX_ATTRIBUTE_BYTES } from "../../local/connect/attributes";

describe("attributes", () => {
  it("hold exactly 32,768 bytes, names included, and not one more", () => {
    for (const [value, units] of [
      ["x", 1],
      ["é", 2],
      ["日", 3],
    ] as const) {
      const room = MAX_ATTRIBUTE_BYTES - "name".length;
      const full = value.repeat(Math.floor(room / units)) + "x".repeat(room % units);
      const attributes = new Attributes();
      expect(attributes.setAll(["name"], [`${full}x`]), `one more of ${value}`).to.equal(false);
      expect(attributes.toObject()).to.deep.equal({});
      expect(attributes.setAll(["name"], [full]), `as many as fit of ${value}`).to.equal(true);
      expect(attributes.setAll(["n"], [""]), "a name alone").to.equal(false);
      expect(attributes.setAll(["name"], [full.slice(1)])).to.equal(true);
    }
  });

  it("count as Buffer does, whatever is set again and again", () => {
    const size = fc.integer({ min: 0, max: 9_000 });
    const write = fc.tuple(fc.constantFrom("a", "bb", "日本"), fc.constantFrom("x", "é", "日", "😀"), size);
    fc.assert(
      fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
        const attributes = new Attributes();
        const model = new Map<string, string>();
        for (const [name, unit, times] of writes) {
          const value = unit.repeat(times);
          const next = new Map(model).set(name, value);
          const bytes = [...next].reduce((sum, [key, text]) => sum + Buffer.byteLength(key + text), 0);
          expect(attributes.setAll([name], [value])).to.equal(bytes <= MAX_ATTRIBUTE_BYTES);
          if (bytes <= MAX_ATTRIBUTE_BYTES) model.set(name, value);
        }
        expect(attributes.toObject()).to.deep.equal(Object.fromEntries(model));
      }),
    );
  });
});
