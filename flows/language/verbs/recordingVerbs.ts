/** Verbs for what is recorded, analysed and streamed of a contact. */
import { type FlowKind } from "../document";
import { type ArrivalKind, type DialogKind, type In, type SpeechKind } from "../kinds";
import { type FunctionRef } from "../placeholders";
import { type Body } from "../statements";
import { type ParameterValues } from "../values";
import { RoutingVerbs } from "./routingVerbs";

export interface RecordingOptions {
  agent: boolean;
  customer: boolean;
  /** Records the automated part of the call too. */
  automated?: boolean;
  /** Records the agent's screen. */
  screen?: boolean;
  /** Contact Lens; it needs both sides recorded. */
  analytics?: AnalyticsOptions & {
    voice?: readonly VoiceAnalyticsMode[];
    /** Analyses chats too. */
    chat?: boolean;
  };
}

/** When a call is analysed. `RealTime` has preconditions of its own on the instance; `PostContact` always works. */
export type VoiceAnalyticsMode = "PostContact" | "RealTime" | "AutomatedInteraction";

export interface AnalyticsOptions {
  /** For example "en-US". */
  language: string;
  sentiment?: boolean;
  summaries?: readonly ("PostContact" | "AutomatedInteraction")[];
  /** Takes sensitive data out of transcripts and audio. */
  redaction?: { results: "RedactedAndOriginal" | "RedactedOnly"; mask?: "PII" | "EntityType"; entities?: string[] };
}

/** What `setAnalytics` applies to: one channel, or the agent's screen. */
export type AnalyticsTarget =
  | { voice: { agent: boolean; customer: boolean; automated?: boolean; analytics?: VoiceAnalytics } }
  | { chat: AnalyticsOptions }
  | { screen: boolean };

export type VoiceAnalytics = AnalyticsOptions & { modes: readonly VoiceAnalyticsMode[] };

export interface AnalyticsBranches<Kind extends FlowKind> {
  /** The contact is of another channel. */
  readonly onWrongChannel: Body<Kind>;
  /** Chat only: sensitive data cannot be taken out while the chat goes on. */
  readonly onRedactionFailed?: Body<Kind>;
}

export abstract class RecordingVerbs<Kind extends FlowKind> extends RoutingVerbs<Kind> {
  /** Chooses who is recorded once an agent has joined (UpdateContactRecordingBehavior). The last one executed wins. */
  setRecording(this: this & In<DialogKind | "OUTBOUND_WHISPER">, options: RecordingOptions): void {
    const { screen, analytics } = options;
    this.record({
      type: "UpdateContactRecordingBehavior",
      verb: "recording",
      words: "",
      parameters: {
        RecordingBehavior: {
          ...recorded(options),
          ScreenRecordedParticipants: screen === undefined ? undefined : screen ? ["Agent"] : [],
        },
        AnalyticsBehavior: analytics && {
          ...common(analytics),
          ChannelConfiguration: {
            Voice: analytics.voice && { AnalyticsModes: analytics.voice },
            Chat: analytics.chat ? { AnalyticsModes: ["ContactLens"] } : undefined,
          },
        },
      },
    });
  }

  /**
   * Chooses what is recorded and analysed of one channel (UpdateContactRecordingAndAnalyticsBehavior). A contact of
   * another channel takes a branch of its own.
   */
  setAnalytics(target: AnalyticsTarget, branches: AnalyticsBranches<Kind>): void {
    const isChat = "chat" in target;
    this.record({
      type: "UpdateContactRecordingAndAnalyticsBehavior",
      verb: "analytics",
      words: Object.keys(target).join(" "),
      parameters: analyticsParameters(target),
      errors: [
        { result: "ChannelMismatch", body: branches.onWrongChannel },
        ...(isChat && branches.onRedactionFailed
          ? [{ result: "InFlightRedactionConfigurationFailed", body: branches.onRedactionFailed }]
          : []),
      ],
    });
  }

  /** Streams the customer's audio to Kinesis Video Streams (UpdateContactMediaStreamingBehavior). Voice only. */
  startMediaStreaming(this: this & In<SpeechKind>, directions: readonly ("From" | "To")[] = ["From", "To"]): void {
    this.record(streaming("Enabled", directions));
  }

