import { expect } from "chai";
import { type FlowAction, type FlowDocument, type FlowKind, type JsonValue } from "../../flows/language";
import { decompileFlow, describeDifferences, equalButForIdentifiersAndLayout } from "../../flows/language/decompile";
import { flowIn } from "../support/evaluatedSource";

type Parameters = { readonly [name: string]: JsonValue };
interface Ways {
  readonly next?: string;
  readonly error?: string;
  readonly errors?: { readonly [type: string]: string };
  readonly results?: { readonly [result: string]: string };
}

function action(Identifier: string, Type: string, parameters: Parameters = {}, ways: Ways = {}): FlowAction {
  const { next, error, errors = {}, results = {} } = ways;
  const wired = { ...errors, ...(error !== undefined && { NoMatchingError: error }) };
  return {
    Identifier,
    Type,
    Parameters: parameters,
    Transitions: {
      ...(next !== undefined && { NextAction: next }),
      Errors: Object.entries(wired).map(([ErrorType, NextAction]) => ({ ErrorType, NextAction })),
      Conditions: Object.entries(results).map(([result, NextAction]) => ({
        NextAction,
        Condition: { Operator: "Equals", Operands: [result] },
      })),
    },
  };
}

const say = (id: string, next: string, error: string): FlowAction =>
  action(id, "MessageParticipant", { Text: `This is ${id}.` }, { next, error });
const END: FlowAction = { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };

function documentOf(...actions: FlowAction[]): FlowDocument {
  return { Version: "2019-10-30", StartAction: actions[0]?.Identifier ?? "end", Actions: actions };
}

/** The source of a flow, after making sure that it says what the document says. */
function sourceOf(document: FlowDocument, type: FlowKind = "CONTACT_FLOW"): string {
  const { source } = decompileFlow(document, { name: "it", type, displayNames: false });
  const differences = equalButForIdentifiersAndLayout(document, flowIn(source).document);
  expect(describeDifferences(differences)).to.equal("");
  return source;
}

const menu = (ways: { readonly [key: string]: string }, otherwise: string): FlowAction =>
  action(
    "menu",
    "GetParticipantInput",
    { Text: "Press a key.", InputTimeLimitSeconds: "5", StoreInput: "False" },
    {
      next: otherwise,
      errors: { InputTimeLimitExceeded: otherwise, NoMatchingCondition: otherwise },
      error: otherwise,
      results: ways,
    },
  );

describe("source that reads well", () => {
  it("disconnects where a path ends, though the flow has one disconnect block for all", () => {
    const source = sourceOf(
      documentOf(menu({ 1: "one", 2: "two" }, "end"), say("one", "end", "end"), say("two", "end", "end"), END),
    );
    expect(source).to.include('endings: "one"').and.not.include("f.goto(").and.not.include("f.label(");
    expect(source.match(/f\.disconnect\(\)/g)).to.have.length(5);
  });

  it("leads what fails in the error handler to the one disconnect block too", () => {
    const source = sourceOf(
      documentOf(
        menu({ 1: "one" }, "sorry"),
        action("one", "MessageParticipant", { Text: "One." }, { next: "end", error: "sorry" }),
        action("sorry", "UpdateContactAttributes", { Attributes: { sorry: "yes" } }, { next: "end", error: "end" }),
        END,
      ),
    );
    expect(source).to.include('endings: "one"').and.not.include('f.goto("disconnect")');
  });

  it("keeps two disconnect blocks apart", () => {
    const source = sourceOf(documentOf(menu({ 1: "end", 2: "other" }, "end"), END, { ...END, Identifier: "other" }));
    expect(source).to.not.include("endings:");
  });

  it("says nothing of endings where no two paths share one", () => {
    const other = "arn:aws:connect:us-east-1:123456789012:instance/i/contact-flow/f";
    const transfer = action("a", "TransferToFlow", { ContactFlowId: other }, { next: "end", error: "end" });
    expect(sourceOf(documentOf(transfer, END))).to.not.include("endings:");
  });

  it("keeps the one ending apart from endings nothing leads to", () => {
    sourceOf(documentOf(menu({ 1: "end" }, "end"), say("lost", "end", "end"), END));
  });

  it("goes on with the block most branches lead to, without a jump", () => {
    const source = sourceOf(
      documentOf(
        menu({ 1: "rare", 2: "rare", 3: "one" }, "often"),
        say("one", "often", "gone"),
        say("often", "bye", "gone"),
        say("rare", "bye", "gone"),
        say("bye", "end", "gone"),
        say("gone", "end2", "end2"),
        END,
        { ...END, Identifier: "end2" },
      ),
    );
    expect(source).to.not.include('f.goto("often")');
  });
});

