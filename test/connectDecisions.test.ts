/** Actions that decide: comparisons, hours, metrics, chance, loops. */
import { expect } from "chai";
import { CENTRE, E, ENDS, type Probe, set, table } from "./support/actionTable";
import {
  BYE,
  CALLER,
  diagnostics,
  heard,
  hours,
  openings,
  play,
  queueArn,
  say,
  type Sketch,
  type Wiring,
} from "./support/connectGraph";

describe("Compare", () => {
  const when = (...conditions: (readonly [string, string, string])[]): Wiring => ({
    next: "failed",
    when: conditions,
    errors: { NoMatchingCondition: "failed" },
  });
  const probe = (does: string, value: string, operator: string, operand: string, truth: boolean): Probe => ({
    does,
    before: { start: set({ value, other: operand }, "it") },
    it: ["Compare", { ComparisonValue: "$.Attributes.value" }, when([operator, operand, "ok"])],
    hears: [truth ? "ok" : "failed"],
  });
  table([
    probe("finds equal text", "abc", "Equals", "abc", true),
    probe("minds upper and lower case", "abc", "Equals", "ABC", false),
    probe("finds a beginning", "abc", "TextStartsWith", "ab", true),
    probe("finds an end", "abc", "TextEndsWith", "bc", true),
    probe("finds a part", "abc", "TextContains", "b", true),
    probe("misses a part that is not there", "abc", "TextContains", "x", false),
    probe("compares as numbers, not as text: 10 > 9", "10", "NumberGreaterThan", "9", true),
    probe("greater is not equal", "9", "NumberGreaterThan", "9", false),
    probe("at least", "9", "NumberGreaterOrEqualTo", "9", true),
    probe("less", "8.5", "NumberLessThan", "9", true),
    probe("at most", "9", "NumberLessOrEqualTo", "9.0", true),
    probe("is false for a number test on text", "abc", "NumberLessThan", "9", false),
    probe("is false for a number test on nothing", " ", "NumberLessThan", "9", false),
    {
      does: "takes the first of several true conditions",
      before: { start: set({ value: "abc" }, "it") },
      it: [
        "Compare",
        { ComparisonValue: "$.Attributes.value" },
        when(["TextContains", "b", "a"], ["Equals", "abc", "b"]),
      ],
      hears: ["a"],
    },
    {
      does: "takes the first of two conditions with the same operand",
      before: { start: set({ value: "x" }, "it") },
      it: ["Compare", { ComparisonValue: "$.Attributes.value" }, when(["Equals", "x", "a"], ["Equals", "x", "b"])],
      hears: ["a"],
    },
    {
      does: "compares with another reference",
      before: { start: set({ value: "x", same: "x" }, "it") },
      it: ["Compare", { ComparisonValue: "$.Attributes.value" }, when(["Equals", "$.Attributes.same", "ok"])],
      hears: ["ok"],
    },
    {
      does: "takes NoMatchingCondition for a value that is not set",
      it: ["Compare", { ComparisonValue: "$.Attributes.missing" }, when(["Equals", "x", "ok"])],
      hears: ["failed"],
    },
    {
      does: "reads names with spaces",
      before: { start: set({ "my key": "x" }, "it") },
      it: ["Compare", { ComparisonValue: "$.Attributes.['my key']" }, when(["Equals", "x", "ok"])],
      hears: ["ok"],
    },
  ]);
});

describe("CheckHoursOfOperation", () => {
  const wiring = { next: "failed", when: { True: "a", False: "b" }, errors: E };
  const toSupport: Sketch = {
    start: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "it", errors: E }],
  };
  const night = hours("night", { TimeZone: "America/Los_Angeles", Config: openings(["TUESDAY"], "22:00", "6:00") });
  table([
    {
      does: "is true when open",
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "id-always" }, wiring],
      hears: ["a"],
    },
    {
      does: "is false when closed",
      resources: [night],
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "id-night" }, wiring],
      hears: ["b"],
    },
    {
      does: "uses the hours of the target queue",
      before: toSupport,
      it: ["CheckHoursOfOperation", {}, wiring],
      hears: ["a"],
    },
    {
      does: "takes the error branch without hours or queue",
      it: ["CheckHoursOfOperation", {}, wiring],
      hears: ["failed"],
      diagnostic: "UpdateContactTargetQueue",
    },
    {
      does: "takes the error branch for hours that are not declared",
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "elsewhere" }, wiring],
      hears: ["failed"],
      diagnostic: "AWS::Connect::HoursOfOperation",
    },
    {
      does: "takes the error branch for a reference that is not set",
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "$.Attributes.hours" }, wiring],
      hears: ["failed"],
      diagnostic: "$.Attributes.hours",
    },
  ]);
});

