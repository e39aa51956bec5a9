/** A local Amazon Connect, built from the resource graph. */
export { Agent, type AgentBehaviour, type AgentState, type Seconds } from "./agent";
export { Call, type CallState } from "./call";
export { Chat } from "./chat";
export { ConnectService, type AgentOptions, type ConnectOptions, type DialOptions } from "./connectService";
export type { ContactEvent, ContactEventType } from "./contactEvent";
export { CONTACT_RECORD_FORMAT_VERSION, type ContactRecord } from "./contactRecord";
export type { ChatOptions, ContactReference, TaskOptions } from "./contactStarts";
export { Interaction, type InteractionState } from "./interaction";
export { InvalidContactFlowException, type FlowProblem } from "./flowProblem";
export type { ContactFlowEvent } from "./lambdaEvent";
export type {
  Channel,
  DialOutcome,
  DialRequest,
  DisconnectReason,
  FlowLogLine,
  FunctionAnswer,
  FunctionInvoker,
  InitiationMethod,
  TraceEntry,
  TranscriptEntry,
} from "./types";
export { Task } from "./task";
