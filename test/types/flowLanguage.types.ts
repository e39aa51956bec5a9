/**
 * What must not compile, each beside the nearest thing that must. `npm run typecheck` fails when a line below stops being
 * an error; test/language/types.test.ts says which, and makes sure that each is an error of its own making.
 */
import {
  asNumber,
  atLeast,
  attribute,
  type Body,
  contains,
  defineFlow,
  describeBot,
  describeView,
  type DialogKind,
  equals,
  external,
  type FlowBuilder,
  flowRef,
  functionRef,
  goOn,
  greaterThan,
  hoursRef,
  lessThan,
  moduleRef,
  numberAttribute,
  promptRef,
  queueMetric,
  queueRef,
  ssml,
  startsWith,
  storedInput,
  system,
  text,
} from "../../flows/language";

const BOT = describeBot("concierge", { Order: ["orderId"], Agent: [] }, ["verified"]);
const VIEW = describeView("feedback", { actions: ["Send", "Skip"], fields: ["stars"] });

export function flows(): void {
  // @ts-expect-error: a flow without its own error handler
  defineFlow({ name: "x", type: "CONTACT_FLOW" }, (f) => f.disconnect());
  defineFlow({ name: "x", type: "CONTACT_FLOW", onError: (f) => f.disconnect() }, (f) => f.disconnect());

  // @ts-expect-error: a flow type the service does not have
  defineFlow({ name: "x", type: "INBOUND", onError: goOn }, goOn);
  defineFlow({ name: "x", type: "OUTBOUND_WHISPER", onError: goOn }, goOn);

  // @ts-expect-error: hanging up in a whisper
  defineFlow({ name: "x", type: "AGENT_WHISPER", onError: goOn }, (f) => f.disconnect());
  defineFlow({ name: "x", type: "AGENT_WHISPER", onError: goOn }, (f) => f.endFlow());

  // @ts-expect-error: hanging up in the error handler of a whisper
  defineFlow({ name: "x", type: "CUSTOMER_WHISPER", onError: (f) => f.disconnect() }, goOn);
  defineFlow({ name: "x", type: "CUSTOMER_WHISPER", onError: (f) => f.endFlow() }, goOn);

  // @ts-expect-error: a part for inbound flows in a whisper
  defineFlow({ name: "x", type: "CUSTOMER_WHISPER", onError: goOn }, (f: FlowBuilder<"CONTACT_FLOW">) =>
    f.say("Hello."),
  );
  defineFlow({ name: "x", type: "CONTACT_FLOW", onError: goOn }, (f: FlowBuilder<DialogKind>) => f.say("Hello."));
}

export function queueFlow(f: FlowBuilder<"CUSTOMER_QUEUE">): void {
  // @ts-expect-error: a queued contact is not transferred, but moved
  f.transferToQueue({ onAtCapacity: goOn });
  f.moveToQueue(queueRef("other"), { onAtCapacity: goOn });

  // @ts-expect-error: the queue of a queued contact is chosen already
  f.setQueue(queueRef("other"));
  f.getMetrics({ queue: queueRef("other") });

  // @ts-expect-error: a queued contact does not go to another flow
  f.transferToFlow(flowRef("other"));
  f.endFlow();
}

export function holdFlow(f: FlowBuilder<"CUSTOMER_HOLD">): void {
  // @ts-expect-error: nothing is said once to somebody on hold
  f.say("Please hold.");
  f.loopPrompts({ messages: ["Please hold."] });

  // @ts-expect-error: nothing is asked of somebody on hold
  f.menu({ say: "Press 1." }, { onTimeout: goOn, onNoMatch: goOn });
  f.setAttributes({ held: "yes" });

  // @ts-expect-error: a hold flow is not ended by itself
  f.endFlow();
  f.setLogging(false);
}

export function moduleFlow(f: FlowBuilder<"MODULE">): void {
  f.endModule({ result: "done" });
}

export function inboundFlow(f: FlowBuilder<"CONTACT_FLOW">): void {
  // @ts-expect-error: an inbound flow is ended by hanging up, or in a queue
  f.endFlow();
  f.disconnect();

  // @ts-expect-error: prompts go round in queues and on hold only
  f.loopPrompts({ messages: ["Please wait."] });
  f.say("Please wait.");

  // @ts-expect-error: only a module returns
  f.endModule();
  f.invokeModule(moduleRef("survey"));

  // @ts-expect-error: an inbound contact is in no queue yet
  f.moveToQueue(queueRef("support"), { onAtCapacity: goOn });
  f.transferToQueue({ onAtCapacity: goOn });

  // @ts-expect-error: agents are called behind quick connects only
  f.transferToAgent();
  f.setAgent("agent");

  // @ts-expect-error: the call is there already
  f.completeOutboundCall();
  f.checkOutboundCall({ onVoicemailBeep: goOn });
}