  /** Stops the stream (UpdateContactMediaStreamingBehavior). */
  stopMediaStreaming(this: this & In<SpeechKind>, directions: readonly ("From" | "To")[] = ["From", "To"]): void {
    this.record(streaming("Disabled", directions));
  }

  /** Sends every chat message through a function before it is delivered (UpdateContactMediaProcessing). Chat only. */
  setMessageProcessing(
    fn: FunctionRef,
    options: { enabled?: boolean; /** Delivers a message the function failed on. */ deliverUnprocessed?: boolean },
    branches: { readonly onWrongChannel: Body<Kind> },
  ): void {
    this.record({
      type: "UpdateContactMediaProcessing",
      verb: "message-processing",
      words: fn.name,
      parameters: {
        ChatProcessor: {
          ProcessingEnabled: options.enabled ?? true,
          LambdaProcessorARN: fn,
          ChatProcessorSettings: { DeliverUnprocessedMessages: options.deliverUnprocessed ?? false },
        },
      },
      errors: [{ result: "ChannelMismatch", body: branches.onWrongChannel }],
    });
  }

  /** Holds the agent or the customer of the call this one was transferred from (UpdatePreviousContactParticipantState). */
  setPreviousParticipant(this: this & In<ArrivalKind>, state: "AgentOnHold" | "CustomerOnHold" | "OffHold"): void {
    this.record({
      type: "UpdatePreviousContactParticipantState",
      verb: "previous",
      words: state,
      parameters: { PreviousContactParticipantState: state },
    });
  }
}

function recorded(options: { agent: boolean; customer: boolean; automated?: boolean }): ParameterValues {
  const { agent, customer, automated } = options;
  return {
    RecordedParticipants: [...(agent ? ["Agent"] : []), ...(customer ? ["Customer"] : [])],
    IVRRecordingBehavior: automated === undefined ? undefined : automated ? "Enabled" : "Disabled",
  };
}

/** What both recording actions say about analytics, in the older one's words. */
function common({ language, sentiment, summaries, redaction }: AnalyticsOptions): ParameterValues {
  return {
    Enabled: true,
    AnalyticsLanguage: language,
    AnalyticsRedactionBehavior: redaction ? "Enabled" : "Disabled",
    AnalyticsRedactionResults: redaction?.results,
    AnalyticsRedactionMaskMode: redaction?.mask,
    AnalyticsRedactionEntities: redaction?.entities,
    SummaryConfiguration: summaries && { SummaryModes: summaries },
    SentimentConfiguration: sentiment === undefined ? undefined : { Enabled: sentiment },
  };
}

function conversational(options: AnalyticsOptions, modes: readonly string[]): ParameterValues {
  const { language, sentiment, summaries, redaction } = options;
  return {
    Enabled: true,
    AnalyticsLanguage: language,
    AnalyticsModes: modes,
    ConversationalAnalyticsRedactionConfiguration: { Enabled: redaction !== undefined },
    SentimentConfiguration: sentiment === undefined ? undefined : { Enabled: sentiment },
    SummaryConfiguration: summaries && { SummaryModes: summaries },
  };
}

function analyticsParameters(target: AnalyticsTarget): ParameterValues {
  if ("chat" in target) {
    return { ChatBehavior: { ChatAnalyticsBehavior: conversational(target.chat, ["ContactLens"]) } };
  }
  if ("screen" in target) {
    return { ScreenRecordingBehavior: { ScreenRecordedParticipants: target.screen ? ["Agent"] : [] } };
  }
  const { analytics } = target.voice;
  return {
    VoiceBehavior: {
      VoiceRecordingBehavior: recorded(target.voice),
      VoiceAnalyticsBehavior: analytics && conversational(analytics, analytics.modes),
    },
  };
}

function streaming(state: "Enabled" | "Disabled", directions: readonly ("From" | "To")[]) {
  return {
    type: "UpdateContactMediaStreamingBehavior",
    verb: "media-streaming",
    words: state,
    parameters: {
      MediaStreamingState: state,
      Participants: [{ ParticipantType: "Customer", MediaDirections: directions }],
      MediaStreamType: "Audio",
    },
  };
}
