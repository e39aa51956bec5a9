/** The flow language: contact flows written as conversations, and checks for any flow document. */
export * from "./actionSpecs";
export { defineFlow, type Flow, type FlowOptions } from "./defineFlow";
export * from "./document";
export { FlowBuilder, goOn } from "./flowBuilder";
export { FlowError } from "./flowError";
export * from "./placeholders";
export type { Label } from "./recorder";
export {
  attribute,
  type DynamicText,
  external,
  flowAttribute,
  isReference,
  queueMetric,
  type Reference,
  reference,
  referencesIn,
  replaceReferences,
  type Ssml,
  ssml,
  STORED_INPUT_TIMEOUT,
  storedInput,
  system,
  text,
  type TextValue,
} from "./references";
export { checkSsml, escapeXml, SSML_TAGS, type SsmlProblem } from "./ssml";
export type { Body } from "./statements";
export { describeFindings, type Finding, validate, type ValidateOptions } from "./validate";
export { type AttributeValue, type Message, promptAt, type PromptAt } from "./values";
export * from "./verbs/contactVerbs";
export * from "./verbs/controlVerbs";
export * from "./verbs/participantVerbs";