type Shared = FlowBuilder<"CONTACT_FLOW" | "CUSTOMER_QUEUE">;

export function sharedPart(
  f: Shared,
  inbound: FlowBuilder<"CONTACT_FLOW">,
  whisper: FlowBuilder<"AGENT_WHISPER">,
): void {
  // @ts-expect-error: legal in one of the two flow types only
  f.setQueue(queueRef("support"));
  f.say("Hello.");

  // @ts-expect-error: legal in the other only
  f.endFlow();
  f.disconnect();

  const part: Body<"CONTACT_FLOW" | "CUSTOMER_QUEUE"> = (f) => f.say("Hello.");
  // @ts-expect-error: a part for two types of flow in a third
  whisper.attempt(part);
  inbound.attempt(part);
}

export function keys(f: FlowBuilder): void {
  // @ts-expect-error: a menu that says nothing about a caller who presses nothing
  f.menu({ say: "Press 1." }, { "1": goOn, onNoMatch: goOn });
  f.menu({ say: "Press 1." }, { "1": goOn, onTimeout: goOn, onNoMatch: goOn });

  // @ts-expect-error: a menu that says nothing about a wrong key
  f.menu({ say: "Press 1." }, { "1": goOn, onTimeout: goOn });
  f.menu({}, { onTimeout: goOn, onNoMatch: goOn });

  // @ts-expect-error: a key no telephone has
  f.menu({ say: "Press 10." }, { "10": goOn, onTimeout: goOn, onNoMatch: goOn });
  f.menu({ say: "Press star." }, { "*": goOn, onTimeout: goOn, onNoMatch: goOn });

  // @ts-expect-error: an outcome a menu does not have
  f.menu({ say: "Press 1." }, { onTimeout: goOn, onNoMatch: goOn, onBusy: goOn });
  f.menu({ say: "Press #." }, { "#": goOn, onTimeout: goOn, onNoMatch: goOn });

  // @ts-expect-error: digits without an end
  f.storeDigits({ say: "Number?" });
  f.storeDigits({ say: "Number?", maximumLength: 4 });

  // @ts-expect-error: encryption without the public key
  f.storeDigits({ say: "Card?", maximumLength: 16, encryption: { keyId: "k" } });
  f.storeDigits({ say: "Card?", maximumLength: 16, encryption: { keyId: "k", publicKeyPem: "pem" } });

  // @ts-expect-error: a phone number can be wrong
  f.storePhoneNumber({ say: "Number?", format: "E164" });
  f.storePhoneNumber({ say: "Number?", format: "E164" }, { onInvalidNumber: goOn });

  // @ts-expect-error: what callers type is text until somebody says otherwise
  f.compareWith(storedInput, [[lessThan(3), goOn]]);
  f.compareWith(asNumber(storedInput), [[lessThan(3), goOn]]);

  // @ts-expect-error: what a verb stored is text too
  f.compareWith(f.storeDigits({ maximumLength: 1 }), [[atLeast(3), goOn]]);
  f.compareWith(f.storeDigits({ maximumLength: 1 }), [[equals("3"), goOn]]);
}

