/** What is known about a contact, and where it goes. */
import type { Call, ConnectService, PlaygroundDocument } from "../../../local/connect";
import type { Cases, Circumstance, World } from "./circumstance";

const UNSET = "$.Attributes.nothing";
const ON_CHAT = { channel: "CHAT" } as const;
/** More bytes than attributes may have. */
const TOO_MUCH = "x".repeat(32_769);
const AGENT_QUEUE = ["UpdateContactTargetQueue", { AgentId: "full" }] as const;
const OPENINGS = 10;

/** Ten callers wait for the agent "full", which is as many as an agent's own queue takes. */
const FILLING: PlaygroundDocument = {
  name: "filling",
  document: {
    Version: "2019-10-30",
    StartAction: "target",
    Actions: [
      {
        Identifier: "target",
        Type: "UpdateContactTargetQueue",
        Parameters: { AgentId: "full" },
        Transitions: { NextAction: "queue", Errors: [{ ErrorType: "NoMatchingError", NextAction: "end" }] },
      },
      {
        Identifier: "queue",
        Type: "TransferContactToQueue",
        Parameters: {},
        Transitions: {
          NextAction: "end",
          Errors: ["QueueAtCapacity", "NoMatchingError"].map((ErrorType) => ({ ErrorType, NextAction: "end" })),
        },
      },
      { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} },
    ],
  },
};

function fill(service: ConnectService): void {
  for (let n = 0; n < OPENINGS; n++) service.dial({ from: `+120655501${30 + n}`, flow: "filling" });
}

/** The action is met only once the queue is full: the caller presses a key first. */
const FULL: Circumstance = {
  others: [FILLING],
  act: ({ service, contact }: World) => {
    fill(service);
    (contact as Call).press("1");
  },
};
const KEY_FIRST = ["GetParticipantInput", { InputTimeLimitSeconds: "5", StoreInput: "False" }] as const;

export const CONTACT_CASES: Cases = {
  UpdateContactAttributes: {
    NextAction: {},
    NoMatchingError: { parameters: { Attributes: { a: TOO_MUCH } } },
  },
  UpdateContactData: { NextAction: {}, NoMatchingError: { fault: true } },
  UpdateContactEventHooks: {
    NextAction: {},
    NoMatchingError: { parameters: { EventHooks: { CustomerQueue: UNSET } } },
  },
  "UpdateContactTargetQueue (queue)": { NextAction: {}, NoMatchingError: { parameters: { QueueId: UNSET } } },
  "UpdateContactTargetQueue (agent)": { NextAction: {}, NoMatchingError: { parameters: { AgentId: UNSET } } },
  TransferContactToQueue: {
    end: { before: [["UpdateContactTargetQueue", { QueueId: "support" }]] },
    QueueAtCapacity: { ...FULL, before: [AGENT_QUEUE, KEY_FIRST] },
    NoMatchingError: {},
  },
  DequeueContactAndTransferToQueue: {
    end: {},
    QueueAtCapacity: {
      others: [FILLING],
      parameters: { QueueId: undefined, AgentId: "full" },
      before: [
        ["MessageParticipantIteratively", { Messages: [{ Text: "Please wait." }], InterruptFrequencySeconds: "30" }],
      ],
      act: async ({ service }) => {
        fill(service);
        await service.clock.advance(30_000);
      },
    },
    NoMatchingError: { parameters: { QueueId: UNSET } },
  },
  TransferContactToAgent: {
    end: { before: [["UpdateContactTargetQueue", { AgentId: "agent-7" }]] },
    "wrong channel": { kind: "MODULE", channel: "CHAT", expects: "NoMatchingError" },
  },
  CreateCallbackContact: {
    NextAction: { before: [["UpdateContactTargetQueue", { QueueId: "support" }]] },
    NoMatchingError: {},
    "wrong channel": { ...ON_CHAT, expects: "NoMatchingError" },
  },
  UpdateContactCallbackNumber: {
    NextAction: {},
    InvalidCallbackNumber: { from: "anonymous" },
    // Every stand-in instance makes calls.
    CallbackNumberNotDialable: { fault: true },
    "wrong channel": { ...ON_CHAT, expects: "InvalidCallbackNumber" },
  },
  UpdateContactRecordingBehavior: { NextAction: {} },
  "UpdateContactRecordingAndAnalyticsBehavior (voice)": {
    NextAction: {},
    ChannelMismatch: ON_CHAT,
    NoMatchingError: { fault: true },
    "wrong channel": { channel: "TASK", expects: "ChannelMismatch" },
  },
  "UpdateContactRecordingAndAnalyticsBehavior (chat)": {
    NextAction: ON_CHAT,
    ChannelMismatch: {},
    NoMatchingError: { fault: true },
    InFlightRedactionConfigurationFailed: { ...ON_CHAT, fault: true },
    "wrong channel": { channel: "TASK", expects: "ChannelMismatch" },
  },
  UpdateContactTextToSpeechVoice: {
    NextAction: {},
    NoMatchingError: { parameters: { TextToSpeechVoice: UNSET } },
    "no effect in a chat": { ...ON_CHAT, expects: "NextAction" },
  },
  "UpdateContactRoutingBehavior (priority)": { NextAction: {} },
  "UpdateContactRoutingBehavior (queue time)": { NextAction: {} },
  UpdateContactMediaStreamingBehavior: {
    NextAction: {},
    NoMatchingError: { fault: true },
    "wrong channel": { ...ON_CHAT, expects: "NoMatchingError" },
  },
  UpdateContactMediaProcessing: {
    NextAction: ON_CHAT,
    NoMatchingError: {
      ...ON_CHAT,
      parameters: { ChatProcessor: { ProcessingEnabled: "True", LambdaProcessorARN: UNSET } },
    },
    ChannelMismatch: {},
    "wrong channel": { expects: "ChannelMismatch" },
  },
  UpdatePreviousContactParticipantState: {
    // In the flow of a contact that an agent has transferred.
    NextAction: { fault: true },
    NoMatchingError: {},
    "wrong channel": { ...ON_CHAT, expects: "NoMatchingError" },
  },
  TagContact: {
    NextAction: {},
    NoMatchingError: {
      before: [["TagContact", { Tags: { a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" } }]],
    },
  },
  UntagContact: { NextAction: {}, NoMatchingError: { fault: true } },
  CompleteOutboundCall: { NextAction: { kind: "CONTACT_FLOW" } },
  ResumeContact: {
    NextAction: { channel: "TASK" },
    NoMatchingError: {},
    "wrong channel": { expects: "NoMatchingError" },
  },
};
