/** Actions that change what is known about a contact, and which flow plays. */
import { expect } from "chai";
import type { FlowDocument } from "../flows/language/document";
import { E, ENDS, type Probe, set, table } from "./support/actionTable";
import {
  BYE,
  CALLER,
  diagnostics,
  document,
  flow,
  flowArn,
  flowModule,
  heard,
  play,
  say,
  type Sketch,
} from "./support/connectGraph";

describe("attributes and data", () => {
  const big = "x".repeat(32_760);
  table([
    {
      does: "UpdateContactAttributes sets values for later actions",
      before: { start: set({ first: "1" }, "second"), second: set({ both: "$.Attributes.first and 2" }, "it") },
      it: ["MessageParticipant", { Text: "$.Attributes.both" }, { next: "ok", errors: E }],
      hears: ["1 and 2", "ok"],
    },
    {
      does: "UpdateContactAttributes refuses more than 32 KB, all or nothing",
      before: { start: set({ big }, "it") },
      it: [
        "UpdateContactAttributes",
        { Attributes: { small: "y", more: "zzzzzzzz" }, TargetContact: "Current" },
        { next: "ok", errors: E },
      ],
      hears: ["failed"],
      diagnostic: "32768",
    },
    {
      does: "UpdateContactAttributes refuses a name made from a reference when it is empty",
      it: [
        "UpdateContactAttributes",
        { Attributes: { "$.External.key": "v" }, TargetContact: "Current" },
        { next: "ok", errors: E },
      ],
      hears: ["failed"],
      diagnostic: "cannot be the name of an attribute",
    },
    {
      does: "UpdateContactAttributes has no related contact to write to",
      it: ["UpdateContactAttributes", { Attributes: { a: "v" }, TargetContact: "Related" }, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "no related contact",
    },
    {
      does: "UpdateFlowAttributes sets values of this flow",
      before: {
        start: ["UpdateFlowAttributes", { FlowAttributes: { a: { Value: "$.Channel" } } }, { next: "it", errors: E }],
      },
      it: ["MessageParticipant", { Text: "$.FlowAttributes.a" }, { next: "ok", errors: E }],
      hears: ["VOICE", "ok"],
    },
    {
      does: "UpdateContactData sets what references read",
      before: {
        start: [
          "UpdateContactData",
          { Name: "N", Description: "D", LanguageCode: "en-GB", CustomerId: "$.CustomerEndpoint.Address" },
          { next: "it", errors: E },
        ],
      },
      it: [
        "MessageParticipant",
        { Text: "$.Name $.Description $.LanguageCode $.CustomerId" },
        { next: "ok", errors: E },
      ],
      hears: [`N D en-GB ${CALLER}`, "ok"],
    },
    {
      does: "UpdateContactTextToSpeechVoice sets the voice",
      before: {
        start: ["UpdateContactTextToSpeechVoice", { TextToSpeechVoice: "Matthew" }, { next: "it", errors: E }],
      },
      it: ["MessageParticipant", { Text: "$.TextToSpeechVoiceId" }, { next: "ok", errors: E }],
      hears: ["Matthew", "ok"],
    },
    {
      does: "UpdateContactTextToSpeechVoice takes the error branch for a reference that is not set",
      it: ["UpdateContactTextToSpeechVoice", { TextToSpeechVoice: "$.Attributes.voice" }, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "$.Attributes.voice is not set",
    },
    {
      does: "TagContact takes at most six tags",
      before: {
        start: ["TagContact", { Tags: { a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" } }, { next: "it", errors: E }],
      },
      it: ["TagContact", { Tags: { g: "7" } }, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "at most 6 tags",
    },
    {
      does: "UntagContact makes room for another tag",
      before: {
        start: [
          "TagContact",
          { Tags: { a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" } },
          { next: "less", errors: E },
        ],
        less: ["UntagContact", { TagKeys: ["a"] }, { next: "it", errors: E }],
      },
      it: ["TagContact", { Tags: { g: "$.Channel" } }, { next: "ok", errors: E }],
      hears: ["ok"],
    },
  ]);
});

describe("event hooks", () => {
  const hook = (event: string, id: string): Probe["it"] => [
    "UpdateContactEventHooks",
    { EventHooks: { [event]: id } },
    { next: "ok", errors: E },
  ];
  table([
    {
      does: "take the error branch for an unknown flow",
      it: hook("CustomerQueue", "x"),
      hears: ["failed"],
      diagnostic: 'no flow "x"',
    },
    {
      does: "take the error branch for a flow of the wrong type",
      it: hook("CustomerQueue", flowArn("main")),
      hears: ["failed"],
      diagnostic: "CustomerQueue takes CUSTOMER_QUEUE",
    },
    { does: "accept a flow of the right type", it: hook("CustomerRemaining", flowArn("main")), hears: ["ok"] },
  ]);
});

describe("flows and modules", () => {
  const other = (sketch: Sketch): FlowDocument => document(sketch);

  it("TransferToFlow goes on in the other flow with contact attributes, without flow attributes", () => {
    const next = flow("next", other({ say: say("$.Attributes.a/$.FlowAttributes.f/$.Channel", "bye"), bye: BYE }));
    const sketch: Sketch = {
      start: set({ a: "kept" }, "flow"),
      flow: ["UpdateFlowAttributes", { FlowAttributes: { f: { Value: "gone" } } }, { next: "it", errors: E }],
      it: ["TransferToFlow", { ContactFlowId: flowArn("next") }, { next: "failed", errors: E }],
      ...ENDS,
    };
    expect(heard(play(sketch, [next]).dial({ from: CALLER }))).to.deep.equal(["kept//VOICE"]);
  });

  const transfer = (id: string): Probe["it"] => [
    "TransferToFlow",
    { ContactFlowId: id },
    { next: "failed", errors: E },
  ];
  const module = (id: string): Probe["it"] => ["InvokeFlowModule", { FlowModuleId: id }, { next: "ok", errors: E }];
  const whisper = flow("whisper", other({ end: ["EndFlowExecution"] }), "AGENT_WHISPER");
  const talk = flowModule(
    "talk",
    other({ say: say("in the module $.External.x", "end"), end: ["EndFlowModuleExecution"] }),
  );
  table([
    {
      does: "TransferToFlow takes the error branch for an unknown flow",
      it: transfer("x"),
      hears: ["failed"],
      diagnostic: 'no flow "x"',
    },
    {
      does: "TransferToFlow takes the error branch for a flow of the wrong type",
      resources: [whisper],
      it: transfer(flowArn("whisper")),
      hears: ["failed"],
      diagnostic: "AGENT_WHISPER",
    },
    {
      does: "InvokeFlowModule plays the module and comes back",
      resources: [talk],
      it: module("id-talk"),
      hears: ["in the module ", "ok"],
      diagnostic: "$.External.x is not set",
    },
    {
      does: "InvokeFlowModule accepts an ARN with an alias",
      resources: [talk],
      it: module("arn:aws:connect:us-east-1:1:instance/i/flow-module/id-talk:$LATEST"),
      hears: ["in the module ", "ok"],
      diagnostic: "$.External.x is not set",
    },
    {
      does: "InvokeFlowModule takes the error branch for an unknown module",
      it: module("x"),
      hears: ["failed"],
      diagnostic: 'no module "x"',
    },
    {
      does: "InvokeFlowModule takes the error branch for a flow",
      resources: [whisper],
      it: module("id-whisper"),
      hears: ["failed"],
      diagnostic: "not a module",
    },
  ]);

  it("nests modules five levels deep and no deeper", () => {
    const self = flowModule(
      "self",
      other({
        say: say("down", "it"),
        it: ["InvokeFlowModule", { FlowModuleId: "id-self" }, { next: "end", errors: { NoMatchingError: "end" } }],
        end: ["EndFlowModuleExecution"],
      }),
    );
    const call = play({ it: module("id-self"), ...ENDS }, [self]).dial({ from: CALLER });
    expect(heard(call)).to.deep.equal(["down", "down", "down", "down", "down", "ok"]);
    expect(diagnostics(call).join()).to.contain("5 levels");
  });

  it("keeps a module's stored input to itself", async () => {
    const ask = flowModule(
      "ask",
      other({
        it: [
          "GetParticipantInput",
          {
            InputTimeLimitSeconds: "5",
            StoreInput: "True",
            InputValidation: { CustomValidation: { MaximumLength: "2" } },
          },
          { next: "say", errors: { NoMatchingError: "say" } },
        ],
        say: say("inside $.StoredCustomerInput", "end"),
        end: ["EndFlowModuleExecution"],
      }),
    );
    const call = play({ it: module("id-ask"), ...ENDS, ok: say("outside $.StoredCustomerInput", "bye") }, [ask]).dial({
      from: CALLER,
    });
    call.press("42");
    expect(heard(call)).to.deep.equal(["inside 42", "outside "]);
  });

  it("ends a contact whose flow goes round in circles, and says so", () => {
    const call = play({ a: say("x", "b"), b: say("y", "a") }).dial({ from: CALLER });
    expect([call.state, diagnostics(call).length]).to.deep.equal(["ended", 1]);
    expect(diagnostics(call)[0]).to.contain("1000 actions");
  });
});
