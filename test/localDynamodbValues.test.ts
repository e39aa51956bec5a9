/** The small parts under the local DynamoDB: plain values and the lock. */
import { expect } from "chai";
import fc from "fast-check";
import { ReadWriteLock } from "../local/dynamodb/readWriteLock";
import { fromAttribute, toAttribute, type PlainValue } from "../local/dynamodb/values";

describe("plain values", () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    // Odd, so that no number holds them.
    fc.bigInt({ min: 2n ** 53n, max: 10n ** 37n }).map((value) => value | 1n),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.set(fc.string(), { minLength: 1 }).map((values) => new Set(values)),
    fc.set(fc.integer(), { minLength: 1 }).map((values) => new Set(values)),
  );
  const value = fc.letrec<{ value: PlainValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar,
      fc.array(tie("value")),
      fc.dictionary(fc.string(), tie("value"), { noNullPrototype: true }),
    ),
  })).value;

  it("come back from attribute values as they went in", () => {
    fc.assert(
      fc.property(value, (given) => {
        const wire: unknown = JSON.parse(JSON.stringify(toAttribute(given)));
        expect(fromAttribute(wire as Record<string, unknown>)).to.deep.equal(given);
      }),
    );
  });

  it("that DynamoDB cannot store are refused with their path", () => {
    const refusals: [unknown, RegExp][] = [
      [{ a: [1, Number.NaN] }, /value\.a\[1\] is NaN/],
      [{ a: new Map() }, /value\.a is a Map/],
      [() => 1, /value is a function/],
      [new Set(), /value is an empty set/],
      [new Set([1, "a"]), /mixed/],
    ];
    for (const [given, message] of refusals) expect(() => toAttribute(given)).to.throw(message);
  });
});

describe("the read-write lock", () => {
  it("never lets a writer in beside anyone, and loses nobody", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), async (kinds) => {
        const lock = new ReadWriteLock();
        let readers = 0;
        let writers = 0;
        let done = 0;
        const work = async (exclusive: boolean): Promise<void> => {
          if (exclusive) writers += 1;
          else readers += 1;
          expect(writers === 0 || (writers === 1 && readers === 0)).to.equal(true);
          await new Promise((resolve) => setImmediate(resolve));
          if (exclusive) writers -= 1;
          else readers -= 1;
          done += 1;
        };
        await Promise.all(
          kinds.map((exclusive) => (exclusive ? lock.exclusive(() => work(true)) : lock.shared(() => work(false)))),
        );
        expect(done).to.equal(kinds.length);
      }),
    );
  });
});
