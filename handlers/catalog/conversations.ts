/** The bot's doors: the chat page and Slack. */
import { DYNAMODB, CRYPTO, type HandlerEntry } from "./handlerEntry";
import { chatBridgeFactory } from "../chatBridge";
import { slackJobsFactory } from "../slackJobs";
import { slackRequestsFactory } from "../slackRequests";

export const conversationHandlers: Readonly<Record<string, HandlerEntry>> = {
  chatBridge: {
    kind: "http",
    factory: chatBridgeFactory,
    description: "Keeps the conversations of the chat page: asks the bot, and starts chats with people",
    variables: [
      "CONVERSATIONS_TABLE",
      "BOT_ALIAS_ARN",
      "CHAT_FLOW_ARN",
      "ORIGIN_SECRET_ARN",
      "ALLOWED_ORIGINS",
      "LOCALES",
      "TURNS_PER_CONVERSATION",
      "TURNS_PER_MINUTE",
      "STARTS_PER_HOUR",
    ],
    optionalVariables: ["AWS_ENDPOINT_URL_CONNECTPARTICIPANT"],
    actions: [
      { action: "dynamodb:GetItem", target: "CONVERSATIONS_TABLE" },
      { action: "dynamodb:UpdateItem", target: "CONVERSATIONS_TABLE" },
      { action: "lex:RecognizeText", target: "BOT_ALIAS_ARN" },
      { action: "connect:StartChatContact", target: "CHAT_FLOW_ARN" },
      { action: "secretsmanager:GetSecretValue", target: "ORIGIN_SECRET_ARN" },
    ],
    modules: [
      DYNAMODB,
      "@aws-sdk/client-connect",
      "@aws-sdk/client-lex-runtime-v2",
      "@aws-sdk/client-secrets-manager",
      "node:crypto",
    ],
    maximumBytes: 53_248,
  },
  slackRequests: {
    kind: "http",
    factory: slackRequestsFactory,
    description: "Takes what Slack sends, makes sure it is Slack's, and leaves the work to a queue",
    variables: ["SLACK_SECRET_ARN", "SLACK_QUEUE_URL"],
    actions: [
      { action: "secretsmanager:GetSecretValue", target: "SLACK_SECRET_ARN" },
      { action: "sqs:SendMessage", target: "SLACK_QUEUE_URL" },
    ],
    modules: ["@aws-sdk/client-secrets-manager", "@aws-sdk/client-sqs", CRYPTO],
    maximumBytes: 16_384,
  },
  slackJobs: {
    kind: "queue",
    factory: slackJobsFactory,
    description: "Asks the bot what people say in Slack, and answers them there",
    variables: ["BOT_ALIAS_ARN", "BOT_LOCALE", "CONVERSATIONS_TABLE", "SLACK_SECRET_ARN", "TASK_FLOW_ARN"],
    optionalVariables: ["SLACK_API_URL"],
    actions: [
      { action: "dynamodb:UpdateItem", target: "CONVERSATIONS_TABLE" },
      { action: "lex:RecognizeText", target: "BOT_ALIAS_ARN" },
      { action: "connect:StartTaskContact", target: "TASK_FLOW_ARN" },
      { action: "secretsmanager:GetSecretValue", target: "SLACK_SECRET_ARN" },
    ],
    modules: [
      DYNAMODB,
      "@aws-sdk/client-connect",
      "@aws-sdk/client-lex-runtime-v2",
      "@aws-sdk/client-secrets-manager",
      CRYPTO,
    ],
    maximumBytes: 45_056,
  },
};
