/** Contact actions about recordings, analytics and streams. */
import {
  type ActionSpecs,
  CHAT_ONLY,
  CONVERSATIONS,
  EVERYWHERE,
  FLAG,
  legalIn,
  NO_CONDITIONS,
  NO_MATCHING_ERROR,
  object,
  oneOf,
  ONLY_GENERIC_ERROR,
  type ParameterSpec,
  REFERABLE,
  required,
  UNKNOWN_OBJECT,
  VOICE_ONLY,
} from "../actionSpec";

const RECORDED: ParameterSpec = { kind: "static", shape: "list", items: oneOf("Agent", "Customer") };
const SCREENS: ParameterSpec = { kind: "static", shape: "list", items: oneOf("Agent") };
const IVR = oneOf("Enabled", "Disabled");

/** Contact Lens: its modes, summaries and redaction are not looked into, since they grow. */
const ANALYTICS: ParameterSpec = { ...object({ Enabled: FLAG, AnalyticsLanguage: REFERABLE }), open: true };

export const recordingActions: ActionSpecs = {
  UpdateContactRecordingBehavior: {
    family: "contact",
    confirmed: true,
    flowTypes: [...legalIn("ITQM"), "OUTBOUND_WHISPER"],
    channels: CONVERSATIONS,
    parameters: {
      RecordingBehavior: required(
        object({ RecordedParticipants: RECORDED, ScreenRecordedParticipants: SCREENS, IVRRecordingBehavior: IVR }),
      ),
      AnalyticsBehavior: ANALYTICS,
    },
    outcomes: [{ requiredErrors: [], conditions: NO_CONDITIONS }],
  },
  UpdateContactRecordingAndAnalyticsBehavior: {
    family: "contact",
    confirmed: true,
    flowTypes: EVERYWHERE,
    channels: CONVERSATIONS,
    parameters: {
      VoiceBehavior: object({
        VoiceRecordingBehavior: {
          ...object({ RecordedParticipants: RECORDED, IVRRecordingBehavior: IVR }),
          open: true,
        },
        VoiceAnalyticsBehavior: ANALYTICS,
      }),
      ChatBehavior: object({ ChatAnalyticsBehavior: ANALYTICS }),
      ScreenRecordingBehavior: UNKNOWN_OBJECT,
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
  UpdateContactMediaStreamingBehavior: {
    family: "contact",
    confirmed: false,
    flowTypes: legalIn("ITQWM"),
    channels: VOICE_ONLY,
    parameters: {
      MediaStreamingState: required(oneOf("Enabled", "Disabled")),
      Participants: {
        kind: "static",
        shape: "list",
        items: object({
          ParticipantType: oneOf("Customer"),
          MediaDirections: { kind: "static", shape: "list", items: oneOf("From", "To") },
        }),
      },
      MediaStreamType: oneOf("Audio"),
    },
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactMediaProcessing: {
    family: "contact",
    confirmed: false,
    flowTypes: EVERYWHERE,
    channels: CHAT_ONLY,
    parameters: {
      ChatProcessor: required(
        object({
          ProcessingEnabled: FLAG,
          LambdaProcessorARN: REFERABLE,
          ChatProcessorSettings: required(object({ DeliverUnprocessedMessages: FLAG })),
        }),
      ),
    },
    outcomes: [{ requiredErrors: [NO_MATCHING_ERROR, "ChannelMismatch"], conditions: NO_CONDITIONS }],
  },
  UpdatePreviousContactParticipantState: {
    family: "contact",
    confirmed: false,
    flowTypes: legalIn("ITM"),
    channels: VOICE_ONLY,
    parameters: { PreviousContactParticipantState: required(oneOf("AgentOnHold", "CustomerOnHold", "OffHold")) },
    outcomes: ONLY_GENERIC_ERROR,
  },
};
