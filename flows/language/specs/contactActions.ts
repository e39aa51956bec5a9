/** Contact actions: what is known about the contact, where it is queued, what is recorded. */
import {
  type ActionSpecs,
  DYNAMIC,
  EVERYWHERE,
  integer,
  legalIn,
  NO_CONDITIONS,
  NO_MATCHING_ERROR,
  oneOf,
  ONLY_GENERIC_ERROR,
  type OutcomeSpec,
  type ParameterSpec,
  REFERABLE,
  required,
  REQUIRED_REFERABLE,
  STATIC,
  TEXT_MAP,
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
      References: { kind: "dynamic", shape: "object" },
      WisdomSessionArn: REFERABLE,
      VoiceIdDomain: REFERABLE,
      FraudWatchlistId: REFERABLE,
      SegmentAttributes: { kind: "dynamic", shape: "object" },
      TargetContact: TARGET_CONTACT,
    },
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
      EventHooksConfiguration: { kind: "static", shape: "object" },
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
    parameters: {},
    outcomes: NO_ERRORS,
  },
  CreateCallbackContact: {
    family: "contact",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    parameters: {
      InitialCallDelaySeconds: required(integer(1, 259_200)),
      RetryDelaySeconds: required(integer(1, 259_200)),
      MaximumConnectionAttempts: required(integer(1, 1_000)),
      ...QUEUE_OR_AGENT,
      ContactFlowId: REFERABLE,
      CallerId: { kind: "dynamic", shape: "object", fields: { Number: DYNAMIC, Name: DYNAMIC } },
    },
    choose: [{ names: ["QueueId", "AgentId"], min: 0, max: 1 }],
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactCallbackNumber: {
    family: "contact",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    parameters: { CallbackNumber: required({ kind: "reference" }) },
    outcomes: [{ requiredErrors: ["InvalidCallbackNumber", "CallbackNumberNotDialable"], conditions: NO_CONDITIONS }],
  },
  UpdateContactRecordingBehavior: {
    family: "contact",
    confirmed: true,
    flowTypes: [...legalIn("ITQM"), "OUTBOUND_WHISPER"],
    parameters: {
      RecordingBehavior: {
        kind: "static",
        shape: "object",
        required: true,
        fields: {
          RecordedParticipants: { kind: "static", shape: "list", items: oneOf("Agent", "Customer") },
          ScreenRecordedParticipants: { kind: "static", shape: "list", items: oneOf("Agent") },
          IVRRecordingBehavior: oneOf("Enabled", "Disabled"),
        },
      },
      AnalyticsBehavior: { kind: "dynamic", shape: "object" },
    },
    outcomes: NO_ERRORS,
  },
  UpdateContactRecordingAndAnalyticsBehavior: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      VoiceBehavior: { kind: "dynamic", shape: "object" },
      ChatBehavior: { kind: "dynamic", shape: "object" },
      ScreenRecordingBehavior: { kind: "dynamic", shape: "object" },
    },
    choose: [{ names: ["VoiceBehavior", "ChatBehavior", "ScreenRecordingBehavior"], min: 1, max: 1 }],
    outcomes: [
      {
        when: [{ parameter: "ChatBehavior", present: true }],
        requiredErrors: [NO_MATCHING_ERROR, "ChannelMismatch"],
        optionalErrors: ["InFlightRedactionConfigurationFailed"],
        conditions: NO_CONDITIONS,
      },
      { requiredErrors: [NO_MATCHING_ERROR, "ChannelMismatch"], conditions: NO_CONDITIONS },
    ],
  },
  UpdateContactTextToSpeechVoice: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      TextToSpeechVoice: REQUIRED_REFERABLE,
      TextToSpeechEngine: { kind: "staticOrReference", values: ["Standard", "Neural", "Generative"] },
      TextToSpeechStyle: { kind: "staticOrReference", values: ["None", "Conversational", "Newscaster"] },
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
    choose: [{ names: ["QueuePriority", "QueueTimeAdjustmentSeconds"], min: 1, max: 1 }],
    outcomes: NO_ERRORS,
  },
  UpdateContactMediaStreamingBehavior: {
    family: "contact",
    confirmed: false,
    flowTypes: legalIn("ITQWM"),
    parameters: {
      MediaStreamingState: required(oneOf("Enabled", "Disabled")),
      Participants: { kind: "static", shape: "list" },
      MediaStreamType: STATIC,
    },
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactMediaProcessing: {
    family: "contact",
    confirmed: false,
    flowTypes: EVERYWHERE,
    outcomes: [{ requiredErrors: [NO_MATCHING_ERROR, "ChannelMismatch"], conditions: NO_CONDITIONS }],
  },
  UpdatePreviousContactParticipantState: {
    family: "contact",
    confirmed: false,
    flowTypes: legalIn("ITM"),
    parameters: { PreviousContactParticipantState: required(oneOf("AgentOnHold", "CustomerOnHold", "OffHold")) },
    outcomes: ONLY_GENERIC_ERROR,
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
    flowTypes: ["CONTACT_FLOW", "OUTBOUND_WHISPER", "CAMPAIGN", "MODULE"],
    outcomes: NO_ERRORS,
  },
  ResumeContact: {
    family: "contact",
    confirmed: false,
    flowTypes: EVERYWHERE,
    outcomes: ONLY_GENERIC_ERROR,
  },
};
