/** Every handler of the project. A handler that is not here has no contract, and a test fails. */
import { chatBridgeFactory } from "./chatBridge";
import { compactRowsFactory } from "./compactRows";
import { type ConnectHandler } from "./connectEvent";
import { fulfilIntentFactory } from "./fulfilIntent";
import { loadWarehouseFactory } from "./loadWarehouse";
import { lookupCallerFactory } from "./lookupCaller";
import { notifyFactory } from "./notify";
import { portalChangesFactory } from "./portalChanges";
import { portalSpeechFactory } from "./portalSpeech";
import { portalStateFactory } from "./portalState";
import { processAgentEventFactory } from "./processAgentEvent";
import { processContactRecordFactory } from "./processContactRecord";
import { processSurveyAnswerFactory } from "./processSurveyAnswer";
import { readSettingsFactory } from "./readSettings";
import { replayRawRecordsFactory } from "./replayRawRecords";
import { saveSurveyFactory } from "./saveSurvey";
import { sendEmailFactory } from "./sendEmail";
import { sendPushFactory } from "./sendPush";
import { sendSmsFactory } from "./sendSms";
import { surveyPageFactory } from "./surveyPage";
import { showFiguresFactory } from "./showFigures";
import { slackJobsFactory } from "./slackJobs";
import { slackRequestsFactory } from "./slackRequests";
import { updateOrderFactory } from "./updateOrder";

/** One request a handler makes of the AWS SDK. */
export interface HandlerAction {
  /** The IAM action, e.g. `dynamodb:Query`. */
  action: string;
  /** The environment variable that names what is asked; `*` where the service offers nothing narrower. */
  target: string;
  /** The index that is read instead of the table. */
  index?: string;
}

/** What every handler says of itself. */
interface HandlerFacts {
  description: string;
  /** Every environment variable the handler reads; it fails at init without one of them. */
  variables: readonly string[];
  /** Environment variables it can do without. */
  optionalVariables?: readonly string[];
  /** Every request the handler makes: what its role has to allow, and no more. */
  actions: readonly HandlerAction[];
  /** Every module the artefact loads: of the AWS SDK, or one that node has built in (`node:crypto`). */
  modules: readonly string[];
  /** The artefact is smaller than this; at most what {@link LARGEST_ARTEFACT} allows its kind. */
  maximumBytes: number;
}

/** A handler that contact flows invoke. */
export interface FlowHandlerEntry extends HandlerFacts {
  kind: "flow";
  /** What Pulumi serialises; runs once a container and returns the handler. */
  factory: () => ConnectHandler;
  /** Every key of the answer; all are always there. */
  answerKeys: readonly string[];
}

/** A handler that a bot, an HTTP API, a queue or another service, a stream, or a schedule or a command (`job`) invokes. */
export interface OtherHandlerEntry extends HandlerFacts {
  kind: "bot" | "http" | "queue" | "stream" | "job";
  /** What Pulumi serialises; runs once a container and returns the handler. */
  factory: () => (event: never, context: never) => Promise<unknown>;
}

/** What a function made of the handler needs, and what the handler promises. */
export type HandlerEntry = FlowHandlerEntry | OtherHandlerEntry;

/** Bytes an artefact may have by the kind of its handler: somebody waits while it loads, or nobody does. */
export const LARGEST_ARTEFACT: Readonly<Record<HandlerEntry["kind"], number>> = {
  flow: 16_384,
  bot: 40_960,
  http: 81_920,
  queue: 65_536,
  stream: 65_536,
  job: 131_072,
};

const DYNAMODB = "@aws-sdk/client-dynamodb";
const S3 = "@aws-sdk/client-s3";
const SNS = "@aws-sdk/client-sns";
const CRYPTO = "node:crypto";

/** What keeping the ledger of notifications takes, all of it on one table. */
const LEDGER_ACTIONS: readonly HandlerAction[] = [
  { action: "dynamodb:GetItem", target: "NOTIFICATIONS_TABLE" },
  { action: "dynamodb:PutItem", target: "NOTIFICATIONS_TABLE" },
  { action: "dynamodb:UpdateItem", target: "NOTIFICATIONS_TABLE" },
  { action: "dynamodb:ConditionCheckItem", target: "NOTIFICATIONS_TABLE" },
];

