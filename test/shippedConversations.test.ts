import { expect } from "chai";
import { flowCatalog, type FlowSettings } from "../flows/catalog";
import { type FlowAction, type FlowDocument } from "../flows/language";
import { actionAt, onErrorOf, onResult, only, spoken } from "./support/flowDocuments";
import { FLOW_SETTINGS } from "./support/flowSettings";

const SETTINGS: FlowSettings = {
  ...FLOW_SETTINGS,
  queues: [
    { name: "support", spokenName: "technical support", digit: "1" },
    { name: "sales", spokenName: "sales", digit: "4" },
  ],
  callbackToAnyNumber: true,
};

function documentOf(name: string, more: Partial<FlowSettings> = {}): FlowDocument {
  const flow = flowCatalog({ ...SETTINGS, ...more }).find((flow) => flow.name === name);
  if (!flow) {
    throw new Error(`There is no flow ${name}.`);
  }
  return flow.document;
}

/** The actions a contact meets from one action on, along the way of success, up to the first with a choice. */
function straightOn(document: FlowDocument, start: FlowAction): FlowAction[] {
  const met = [start];
  for (let last = start; last.Transitions?.NextAction !== undefined && !last.Transitions.Conditions?.length;) {
    last = actionAt(document, last.Transitions.NextAction);
    met.push(last);
  }
  return met;
}

function find(document: FlowDocument, test: (action: FlowAction) => boolean): FlowAction {
  return actionAt(document, document.Actions.find(test)?.Identifier);
}

function startingWith(prefix: string): (action: FlowAction) => boolean {
  return ({ Identifier }) => Identifier.startsWith(prefix);
}

function types(actions: readonly FlowAction[]): string[] {
  return actions.map(({ Type }) => Type);
}

/** The check of the centre's own hours; a queue's name none. */
function centreHours(document: FlowDocument): FlowAction {
  return find(document, ({ Parameters }) => Parameters?.["HoursOfOperationId"] !== undefined);
}

