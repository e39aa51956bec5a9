import { expect } from "chai";
import fc from "fast-check";
import { bind, type FlowDocument, type FlowKind, type JsonValue, toJson } from "../../flows/language";
import { decompileFlow, describeDifferences, equalButForIdentifiersAndLayout } from "../../flows/language/decompile";
import { arbitraryFlow } from "../support/arbitraryFlows";
import { flowIn } from "../support/evaluatedSource";
import { shippedFlows } from "../support/shippedFlows";

/** What is lost on the way from a document to its source and back. */
function lost(document: FlowDocument, type: FlowKind): string {
  const { source, bindings } = decompileFlow(document, { name: "it", type });
  const { document: evaluated } = flowIn(source);
  const again: FlowDocument = JSON.parse(bind(toJson(evaluated), bindings));
  return describeDifferences(equalButForIdentifiersAndLayout(document, again));
}

const END = { Identifier: "end", Type: "DisconnectParticipant" };

function flow(...actions: { [key: string]: JsonValue }[]): FlowDocument {
  return JSON.parse(
    JSON.stringify({
      Version: "2019-10-30",
      StartAction: actions[0]?.["Identifier"] ?? "end",
      Actions: [...actions, END],
    }),
  );
}

describe("source made of a document", () => {
  it("says what the document says, for any legal document", () => {
    fc.assert(
      fc.property(arbitraryFlow(), ({ type, document }) => {
        expect(lost(document, type)).to.equal("");
      }),
      { numRuns: 60 },
    );
  });

  for (const { name, type, document } of shippedFlows()) {
    it(`says what the shipped flow ${name} says, names included`, () => {
      const { source } = decompileFlow(document, { name, type });
      const differences = equalButForIdentifiersAndLayout(document, flowIn(source).document);
      expect(describeDifferences(differences)).to.equal("");
      expect(flowIn(source).findings, "a legal flow is checked as strictly as any").to.equal(undefined);
    });
  }

  const kept: [string, FlowDocument, FlowKind?][] = [
    [
      "numbers and booleans that are no text",
      flow({
        Identifier: "a",
        Type: "InvokeLambdaFunction",
        Parameters: {
          LambdaFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:f",
          InvocationTimeLimitSeconds: 5,
        },
        Transitions: { NextAction: "end", Errors: [{ ErrorType: "NoMatchingError", NextAction: "end" }] },
      }),
    ],
    [
      "null, nested lists and odd casing",
      flow({
        Identifier: "a",
        Type: "GetParticipantInput",
        Parameters: {
          storeInput: true,
          Odd: [null, 1.5, ["x", { __proto__x: false }]],
          Text: "$.Attributes.a$.Attributes.b",
        },
        Transitions: { NextAction: "end" },
      }),
    ],
    [
      "an action type nobody knows, with errors of one type twice",
      flow(
        {
          Identifier: "a",
          Type: "Teleport",
          Transitions: {
            NextAction: "b",
            Errors: [
              { ErrorType: "Lost", NextAction: "end" },
              { ErrorType: "Lost", NextAction: "b" },
            ],
          },
        },
        { Identifier: "b", Type: "MessageParticipant", Parameters: { Text: "b" }, Transitions: { NextAction: "end" } },
      ),
    ],
    [
      "conditions with several operands, or none, and without a NextAction",
      flow({
        Identifier: "a",
        Type: "Compare",
        Parameters: { ComparisonValue: "$.Attributes.a" },
        Transitions: {
          Conditions: [
            { NextAction: "end", Condition: { Operator: "Between", Operands: ["1", "2"] } },
            { NextAction: "a", Condition: { Operator: "Equals", Operands: [] } },
          ],
        },
      }),
    ],
    [
      "a required error that is not wired",
      flow({
        Identifier: "a",
        Type: "UpdateContactAttributes",
        Parameters: { Attributes: { x: "y" } },
        Transitions: { NextAction: "end" },
      }),
    ],
    [
      "an error the service refuses",
      flow({
        Identifier: "a",
        Type: "UpdateFlowLoggingBehavior",
        Parameters: { FlowLoggingBehavior: "Enabled" },
        Transitions: { NextAction: "end", Errors: [{ ErrorType: "NoMatchingError", NextAction: "end" }] },
      }),
    ],
    [
      "ways to blocks that are not there",
      flow({
        Identifier: "a",
        Type: "MessageParticipant",
        Parameters: { Text: "Hello." },
        Transitions: { NextAction: "gone", Errors: [{ ErrorType: "NoMatchingError", NextAction: "away" }] },
      }),
    ],
    [
      "a terminal action with a way out",
      flow({ Identifier: "a", Type: "DisconnectParticipant", Transitions: { NextAction: "end" } }),
    ],
    [
      "blocks nothing leads to, in a circle",
      flow(
        { Identifier: "a", Type: "MessageParticipant", Parameters: { Text: "a" }, Transitions: { NextAction: "end" } },
        { Identifier: "b", Type: "MessageParticipant", Parameters: { Text: "b" }, Transitions: { NextAction: "c" } },
        { Identifier: "c", Type: "MessageParticipant", Parameters: { Text: "c" }, Transitions: { NextAction: "b" } },
      ),
    ],
    [
      "an action of another type of flow",
      flow({
        Identifier: "a",
        Type: "MessageParticipantIteratively",
        Parameters: { Messages: [{ Text: "Hold." }] },
      }),
    ],
    [
      "a prompt that stands in a circle with itself",
      flow({
        Identifier: "a",
        Type: "Wait",
        Parameters: { TimeLimitSeconds: "5" },
        Transitions: {
          NextAction: "a",
          Errors: [{ ErrorType: "NoMatchingError", NextAction: "end" }],
          Conditions: [{ NextAction: "a", Condition: { Operator: "Equals", Operands: ["WaitCompleted"] } }],
        },
      }),
    ],
    [
      "settings of a module, and their absence",
      { ...flow(), Settings: { InputParameters: [{ Name: "x" }] } },
      "MODULE",
    ],
    ["a module without settings", flow(), "MODULE"],
  ];
  for (const [what, document, type = "CONTACT_FLOW"] of kept) {
    it(`keeps ${what}`, () => {
      expect(lost(document, type)).to.equal("");
    });
  }

  it("tells of the mistakes of a flow it keeps, instead of refusing it", () => {
    const parameters = { Attributes: { x: "y" } };
    const document = flow({
      Identifier: "a",
      Type: "UpdateContactAttributes",
      Parameters: parameters,
      Transitions: { NextAction: "end" },
    });
    const { source, findings } = decompileFlow(document, { name: "it", type: "CONTACT_FLOW" });
    expect(findings.map(({ code }) => code)).to.include("F402");
    expect(flowIn(source).findings?.map(({ code }) => code)).to.include("F402");
  });
});
