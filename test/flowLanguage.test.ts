import { expect } from "chai";
import {
  atLeast,
  attribute,
  type Body,
  defineFlow,
  type FlowBuilder,
  FlowError,
  flowRef,
  functionRef,
  goOn,
  hoursRef,
  type Label,
  lessThan,
  promptAt,
  promptRef,
  queueMetric,
  queueRef,
  reference,
  ssml,
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

describe("text of the flow language", () => {
  it("holds references, plain values and other text", () => {
    const { document } = inbound((f) => {
      f.say(text`Hello ${attribute("name")}, ${text`you are number ${queueMetric.size}`} of ${3}.`);
      f.disconnect();
    });
    expect(spoken(actionAt(document, document.StartAction))).to.equal(
      "Hello $.Attributes.name, you are number $.Metrics.Queue.Size of 3.",
    );
  });

  it("writes attributes with spaces the long way", () => {
    expect(attribute("my key").path).to.equal("$.Attributes.['my key']");
  });

  it("escapes plain values in markup, and leaves references alone", () => {
    expect(ssml`<speak>${"R&D <now>"} ${attribute("x")}</speak>`.parts.join("|")).to.include("R&amp;D &lt;now&gt;");
  });

  it("refuses markup that is not well-formed when it is written", () => {
    expect(() => ssml`<speak>Hello <break time="1s"></speak>`).to.throw(FlowError, /closes a tag that is not open/);
    expect(() => ssml`Hello ${attribute("x")}`).to.throw(FlowError, /<speak>/);
  });

  it("refuses references and placeholders hidden in plain text", () => {
    expect(() => text`Hello $.Attributes.name`).to.throw(FlowError, /\$\.Attributes\.name as plain text/);
    expect(() => inbound((f) => f.say("Size $.Metrics.Queue.Size"))).to.throw(FlowError, /as plain text/);
    expect(() => inbound((f) => f.say("To ${{queue:support}}"))).to.throw(FlowError, /queueRef/);
  });

  it("refuses text that would lengthen a reference", () => {
    expect(() => text`${attribute("name")}s`).to.throw(FlowError, /directly after \$\.Attributes\.name/);
    expect(() => text`${attribute("name")}.first`).to.throw(FlowError);
    expect(() => text`${attribute("a")}${attribute("b")}`).to.throw(FlowError);
    expect(text`Hello ${attribute("name")}.`.parts).to.have.length(3);
  });

  it("lets a price through", () => {
    const { document } = inbound((f) => {
      f.say("It costs $5, not $.50.");
      f.disconnect();
    });
    expect(document.Actions).to.have.length.greaterThan(1);
  });

  it("refuses names the service does not take", () => {
    for (const name of ["", "a.b", "a$b", "it's", "a\nb"]) {
      expect(() => attribute(name), name).to.throw(FlowError);
    }
    expect(() => reference("Attributes.name")).to.throw(FlowError);
    expect(() => queueRef(" ")).to.throw(FlowError);
  });
});

describe("answers of Lambda functions", () => {
  const lookUp = (f: FlowBuilder, name?: string) =>
    f.invokeLambda(functionRef("lookup"), { timeLimitSeconds: 5, returns: ["name"], ...(name && { name }) });

  it("are references to exactly the declared keys", () => {
    const { document } = inbound((f) => {
      const answer = f.invokeLambda(functionRef("lookup"), {
        parameters: { number: system.customerNumber },
        timeLimitSeconds: 3,
        returns: ["name", "city"],
      });
      expect(Object.keys(answer)).to.deep.equal(["name", "city"]);
      f.say(text`${answer.name} of ${answer.city}`);
      f.disconnect();
    });
    expect(only(document, "InvokeLambdaFunction").Parameters).to.deep.equal({
      LambdaFunctionARN: "${{function:lookup}}",
      InvocationTimeLimitSeconds: "3",
      InvocationType: "SYNCHRONOUS",
      LambdaInvocationAttributes: { number: "$.CustomerEndpoint.Address" },
      ResponseValidation: { ResponseType: "STRING_MAP" },
    });
  });

  it("cannot be read after another invocation", () => {
    expect(() =>
      inbound((f) => {
        const first = lookUp(f);
        f.invokeLambda(functionRef("other"), { timeLimitSeconds: 5, returns: [] });
        f.say(text`Hello ${first.name}`);
        f.disconnect();
      }),
    ).to.throw(FlowError, /reads \$\.External\.name of lookup, but on some path other was invoked since/);
  });

  it("cannot be read where the invocation failed, or has not happened", () => {
    expect(() =>
      inbound((f) => {
        const answers: { name: ReturnType<typeof attribute> }[] = [];
        f.attempt((f) => void answers.push(lookUp(f)));
        f.say(answers[0]?.name ?? "none");
        f.disconnect();
      }),
    ).to.throw(FlowError, /the last invocation of lookup failed/);
    expect(() =>
      inbound((f) => {
        const answers: { name: ReturnType<typeof attribute> }[] = [];
        f.compareWith(attribute("x"), [[lessThan(1), (f) => void answers.push(lookUp(f))]]);
        f.say(answers[0]?.name ?? "none");
        f.disconnect();
      }),
    ).to.throw(FlowError, /nothing has been invoked yet/);
  });

  it("can be read in a loop that invokes anew each round", () => {
    const { document } = inbound((f) => {
      f.loop({ times: 3 }, (f) => {
        const answer = lookUp(f);
        f.say(text`Hello ${answer.name}`);
      });
      f.disconnect();
    });
    expect(document.Actions.map(({ Type }) => Type)).to.include("Loop");
  });

  it("refuses keys a function cannot answer", () => {
    expect(() =>
      inbound((f) => {
        f.invokeLambda(functionRef("lookup"), { timeLimitSeconds: 5, returns: ["a.b"] });
      }),
    ).to.throw(FlowError, /"a\.b"/);
  });
});
