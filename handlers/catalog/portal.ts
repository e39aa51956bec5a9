/** The operations portal. */
import { DYNAMODB, CRYPTO, type HandlerEntry } from "./handlerEntry";
import { portalChangesFactory } from "../portalChanges";
import { portalSpeechFactory } from "../portalSpeech";
import { portalStateFactory } from "../portalState";

export const portalHandlers: Readonly<Record<string, HandlerEntry>> = {
  portalState: {
    kind: "http",
    factory: portalStateFactory,
    description: "Tells the operations portal what is set, what has been changed, and how the queues are",
    variables: ["SETTINGS_TABLE", "HISTORY_TABLE", "INSTANCE_ID", "USER_POOL_CLIENT_ID"],
    actions: [
      { action: "dynamodb:GetItem", target: "SETTINGS_TABLE" },
      { action: "dynamodb:BatchGetItem", target: "SETTINGS_TABLE" },
      { action: "dynamodb:Query", target: "HISTORY_TABLE" },
      { action: "connect:GetCurrentMetricData", target: "INSTANCE_ID" },
      { action: "connect:GetMetricDataV2", target: "INSTANCE_ID" },
    ],
    modules: [DYNAMODB, "@aws-sdk/client-connect"],
    maximumBytes: 40_960,
  },
  portalChanges: {
    kind: "http",
    factory: portalChangesFactory,
    description: "Changes what the operations team has set, and writes down who did, when and why",
    variables: ["SETTINGS_TABLE", "HISTORY_TABLE", "HISTORY_DAYS", "USER_POOL_CLIENT_ID"],
    // A transaction is allowed by the actions of its items.
    actions: [
      { action: "dynamodb:GetItem", target: "SETTINGS_TABLE" },
      { action: "dynamodb:BatchGetItem", target: "SETTINGS_TABLE" },
      { action: "dynamodb:UpdateItem", target: "SETTINGS_TABLE" },
      { action: "dynamodb:PutItem", target: "HISTORY_TABLE" },
      { action: "dynamodb:Query", target: "HISTORY_TABLE" },
    ],
    modules: [DYNAMODB, CRYPTO],
    maximumBytes: 81_920,
  },
  portalSpeech: {
    kind: "http",
    factory: portalSpeechFactory,
    description: "Speaks a message of the operations team before callers hear it",
    variables: ["SETTINGS_TABLE", "USER_POOL_CLIENT_ID"],
    actions: [
      { action: "dynamodb:GetItem", target: "SETTINGS_TABLE" },
      // A voice has no ARN.
      { action: "polly:SynthesizeSpeech", target: "*" },
    ],
    modules: [DYNAMODB, "@aws-sdk/client-polly"],
    maximumBytes: 40_960,
  },
};
