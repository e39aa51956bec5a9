import { expect } from "chai";
import { lintTestCase, type LintOptions } from "../../scenarios/language";
import { defineFlow, queueRef } from "../../flows/language";
import {
  act,
  answers,
  assert,
  end,
  fails,
  hears,
  observe,
  override,
  press,
  say,
  START,
  starts,
  substitutes,
  testCase,
  unconnected,
  type Json,
} from "./documents";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:lookup";
const ENDS = observe("ends", hears("Goodbye"), [end()]);

/** Codes found, with an E or W before each. */
function codes(document: unknown, options: LintOptions = {}): string[] {
  return lintTestCase(document, options).map(({ code, severity }) => `${severity[0]?.toUpperCase()} ${code}`);
}

/** Codes of a test case with one more observation, which the last one follows. */
const withOne = (observation: Json, options: LintOptions = {}): string[] => codes(testCase(observation, ENDS), options);

/** Codes of an action on hearing something. */
const onHearing = (action: Json, options: LintOptions = {}): string[] =>
  withOne(observe("o", hears("x"), [action]), options);

const flow = defineFlow({ name: "desk", type: "CONTACT_FLOW", onError: (f) => f.disconnect() }, (f) => {
  f.say("Welcome to the desk.");
  f.setQueue(queueRef("support"));
  f.setAttributes({ topic: "desk" });
  f.transferToQueue({ onAtCapacity: (f) => f.disconnect() });
}).document;

