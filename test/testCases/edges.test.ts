/** Where one more or one less decides whether a test case passes. */
import { expect } from "chai";
import { readTestCase, type Observation, type TestCase, TestCaseError } from "../../scenarios/language";
import { holds } from "../../testing/testCases/assertions";
import { Progress } from "../../testing/testCases/progress";
import { percent } from "../../testing/coverage/summary";
import { hears, observe, START, testCase, type Json } from "./documents";

function progressOf(type: Observation["usage"]["type"], times: number): Progress {
  const event: Observation["event"] = { type: "TestInitiated" };
  const observation: Observation = { id: "one", event, actions: [], next: [], usage: { type, times } };
  const found: TestCase = { ...readTestCase(testCase(observe("one", START))), observations: [observation] };
  return new Progress(found);
}

describe("an observation that counts", () => {
  for (const [type, times, met, exceeded, missing] of [
    ["AtMost", 1, 1, false, 0],
    ["AtMost", 1, 2, true, 0],
    ["AtLeast", 2, 1, false, 1],
    ["AtLeast", 2, 2, false, 0],
    ["Exactly", 2, 1, false, 1],
    ["Exactly", 2, 2, false, 0],
  ] as const) {
    it(`${type} ${times}, met ${met} times: ${exceeded ? "exceeded" : missing === 1 ? "missing" : "satisfied"}`, () => {
      const progress = progressOf(type, times);
      for (let i = 0; i < met; i++) expect(progress.take(() => true)?.id).to.equal("one");
      expect([progress.exceeded?.id, progress.missing.length]).to.deep.equal([exceeded ? "one" : undefined, missing]);
    });
  }
});

describe("an assertion", () => {
  const CASES: [
    operator: Parameters<typeof holds>[0],
    value: string | undefined,
    operand: string,
    expected: boolean,
  ][] = [
    ["Equals", "Ana", "Ana", true],
    ["Equals", "Ana", "ana", false],
    ["Equals", undefined, "", false],
    ["Exists", undefined, "", false],
    ["Exists", "", "", false],
    ["Exists", "0", "", true],
    ["TextStartsWith", "abc", "ab", true],
    ["TextStartsWith", "abc", "bc", false],
    ["TextEndsWith", "abc", "bc", true],
    ["TextEndsWith", "abc", "ab", false],
    ["TextContains", "abc", "b", true],
    ["TextContains", "abc", "B", false],
    ["NumberGreaterThan", "2", "2", false],
    ["NumberGreaterOrEqualTo", "2", "2", true],
    ["NumberLessThan", "2", "2", false],
    ["NumberLessOrEqualTo", "2", "2", true],
    ["NumberLessOrEqualTo", "", "2", false],
    ["NumberLessThan", "a", "b", false],
  ];
  for (const [operator, value, operand, expected] of CASES) {
    it(`${operator} ${JSON.stringify(operand)} ${expected ? "holds" : "does not hold"} of ${JSON.stringify(value)}`, () => {
      expect(holds(operator, value, operand)).to.equal(expected);
    });
  }
});

describe("an expected message", () => {
  it("has one form, not two and not none", () => {
    const waiting = (Properties: Json): Json => testCase(observe("one", { ...hears("x"), Properties }));
    const MatchingCriteria = { Type: "Inclusion" };
    expect(() => readTestCase(waiting({ Text: "a", SSML: "<speak>a</speak>", MatchingCriteria }))).to.throw(
      TestCaseError,
    );
    expect(() => readTestCase(waiting({ MatchingCriteria }))).to.throw(TestCaseError);
    expect(() => readTestCase(waiting({ Text: "a", MatchingCriteria }))).not.to.throw();
  });
});

describe("a percentage of coverage", () => {
  it("is rounded down: 100 means all", () => {
    const shares = [
      [1_999, 2_000],
      [2_000, 2_000],
      [0, 0],
      [1, 3],
    ].map(([covered = 0, total = 0]) => percent({ covered, total }));
    expect(shares).to.deep.equal([99.9, 100, 100, 33.3]);
  });
});
