/** A made-up IVR of which a caller runs through 27 blocks: greeting, menu, look-up, menu, queue. */
import type { ResourceGraph } from "../local/engine/graph";
import {
  ALWAYS_OPEN,
  BYE,
  document,
  flow,
  functionArn,
  graph,
  instance,
  lambda,
  number,
  queue,
  queueArn,
  routingProfile,
  type Sketch,
  user,
} from "../test/support/connectGraph";

/** Blocks a caller runs through who presses {@link IVR_KEYS}. */
export const IVR_BLOCKS = 27;

/** The keys that lead to the queue. */
export const IVR_KEYS = ["2", "3"];

const FLOW = "ivr";
const ERRORS = { NoMatchingError: "sorry" };
const MENU_ERRORS = { InputTimeLimitExceeded: "sorry", NoMatchingCondition: "sorry", NoMatchingError: "sorry" };

function say(text: string, next: string): Sketch[string] {
  return ["MessageParticipant", { Text: text }, { next, errors: ERRORS }];
}

function set(attributes: Record<string, string>, next: string): Sketch[string] {
  return ["UpdateContactAttributes", { Attributes: attributes, TargetContact: "Current" }, { next, errors: ERRORS }];
}

function menu(text: string, when: Record<string, string>): Sketch[string] {
  const parameters = { Text: text, InputTimeLimitSeconds: "5", StoreInput: "False" };
  return ["GetParticipantInput", parameters, { next: "sorry", when, errors: MENU_ERRORS }];
}

function compare(value: string, when: Record<string, string>): Sketch[string] {
  return ["Compare", { ComparisonValue: value }, { next: "sorry", when, errors: { NoMatchingCondition: "sorry" } }];
}

const GREETING: Sketch = {
  logging: ["UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "Enabled" }, { next: "voice" }],
  voice: ["UpdateContactTextToSpeechVoice", { TextToSpeechVoice: "Joanna" }, { next: "recording", errors: ERRORS }],
  recording: [
    "UpdateContactRecordingBehavior",
    { RecordingBehavior: { RecordedParticipants: ["Agent", "Customer"] } },
    { next: "about" },
  ],
  about: set({ channel: "$.Channel", caller: "$.CustomerEndpoint.Address" }, "welcome"),
  welcome: say("Welcome to Example Company.", "notice"),
  notice: say("This call may be recorded.", "hours"),
  hours: [
    "CheckHoursOfOperation",
    { HoursOfOperationId: "id-always" },
    { next: "sorry", when: { True: "open", False: "sorry" }, errors: ERRORS },
  ],
  open: say("We are open.", "topic"),
  topic: menu("For a new order press 1, for an order you have placed press 2.", { "1": "new", "2": "placed" }),
  new: say("You will be put through.", "target"),
};

const LOOK_UP: Sketch = {
  placed: set({ topic: "order" }, "moment"),
  moment: say("One moment, please.", "look-up"),
  "look-up": [
    "InvokeLambdaFunction",
    { LambdaFunctionARN: functionArn("look-up"), InvocationTimeLimitSeconds: "4" },
    { next: "keep", errors: ERRORS },
  ],
  keep: set({ name: "$.External.name", order: "$.External.order", status: "$.External.status" }, "known"),
  known: compare("$.External.caller", { unknown: "sorry", known: "hello" }),
  hello: say("Hello $.Attributes.name.", "orders"),
  orders: compare("$.Attributes.status", { delivered: "sorry", shipped: "order" }),
  order: say("Your order $.Attributes.order has been shipped to $.Attributes.caller.", "help"),
  help: menu("To hear this again press 1, to speak to somebody press 3.", { "1": "order", "3": "person" }),
};

const QUEUE: Sketch = {
  person: set({ wants: "person" }, "routed"),
  routed: compare("$.Attributes.wants", { callback: "sorry", person: "target" }),
  target: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "reason", errors: ERRORS }],
  reason: set({ reason: "$.Attributes.topic $.Attributes.order" }, "through"),
  through: say("We put you through, $.Attributes.name.", "wait"),
  wait: say("All our agents are busy.", "music"),
  music: say("You will hear music while you wait.", "transfer"),
  transfer: [
    "TransferContactToQueue",
    {},
    { next: "sorry", errors: { QueueAtCapacity: "sorry", NoMatchingError: "sorry" } },
  ],
  sorry: say("We are sorry. Please call again.", "bye"),
  bye: BYE,
};

/** The program that declares the IVR. */
export function ivrGraph(): ResourceGraph {
  return graph(
    instance(),
    ALWAYS_OPEN,
    queue("support"),
    routingProfile("everyone", [{ name: "support" }]),
    user("agent-1", "everyone"),
    lambda("look-up"),
    flow(FLOW, document({ ...GREETING, ...LOOK_UP, ...QUEUE })),
    number(FLOW),
  );
}

/** What the look-up answers. */
export const IVR_ANSWER = { caller: "known", name: "Alex", order: "O-1003", status: "shipped" };