describe("linting a native test case", () => {
  it("has nothing to say of a document as the service is known to take it", () => {
    const document = testCase(
      observe("start", START, [
        answers(ARN, { caller: "known" }),
        substitutes("TransferContactToQueue", { QueueId: "q" }, "arn:q2"),
      ]),
      observe("welcome", hears("Welcome"), [press("1")]),
      observe("bot", starts("ConnectParticipantWithLexBot", { LexV2Bot: { AliasArn: "arn:alias" } }), [
        say("an order"),
      ]),
      observe("queue", starts("TransferContactToQueue", { QueueId: "q" }), [
        assert("$.Queue.Name", "Equals", "support"),
        end(),
      ]),
    );
    expect(codes(document)).to.deep.equal([]);
  });

  it("warns where documentation and service differ, and of earlier spellings", () => {
    const cases: [string, string[]][] = [
      ["W T102", codes({ ...testCase(ENDS), Version: "2025-06-21" })],
      ["W T302", withOne(observe("o", { ...hears("x"), Identifier: undefined }))],
      ["W T314", withOne(observe("o", { ...hears("x"), Properties: { Text: "x" }, MatchingCriteria: "Inclusion" }))],
      ["W T313", withOne(observe("o", { ...hears("x"), Properties: { Text: "x" } }))],
      ["W T404", onHearing({ ...press(1), Transitions: { NextAction: "" } })],
      ["W T403", onHearing({ ...press(1), Parameters: { Actor: "Customer", Instruction: { Type: "Disconnect" } } })],
      ["W T423", onHearing(assert("$.Attributes.a", "Exists"))],
      [
        "W T415",
        onHearing(
          act("a", "SendInstruction", {
            Actor: "Customer",
            Instruction: { Type: "Utterance", Properties: { Text: "x" } },
          }),
        ),
      ],
      [
        "W T414",
        onHearing(
          act("a", "SendInstruction", {
            Actor: "Customer",
            Instruction: { Type: "TextUtterance", Properties: { Value: "x" } },
          }),
        ),
      ],
      ["W T213", withOne({ ...observe("o", START), Usage: { Type: "Exactly", Times: 1 } })],
      ["W T212", withOne({ ...observe("o", hears("x")), Usage: { Type: "EXACTLY", Times: 1 } })],
      ["W T215", withOne({ ...observe("o", hears("x")), Usage: { Type: "Exactly" } })],
      [
        "W T516",
        onHearing(
          override(
            "CheckHoursOfOperation",
            { HoursOfOperationId: "h" },
            { Type: "MockResponse", Response: { Type: "ExecutionResult", ExecutionResult: { Value: "InHours" } } },
          ),
        ),
      ],
      [
        "W T203",
        codes({
          ...testCase(),
          Observations: [{ ...observe("o", hears("x")), Transitions: { NextActions: ["ends"] } }, ENDS],
        }),
      ],
    ];
    for (const [code, found] of cases) expect(found, code).to.deep.equal([code]);
  });

  it("calls errors what nobody has seen accepted", () => {
    expect(codes({ ...testCase(ENDS), Version: "2026-01-01" })).to.deep.equal(["E T102"]);
    expect(withOne(observe("o", hears(" ")))).to.deep.equal(["E T312"]);
    expect(withOne(observe("o", { ...hears("x"), Actor: "Agent" }))).to.deep.equal(["E T303"]);
    expect(
      withOne(observe("o", { ...hears("x"), Properties: { Text: "x", MatchingCriteria: { Type: "Contains" } } })),
    ).to.deep.equal(["E T315"]);
    expect(onHearing(press("1"), { entryPoint: "CHAT" })).to.deep.equal(["E T441"]);
    expect(onHearing(fails("TransferContactToQueue", { QueueId: "q" }, "NoneFound"))).to.deep.equal(["E T512"]);
    expect(
      onHearing(
        override(
          "CheckHoursOfOperation",
          { HoursOfOperationId: " " },
          { Type: "SubstituteResource", SubstituteArn: "arn:h" },
        ),
      ),
    ).to.deep.equal(["E T521"]);
    expect(codes(JSON.stringify({ ...testCase(ENDS), Metadata: { note: "x".repeat(256_000) } }))).to.deep.equal([
      "E T105",
    ]);
  });

  it("makes one error of each thing that cannot be read", () => {
    expect(codes("{")).to.deep.equal(["E T101"]);
    expect(
      onHearing(act("a", "Assert", { Namespace: "$.Channel", Operator: "NotEquals", Operand: "x" })),
    ).to.deep.equal(["E T422"]);
    expect(onHearing(override("Wait", {}, {}))).to.deep.equal(["E T503"]);
  });

  it("finds observations that never have their turn", () => {
    const a = observe("a", hears("x"), [], ["b"]);
    const b = observe("b", hears("y"), [], ["a"]);
    expect(codes(unconnected(a, b, ENDS))).to.deep.equal(["E T612", "E T612"]);
    expect(codes(unconnected(observe("a", hears("x"), [], ["nobody"]), ENDS))).to.deep.equal(["E T611"]);
    expect(codes(unconnected(observe("a", hears("x"), [end("stop")], ["ends"]), ENDS))).to.deep.equal(["E T617"]);
    expect(codes(testCase(observe("a", hears("x")), observe("s", START), ENDS))).to.deep.equal(["E T613"]);
    expect(withOne(observe("a", { ...START, Type: "TestCompleted" }))).to.deep.equal(["E T617"]);
  });

  it("finds names given twice", () => {
    expect(codes(unconnected(ENDS, { ...observe("ends", hears("x"), [press(1)]) }))).to.deep.equal(["E T601"]);
    expect(
      withOne({
        ...observe("o", hears("x")),
        Actions: [{ ...press(1, "p"), Transitions: { NextAction: "p" } }, press(2, "p")],
      }),
    ).to.include("E T603");
    expect(onHearing(press(1, "end"))).to.deep.equal(["W T604"]);
  });

  it("finds assertions that can never be met", () => {
    expect(onHearing(assert("Attributes.a", "Equals", "x"))).to.deep.equal(["E T451"]);
    expect(onHearing(assert("$.Colour", "Equals", "x"))).to.deep.equal(["W T452"]);
    expect(onHearing(assert("$.Metrics.Queue.Size", "NumberLessThan", "few"))).to.deep.equal(["E T453"]);
    expect(onHearing(assert("$.Channel", "Equals", "CHAT"))).to.deep.equal(["E T454"]);
    expect(onHearing(assert("$.Channel", "Equals", "CHAT"), { entryPoint: "CHAT" })).to.deep.equal([]);
    expect(withOne(observe("o", START, [assert("$.External.caller", "Equals", "x")]))).to.deep.equal(["E T455"]);
    expect(
      withOne(observe("o", START, [assert("$.Attributes.a", "Equals", "x")]), { attributes: { b: "x" } }),
    ).to.deep.equal(["E T456"]);
    const both = (operator: string, operand: string) =>
      withOne(
        observe("o", hears("x"), [
          assert("$.Attributes.a", "Equals", "12", "one"),
          assert("$.Attributes.a", operator, operand, "two"),
        ]),
      );
    expect(both("Equals", "13")).to.deep.equal(["E T457"]);
    expect(both("NumberGreaterThan", "12")).to.deep.equal(["E T457"]);
    expect(both("NumberGreaterOrEqualTo", "12")).to.deep.equal([]);
    expect(both("TextStartsWith", "2")).to.deep.equal(["E T457"]);
  });

  it("adds up what answers are told to wait, and knows what Connect waits for a function", () => {
    const late = (seconds: number, count: number) =>
      withOne(
        observe(
          "o",
          START,
          Array.from({ length: count }, (_, index) => answers(ARN, {}, `answer ${index}`, seconds)),
        ),
      );
    expect(late(8, 1)).to.deep.equal([]);
    expect(late(9, 1)).to.deep.equal(["W T524"]);
    expect(late(8, 38)).to.deep.equal(["E T641"]);
  });

  it("warns of a test that nothing ends: its contact can reach an agent", () => {
    expect(codes(testCase(observe("o", hears("x"))))).to.deep.equal(["W T618"]);
  });

  it("warns of keys pressed before any flow listens, and finds what comes after the end", () => {
    expect(withOne(observe("o", START, [press(1)]))).to.deep.equal(["W T442"]);
    expect(codes(unconnected(ENDS, observe("o", { ...START, Type: "TestCompleted" }, [press(1)])))).to.deep.equal([
      "E T443",
    ]);
  });

  describe("with the flows its contact plays", () => {
    const options = { flows: [flow] };

    it("finds events no flow can raise", () => {
      expect(
        withOne(observe("o", starts("CheckHoursOfOperation", { HoursOfOperationId: "h" })), { flows: [flow] }),
      ).to.include("E T701");
      const queue = (QueueId: string) =>
        codes(testCase(observe("o", starts("TransferContactToQueue", { QueueId }), [end()])), options);
      expect(queue("${{queue:support}}")).to.deep.equal([]);
      expect(queue("${{queue:sales}}")).to.deep.equal(["E T702"]);
      const message = (words: string) => codes(testCase(observe("o", hears(words), [end()])), options);
      expect(message("Welcome to the desk")).to.deep.equal([]);
      expect(message("Welcome to the counter")).to.deep.equal(["E T703"]);
    });

    it("finds overrides of what no flow uses, and warns of attributes no flow sets", () => {
      const doing = (action: Json) => codes(testCase(observe("o", hears("Welcome"), [action, end()])), options);
      expect(doing(answers(ARN, {}))).to.deep.equal(["E T711"]);
      expect(doing(fails("TransferContactToQueue", { QueueId: "${{queue:sales}}" }, "QueueAtCapacity"))).to.deep.equal([
        "E T712",
      ]);
      expect(
        doing(fails("TransferContactToQueue", { QueueId: "${{queue:support}}" }, "QueueAtCapacity")),
      ).to.deep.equal([]);
      expect(doing(assert("$.Attributes.topic", "Equals", "desk"))).to.deep.equal([]);
      expect(doing(assert("$.Attributes.topik", "Equals", "desk"))).to.deep.equal(["W T721"]);
    });
  });
});