export function values(f: FlowBuilder): void {
  const answer = f.invokeLambda(functionRef("lookup"), {
    timeLimitSeconds: 5,
    returns: { caller: "text", orders: "number" },
  });
  // @ts-expect-error: a key the function does not answer
  f.say(answer.name);
  f.say(answer.caller);

  // @ts-expect-error: a number operator on an answer that is text
  f.compareWith(answer.caller, [[greaterThan(1), goOn]]);
  f.compareWith(answer.orders, [[greaterThan(1), goOn]]);

  // @ts-expect-error: a text operator on an answer that is a number
  f.compareWith(answer.orders, [[startsWith("1"), goOn]]);
  f.compareWith(answer.caller, [[startsWith("k"), goOn]]);

  const names = f.invokeLambda(functionRef("names"), { timeLimitSeconds: 5, returns: ["first"] });
  // @ts-expect-error: a name that is not in the list
  f.say(names.last);
  f.say(names.first);

  const json = f.invokeLambdaForJson(functionRef("json"), {
    timeLimitSeconds: 5,
    returns: { customer: { age: "number" } },
  });
  // @ts-expect-error: a nested key the function does not answer
  f.say(json.customer.name);
  f.compareWith(json.customer.age, [[atLeast(18), goOn]]);

  // @ts-expect-error: half of a JSON answer is no value
  f.say(json.customer);
  f.say(text`Age ${json.customer.age}.`);

  // @ts-expect-error: a function without a time limit
  f.invokeLambda(functionRef("lookup"), { returns: ["caller"] });
  f.startLambda(functionRef("lookup"));

  // @ts-expect-error: nobody hears the answer of a function that is only started
  f.startLambda(functionRef("lookup"), { returns: ["caller"] });
  f.startLambda(functionRef("lookup"), { parameters: { number: system.customerNumber } });

  // @ts-expect-error: a text operator on a metric
  f.compareWith(queueMetric.size, [[contains("1"), goOn]]);
  f.compareWith(queueMetric.size, [[greaterThan(1), goOn]]);

  // @ts-expect-error: a number operator on an attribute that is text
  f.compareWith(attribute("orders"), [[greaterThan(0), goOn]]);
  f.compareWith(numberAttribute("orders"), [[greaterThan(0), goOn]]);

  // @ts-expect-error: a number operator on an untyped answer
  f.compareWith(external("orders"), [[greaterThan(0), goOn]]);
  f.compareWith(asNumber(external("orders")), [[greaterThan(0), goOn]]);

  // @ts-expect-error: a number is not compared with text
  f.compareWith(queueMetric.size, [[greaterThan("many"), goOn]]);
  f.compareWith(queueMetric.size, [[equals(1), goOn]]);

  // @ts-expect-error: two values cannot be compared with each other
  f.compareWith(attribute("a"), [[equals(attribute("b")), goOn]]);
  f.compareWith(attribute("a"), [[equals("b"), goOn]]);

  // @ts-expect-error: only references are compared
  f.compare("$.Attributes.a", { b: goOn });
  f.compare(attribute("a"), { b: goOn });

  // @ts-expect-error: a queue's length is a number
  f.checkQueue("size", {}, [[startsWith("1"), goOn]]);
  f.checkQueue("size", {}, [[lessThan(3), goOn]]);

  // @ts-expect-error: a prompt cannot stand inside text
  f.say(text`Listen: ${promptRef("Beep.wav")}`);
  f.play(promptRef("Beep.wav"));

  // @ts-expect-error: a queue cannot be said
  f.say(queueRef("support"));
  f.say(ssml`<speak>${system.queueName}</speak>`);
}

export function resources(f: FlowBuilder): void {
  // @ts-expect-error: a queue where hours are wanted
  f.checkHours(queueRef("support"), {});
  f.checkHours(hoursRef("main"), {});

  // @ts-expect-error: hours where a queue is wanted
  f.setQueue(hoursRef("main"));
  f.setQueue(queueRef("support"));

  // @ts-expect-error: a flow where a module is wanted
  f.invokeModule(flowRef("other"));
  f.transferToFlow(flowRef("other"));

  // @ts-expect-error: a moment at which no flow runs
  f.setEventHook("CustomerJoined", flowRef("other"));
  f.setEventHook("CustomerQueue", flowRef("other"), { runs: false });

  // @ts-expect-error: a voice engine there is not
  f.setVoice({ voice: "Joanna", engine: "Turbo" });
  f.setVoice({ voice: "Joanna", engine: "Neural" });

  // @ts-expect-error: a level no agent has
  f.setRoutingCriteria([{ needs: [{ attribute: "language", value: "en", level: 6 }] }]);
  f.setRoutingCriteria([{ needs: [{ attribute: "language", value: "en", level: 5 }], expiresAfterSeconds: 30 }]);
}

export function outcomes(f: FlowBuilder, queued: FlowBuilder<"CUSTOMER_QUEUE">): void {
  // @ts-expect-error: a queue can be full
  f.transferToQueue({});
  f.transferToQueue({ onAtCapacity: goOn });

  // @ts-expect-error: a number can be valid and still not dialable
  f.setCallbackNumber(attribute("number"), { onInvalidNumber: goOn });
  f.setCallbackNumber(attribute("number"), { onInvalidNumber: goOn, onNotDialable: goOn });

  // @ts-expect-error: a number to call back is never written into the flow
  f.setCallbackNumber("+12065550100", { onInvalidNumber: goOn, onNotDialable: goOn });
  f.setCallbackNumber(storedInput, { onInvalidNumber: goOn, onNotDialable: goOn });

  // @ts-expect-error: a third party can fail to answer
  f.transferToPhone("+12065550100", {}, { onCallFailed: goOn });
  f.transferToPhone("+12065550100", {}, { onCallFailed: goOn, onTimeout: goOn });

  // @ts-expect-error: a call that is handed off comes back with the generic error only
  f.handOffToPhone("+12065550100", {}, { onCallFailed: goOn });
  f.handOffToPhone("+12065550100", { limitSeconds: 20 });

  // @ts-expect-error: interrupted prompts without anything to do in between
  queued.loopPrompts({ messages: ["Please wait."], interruptEverySeconds: 30 });
  queued.loopPrompts({ messages: ["Please wait."], interruptEverySeconds: 30 }, { onInterrupt: goOn });

  // @ts-expect-error: no messages
  queued.loopPrompts({ messages: [] });
  queued.loopPrompts({ messages: ["Please wait."] });

  // @ts-expect-error: a bot that is awaited can be absent
  f.wait({ seconds: 5 }, { onBotDisconnected: goOn });
  f.wait({ seconds: 5 }, { onBotDisconnected: goOn, onBotNotFound: goOn });

  // @ts-expect-error: a profile can be one of several
  f.getProfile({ key: "_phone", value: system.customerNumber }, ["FirstName"], { onNoneFound: goOn });
  f.getProfile({ key: "_phone", value: system.customerNumber }, [], { onNoneFound: goOn, onMultipleFound: goOn });

  // @ts-expect-error: a contact that is linked to a case may fail to be
  f.createCase({ template: "t", fields: {}, link: true });
  f.createCase({ template: "t", fields: {} });

  // @ts-expect-error: a task now or later, but not at two times
  f.createTask({ name: "x", flow: flowRef("task"), delaySeconds: 5, scheduledTime: attribute("time") });
  f.createTask({ name: "x", flow: flowRef("task"), delaySeconds: 5 });

  // @ts-expect-error: analytics of one channel leave the contacts of others somewhere
  f.setAnalytics({ chat: { language: "en-US" } }, {});
  f.setAnalytics({ chat: { language: "en-US" } }, { onWrongChannel: goOn });
}

