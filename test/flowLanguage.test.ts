import { expect } from "chai";
import {
  atLeast,
  attribute,
  type Body,
  defineFlow,
  type FlowBuilder,
  FlowError,
  flowRef,
  goOn,
  hoursRef,
  type Label,
  promptAt,
  promptRef,
  queueRef,
  storedInput,
  system,
  text,
  toJson,
} from "../flows/language";
import { actionAt, flowOf, inbound, only, onErrorOf, onResult, spoken } from "./support/flowDocuments";

describe("the flow language", () => {
  it("leads from one statement to the next, and errors to the handler of the flow", () => {
    const { document } = inbound((f) => {
      f.say("One.");
      f.say("Two.");
      f.disconnect();
    });
    const one = actionAt(document, document.StartAction);
    expect(spoken(one)).to.equal("One.");
    expect(spoken(actionAt(document, one.Transitions?.NextAction))).to.equal("Two.");
    expect(spoken(onErrorOf(document, one, "NoMatchingError"))).to.equal("Sorry.");
  });

  it("goes on after the branches where a branch does not end", () => {
    const { document } = inbound((f) => {
      f.checkHours(hoursRef("main"), {
        closed: (f) => f.say("Closed, but go on."),
      });
      f.say("Afterwards.");
      f.disconnect();
    });
    const hours = only(document, "CheckHoursOfOperation");
    const closed = onResult(document, hours, "False");
    expect(spoken(closed)).to.equal("Closed, but go on.");
    expect(spoken(actionAt(document, closed.Transitions?.NextAction))).to.equal("Afterwards.");
    expect(spoken(onResult(document, hours, "True"))).to.equal("Afterwards.");
  });

  it("names every path that does not end", () => {
    const build = () =>
      inbound((f) => {
        f.menu(
          { name: "main", say: "Press 1." },
          { "1": (f) => f.say("One."), onTimeout: goOn, onNoMatch: (f) => f.disconnect() },
        );
      });
    expect(build).to.throw(FlowError, /test > menu-main "1" > say-one--\w+/);
    expect(build).to.throw(FlowError, /test > menu-main "InputTimeLimitExceeded"/);
    expect(build).not.to.throw(/NoMatchingCondition/);
  });

  it("refuses statements no path can reach, and says where", () => {
    expect(() =>
      inbound((f) => {
        f.disconnect();
        f.say("Never heard.");
      }),
    ).to.throw(FlowError, /In test, say-never-heard--\w+ can never run/);
  });

  it("handles an error where it is guarded, and outside of the guard as before", () => {
    const { document } = inbound((f) => {
      f.onError(
        (f) => f.say("Inner handler."),
        (f) => f.setAttributes({ a: "1" }),
      );
      f.setAttributes({ b: "2" });
      f.disconnect();
    });
    const inner = actionAt(document, "set-a");
    const handler = onErrorOf(document, inner, "NoMatchingError");
    expect(spoken(handler)).to.equal("Inner handler.");
    expect(handler.Transitions?.NextAction).to.equal("set-b");
    expect(spoken(onErrorOf(document, handler, "NoMatchingError"))).to.equal("Sorry.");
    expect(spoken(onErrorOf(document, actionAt(document, "set-b"), "NoMatchingError"))).to.equal("Sorry.");
  });

  it("goes on after an attempt that fails", () => {
    const { document } = inbound((f) => {
      f.attempt((f) => f.setAttributes({ a: "1" }));
      f.disconnect();
    });
    expect(onErrorOf(document, actionAt(document, "set-a"), "NoMatchingError").Type).to.equal("DisconnectParticipant");
  });

  it("ends the call when even the error handler of the flow fails", () => {
    const { document } = flowOf(
      "CONTACT_FLOW",
      (f) => f.transferToFlow(flowRef("other")),
      (f) => {
        f.setQueue(queueRef("support"));
        f.transferToQueue({ onAtCapacity: (f) => f.disconnect() });
      },
    );
    const queue = only(document, "UpdateContactTargetQueue");
    expect(onErrorOf(document, queue, "NoMatchingError").Type).to.equal("DisconnectParticipant");
  });

  it("runs the body of a loop back into the loop, and leaves it where told", () => {
    const { document } = inbound((f) => {
      f.loop(
        { times: 3, name: "tries" },
        (f) => {
          f.menu(
            { name: "choice", say: "Press 1 or 2." },
            { "1": (f) => f.leaveLoop(), "2": (f) => f.nextRound(), onTimeout: goOn, onNoMatch: goOn },
          );
          f.say("Again.");
        },
        (f) => f.say("Enough."),
      );
      f.disconnect();
    });
    const loop = actionAt(document, "loop-tries");
    const menu = onResult(document, loop, "ContinueLooping");
    expect(onResult(document, menu, "1").Type).to.equal("DisconnectParticipant");
    expect(onResult(document, menu, "2").Identifier).to.equal("loop-tries");
    const again = onErrorOf(document, menu, "InputTimeLimitExceeded");
    expect(spoken(again)).to.equal("Again.");
    expect(again.Transitions?.NextAction).to.equal("loop-tries");
    expect(spoken(onResult(document, loop, "DoneLooping"))).to.equal("Enough.");
    expect(loop.Transitions?.NextAction).to.equal(onResult(document, loop, "DoneLooping").Identifier);
  });

  it("jumps back and forth between labels", () => {
    const { document } = inbound((f) => {
      const end = f.forwardLabel("end");
      const again = f.label("again");
      f.menu(
        { name: "m", say: "Press." },
        { "1": (f) => f.goto(again), "2": (f) => f.goto(end), onTimeout: goOn, onNoMatch: goOn },
      );
      f.say("Between.");
      f.place(end);
      f.disconnect();
    });
    const menu = actionAt(document, "menu-m");
    expect(onResult(document, menu, "1").Identifier).to.equal("menu-m");
    expect(onResult(document, menu, "2").Type).to.equal("DisconnectParticipant");
  });

  describe("refuses jumps that lead nowhere:", () => {
    const other: { label?: Label } = {};
    inbound((f) => {
      other.label = f.label("elsewhere");
      f.disconnect();
    });
    const cases: [string, Body, RegExp][] = [
      ["a label without a place", (f) => f.goto(f.forwardLabel("nowhere")), /"nowhere", which has no place/],
      ["a jump to itself", (f) => f.goto(f.label("self")), /leads to itself/],
      ["a label of another flow", (f) => f.goto(other.label ?? f.label("x")), /belongs to the flow test/],
      ["leaveLoop outside of a loop", (f) => f.leaveLoop(), /no loop around test/],
      ["two labels of one name", (f) => void [f.label("a"), f.label("a")], /two labels named "a"/],
      ["a label placed twice", (f) => f.place(f.label("a")), /already has a place/],
    ];
    for (const [name, body, message] of cases) {
      it(name, () => {
        expect(() => inbound(body)).to.throw(FlowError, message);
      });
    }
  });

  it("refuses an f from further out, or from a branch that is over", () => {
    expect(() =>
      inbound((f) => {
        f.checkHours(undefined, { open: () => f.disconnect(), closed: (f) => f.disconnect() });
      }),
    ).to.throw(FlowError, /while "True" is being written/);
    expect(() =>
      inbound((f) => {
        const kept: FlowBuilder[] = [];
        f.checkHours(undefined, { open: (f) => void kept.push(f) });
        kept.forEach((f) => f.disconnect());
      }),
    ).to.throw(FlowError, /after its end/);
  });

  it("refuses to be written asynchronously", () => {
    expect(() => inbound(async (f) => f.disconnect())).to.throw(FlowError, /synchronous/);
  });

  it("writes every scalar as text and leaves out what is not set", () => {
    const { document } = inbound((f) => {
      f.storeDigits({ say: "Digits?", maximumLength: 4, terminator: "#" });
      f.createCallback({ initialDelaySeconds: 5, retryDelaySeconds: 60, maximumAttempts: 2 });
      f.disconnect();
    });
    expect(only(document, "GetParticipantInput").Parameters).to.deep.equal({
      Text: "Digits?",
      InputTimeLimitSeconds: "5",
      StoreInput: "True",
      InputValidation: { CustomValidation: { MaximumLength: "4" } },
      DTMFConfiguration: { DisableCancelKey: "False", InputTerminationSequence: "#" },
    });
    expect(only(document, "CreateCallbackContact").Parameters).to.deep.equal({
      InitialCallDelaySeconds: "5",
      RetryDelaySeconds: "60",
      MaximumConnectionAttempts: "2",
    });
  });

  it("wires exactly the errors each form of a block has", () => {
    const { document } = inbound((f) => {
      f.storePhoneNumber({ say: "Number?", format: "E164" }, { onInvalidNumber: goOn });
      f.setCallbackNumber(storedInput, { onInvalidNumber: goOn, onNotDialable: goOn });
      f.transferToPhone("+12065550100", {}, { onCallFailed: goOn, onTimeout: goOn });
      f.handOffToPhone("+12065550101");
    });
    const errors = document.Actions.filter(({ Type }) => /Input|Callback|Third/.test(Type)).map(({ Transitions }) =>
      Transitions?.Errors?.map(({ ErrorType }) => ErrorType),
    );
    expect(errors).to.deep.equal([
      ["InvalidPhoneNumber", "NoMatchingError"],
      ["InvalidCallbackNumber", "CallbackNumberNotDialable"],
      ["CallFailed", "ConnectionTimeLimitExceeded", "NoMatchingError"],
      ["NoMatchingError"],
    ]);
  });

  it("repeats a way out in NextAction where the console does", () => {
    const { document } = inbound((f) => {
      f.compare(attribute("a"), { x: (f) => f.say("X.") }, (f) => f.say("Other."));
      f.wait({ seconds: 60 }, { onCustomerReturned: goOn });
      f.setQueue(queueRef("support"));
      f.transferToQueue({ onAtCapacity: (f) => f.disconnect() });
    });
    const compare = only(document, "Compare");
    expect(spoken(actionAt(document, compare.Transitions?.NextAction))).to.equal("Other.");
    for (const type of ["Wait", "TransferContactToQueue"]) {
      const action = only(document, type);
      expect(action.Transitions?.NextAction).to.equal(onErrorOf(document, action, "NoMatchingError").Identifier);
    }
    expect(only(document, "Wait").Parameters).to.deep.equal({ TimeLimitSeconds: "60", Events: ["CustomerReturned"] });
  });

  it("compares the age of the oldest contact in milliseconds, as the service does", () => {
    const { document } = inbound((f) => {
      f.checkQueue("oldestSeconds", { queue: queueRef("support") }, [[atLeast(90), (f) => f.say("Long.")]]);
      f.disconnect();
    });
    const [condition] = only(document, "CheckMetricData").Transitions?.Conditions ?? [];
    expect(condition?.Condition).to.deep.equal({ Operator: "NumberGreaterOrEqualTo", Operands: ["90000"] });
  });

  it("adds up the shares of a distribution", () => {
    const { document } = inbound((f) => {
      f.distribute([
        [20, (f) => f.say("A.")],
        [40, (f) => f.say("B.")],
      ]);
      f.disconnect();
    });
    const conditions = only(document, "DistributeByPercentage").Transitions?.Conditions ?? [];
    expect(conditions.map(({ Condition }) => [Condition.Operator, ...Condition.Operands])).to.deep.equal([
      ["NumberLessThan", "21"],
      ["NumberLessThan", "61"],
    ]);
  });

  it("returns from an interrupt to the prompts", () => {
    const { document } = flowOf("CUSTOMER_QUEUE", (f) =>
      f.loopPrompts(
        { messages: ["Please wait.", promptRef("Beep.wav"), promptAt(attribute("music"))], interruptEverySeconds: 30 },
        { onInterrupt: (f) => f.say("Still waiting.") },
      ),
    );
    const prompts = only(document, "MessageParticipantIteratively");
    expect(prompts.Parameters).to.deep.equal({
      Messages: [{ Text: "Please wait." }, { PromptId: "${{prompt:Beep.wav}}" }, { PromptId: "$.Attributes.music" }],
      InterruptFrequencySeconds: "30",
    });
    const interrupt = onResult(document, prompts, "MessagesInterrupted");
    expect(spoken(interrupt)).to.equal("Still waiting.");
    expect(interrupt.Transitions?.NextAction).to.equal(prompts.Identifier);
  });

  it("writes the smaller blocks in the shapes the service takes", () => {
    const { document } = inbound((f) => {
      f.setLogging(true);
      f.setFlowAttributes({ a: text`v ${system.channel}` });
      f.setRecording({ agent: true, customer: false, automated: false });
      f.setVoice({ voice: "Joanna", engine: "Neural" });
      f.setPriority(1);
      f.adjustQueueTime(-30);
      f.tag({ team: "support" });
      f.untag(["team"]);
      f.setEventHook("CustomerQueue", flowRef("customer-queue"));
      f.setAgent(attribute("agent"));
      f.checkAgents("Staffed", {}, { none: (f) => f.say("Nobody.") });
      f.action("CreateWisdomSession", { parameters: {} });
      f.disconnect();
    });
    expect(document.Actions.slice(0, 10).map(({ Parameters }) => Parameters)).to.deep.equal([
      { FlowLoggingBehavior: "Enabled" },
      { FlowAttributes: { a: { Value: "v $.Channel" } } },
      { RecordingBehavior: { RecordedParticipants: ["Agent"], IVRRecordingBehavior: "Disabled" } },
      { TextToSpeechVoice: "Joanna", TextToSpeechEngine: "Neural" },
      { QueuePriority: "1" },
      { QueueTimeAdjustmentSeconds: "-30" },
      { Tags: { team: "support" } },
      { TagKeys: ["team"] },
      { EventHooks: { CustomerQueue: "${{flow:customer-queue}}" } },
      { AgentId: "$.Attributes.agent" },
    ]);
    expect(only(document, "CreateWisdomSession").Transitions?.Errors).to.have.length(1);
  });

  it("keeps an attribute named like a part of the language", () => {
    const { document } = inbound((f) => {
      f.setAttributes({ kind: "text", parts: "none" });
      f.disconnect();
    });
    expect(only(document, "UpdateContactAttributes").Parameters?.["Attributes"]).to.deep.equal({
      kind: "text",
      parts: "none",
    });
  });

  it("names what would be refused, all of it, when a flow is defined", () => {
    expect(() =>
      flowOf("AGENT_WHISPER", (f) => {
        // @ts-expect-error: what the compiler refuses is refused again when the flow is defined
        f.setQueue(queueRef("support"));
        f.loop({ times: 101 }, (f) => f.say("Again."));
        f.endFlow();
      }),
    ).to.throw(FlowError, /F202 at queue-support[^]*F308 at loop-101/);
  });

  it("checks names and descriptions", () => {
    const define = (name: string, description?: string) => () =>
      defineFlow(
        { name, type: "CONTACT_FLOW", ...(description && { description }), onError: (f) => f.disconnect() },
        (f) => f.disconnect(),
      );
    expect(define("x".repeat(128))).to.throw(FlowError, /128 characters/);
    expect(define("x", "d".repeat(501))).to.throw(FlowError, /501 characters/);
    expect(define("x", "d".repeat(500))().description).to.have.length(500);
  });

  it("refuses an empty flow", () => {
    expect(() => inbound(goOn)).to.throw(FlowError, /empty/);
  });

  it("writes the same document for the same conversation, with every block in its place and none in two", () => {
    const build = () =>
      inbound((f) => {
        f.checkHours(hoursRef("main"), { open: (f) => f.say("Open."), closed: (f) => f.say("Closed.") });
        f.disconnect();
      });
    expect(toJson(build().document)).to.equal(toJson(build().document));
    const { Metadata, Actions } = build().document;
    const positions = Actions.map(({ Identifier }) =>
      JSON.stringify(Metadata?.ActionMetadata?.[Identifier]?.["position"]),
    );
    expect(new Set(positions).size).to.equal(Actions.length);
    expect(positions).not.to.include(undefined);
  });
});
