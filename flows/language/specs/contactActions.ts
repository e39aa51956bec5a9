/** Contact actions: what is known about the contact, and where it is queued. */
import {
  type ActionSpecs,
  DYNAMIC,
  EVERYWHERE,
  FLAG,
  integer,
  legalIn,
  NO_CONDITIONS,
  NO_MATCHING_ERROR,
  object,
  oneOf,
  ONLY_GENERIC_ERROR,
  type OutcomeSpec,
  type ParameterSpec,
  REFERABLE,
  required,
  REQUIRED_REFERABLE,
  STATIC,
  TEXT_MAP,
  UNKNOWN_OBJECT,
  VOICE_ONLY,
} from "../actionSpec";

/** Moments of a contact at which a flow of its own can run. */
export const EVENT_HOOKS = [
  "AgentHold",
  "AgentWhisper",
  "CustomerHold",
  "CustomerQueue",
  "CustomerRemaining",
  "CustomerWhisper",
  "DefaultAgentUI",
  "DisconnectAgentUI",
  "PauseContact",
  "ResumeContact",
] as const;

const NO_ERRORS: readonly OutcomeSpec[] = [{ requiredErrors: [], conditions: NO_CONDITIONS }];
const TARGET_CONTACT = oneOf("Current", "Related");
const QUEUE_OR_AGENT: { readonly [name: string]: ParameterSpec } = { QueueId: REFERABLE, AgentId: REFERABLE };
const ONE_OWNER = [{ names: ["QueueId", "AgentId"], min: 1, max: 1 }];
const QUEUEING: readonly OutcomeSpec[] = [
  { requiredErrors: ["QueueAtCapacity", NO_MATCHING_ERROR], conditions: NO_CONDITIONS },
];

/** Both spellings: the console's, and Amazon Polly's own. */
const SPEECH_ENGINES = ["Standard", "Neural", "Generative", "standard", "neural", "long-form", "generative"];

/** Voice ID has ended; flows that still set it up import. */
const VOICE_ID_DATA: { readonly [name: string]: ParameterSpec } = {
  IsVoiceIdStreamingEnabled: FLAG,
  IsVoiceAuthenticationEnabled: FLAG,
  IsFraudDetectionEnabled: FLAG,
  VoiceAuthenticationThreshold: REFERABLE,
  VoiceAuthenticationResponseTime: REFERABLE,
  FraudDetectionThreshold: REFERABLE,
  WatchlistId: REFERABLE,
  VoiceIdDomain: REFERABLE,
  FraudWatchlistId: REFERABLE,
};

