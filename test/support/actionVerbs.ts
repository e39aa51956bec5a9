/**
 * The verb of every row of the action table, by the row's name, with as little as it takes. Tests of the builder run
 * them, and the compiler test reads their source, so branches say `goOn` and nothing else.
 */
import {
  asNumber,
  attribute,
  audioAt,
  describeBot,
  describeView,
  flowRef,
  type FlowBuilder,
  functionRef,
  goOn,
  lessThan,
  moduleRef,
  promptRef,
  queueRef,
  ssml,
  system,
} from "../../flows/language";

export const BOT = describeBot("concierge", { Order: ["orderId"] });
export const VIEW = describeView("feedback", { actions: ["Send"] });

export type Verb = (f: FlowBuilder<never>) => void;

const PARTICIPANT: { readonly [row: string]: Verb } = {
  MessageParticipant: (f) => f.say("Hello."),
  "MessageParticipant (markup)": (f) => f.say(ssml`<speak>Hello.</speak>`),
  "MessageParticipant (prompt)": (f) => f.play(promptRef("Beep.wav")),
  "MessageParticipant (audio in S3)": (f) => f.play(audioAt("https://example.com/hello.wav")),
  MessageParticipantIteratively: (f) => f.loopPrompts({ messages: ["Please wait."] }),
  "MessageParticipantIteratively (interrupted)": (f) =>
    f.loopPrompts({ messages: ["Please wait."], interruptEverySeconds: 30 }, { onInterrupt: goOn }),
  "GetParticipantInput (menu)": (f) => f.menu({ say: "Press a key." }, { onTimeout: goOn, onNoMatch: goOn }),
  "GetParticipantInput (digits)": (f) => f.storeDigits({ maximumLength: 2 }),
  "GetParticipantInput (encrypted digits)": (f) =>
    f.storeDigits({ maximumLength: 16, encryption: { keyId: "key", publicKeyPem: "-----BEGIN CERTIFICATE-----" } }),
  "GetParticipantInput (phone number)": (f) => f.storePhoneNumber({ format: "E164" }, { onInvalidNumber: goOn }),
  ConnectParticipantWithLexBot: (f) => f.askBot(BOT, { say: "How can I help?" }, { intents: {}, onNoMatch: goOn }),
  "ConnectParticipantWithLexBot (chat with a time limit)": (f) =>
    f.askBot(
      BOT,
      { initialMessage: system.initialMessage, chatTimeoutSeconds: 300 },
      { intents: { Order: goOn }, onNoMatch: goOn, onTimeout: goOn },
    ),
  DisconnectParticipant: (f) => f.disconnect(),
  ShowView: (f) => f.showView(VIEW, { timeoutSeconds: 400 }, { actions: {}, onNoMatch: goOn, onTimeout: goOn }),
  "TransferParticipantToThirdParty (goes on)": (f) =>
    f.transferToPhone("+12065550100", {}, { onCallFailed: goOn, onTimeout: goOn }),
  "TransferParticipantToThirdParty (hands off)": (f) => f.handOffToPhone("+12065550100"),
};

const FLOW_CONTROL: { readonly [row: string]: Verb } = {
  CheckHoursOfOperation: (f) => f.checkHours(undefined, {}),
  "CheckMetricData (agents)": (f) => f.checkAgents("Available", {}, {}),
  "CheckMetricData (queue)": (f) => f.checkQueue("size", {}, [[lessThan(5), goOn]]),
  GetMetricData: (f) => f.getMetrics(),
  Compare: (f) => f.compareWith(asNumber(attribute("age")), [[lessThan(5), goOn]]),
  DistributeByPercentage: (f) => f.distribute([[50, goOn]]),
  Loop: (f) => f.loop({ times: 2 }, (f) => f.getMetrics()),
  Wait: (f) => f.wait({ seconds: 60 }, {}),
  "Wait (for the bot)": (f) => f.wait({ seconds: 60 }, { onBotDisconnected: goOn, onBotNotFound: goOn }),
  TransferToFlow: (f) => f.transferToFlow(flowRef("other")),
  EndFlowExecution: (f) => f.endFlow(),
  EndFlowModuleExecution: (f) => f.endModule(),
  InvokeFlowModule: (f) => f.invokeModule(moduleRef("survey")),
  UpdateFlowLoggingBehavior: (f) => f.setLogging(true),
  UpdateFlowAttributes: (f) => f.setFlowAttributes({ a: "x" }),
  UpdateContactRoutingCriteria: (f) =>
    f.setRoutingCriteria([{ needs: [{ attribute: "language", value: "en", level: 3 }] }]),
  CheckOutboundCallStatus: (f) => f.checkOutboundCall({}),
};

