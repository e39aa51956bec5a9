/** The flow language: contact flows written as conversations, and checks for any flow document. */
export * from "./actionSpecs";
export * from "./comparisons";
export { defineFlow, type Flow, type FlowOptions } from "./defineFlow";
export { type Bot, type BotAnswer, describeBot, describeView, type View, type ViewAnswer } from "./described";
export * from "./document";
export { FINDING_CODES, type FindingCode } from "./findingCodes";
export { FlowBuilder, goOn } from "./flowBuilder";
export { FlowError } from "./flowError";
export {
  type FlowPath,
  type FlowPaths,
  MAX_PATHS,
  type PathEnd,
  type PathOptions,
  type PathStep,
  pathsOf,
} from "./pathsOf";
export * from "./placeholders";
export { type ExportSource, type FlowExport, kindNamed, openExport, type OpenedExport, readExport } from "./readExport";
export type { Label } from "./recorder";
export * from "./kinds";
export * from "./knownReferences";
export {
  asNumber,
  asText,
  attribute,
  type DynamicText,
  external,
  flowAttribute,
  type Holds,
  isReference,
  numberAttribute,
  numberFlowAttribute,
  type Reference,
  reference,
  referencesIn,
  replaceReferences,
  type Ssml,
  ssml,
  STORED_INPUT_TIMEOUT,
  storedInput,
  text,
  type TextValue,
} from "./references";
export { checkSsml, escapeXml, SSML_TAGS, type SsmlProblem } from "./ssml";
export type { AnyBody, Body } from "./statements";
export { describeFindings, type Finding, validate, type ValidateOptions } from "./validate";
export {
  type AttributeValue,
  type AudioAt,
  audioAt,
  type Message,
  promptAt,
  type PromptAt,
  verbatim,
  type Verbatim,
} from "./values";
export * from "./verbs/contactVerbs";
export * from "./verbs/controlVerbs";
export * from "./verbs/conversationVerbs";
export * from "./verbs/customerVerbs";
export * from "./verbs/generalVerbs";
export * from "./verbs/lambdaVerbs";
export * from "./verbs/outboundVerbs";
export * from "./verbs/participantVerbs";
export * from "./verbs/recordingVerbs";
export * from "./verbs/routingVerbs";