describe("verbs of imported flows", () => {
  const failing = { next: "end", error: "end" };
  const lambda = { InvocationTimeLimitSeconds: "8", InvocationType: "SYNCHRONOUS" };
  const spoken: [string, string, FlowAction][] = [
    [
      "a function behind a reference",
      'f.invokeLambda(flowAttribute("fn"), {',
      action("a", "InvokeLambdaFunction", { LambdaFunctionARN: "$.FlowAttributes.fn", ...lambda }, failing),
    ],
    [
      "a module behind a reference",
      'f.invokeModule(attribute("module"))',
      action("a", "InvokeFlowModule", { FlowModuleId: "$.Attributes.module" }, failing),
    ],
    [
      "a stream in one direction",
      'f.startMediaStreaming(["From"])',
      action(
        "a",
        "UpdateContactMediaStreamingBehavior",
        {
          MediaStreamingState: "Enabled",
          Participants: [{ ParticipantType: "Customer", MediaDirections: ["From"] }],
          MediaStreamType: "Audio",
        },
        failing,
      ),
    ],
    [
      "the participant a call was transferred from",
      'f.setPreviousParticipant("OffHold")',
      action("a", "UpdatePreviousContactParticipantState", { PreviousContactParticipantState: "OffHold" }, failing),
    ],
    [
      "a bot behind a reference",
      'describeBot(attribute("bot"), { Sales: [] })',
      action(
        "a",
        "ConnectParticipantWithLexBot",
        { Text: "How can I help?", LexV2Bot: { AliasArn: "$.Attributes.bot" } },
        { ...failing, errors: { NoMatchingCondition: "end" }, results: { Sales: "end" } },
      ),
    ],
    [
      "a view",
      'describeView(cardsView, { actions: ["Back"] })',
      action(
        "a",
        "ShowView",
        { ViewResource: { Id: "cards" }, InvocationTimeLimitSeconds: "300", ViewData: { Heading: "Cards" } },
        { ...failing, errors: { NoMatchingCondition: "end", TimeLimitExceeded: "end" }, results: { Back: "end" } },
      ),
    ],
    [
      "a task",
      "f.createTask({",
      action(
        "a",
        "CreateTask",
        {
          ContactFlowId: "arn:aws:connect:us-east-1:123456789012:instance/i/contact-flow/f",
          Name: "Call back",
          References: { order: { Type: "URL", Value: "https://example.com" } },
        },
        failing,
      ),
    ],
    [
      "the profile of a customer",
      "f.getProfile(",
      action(
        "a",
        "GetCustomerProfile",
        {
          ProfileRequestData: { IdentifierName: "_phone", IdentifierValue: "$.CustomerEndpoint.Address" },
          ProfileResponseData: ["FirstName"],
        },
        { ...failing, errors: { MultipleFoundError: "end", NoneFoundError: "end" } },
      ),
    ],
    [
      "a callback with a flow and a number of its own",
      'callerNumber: "+12065550100"',
      action(
        "a",
        "CreateCallbackContact",
        {
          InitialCallDelaySeconds: "5",
          RetryDelaySeconds: "600",
          MaximumConnectionAttempts: "0",
          ContactFlowId: "arn:aws:connect:us-east-1:123456789012:instance/i/contact-flow/f",
          CallerId: { Number: "+12065550100" },
        },
        failing,
      ),
    ],
  ];
  it("say no function without a limit, and no case of nobody, because those verbs need both", () => {
    const fn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    const lookup = { CaseResponseFields: ["status"], LinkContactToCase: "false" };
    const wrong = { ContactNotLinked: "end", MultipleFound: "end", NoneFound: "end" };
    for (const said of [
      action("a", "InvokeLambdaFunction", { LambdaFunctionARN: fn }, failing),
      action("a", "GetCase", lookup, { ...failing, errors: wrong }),
    ]) {
      expect(sourceOf(documentOf(said, END))).to.include(`f.action("${said.Type}"`);
    }
  });

  for (const [what, expected, said] of spoken) {
    it(`say ${what}`, () => {
      const source = sourceOf(documentOf(said, END));
      expect(source).to.include(expected).and.not.include("f.action(");
    });
  }
});