const CONTACT: { readonly [row: string]: Verb } = {
  UpdateContactAttributes: (f) => f.setAttributes({ a: "x" }),
  UpdateContactData: (f) => f.setContactData({ name: "x" }),
  UpdateContactEventHooks: (f) => f.setEventHook("CustomerQueue", flowRef("queue")),
  "UpdateContactTargetQueue (queue)": (f) => f.setQueue(queueRef("support")),
  "UpdateContactTargetQueue (agent)": (f) => f.setAgent("agent"),
  TransferContactToQueue: (f) => f.transferToQueue({ onAtCapacity: goOn }),
  DequeueContactAndTransferToQueue: (f) => f.moveToQueue(queueRef("support"), { onAtCapacity: goOn }),
  TransferContactToAgent: (f) => f.transferToAgent(),
  CreateCallbackContact: (f) =>
    f.createCallback({ initialDelaySeconds: 5, retryDelaySeconds: 600, maximumAttempts: 2 }),
  UpdateContactCallbackNumber: (f) =>
    f.setCallbackNumber(system.customerNumber, { onInvalidNumber: goOn, onNotDialable: goOn }),
  UpdateContactRecordingBehavior: (f) => f.setRecording({ agent: true, customer: true }),
  "UpdateContactRecordingAndAnalyticsBehavior (voice)": (f) =>
    f.setAnalytics({ voice: { agent: true, customer: true } }, { onWrongChannel: goOn }),
  "UpdateContactRecordingAndAnalyticsBehavior (chat)": (f) =>
    f.setAnalytics({ chat: { language: "en-US" } }, { onWrongChannel: goOn }),
  UpdateContactTextToSpeechVoice: (f) => f.setVoice({ voice: "Joanna" }),
  "UpdateContactRoutingBehavior (priority)": (f) => f.setPriority(1),
  "UpdateContactRoutingBehavior (queue time)": (f) => f.adjustQueueTime(-30),
  UpdateContactMediaStreamingBehavior: (f) => f.startMediaStreaming(),
  UpdateContactMediaProcessing: (f) => f.setMessageProcessing(functionRef("redact"), {}, { onWrongChannel: goOn }),
  UpdatePreviousContactParticipantState: (f) => f.setPreviousParticipant("OffHold"),
  TagContact: (f) => f.tag({ team: "support" }),
  UntagContact: (f) => f.untag(["team"]),
  CompleteOutboundCall: (f) => f.completeOutboundCall(),
  ResumeContact: (f) => f.resumeContact(),
};

const INTERACTIONS: { readonly [row: string]: Verb } = {
  InvokeLambdaFunction: (f) => f.invokeLambda(functionRef("lookup"), { timeLimitSeconds: 5, returns: ["name"] }),
  "InvokeLambdaFunction (asynchronous)": (f) => f.startLambda(functionRef("notify")),
  "InvokeLambdaFunction (JSON answer)": (f) =>
    f.invokeLambdaForJson(functionRef("lookup"), { timeLimitSeconds: 5, returns: { customer: { name: "text" } } }),
  CreateTask: (f) => f.createTask({ name: "Call back", flow: flowRef("task") }),
  CreateCase: (f) => f.createCase({ template: "template", fields: { title: "Order" } }),
  "CreateCase (linked)": (f) =>
    f.createCase({ template: "template", fields: { title: "Order" }, link: true }, { onNotLinked: goOn }),
  UpdateCase: (f) => f.updateCase({ caseId: attribute("case"), fields: { status: "closed" } }),
  "UpdateCase (linked)": (f) =>
    f.updateCase({ caseId: attribute("case"), fields: { status: "closed" }, link: true }, { onNotLinked: goOn }),
  GetCase: (f) =>
    f.getCase({ customerId: attribute("customer") }, ["status"], {
      onNotLinked: goOn,
      onMultipleFound: goOn,
      onNoneFound: goOn,
    }),
  CreateWisdomSession: (f) => f.createWisdomSession("arn"),
  GetCustomerProfile: (f) =>
    f.getProfile({ key: "_phone", value: system.customerNumber }, ["FirstName"], {
      onMultipleFound: goOn,
      onNoneFound: goOn,
    }),
  GetCustomerProfileObject: (f) => f.getProfileObject({ type: "Order" }, ["Order.Status"], { onNoneFound: goOn }),
  GetCalculatedAttributesForCustomerProfile: (f) =>
    f.getCalculatedAttributes(["_frequent_caller"], { onNoneFound: goOn }),
  CreateCustomerProfile: (f) => f.createProfile({ FirstName: "Alex" }),
  UpdateCustomerProfile: (f) => f.updateProfile({ FirstName: "Alex" }),
  AssociateContactToCustomerProfile: (f) => f.associateProfile(system.contactId),
  StartOutboundChatContact: (f) =>
    f.startOutboundChat({ from: "arn", to: system.customerNumber, flow: flowRef("chat"), message: "Hello." }),
};

/** Every verb, by the name of its row. */
export const ACTION_VERBS: ReadonlyMap<string, Verb> = new Map(
  Object.entries({ ...PARTICIPANT, ...FLOW_CONTROL, ...CONTACT, ...INTERACTIONS }),
);