export const contactActions: ActionSpecs = {
  UpdateContactAttributes: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      Attributes: { ...TEXT_MAP, required: true, entries: { min: 1 } },
      TargetContact: TARGET_CONTACT,
    },
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactData: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      Name: DYNAMIC,
      Description: DYNAMIC,
      LanguageCode: REFERABLE,
      CustomerId: DYNAMIC,
      References: UNKNOWN_OBJECT,
      WisdomSessionArn: REFERABLE,
      SegmentAttributes: UNKNOWN_OBJECT,
      ...VOICE_ID_DATA,
      TargetContact: TARGET_CONTACT,
    },
    open: true,
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactEventHooks: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      EventHooks: {
        kind: "staticOrReference",
        shape: "object",
        required: true,
        fields: Object.fromEntries(EVENT_HOOKS.map((hook) => [hook, REFERABLE])),
        choose: [{ names: EVENT_HOOKS, min: 1, max: 1 }],
      },
      EventHooksConfiguration: object(
        Object.fromEntries(EVENT_HOOKS.map((hook) => [hook, object({ DisableExecution: FLAG })])),
      ),
    },
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactTargetQueue: {
    family: "contact",
    confirmed: true,
    flowTypes: legalIn("ITM"),
    parameters: QUEUE_OR_AGENT,
    choose: ONE_OWNER,
    outcomes: ONLY_GENERIC_ERROR,
  },
  TransferContactToQueue: {
    family: "contact",
    confirmed: true,
    handsOver: true,
    flowTypes: legalIn("ITM"),
    parameters: {},
    outcomes: QUEUEING,
  },
  DequeueContactAndTransferToQueue: {
    family: "contact",
    confirmed: true,
    handsOver: true,
    flowTypes: legalIn("QM"),
    parameters: QUEUE_OR_AGENT,
    choose: ONE_OWNER,
    outcomes: QUEUEING,
  },
  TransferContactToAgent: {
    family: "contact",
    confirmed: true,
    terminal: true,
    flowTypes: legalIn("TM"),
    channels: VOICE_ONLY,
    parameters: {},
    outcomes: NO_ERRORS,
  },
  CreateCallbackContact: {
    family: "contact",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    channels: VOICE_ONLY,
    parameters: {
      InitialCallDelaySeconds: required(integer(1, 259_200)),
      RetryDelaySeconds: required(integer(1, 259_200)),
      // The service names no most. Published flows have 0, though the documentation wants at least 1.
      MaximumConnectionAttempts: required(integer(0, Number.MAX_SAFE_INTEGER)),
      ...QUEUE_OR_AGENT,
      ContactFlowId: REFERABLE,
      CallerId: { ...object({ Number: DYNAMIC, Name: DYNAMIC }), open: true },
    },
    choose: [{ names: ["QueueId", "AgentId"], min: 0, max: 1 }],
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactCallbackNumber: {
    family: "contact",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    channels: VOICE_ONLY,
    parameters: { CallbackNumber: required({ kind: "reference" }) },
    outcomes: [{ requiredErrors: ["InvalidCallbackNumber", "CallbackNumberNotDialable"], conditions: NO_CONDITIONS }],
  },
  UpdateContactTextToSpeechVoice: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      TextToSpeechVoice: REQUIRED_REFERABLE,
      TextToSpeechEngine: { kind: "staticOrReference", values: SPEECH_ENGINES, grows: true },
      TextToSpeechStyle: { kind: "staticOrReference", values: ["None", "Conversational", "Newscaster"], grows: true },
    },
    outcomes: [{ requiredErrors: [], optionalErrors: [NO_MATCHING_ERROR], conditions: NO_CONDITIONS }],
  },
  UpdateContactRoutingBehavior: {
    family: "contact",
    confirmed: true,
    flowTypes: legalIn("IM"),
    disputedFlowTypes: legalIn("TQ"),
    parameters: {
      QueuePriority: integer(1, 9_223_372_036_854_775_000, "staticOrReference"),
      QueueTimeAdjustmentSeconds: integer(-2_147_483_648, 2_147_483_647, "staticOrReference"),
    },
    choose: [{ names: ["QueuePriority", "QueueTimeAdjustmentSeconds"], min: 0, max: 1 }],
    // A newer form chooses agents by proficiency; its parameters are not published.
    open: true,
    outcomes: [
      { when: [{ parameter: "QueuePriority", present: true }], requiredErrors: [], conditions: NO_CONDITIONS },
      {
        when: [{ parameter: "QueueTimeAdjustmentSeconds", present: true }],
        requiredErrors: [],
        conditions: NO_CONDITIONS,
      },
      { requiredErrors: [], optionalErrors: [NO_MATCHING_ERROR], conditions: NO_CONDITIONS },
    ],
  },
  TagContact: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: { Tags: { ...TEXT_MAP, required: true, entries: { min: 1, max: 6 } } },
    outcomes: ONLY_GENERIC_ERROR,
  },
  UntagContact: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      TagKeys: { kind: "static", shape: "list", required: true, entries: { min: 1 }, items: STATIC },
    },
    outcomes: ONLY_GENERIC_ERROR,
  },
  CompleteOutboundCall: {
    family: "contact",
    confirmed: false,
    flowTypes: ["OUTBOUND_WHISPER", "CAMPAIGN", "MODULE"],
    channels: VOICE_ONLY,
    parameters: {
      CallerId: object({ Number: DYNAMIC }),
      VoiceConnector: object({
        VoiceConnectorType: STATIC,
        VoiceConnectorArn: DYNAMIC,
        FromUser: DYNAMIC,
        ToUser: DYNAMIC,
        UserToUserInformation: DYNAMIC,
      }),
      ConnectionTimeLimitSeconds: integer(1, 600, "staticOrReference"),
    },
    outcomes: NO_ERRORS,
  },
  ResumeContact: {
    family: "contact",
    confirmed: false,
    flowTypes: EVERYWHERE,
    channels: ["TASK"],
    parameters: {},
    outcomes: ONLY_GENERIC_ERROR,
  },
};
