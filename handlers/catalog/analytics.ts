/** Contact analytics: streams, and the jobs that look after the warehouse. */
import { DYNAMODB, S3, SNS, FIREHOSE, CRYPTO, type HandlerAction, type HandlerEntry } from "./handlerEntry";
import { compactRowsFactory } from "../compactRows";
import { loadWarehouseFactory } from "../loadWarehouse";
import { processAgentEventFactory } from "../processAgentEvent";
import { processContactRecordFactory } from "../processContactRecord";
import { processRawRecordsFactory } from "../processRawRecords";
import { processSurveyAnswerFactory } from "../processSurveyAnswer";
import { replayRawRecordsFactory } from "../replayRawRecords";
import { showFiguresFactory } from "../showFigures";

/** What every handler of a stream does with a batch: rows to Firehose, what never becomes a row to the quarantine. */
const STREAM_ACTIONS: readonly HandlerAction[] = [
  { action: "firehose:PutRecordBatch", target: "ROWS_STREAM" },
  { action: "s3:PutObject", target: "ANALYTICS_BUCKET" },
];

/** What decides what follows a contact. */
const FOLLOW_VARIABLES: readonly string[] = [
  "NOTIFICATIONS_TOPIC",
  "SURVEYS_TABLE",
  "SURVEY_SITE_URL",
  "SURVEY_CHANNEL",
  "MISSED_YOU_CHANNEL",
  "NOTIFICATION_LOCALE",
];

/** What asking for it takes. */
const FOLLOW_ACTIONS: readonly HandlerAction[] = [
  { action: "dynamodb:PutItem", target: "SURVEYS_TABLE" },
  { action: "sns:Publish", target: "NOTIFICATIONS_TOPIC" },
];

export const analyticsHandlers: Readonly<Record<string, HandlerEntry>> = {
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
  processRawRecords: {
    kind: "job",
    factory: processRawRecordsFactory,
    description:
      "Makes rows of raw contact records as they arrive, and asks for what the customer is sent after the contact",
    variables: ["ANALYTICS_BUCKET", "CUSTOMER_HASH_SECRET_ARN", "KEPT_ATTRIBUTES"],
    optionalVariables: FOLLOW_VARIABLES,
    actions: [
      { action: "s3:GetObject", target: "ANALYTICS_BUCKET" },
      { action: "s3:PutObject", target: "ANALYTICS_BUCKET" },
      { action: "secretsmanager:GetSecretValue", target: "CUSTOMER_HASH_SECRET_ARN" },
      ...FOLLOW_ACTIONS,
    ],
    modules: [DYNAMODB, S3, "@aws-sdk/client-secrets-manager", SNS, CRYPTO, "node:zlib"],
    maximumBytes: 65_536,
  },
  processContactRecord: {
    kind: "stream",
    factory: processContactRecordFactory,
    description: "Makes a row of each contact record, and asks for what the customer is sent after the contact",
    variables: ["ROWS_STREAM", "ANALYTICS_BUCKET", "CUSTOMER_HASH_SECRET_ARN", "KEPT_ATTRIBUTES"],
    optionalVariables: FOLLOW_VARIABLES,
    actions: [
      ...STREAM_ACTIONS,
      { action: "secretsmanager:GetSecretValue", target: "CUSTOMER_HASH_SECRET_ARN" },
      ...FOLLOW_ACTIONS,
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
