/** Filter policies of subscriptions: AWS's own examples, and a simple oracle for what anybody might write. */
import { expect } from "chai";
import fc from "fast-check";
import { attributesPass, bodyPasses } from "../../local/sns/filterPolicy";
import type { MessageAttribute } from "../../local/sqs/message";

const text = (StringValue: string, DataType = "String"): MessageAttribute => ({ DataType, StringValue });
const order = { store: text("books"), event: text("order_placed"), price: text("210.75", "Number") };

const CASES: [name: string, policy: Record<string, unknown>, passes: boolean][] = [
  ["an exact value", { store: ["books"] }, true],
  ["any of several values", { store: ["toys", "books"] }, true],
  ["a value in another case", { store: ["Books"] }, false],
  ["a value in another case, told to ignore it", { store: [{ "equals-ignore-case": "BOOKS" }] }, true],
  ["every key, not just one", { store: ["books"], event: ["cancelled"] }, false],
  ["a key the message lacks", { customer: ["x"] }, false],
  ["a prefix", { event: [{ prefix: "order" }] }, true],
  ["a suffix", { event: [{ suffix: "order" }] }, false],
  ["anything but a list", { event: [{ "anything-but": ["order_cancelled", "order_lost"] }] }, true],
  ["anything but this", { event: [{ "anything-but": "order_placed" }] }, false],
  ["anything but a prefix", { event: [{ "anything-but": { prefix: "order-" } }] }, true],
  ["anything but, of a key the message lacks", { customer: [{ "anything-but": "x" }] }, false],
  ["a number", { price: [{ numeric: ["=", 210.75] }] }, true],
  ["a range of numbers", { price: [{ numeric: [">", 0, "<=", 210.75] }] }, true],
  ["a number out of range", { price: [{ numeric: ["<", 100] }] }, false],
  ["a number of a text", { store: [{ numeric: ["=", 1] }] }, false],
  ["a key that is there", { store: [{ exists: true }] }, true],
  ["a key that is not there", { customer: [{ exists: false }] }, true],
  ["one way or the other", { $or: [{ store: ["toys"] }, { event: ["order_placed"] }] }, true],
  ["neither one way nor the other", { $or: [{ store: ["toys"] }, { event: ["lost"] }] }, false],
];

describe("a filter policy", () => {
  for (const [name, policy, passes] of CASES) {
    it(`${passes ? "lets through" : "holds back"}: ${name}`, () => {
      expect(attributesPass(policy, order)).to.equal(passes);
    });
  }

  it("takes a list for each of its elements", () => {
    const interests = { interests: text('["rugby","football"]', "String.Array") };
    expect(attributesPass({ interests: ["football"] }, interests)).to.equal(true);
    expect(attributesPass({ interests: [{ "anything-but": ["rugby"] }] }, interests)).to.equal(true);
    expect(attributesPass({ interests: ["tennis"] }, interests)).to.equal(false);
  });

  it("reads addresses by their network", () => {
    const policy = { source: [{ cidr: "10.0.0.0/24" }] };
    expect(attributesPass(policy, { source: text("10.0.0.255") })).to.equal(true);
    expect(attributesPass(policy, { source: text("10.0.1.0") })).to.equal(false);
  });

  it("on the body looks into nested structures and lists of them, and lets no body through that is not JSON", () => {
    const policy = { order: { items: { kind: ["lamp"] }, paid: [true] } };
    const body = { order: { items: [{ kind: "chair" }, { kind: "lamp" }], paid: true } };
    expect(bodyPasses(policy, JSON.stringify(body))).to.equal(true);
    expect(bodyPasses(policy, JSON.stringify({ order: { ...body.order, paid: false } }))).to.equal(false);
    expect(bodyPasses({ order: [{ exists: false }] }, JSON.stringify(body))).to.equal(false);
    expect(bodyPasses({ gone: [{ exists: false }] }, JSON.stringify(body))).to.equal(true);
    expect(bodyPasses({ gone: [{ exists: false }] }, "no JSON")).to.equal(false);
  });

  it("decides as its words say, one key at a time", () => {
    const word = fc.constantFrom("a", "ab", "abc", "b", "");
    const condition = fc.oneof(
      word,
      fc.record({ prefix: word }),
      fc.record({ "anything-but": fc.array(word, { minLength: 1, maxLength: 2 }) }),
      fc.record({ exists: fc.boolean() }),
    );
    const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });
    const policy = fc.dictionary(fc.constantFrom("x", "y", "z"), conditions, { maxKeys: 3 });
    const message = fc.dictionary(
      fc.constantFrom("x", "y", "z"),
      word.filter((one) => one !== ""),
      { maxKeys: 3 },
    );
    fc.assert(
      fc.property(policy, message, (rules, values) => {
        const expected = Object.keys(rules).every((key) =>
          (rules[key] ?? []).some((rule) => {
            const value: string | undefined = values[key];
            if (typeof rule === "string") return value === rule;
            if ("exists" in rule) return rule.exists ? value !== undefined : value === undefined;
            if (value === undefined) return false;
            return "prefix" in rule
              ? value.indexOf(rule.prefix) === 0
              : rule["anything-but"].every((one) => one !== value);
          }),
        );
        const attributes = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)]));
        expect(attributesPass(rules, attributes)).to.equal(expected);
        expect(bodyPasses(rules, JSON.stringify(values))).to.equal(expected);
      }),
    );
  });
});