describe("queue metrics", () => {
  const anyAgents: Wiring = {
    next: "b",
    when: [["NumberGreaterThan", "0", "a"]],
    errors: { NoMatchingCondition: "b", NoMatchingError: "failed" },
  };
  const check = (parameters: Record<string, unknown>, wiring = anyAgents): Probe["it"] => [
    "CheckMetricData",
    parameters,
    wiring,
  ];
  const read: Sketch = {
    read: say("$.Metrics.Queue.Name $.Metrics.Queue.Size $.Metrics.Agents.Available.Count", "bye"),
  };
  table([
    {
      does: "CheckMetricData finds no available agent",
      it: check({ MetricType: "NumberOfAgentsAvailable", QueueId: queueArn("support") }),
      hears: ["b"],
    },
    {
      does: "CheckMetricData takes the error branch without a queue",
      it: check({ MetricType: "NumberOfAgentsAvailable" }),
      hears: ["failed"],
      diagnostic: "no target queue is set",
    },
    {
      does: "CheckMetricData takes the error branch for a queue that is not declared",
      it: check({ MetricType: "NumberOfContactsInQueue", QueueId: "elsewhere" }),
      hears: ["failed"],
      diagnostic: "aws.connect.Queue",
    },
    {
      does: "GetMetricData fills $.Metrics",
      before: { start: ["GetMetricData", { QueueId: queueArn("support") }, { next: "read", errors: E }], ...read },
      it: check({ MetricType: "NumberOfAgentsAvailable" }),
      hears: ["support 0 0"],
    },
    {
      does: "GetMetricData takes the error branch without a queue",
      it: ["GetMetricData", {}, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "no target queue is set",
    },
  ]);

  it("counts agents by what they do, and compares the oldest contact's age in milliseconds", async () => {
    const older: Wiring = {
      next: "b",
      when: [["NumberGreaterOrEqualTo", "30000", "a"]],
      errors: { NoMatchingCondition: "b", NoMatchingError: "failed" },
    };
    const queueing: Sketch = {
      age: check({ MetricType: "OldestContactInQueueAgeSeconds", QueueId: queueArn("support") }, older),
      a: say("waiting long", "online"),
      b: say("not waiting long", "online"),
      online: check(
        { MetricType: "NumberOfAgentsOnline", QueueId: queueArn("support") },
        {
          ...anyAgents,
          next: "to",
          when: [["NumberGreaterThan", "0", "staffed"]],
          errors: { NoMatchingCondition: "to", NoMatchingError: "to" },
        },
      ),
      staffed: say("staffed", "to"),
      to: [
        "UpdateContactTargetQueue",
        { QueueId: queueArn("support") },
        { next: "queue", errors: { NoMatchingError: "bye" } },
      ],
      queue: [
        "TransferContactToQueue",
        {},
        { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } },
      ],
      failed: say("failed", "bye"),
      bye: BYE,
    };
    const service = play(queueing, CENTRE);
    service.agent("jane").signIn();
    const first = service.dial({ from: CALLER });
    await service.clock.advance(30_000);
    service.agent("jane").goOnline();
    const second = service.dial({ from: CALLER });
    expect(heard(first)[0]).to.equal("not waiting long");
    expect(heard(second).slice(0, 2)).to.deep.equal(["waiting long", "staffed"]);
  });
});

describe("DistributeByPercentage", () => {
  const sketch: Sketch = {
    it: [
      "DistributeByPercentage",
      {},
      {
        next: "rest",
        when: [
          ["NumberLessThan", "21", "a"],
          ["NumberLessThan", "61", "b"],
        ],
        errors: { NoMatchingCondition: "rest" },
      },
    ],
    rest: say("rest", "bye"),
    ...ENDS,
  };
  const draw = (seed: number): Record<string, number> => {
    const service = play(sketch, [], { seed });
    const counts: Record<string, number> = { a: 0, b: 0, rest: 0 };
    for (let i = 0; i < 2_000; i++) {
      const [text = ""] = heard(service.dial({ from: CALLER }));
      counts[text] = (counts[text] ?? 0) + 1;
    }
    return counts;
  };

  it("sends contacts by their shares, and the same ones for the same seed", () => {
    const { a = 0, b = 0, rest = 0 } = draw(7);
    expect(a).to.be.within(340, 460);
    expect(b).to.be.within(730, 870);
    expect(a + b + rest).to.equal(2_000);
    expect(draw(7)).to.deep.equal(draw(7));
    expect(draw(7)).to.not.deep.equal(draw(8));
  });
});

describe("Loop", () => {
  const loop = (count: string): Sketch => ({
    it: [
      "Loop",
      { LoopCount: count },
      { next: "done", when: { ContinueLooping: "again", DoneLooping: "done" }, errors: E },
    ],
    again: say("again", "it"),
    done: say("done", "bye"),
    ...ENDS,
  });
  for (const { count, hears } of [
    { count: "2", hears: ["again", "again", "done"] },
    { count: "0", hears: ["done"] },
  ]) {
    it(`goes round ${count} times, then on`, () => {
      expect(heard(play(loop(count)).dial({ from: CALLER }))).to.deep.equal(hears);
    });
  }

  it("begins again after it is done, and takes the error branch for a count that is none", () => {
    const twice = { ...loop("1"), done: set({ seen: "$.Attributes.second" }, "check") };
    const check: Sketch = {
      check: [
        "Compare",
        { ComparisonValue: "$.Attributes.seen" },
        { next: "bye", when: { x: "bye" }, errors: { NoMatchingCondition: "mark" } },
      ],
      mark: set({ second: "x" }, "it"),
    };
    expect(heard(play({ ...twice, ...check }).dial({ from: CALLER }))).to.deep.equal(["again", "again"]);
    const call = play({ start: set({ n: "many" }, "it"), ...loop("$.Attributes.n") }).dial({ from: CALLER });
    expect([heard(call), diagnostics(call).join()]).to.deep.equal([
      ["failed"],
      "LoopCount $.Attributes.n is many; it must be a whole number from 0 to 100",
    ]);
  });
});

describe("Wait", () => {
  table([
    {
      does: "takes its error branch on a call",
      it: ["Wait", { TimeLimitSeconds: "60" }, { next: "failed", when: { WaitCompleted: "ok" }, errors: E }],
      hears: ["failed"],
      diagnostic: "a call cannot wait",
    },
  ]);
});