describe("a call to the inbound flow", () => {
  const document = documentOf("inbound");

  it("is logged, spoken in the voice of the settings, recorded and told so", () => {
    const beginning = straightOn(document, actionAt(document, document.StartAction));
    expect(beginning[0]?.Parameters).to.deep.equal({ FlowLoggingBehavior: "Enabled" });
    expect(beginning[1]?.Parameters).to.deep.equal({ TextToSpeechVoice: "Joanna" });
    expect(beginning[2]?.Parameters).to.deep.equal({
      RecordingBehavior: { RecordedParticipants: ["Agent", "Customer"] },
    });
    expect(beginning.slice(3, 5).map(spoken)).to.deep.equal([
      "Welcome to Example Company.",
      "This call may be recorded.",
    ]);
  });

  it("is not recorded when nobody is to be", () => {
    const found = types(documentOf("inbound", { recording: "none" }).Actions);
    expect(found).not.to.include("UpdateContactRecordingBehavior");
    expect(
      only(documentOf("inbound", { recording: "agent" }), "UpdateContactRecordingBehavior").Parameters,
    ).to.deep.equal({
      RecordingBehavior: { RecordedParticipants: ["Agent"] },
    });
  });

  it("hears the operations team's message and news of a closed centre before the hours are asked", () => {
    const settings = find(document, startingWith("invoke-centre-settings"));
    expect(settings.Parameters).not.to.have.property("LambdaInvocationAttributes");
    const hasMessage = actionAt(document, settings.Transitions?.NextAction);
    expect(spoken(onResult(document, hasMessage, "true"))).to.equal("<speak>$.External.message</speak>");
    const state = actionAt(document, hasMessage.Transitions?.NextAction);
    expect(types(straightOn(document, onResult(document, state, "closed")))).to.deep.equal([
      "MessageParticipant",
      "DisconnectParticipant",
    ]);
    expect(actionAt(document, state.Transitions?.NextAction).Type).to.equal("CheckHoursOfOperation");
  });

  it("goes on to the hours when the settings cannot be read", () => {
    const settings = find(document, startingWith("invoke-centre-settings"));
    expect(onErrorOf(document, settings, "NoMatchingError").Type).to.equal("CheckHoursOfOperation");
  });

  it("ends with a word when the hours are over", () => {
    const hours = centreHours(document);
    const closed = straightOn(document, onResult(document, hours, "False"));
    expect(spoken(closed[0] ?? hours)).to.match(/closed .*Goodbye\.$/);
    expect(types(closed)).to.deep.equal(["MessageParticipant", "DisconnectParticipant"]);
  });

  it("of an unknown caller, or one who cannot be looked up, comes to the queues", () => {
    const lookUp = find(document, startingWith("invoke-caller"));
    expect(onErrorOf(document, lookUp, "NoMatchingError").Identifier).to.equal("loop-queue-choice");
    const caller = find(document, startingWith("compare-caller-caller"));
    const others = straightOn(document, onErrorOf(document, caller, "NoMatchingCondition"));
    expect(others.map(({ Identifier }) => Identifier).at(-1)).to.equal("loop-queue-choice");
    expect(spoken(others[0] ?? caller)).to.equal("Thank you for calling.");
  });

  it("of a known caller is greeted by name and remembers the order", () => {
    const caller = find(document, startingWith("compare-caller-caller"));
    const known = straightOn(document, onResult(document, caller, "known"));
    expect(known[0]?.Parameters).to.have.nested.property("Attributes.customerId", "$.External.customerId");
    expect(spoken(known[1] ?? caller)).to.match(/^<speak>Hello \$\.External\.spokenName,/);
    const orders = known.at(-1) ?? caller;
    expect(orders.Transitions?.NextAction).to.equal("loop-queue-choice");
    const withOrders = straightOn(document, onResult(document, orders, "0"));
    expect(withOrders[0]?.Parameters?.["Attributes"]).to.deep.equal({
      orderId: "$.External.orderId",
      orderStatus: "$.External.orderStatus",
    });
    expect(withOrders.at(-1)?.Type).to.equal("Loop");
  });

  it("hears the order, and returns to a menu that is bounded", () => {
    const menu = find(document, startingWith("menu-orders"));
    const status = onResult(document, menu, "1");
    expect(spoken(status)).to.equal("<speak>$.FlowAttributes.orderSpoken</speak>");
    const loop = actionAt(document, status.Transitions?.NextAction);
    expect(loop.Parameters).to.deep.equal({ LoopCount: "3" });
    for (const key of ["3", "0"]) {
      expect(onResult(document, menu, key).Identifier, key).to.equal("loop-queue-choice");
    }
    expect(onErrorOf(document, menu, "InputTimeLimitExceeded").Identifier).to.equal("loop-queue-choice");
  });

  it("cancels an order only after another key", () => {
    const change = find(document, startingWith("menu-change-order"));
    const confirm = onResult(document, change, "1");
    expect(confirm.Type).to.equal("GetParticipantInput");
    const cancel = straightOn(document, onResult(document, confirm, "1"));
    expect(cancel[1]?.Parameters?.["LambdaInvocationAttributes"]).to.deep.equal({
      change: "cancel",
      customerId: "$.Attributes.customerId",
      orderId: "$.Attributes.orderId",
    });
    expect(spoken(cancel[2] ?? confirm)).to.equal("<speak>$.External.spoken</speak>");
    for (const other of ["InputTimeLimitExceeded", "NoMatchingCondition"]) {
      expect(spoken(onErrorOf(document, confirm, other)), other).to.equal("Your order stays as it is.");
    }
  });

  it("offers no change of an order that can no longer be changed", () => {
    const changeable = find(document, ({ Parameters }) => {
      return Parameters?.["ComparisonValue"] === "$.FlowAttributes.orderChangeable";
    });
    expect(spoken(onErrorOf(document, changeable, "NoMatchingCondition"))).to.match(/no longer be changed/);
  });

  it("changes the day of delivery for days 1 to 7, and for no other key", () => {
    const digit = find(document, startingWith("ask-delivery-day"));
    const which = actionAt(document, digit.Transitions?.NextAction);
    const tests = which.Transitions?.Conditions?.map(({ Condition }) => [Condition.Operator, ...Condition.Operands]);
    expect(tests).to.deep.equal([
      ["NumberLessThan", "1"],
      ["NumberGreaterThan", "7"],
      ["NumberGreaterOrEqualTo", "1"],
    ]);
    const update = find(document, startingWith("invoke-delivery-day"));
    expect(update.Parameters).to.have.nested.property("LambdaInvocationAttributes.day", "$.StoredCustomerInput");
    expect(spoken(onErrorOf(document, update, "NoMatchingError"))).to.match(/could not confirm/);
  });

  it("chooses a queue by its digit, is asked again, and gets the first queue in the end", () => {
    const menu = find(document, startingWith("menu-queues"));
    expect(spoken(menu)).to.equal("For technical support, press 1. For sales, press 4.");
    expect(onResult(document, menu, "4").Parameters).to.deep.equal({ QueueId: "${{queue:sales}}" });
    const loop = actionAt(document, "loop-queue-choice");
    expect(loop.Parameters).to.deep.equal({ LoopCount: "3" });
    for (const error of ["InputTimeLimitExceeded", "NoMatchingCondition"]) {
      expect(onErrorOf(document, menu, error).Transitions?.NextAction, error).to.equal("loop-queue-choice");
    }
    expect(onResult(document, loop, "DoneLooping").Parameters).to.deep.equal({ QueueId: "${{queue:support}}" });
  });

  it("is asked for no queue where there is one", () => {
    const single = documentOf("inbound", { queues: SETTINGS.queues.slice(0, 1), selfService: false });
    expect(single.Actions.some(startingWith("menu-queues"))).to.equal(false);
    expect(onResult(single, centreHours(single), "True").Type).to.equal("UpdateContactTargetQueue");
  });

  it("does not wait in a queue whose own hours are over, and may choose another", () => {
    const own = (given: FlowDocument) =>
      find(given, ({ Type, Parameters }) => Type === "CheckHoursOfOperation" && !Parameters?.["HoursOfOperationId"]);
    expect(onResult(document, own(document), "False").Identifier).to.match(/^menu-closed-queue/);
    const single = documentOf("inbound", { queues: SETTINGS.queues.slice(0, 1), selfService: false });
    const alone = straightOn(single, onResult(single, own(single), "False"));
    expect(types(alone)).to.deep.equal(["MessageParticipant", "DisconnectParticipant"]);
    const transfer = documentOf("queue-transfer", {});
    expect(spoken(onResult(transfer, own(transfer), "False"))).to.match(/closed .*Goodbye\.$/);
  });

  it("goes to the queue that stands in for the chosen one, in whose hours it is then served", () => {
    const settings = find(document, startingWith("compare-queue-settings-redirect"));
    const redirected = straightOn(document, onResult(document, settings, "true"));
    expect(redirected[0]?.Parameters).to.deep.equal({ QueueId: "$.External.redirectArn" });
    expect(redirected[1]?.Parameters).to.have.nested.property("Attributes.queue", "$.External.redirectQueue");
    expect(redirected[2]?.Type).to.equal("CheckHoursOfOperation");
    expect(onErrorOf(document, settings, "NoMatchingCondition").Identifier).to.equal(redirected[2]?.Identifier);
    const refused = onErrorOf(document, redirected[0] ?? settings, "NoMatchingError");
    expect(refused.Type).to.equal("CheckHoursOfOperation");
  });

  it("has the priority of its queue, by Connect's numbers, and none in front of a queue that is closed", () => {
    const priority = find(document, startingWith("compare-queue-settings-priority"));
    const rank = (name: string) => onResult(document, priority, name).Parameters?.["QueuePriority"];
    expect(["highest", "high", "low"].map(rank)).to.deep.equal(["1", "3", "7"]);
    const hours = document.Actions.filter(
      ({ Type, Parameters }) => Type === "CheckHoursOfOperation" && !Parameters?.["HoursOfOperationId"],
    );
    expect(hours.map((action) => onResult(document, action, "False").Identifier)).to.deep.equal(
      hours.map(() => find(document, startingWith("menu-closed-queue")).Identifier),
    );
    expect(
      onResult(document, find(document, startingWith("compare-queue-settings-state")), "closed").Identifier,
    ).to.match(/^menu-closed-queue/);
  });

  it("hears that a queue is closed, and may choose another", () => {
    const settings = find(document, startingWith("invoke-queue-settings"));
    expect(settings.Parameters?.["LambdaInvocationAttributes"]).to.deep.equal({ queue: "$.Attributes.queue" });
    const menu = find(document, startingWith("menu-closed-queue"));
    expect(onResult(document, menu, "1").Identifier).to.equal("loop-queue-choice");
    const stay = straightOn(document, onErrorOf(document, menu, "InputTimeLimitExceeded"));
    expect(types(stay)).to.deep.equal(["MessageParticipant", "DisconnectParticipant"]);
  });

  it("hears the music of the settings, or else of the caller's choice, or else jazz", () => {
    const music = (action: FlowAction): unknown => action.Parameters?.["Attributes"];
    const fromSettings = find(document, startingWith("compare-queue-settings-music"));
    expect(music(onResult(document, fromSettings, "rock"))).to.deep.equal({
      holdMusic: "${{prompt:Music_Rock_EverywhereTheSunShines_Inst.wav}}",
    });
    const menu = onErrorOf(document, fromSettings, "NoMatchingCondition");
    expect(menu.Identifier).to.equal("menu-music");
    expect(music(onResult(document, menu, "2"))).to.deep.equal({
      holdMusic: "${{prompt:Music_Pop_ThisAndThatIsLife_Inst.wav}}",
    });
    const beforehand = document.Actions.filter((action) => "holdMusic" in Object(music(action)));
    expect(music(beforehand[0] ?? menu)).to.deep.equal({ holdMusic: "${{prompt:Music_Jazz_MyTimetoFly_Inst.wav}}" });
    expect(onErrorOf(document, menu, "InputTimeLimitExceeded").Type).to.equal("UpdateContactEventHooks");
  });

  it("is told its place and queued, with flows of its own for waiting and whispers", () => {
    const hooks = document.Actions.filter(({ Type }) => Type === "UpdateContactEventHooks").map(
      ({ Parameters }) => Parameters?.["EventHooks"],
    );
    expect(hooks).to.deep.equal([
      { CustomerQueue: "${{flow:customer-queue}}" },
      { AgentWhisper: "${{flow:agent-whisper}}" },
      { CustomerWhisper: "${{flow:customer-whisper}}" },
    ]);
    const size = find(document, ({ Parameters }) => Parameters?.["ComparisonValue"] === "$.Metrics.Queue.Size");
    expect(actionAt(document, onErrorOf(document, size, "NoMatchingCondition").Transitions?.NextAction).Type).to.equal(
      "TransferContactToQueue",
    );
  });

  it("is offered a callback when the queue is full, or a goodbye", () => {
    const full = (given: FlowDocument) => {
      return straightOn(given, onErrorOf(given, only(given, "TransferContactToQueue"), "QueueAtCapacity"));
    };
    const offer = actionAt(document, full(document).at(-1)?.Identifier);
    expect(offer.Parameters).to.deep.equal({ ComparisonValue: "$.Attributes.callback" });
    expect(onErrorOf(document, offer, "NoMatchingCondition").Identifier).to.match(/^menu-callback/);
    expect(spoken(onResult(document, offer, "off"))).to.equal("Please call again later. Goodbye.");
    expect(full(documentOf("inbound", { selfService: false })).at(-1)?.Identifier).to.match(/^menu-callback/);
    expect(types(full(documentOf("inbound", { callback: false })))).to.deep.equal([
      "MessageParticipant",
      "MessageParticipant",
      "DisconnectParticipant",
    ]);
  });

  it("comes to the first queue when choosing one fails", () => {
    const menu = find(document, startingWith("menu-queues"));
    const rescue = straightOn(document, onErrorOf(document, menu, "NoMatchingError"));
    expect(rescue[1]?.Parameters).to.deep.equal({ QueueId: "${{queue:support}}" });
    expect(types(rescue)).to.include("UpdateContactEventHooks");
  });
});