export function conversations(f: FlowBuilder): void {
  // @ts-expect-error: an intent the bot does not have
  f.askBot(BOT, { say: "Hello?" }, { intents: { Refund: goOn }, onNoMatch: goOn });
  f.askBot(BOT, { say: "Hello?" }, { intents: { Agent: goOn }, onNoMatch: goOn });

  // @ts-expect-error: a bot can find no intent
  f.askBot(BOT, { say: "Hello?" }, { intents: { Agent: goOn } });
  f.askBot(BOT, { say: "Hello?" }, { intents: {}, onNoMatch: goOn });

  // @ts-expect-error: a conversation that nobody begins
  f.askBot(BOT, {}, { intents: {}, onNoMatch: goOn });
  f.askBot(BOT, { initialMessage: system.initialMessage }, { intents: {}, onNoMatch: goOn });

  // @ts-expect-error: a chat with a time limit can reach it
  f.askBot(BOT, { say: "Hello?", chatTimeoutSeconds: 300 }, { intents: {}, onNoMatch: goOn });
  f.askBot(BOT, { say: "Hello?", chatTimeoutSeconds: 300 }, { intents: {}, onNoMatch: goOn, onTimeout: goOn });

  // @ts-expect-error: a slot of no intent
  f.askBot(BOT, { say: "Hello?" }, { intents: { Order: (f, { slots }) => f.say(slots.date) }, onNoMatch: goOn });
  f.askBot(BOT, { say: "Hello?" }, { intents: { Order: (f, { slots }) => f.say(slots.orderId) }, onNoMatch: goOn });

  // @ts-expect-error: a slot of another intent
  f.askBot(BOT, { say: "Hello?" }, { intents: { Agent: (f, { slots }) => f.say(slots.orderId) }, onNoMatch: goOn });
  f.askBot(
    BOT,
    { say: "Hello?" },
    { intents: { Agent: (f, bot) => f.say(bot.sessionAttributes.verified) }, onNoMatch: goOn },
  );

  // @ts-expect-error: a queue where a bot is wanted
  f.askBot(queueRef("support"), { say: "Hello?" }, { intents: {}, onNoMatch: goOn });
  f.askBot(BOT, { say: "Hello?", sessionAttributes: { from: system.channel } }, { intents: {}, onNoMatch: goOn });

  // @ts-expect-error: an action the view does not have
  f.showView(VIEW, { timeoutSeconds: 60 }, { actions: { Back: goOn }, onNoMatch: goOn, onTimeout: goOn });
  f.showView(VIEW, { timeoutSeconds: 60 }, { actions: { Skip: goOn }, onNoMatch: goOn, onTimeout: goOn });

  const ways = { onNoMatch: goOn, onTimeout: goOn };
  // @ts-expect-error: a field the view does not send
  f.showView(VIEW, { timeoutSeconds: 60 }, { actions: { Send: (f, sent) => f.say(sent.fields.name) }, ...ways });
  f.showView(VIEW, { timeoutSeconds: 60 }, { actions: { Send: (f, sent) => f.say(sent.fields.stars) }, ...ways });

  // @ts-expect-error: a view that nobody answers
  f.showView(VIEW, { timeoutSeconds: 60 }, { actions: {}, onNoMatch: goOn });
  f.showView(VIEW, { timeoutSeconds: 60 }, { actions: {}, onNoMatch: goOn, onTimeout: goOn });
}
