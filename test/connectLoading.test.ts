/** Flows that Amazon Connect would refuse are refused when they load, all problems at once. */
import { expect } from "chai";
import { InvalidContactFlowException } from "../local/connect";
import type { GraphResource } from "../local/engine/graph";
import {
  ALWAYS_OPEN,
  BYE,
  type Sketch,
  document,
  flow,
  flowModule,
  graph,
  hours,
  instance,
  number,
  say,
  serve,
} from "./support/connectGraph";

function refusal(...resources: GraphResource[]): InvalidContactFlowException {
  try {
    serve(graph(instance(), ALWAYS_OPEN, resources));
  } catch (error) {
    if (error instanceof InvalidContactFlowException) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("loading flows", () => {
  const cases: { refuses: string; sketch: Sketch; type?: string; action: string; says: RegExp }[] = [
    {
      refuses: "an action type there is none of",
      sketch: { it: ["PlayPrompt", { Text: "hi" }, { next: "bye" }], bye: BYE },
      action: "it (PlayPrompt)",
      says: /MessageParticipant/,
    },
    {
      refuses: "an action that is illegal in the flow's type",
      sketch: {
        it: ["TransferContactToQueue", {}, { next: "end", errors: { QueueAtCapacity: "end", NoMatchingError: "end" } }],
        end: ["EndFlowExecution"],
      },
      type: "CUSTOMER_WHISPER",
      action: "it (TransferContactToQueue)",
      says: /CUSTOMER_WHISPER/,
    },
    {
      refuses: "a missing error branch",
      sketch: { it: ["UpdateContactTargetQueue", { QueueId: "q" }, { next: "bye" }], bye: BYE },
      action: "it (UpdateContactTargetQueue)",
      says: /NoMatchingError/,
    },
    {
      refuses: "an error branch the action does not have",
      sketch: {
        it: [
          "Compare",
          { ComparisonValue: "$.Channel" },
          { next: "bye", when: { VOICE: "bye" }, errors: { NoMatchingCondition: "bye", NoMatchingError: "bye" } },
        ],
        bye: BYE,
      },
      action: "it (Compare)",
      says: /NoMatchingError/,
    },
    {
      refuses: "a target that is not there",
      sketch: { it: say("hi", "nowhere") },
      action: "it (MessageParticipant)",
      says: /nowhere/,
    },
    {
      refuses: "two bodies of a prompt",
      sketch: { it: ["MessageParticipant", { Text: "a", SSML: "<speak>a</speak>" }, { next: "bye" }], bye: BYE },
      action: "it (MessageParticipant)",
      says: /Text/,
    },
    {
      refuses: "a parameter out of range",
      sketch: {
        it: ["Loop", { LoopCount: "101" }, { next: "bye", when: { ContinueLooping: "bye", DoneLooping: "bye" } }],
        bye: BYE,
      },
      action: "it (Loop)",
      says: /101/,
    },
    {
      refuses: "a callback number that is no reference",
      sketch: {
        it: [
          "UpdateContactCallbackNumber",
          { CallbackNumber: "+12065550123" },
          { next: "bye", errors: { InvalidCallbackNumber: "bye", CallbackNumberNotDialable: "bye" } },
        ],
        bye: BYE,
      },
      action: "it (UpdateContactCallbackNumber)",
      says: /CallbackNumber/,
    },
  ];
  for (const { refuses, sketch, type, action, says } of cases) {
    it(`refuses ${refuses}, naming flow, action and remedy`, () => {
      const error = refusal(flow("bad", document(sketch), type));
      const problem = error.problems.find((candidate) => candidate.action === action && says.test(candidate.message));
      expect(problem?.flow, error.message).to.equal("bad");
      expect(error.message).to.contain('flow "bad", action it');
      expect(error.name).to.equal("InvalidContactFlowException");
    });
  }

  it("refuses what is no flow document", () => {
    for (const [content, says] of [
      ["{", "not JSON"],
      ["[]", "not a flow document"],
      ['{"modules":[],"start":"x"}', "not a flow document"],
      ['{"Version":"2019-10-30","StartAction":"x","Actions":[]}', "not a flow document"],
    ] as const) {
      expect(refusal(flow("bad", content)).message).to.contain(says);
    }
  });

  it("refuses a start that is not there", () => {
    expect(refusal(flow("bad", { ...document({ bye: BYE }), StartAction: "hello" })).message).to.contain("hello");
  });

  it("collects the problems of all flows and modules", () => {
    const error = refusal(
      flow("first", document({ it: say("hi", "nowhere") })),
      flow("fine", document({ bye: BYE })),
      flowModule("second", document({ it: say("hi", "nowhere either") })),
    );
    expect([...new Set(error.problems.map((problem) => problem.flow))]).to.deep.equal(["first", "second"]);
  });

  it("refuses hours that cannot be read, and a program without an instance", () => {
    expect(() => serve(graph(instance(), hours("odd", { TimeZone: "Nowhere", Config: [] })))).to.throw(
      'Hours of operation "odd"',
    );
    expect(() => serve(graph(flow("main", document({ bye: BYE })), number("main")))).to.throw("aws.connect.Instance");
  });
});
