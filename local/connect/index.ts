/** A local Amazon Connect, built from the resource graph. */
export { Agent, type AgentBehaviour, type AgentState, type Seconds } from "./agent";
export type { BotAnswer, BotInvoker, BotMessage, BotRequest } from "./bot";
export { Call, type CallState } from "./call";
export { Chat } from "./chat";
export {
  ConnectService,
  type AgentOptions,
  type ConnectOptions,
  type ContactWatcher,
  type DialOptions,
} from "./connectService";
export type { ContactEvent, ContactEventType } from "./contactEvent";
export { CONTACT_RECORD_FORMAT_VERSION, type ContactRecord } from "./contactRecord";
export type { ChatOptions, ContactReference, TaskOptions } from "./contactStarts";
export type { CustomerView } from "./customerView";
export type { Author } from "./messageProcessor";
export { Interaction, type InteractionState } from "./interaction";
export { InvalidContactFlowException, type FlowProblem } from "./flowProblem";
export { entryFlow, playground, type PlaygroundDocument, type PlaygroundOptions } from "./playground";
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
