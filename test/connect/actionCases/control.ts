/** What flows ask themselves, and how they go on elsewhere. */
import type { PlaygroundDocument, Chat } from "../../../local/connect";
import type { Cases, Circumstance, World } from "./circumstance";

const UNSET = "$.Attributes.nothing";
const TARGET = ["UpdateContactTargetQueue", { QueueId: "support" }] as const;
const QUEUE = { parameters: { QueueId: "support" } };

/** An outbound whisper that plays the module with the action to a customer who was called. */
const WHISPER: PlaygroundDocument = {
  name: "whisper",
  type: "OUTBOUND_WHISPER",
  document: {
    Version: "2019-10-30",
    StartAction: "invoke",
    Actions: [
      {
        Identifier: "invoke",
        Type: "InvokeFlowModule",
        Parameters: { FlowModuleId: "it" },
        Transitions: { NextAction: "end", Errors: [{ ErrorType: "NoMatchingError", NextAction: "end" }] },
      },
      { Identifier: "end", Type: "EndFlowExecution", Parameters: {}, Transitions: {} },
    ],
  },
};

async function callBack({ service }: World): Promise<void> {
  service.agent("agent-1").goOnline();
  service.dial({ from: "+12065550124", flow: "to whisper" });
  await service.clock.advance(60_000);
}

function answeredBy(status: "CallAnswered" | "VoicemailBeep" | "VoicemailNoBeep" | "NotDetected"): Circumstance {
  return {
    kind: "MODULE",
    others: [WHISPER],
    conditions: [["Equals", status]],
    options: { dialOut: () => ({ answer: "answered", answeredBy: status }) },
    act: callBack,
    contactOf: ({ service }) => service.calls.find(({ initiationMethod }) => initiationMethod === "CALLBACK"),
  };
}

export const CONTROL_CASES: Cases = {
  CheckHoursOfOperation: {
    "Equals True": { parameters: { HoursOfOperationId: "main" } },
    "Equals False": { parameters: { HoursOfOperationId: "main" }, options: { open: false } },
    NoMatchingError: {},
  },
  "CheckMetricData (agents)": {
    "NumberGreaterThan 0": {
      ...QUEUE,
      before: [["GetParticipantInput", { InputTimeLimitSeconds: "5", StoreInput: "False" }]],
      act: async ({ service }) => {
        service.agent("agent-1").goOnline();
        await service.clock.advance(6_000);
      },
    },
    NoMatchingCondition: QUEUE,
    NoMatchingError: {},
  },
  "CheckMetricData (queue)": {
    "NumberLessThan 5": QUEUE,
    NoMatchingCondition: { ...QUEUE, conditions: [["NumberGreaterThan", "0"]] },
    NoMatchingError: {},
  },
  GetMetricData: { NextAction: { before: [TARGET] }, NoMatchingError: {} },
  Compare: {
    "Equals VOICE": { conditions: [["Equals", "VOICE"]] },
    NoMatchingCondition: { conditions: [["Equals", "CHAT"]] },
  },
  DistributeByPercentage: {
    "NumberLessThan 51": { options: { seed: 2 } },
    NoMatchingCondition: { options: { seed: 1 } },
  },
  Loop: {
    "Equals ContinueLooping": {},
    "Equals DoneLooping": { parameters: { LoopCount: "0" } },
    NoMatchingError: { parameters: { LoopCount: UNSET } },
  },
  Wait: {
    "Equals WaitCompleted": { channel: "CHAT", act: ({ service }) => service.clock.advance(60_000) },
    "Equals CustomerReturned": {
      channel: "CHAT",
      parameters: { Events: ["CustomerReturned"] },
      conditions: [
        ["Equals", "WaitCompleted"],
        ["Equals", "CustomerReturned"],
      ],
      act: ({ contact }) => (contact as Chat).send("I am back."),
    },
    NoMatchingError: { channel: "CHAT", parameters: { TimeLimitSeconds: UNSET } },
    "wrong channel": { expects: "NoMatchingError" },
  },
  "Wait (for the bot)": {
    // No custom participant joins a contact on this machine, so none is waited for and none leaves.
    "Equals WaitCompleted": { channel: "CHAT", fault: true },
    "Equals BotParticipantDisconnected": { channel: "CHAT", fault: true },
    ParticipantNotFound: { channel: "CHAT" },
    NoMatchingError: { channel: "CHAT", parameters: { TimeLimitSeconds: UNSET } },
    "wrong channel": { expects: "NoMatchingError" },
  },
  TransferToFlow: { end: {}, NoMatchingError: { parameters: { ContactFlowId: UNSET } } },
  EndFlowExecution: { end: {} },
  EndFlowModuleExecution: { end: {} },
  InvokeFlowModule: {
    NextAction: {},
    // Modules of this machine return no results of their own.
    "Equals done": { conditions: [["Equals", "done"]], fault: true },
    NoMatchingCondition: { fault: true },
    NoMatchingError: { parameters: { FlowModuleId: UNSET } },
  },
  UpdateFlowLoggingBehavior: { NextAction: {} },
  UpdateFlowAttributes: {
    NextAction: {},
    NoMatchingError: { parameters: { FlowAttributes: { "$.Channel.": { Value: "x" } } } },
  },
  UpdateContactRoutingCriteria: {
    NextAction: {},
    NoMatchingError: {
      parameters: {
        RoutingCriteria: {
          Steps: [
            {
              Expression: {
                AttributeCondition: {
                  Name: "language",
                  Value: "en",
                  ProficiencyLevel: UNSET,
                  ComparisonOperator: "NumberGreaterOrEqualTo",
                },
              },
            },
          ],
        },
      },
    },
  },
  CheckOutboundCallStatus: {
    "Equals CallAnswered": answeredBy("CallAnswered"),
    "Equals VoicemailBeep": answeredBy("VoicemailBeep"),
    "Equals VoicemailNoBeep": answeredBy("VoicemailNoBeep"),
    "Equals NotDetected": answeredBy("NotDetected"),
    NoMatchingError: {},
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
};