describe("a caller who waits", () => {
  const document = documentOf("customer-queue");
  const music = actionAt(document, document.StartAction);

  it("hears the chosen music, interrupted now and then, and plain music if there is none", () => {
    expect(music.Type).to.equal("MessageParticipantIteratively");
    expect(Number(music.Parameters?.["InterruptFrequencySeconds"])).to.be.at.least(30);
    expect(music.Parameters).to.have.nested.property("Messages[1].PromptId", "$.Attributes.holdMusic");
    const plain = onErrorOf(document, music, "NoMatchingError");
    expect(plain.Parameters).to.have.nested.property("Messages[0].PromptId");
    expect(JSON.stringify(plain)).not.to.include("$.");
  });

  it("hears how many wait, and returns to the music", () => {
    const interrupt = straightOn(document, onResult(document, music, "MessagesInterrupted"));
    expect(types(interrupt)).to.deep.equal(["GetMetricData", "Compare"]);
    const withoutCallback = documentOf("customer-queue", { callback: false });
    const size = only(withoutCallback, "Compare");
    expect(onErrorOf(withoutCallback, size, "NoMatchingCondition").Identifier).to.equal(music.Identifier);
  });

  it("is called back on the own number, or on a typed one that can be dialled", () => {
    const menu = find(document, startingWith("menu-callback"));
    const own = onResult(document, menu, "1");
    expect(own.Parameters).to.deep.equal({ CallbackNumber: "$.CustomerEndpoint.Address" });
    expect(types(straightOn(document, own))).to.deep.equal([
      "UpdateContactCallbackNumber",
      "CreateCallbackContact",
      "MessageParticipant",
      "DisconnectParticipant",
    ]);
    const askAgain = onErrorOf(document, own, "InvalidCallbackNumber");
    expect(askAgain.Type).to.equal("Loop");
    const ask = onResult(document, askAgain, "ContinueLooping");
    expect(ask.Parameters).to.have.nested.property("InputValidation.PhoneNumberValidation.CountryCode", "US");
    expect(onErrorOf(document, menu, "InputTimeLimitExceeded").Identifier).to.equal(music.Identifier);
  });
});

describe("whispers", () => {
  it("tell the agent the queue, and the order where there is one", () => {
    const document = documentOf("agent-whisper");
    expect(spoken(actionAt(document, document.StartAction))).to.equal("A call for $.Queue.Name.");
    const orders = only(document, "Compare");
    expect(orders.Parameters).to.deep.equal({ ComparisonValue: "$.Attributes.openOrders" });
    expect(onErrorOf(document, orders, "NoMatchingCondition").Type).to.equal("EndFlowExecution");
    expect(documentOf("agent-whisper", { selfService: false }).Actions.map(({ Type }) => Type)).not.to.include(
      "Compare",
    );
  });

  it("end without hanging up, even when they fail", () => {
    for (const name of ["agent-whisper", "customer-whisper"]) {
      const document = documentOf(name);
      expect(types(document.Actions)).not.to.include("DisconnectParticipant");
      expect(onErrorOf(document, actionAt(document, document.StartAction), "NoMatchingError").Type, name).to.equal(
        "EndFlowExecution",
      );
    }
  });
});