/** What every handler of a stream does with a batch: rows to Firehose, what never becomes a row to the quarantine. */
const STREAM_ACTIONS: readonly HandlerAction[] = [
  { action: "firehose:PutRecordBatch", target: "ROWS_STREAM" },
  { action: "s3:PutObject", target: "ANALYTICS_BUCKET" },
];
const FIREHOSE = "@aws-sdk/client-firehose";

/** The handlers by name; each stands in the file of that name. */
export const handlerCatalog: Readonly<Record<string, HandlerEntry>> = {
  lookupCaller: {
    kind: "flow",
    factory: lookupCallerFactory,
    description: "Finds the customer by the caller's number, and the customer's newest open order",
    variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE"],
    actions: [
      { action: "dynamodb:GetItem", target: "CUSTOMERS_TABLE" },
      { action: "dynamodb:Query", target: "ORDERS_TABLE", index: "byPlacedAt" },
    ],
    modules: [DYNAMODB],
    maximumBytes: 8_192,
    answerKeys: [
      "caller",
      "customerId",
      "spokenName",
      "openOrders",
      "orderId",
      "orderStatus",
      "orderSpoken",
      "orderChangeable",
      "deliveryDay",
    ],
  },
  updateOrder: {
    kind: "flow",
    factory: updateOrderFactory,
    description: "Cancels a customer's order or changes its delivery day, once however often it is asked",
    variables: ["ORDERS_TABLE", "TIME_ZONE"],
    actions: [{ action: "dynamodb:UpdateItem", target: "ORDERS_TABLE" }],
    modules: [DYNAMODB],
    maximumBytes: 8_192,
    answerKeys: ["result", "spoken", "orderStatus", "deliveryDay"],
  },
  fulfilIntent: {
    kind: "bot",
    factory: fulfilIntentFactory,
    description: "Does what customers ask the bot for, and makes sure that it is them",
    variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE", "TIME_ZONE", "OPENING_HOURS"],
    actions: [
      { action: "dynamodb:GetItem", target: "CUSTOMERS_TABLE" },
      { action: "dynamodb:UpdateItem", target: "CUSTOMERS_TABLE" },
      { action: "dynamodb:Query", target: "ORDERS_TABLE", index: "byPlacedAt" },
      { action: "dynamodb:UpdateItem", target: "ORDERS_TABLE" },
    ],
    modules: [DYNAMODB, CRYPTO],
    maximumBytes: 40_960,
  },
  readSettings: {
    kind: "flow",
    factory: readSettingsFactory,
    description: "Reads what the operations team has set: closed, another queue, special message, music, priority",
    variables: ["SETTINGS_TABLE"],
    actions: [{ action: "dynamodb:GetItem", target: "SETTINGS_TABLE" }],
    modules: [DYNAMODB],
    maximumBytes: 16_384,
    answerKeys: [
      "state",
      "hasMessage",
      "message",
      "plain",
      "music",
      "redirect",
      "redirectQueue",
      "redirectArn",
      "callback",
      "priority",
      "source",
    ],
  },
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
  notify: {
    kind: "flow",
    factory: notifyFactory,
    description: "Asks the notification hub to tell the customer something during the contact",
    variables: ["NOTIFICATIONS_TOPIC"],
    optionalVariables: ["SURVEY_SITE_URL"],
    actions: [{ action: "sns:Publish", target: "NOTIFICATIONS_TOPIC" }],
    modules: [SNS, CRYPTO],
    maximumBytes: 14_336,
    answerKeys: ["notified"],
  },
  saveSurvey: {
    kind: "flow",
    factory: saveSurveyFactory,
    description: "Stores what a customer answered to the survey by keypad or in a chat, once a contact",
    variables: ["SURVEYS_TABLE"],
    actions: [{ action: "dynamodb:UpdateItem", target: "SURVEYS_TABLE" }],
    modules: [DYNAMODB],
    maximumBytes: 8_192,
    answerKeys: ["result"],
  },
  surveyPage: {
    kind: "http",
    factory: surveyPageFactory,
    description: "Shows the survey behind a link and takes its answer, once",
    variables: ["SURVEYS_TABLE"],
    actions: [
      { action: "dynamodb:GetItem", target: "SURVEYS_TABLE" },
      { action: "dynamodb:PutItem", target: "SURVEYS_TABLE" },
      { action: "dynamodb:DeleteItem", target: "SURVEYS_TABLE" },
    ],
    modules: [DYNAMODB, CRYPTO],
    maximumBytes: 16_384,
  },
  sendSms: {
    kind: "queue",
    factory: sendSmsFactory,
    description: "Sends text messages, each at most once and within the caps",
    variables: ["NOTIFICATIONS_TABLE", "COUNTRY_CAPS", "SMS_PER_HOUR", "SMS_MAX_PRICE"],
    optionalVariables: ["SURVEY_SITE_URL", "SMS_ORIGINATION_NUMBER", "SMS_SENDER_ID"],
    // A number has no ARN: publishing to one is allowed on everything or not at all. The component denies topics again.
    actions: [
      ...LEDGER_ACTIONS,
      { action: "sns:Publish", target: "*" },
      { action: "sns:CheckIfPhoneNumberIsOptedOut", target: "*" },
    ],
    modules: [DYNAMODB, SNS, CRYPTO],
    maximumBytes: 49_152,
  },
  sendEmail: {
    kind: "queue",
    factory: sendEmailFactory,
    description: "Sends e-mail, each message at least once",
    variables: ["NOTIFICATIONS_TABLE", "EMAIL_FROM", "CONFIGURATION_SET"],
    optionalVariables: ["CUSTOMERS_TABLE", "SURVEY_SITE_URL"],
    actions: [...LEDGER_ACTIONS, { action: "ses:SendEmail", target: "EMAIL_FROM" }],
    modules: [DYNAMODB, "@aws-sdk/client-sesv2", CRYPTO],
    maximumBytes: 49_152,
  },
  sendPush: {
    kind: "queue",
    factory: sendPushFactory,
    description: "Sends push messages to telephones, each at least once",
    variables: ["NOTIFICATIONS_TABLE"],
    optionalVariables: ["CUSTOMERS_TABLE"],
    actions: [...LEDGER_ACTIONS, { action: "sns:Publish", target: "*" }],
    modules: [DYNAMODB, SNS, CRYPTO],
    maximumBytes: 49_152,
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
  compactRows: {
    kind: "job",
    factory: compactRowsFactory,
    description: "Makes few Parquet files of the rows of each hour that is over, and of each day",
    variables: ["ANALYTICS_BUCKET", "DATABASE", "WORKGROUP"],
    actions: [
      { action: "s3:ListBucket", target: "ANALYTICS_BUCKET" },
      { action: "s3:DeleteObject", target: "ANALYTICS_BUCKET" },
      { action: "athena:StartQueryExecution", target: "WORKGROUP" },
      { action: "athena:GetQueryExecution", target: "WORKGROUP" },
      { action: "athena:StopQueryExecution", target: "WORKGROUP" },
    ],
    modules: ["@aws-sdk/client-athena", S3, CRYPTO],
    maximumBytes: 65_536,
  },
  loadWarehouse: {
    kind: "job",
    factory: loadWarehouseFactory,
    description: "Loads rows that have arrived in S3 into Amazon Redshift, each object until it is there",
    variables: ["LOAD_QUEUE_URL", "ANALYTICS_BUCKET", "WORKGROUP", "DATABASE", "COPY_ROLE_ARN"],
    actions: [
      { action: "sqs:ReceiveMessage", target: "LOAD_QUEUE_URL" },
      { action: "sqs:DeleteMessage", target: "LOAD_QUEUE_URL" },
      { action: "s3:ListBucket", target: "ANALYTICS_BUCKET" },
      { action: "s3:PutObject", target: "ANALYTICS_BUCKET" },
      { action: "redshift-data:BatchExecuteStatement", target: "WORKGROUP" },
      { action: "redshift-data:DescribeStatement", target: "*" },
    ],
    modules: ["@aws-sdk/client-redshift-data", S3, "@aws-sdk/client-sqs", CRYPTO],
    maximumBytes: 131_072,
  },
  replayRawRecords: {
    kind: "job",
    factory: replayRawRecordsFactory,
    description: "Makes the rows of raw records anew, and notifies nobody",
    variables: ["ANALYTICS_BUCKET", "CUSTOMER_HASH_SECRET_ARN", "KEPT_ATTRIBUTES"],
    actions: [
      { action: "s3:GetObject", target: "ANALYTICS_BUCKET" },
      { action: "s3:PutObject", target: "ANALYTICS_BUCKET" },
      { action: "secretsmanager:GetSecretValue", target: "CUSTOMER_HASH_SECRET_ARN" },
    ],
    modules: [S3, "@aws-sdk/client-secrets-manager", CRYPTO, "node:zlib"],
    maximumBytes: 65_536,
  },
  processContactRecord: {
    kind: "stream",
    factory: processContactRecordFactory,
    description: "Makes a row of each contact record, and asks for what the customer is sent after the contact",
    variables: ["ROWS_STREAM", "ANALYTICS_BUCKET", "CUSTOMER_HASH_SECRET_ARN", "KEPT_ATTRIBUTES"],
    optionalVariables: [
      "NOTIFICATIONS_TOPIC",
      "SURVEYS_TABLE",
      "SURVEY_SITE_URL",
      "SURVEY_CHANNEL",
      "MISSED_YOU_CHANNEL",
      "NOTIFICATION_LOCALE",
    ],
    actions: [
      ...STREAM_ACTIONS,
      { action: "secretsmanager:GetSecretValue", target: "CUSTOMER_HASH_SECRET_ARN" },
      { action: "dynamodb:PutItem", target: "SURVEYS_TABLE" },
      { action: "sns:Publish", target: "NOTIFICATIONS_TOPIC" },
    ],
    modules: [DYNAMODB, FIREHOSE, S3, "@aws-sdk/client-secrets-manager", SNS, CRYPTO],
    maximumBytes: 57_344,
  },
  processAgentEvent: {
    kind: "stream",
    factory: processAgentEventFactory,
    description: "Makes a row of each agent event",
    variables: ["ROWS_STREAM", "ANALYTICS_BUCKET"],
    actions: STREAM_ACTIONS,
    modules: [FIREHOSE, S3, CRYPTO],
    maximumBytes: 28_672,
  },
  processSurveyAnswer: {
    kind: "stream",
    factory: processSurveyAnswerFactory,
    description: "Makes a row of each answer to the survey",
    variables: ["ROWS_STREAM", "ANALYTICS_BUCKET"],
    actions: STREAM_ACTIONS,
    modules: [FIREHOSE, S3, CRYPTO],
    maximumBytes: 20_480,
  },
  showFigures: {
    kind: "job",
    factory: showFiguresFactory,
    description: "Shows a saved query of contact analytics on a dashboard of CloudWatch",
    variables: ["QUERY_ENGINE", "WORKGROUP", "DATABASE"],
    optionalVariables: ["TIME_ZONE"],
    // Those of the engine it is given.
    actions: [
      { action: "athena:StartQueryExecution", target: "WORKGROUP" },
      { action: "athena:GetQueryExecution", target: "WORKGROUP" },
      { action: "athena:GetQueryResults", target: "WORKGROUP" },
      { action: "athena:StopQueryExecution", target: "WORKGROUP" },
      { action: "redshift-data:ExecuteStatement", target: "WORKGROUP" },
      { action: "redshift-data:DescribeStatement", target: "*" },
      { action: "redshift-data:GetStatementResult", target: "*" },
    ],
    modules: ["@aws-sdk/client-athena", "@aws-sdk/client-redshift-data", CRYPTO],
    maximumBytes: 65_536,
  },
};
