/** The bot in Slack: where Slack sends what people write, a queue for it, and the handler that answers. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { slackJobsFactory } from "../handlers/slackJobs";
import { slackRequestsFactory } from "../handlers/slackRequests";
import { WORK_FAILED } from "./foundations/failureQueue";
import { HandlerFunction } from "./foundations/handlerFunction";
import { type HandlerLogs, handlerLogsOf } from "./foundations/handlerLogs";
import { HttpApi } from "./foundations/httpApi";
import { JobQueue } from "./foundations/jobQueue";
import { JointAlarm } from "./foundations/jointAlarm";
import { keyUse } from "./foundations/keyUse";
import { expiringTable } from "./foundations/privateTable";

/** Arguments of {@link SlackApp}. */
export interface SlackAppArgs {
  /** ARN of the bot's alias. */
  aliasArn: pulumi.Input<string>;
  /** Locale the bot speaks in Slack, such as `en_US`. */
  locale: string;
  /** ARN of the flow in which tasks for people start, `<instance ARN>/contact-flow/<id>`. */
  taskFlowArn: pulumi.Input<string>;
  /** ARN of the customer key for secret, queue, conversations and logs. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when a handler fails, or a message cannot be answered. */
  alarmTopicArn: pulumi.Input<string>;
  /** Days logs are kept. */
  logRetentionDays: number;
  /** Log groups its functions share with others'. Left out, it has its own. */
  logs?: HandlerLogs;
  /** Requests a second, above which API Gateway answers 429 and Slack sends again; 1 to 10,000. Default 25. */
  requestsPerSecond?: number;
  /** Containers reserved for each handler. Left out, they share the account's. */
  reservedConcurrency?: number;
  /** Whether the conversations survive `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
}

/** The request's handler only checks and queues; Slack waits 3 s. */
const REQUEST_SECONDS = 4;

/** The bot, a task, Slack, and a turn that is waited for, one after the other at their worst. */
const JOB_SECONDS = 30;
const MEMORY_MB = 1_024;

const DEFAULT_REQUESTS_PER_SECOND = 25;
const MOST_REQUESTS_PER_SECOND = 10_000;

/**
 * The bot as an app of a Slack workspace.
 *
 * The secret is made without a value: somebody who may puts `{"signingSecret": "…", "botToken": "xoxb-…"}` into it once the
 * app is there, so that neither ever lies in a stack's state. Until then every request is answered with 503.
 */
export class SlackApp extends pulumi.ComponentResource {
  /** What the app's settings in Slack begin with: `/events`, `/commands` and `/interactions` follow. */
  readonly requestUrl: pulumi.Output<string>;
  /** ARN of the secret that wants the app's signing secret and bot token. */
  readonly secretArn: pulumi.Output<string>;
  /** Table of conversations: partition key `conversationId`, time to live `expiresAt`. */
  readonly conversationsTableName: pulumi.Output<string>;
  /** Queue whose messages could not be answered. */
  readonly failureQueueUrl: pulumi.Output<string>;

  constructor(name: string, args: SlackAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:SlackApp", name, {}, opts);
    checkArgs(name, args);
    const { keyArn, alarmTopicArn, logRetentionDays } = args;
    const logs = handlerLogsOf(this, name, args);
    const secret = new aws.secretsmanager.Secret(
      `${name}-secret`,
      { description: "Signing secret and bot token of the Slack app, as JSON", kmsKeyId: keyArn },
      { parent: this },
    );
    const table = expiringTable(this, `${name}-conversations`, args, "conversationId");
    const queues = new JointAlarm(this, `${name}-queues`, { about: WORK_FAILED, topicArn: alarmTopicArn });
    const jobs = new JobQueue(
      `${name}-jobs`,
      { keyArn, alarmTopicArn, joins: queues, consumerTimeoutSeconds: JOB_SECONDS },
      { parent: this },
    );
    queues.raise();
    const worker = this.worker(name, { ...args, logs }, { secret, table, jobs });
    // One at a time: a person waits for each, and containers are started as they are needed.
    // Throttled, they would count as failed; so the queue takes no more than there are. SQS knows no fewer than two.
    const maximumConcurrency = args.reservedConcurrency && Math.max(args.reservedConcurrency, 2);
    jobs.consumedBy(worker, { batchSize: 1, maximumConcurrency });
    const api = new HttpApi(
      `${name}-api`,
      {
        description: `Slack's requests to ${pulumi.getStack()}`,
        keyArn,
        logRetentionDays,
        logs,
        requestsPerSecond: args.requestsPerSecond ?? DEFAULT_REQUESTS_PER_SECOND,
      },
      { parent: this },
    );
    api.serve(this.receiver(name, { ...args, logs }, secret, jobs), [
      "POST /slack/events",
      "POST /slack/commands",
      "POST /slack/interactions",
    ]);
    this.requestUrl = pulumi.interpolate`${api.endpoint}/slack`;
    this.secretArn = secret.arn;
    this.conversationsTableName = table.name;
    this.failureQueueUrl = jobs.failures.url;
    this.registerOutputs({
      requestUrl: this.requestUrl,
      secretArn: this.secretArn,
      conversationsTableName: this.conversationsTableName,
      failureQueueUrl: this.failureQueueUrl,
    });
  }

  private receiver(
    name: string,
    args: SlackAppArgs,
    secret: aws.secretsmanager.Secret,
    jobs: JobQueue,
  ): HandlerFunction {
    return new HandlerFunction(
      `${name}-requests`,
      {
        factory: slackRequestsFactory,
        description: "Takes what Slack sends, makes sure it is Slack's, and leaves the work to a queue",
        environment: { SLACK_SECRET_ARN: secret.arn, SLACK_QUEUE_URL: jobs.url },
        permissions: [
          { actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] },
          keyUse(this, args.keyArn, "secretsmanager", ["kms:Decrypt"]),
          ...jobs.senderPermissions,
        ],
        logs: args.logs,
        timeoutSeconds: REQUEST_SECONDS,
        memoryMb: MEMORY_MB,
        reservedConcurrency: args.reservedConcurrency,
      },
      { parent: this },
    );
  }

  private worker(
    name: string,
    args: SlackAppArgs,
    { secret, table, jobs }: { secret: aws.secretsmanager.Secret; table: aws.dynamodb.Table; jobs: JobQueue },
  ): HandlerFunction {
    return new HandlerFunction(
      `${name}-answers`,
      {
        factory: slackJobsFactory,
        description: "Asks the bot what people say in Slack, and answers them there",
        environment: {
          BOT_ALIAS_ARN: args.aliasArn,
          BOT_LOCALE: args.locale,
          CONVERSATIONS_TABLE: table.name,
          SLACK_SECRET_ARN: secret.arn,
          TASK_FLOW_ARN: args.taskFlowArn,
        },
        permissions: [
          { actions: ["dynamodb:UpdateItem"], resources: [table.arn] },
          { actions: ["lex:RecognizeText"], resources: [args.aliasArn] },
          { actions: ["connect:StartTaskContact"], resources: [args.taskFlowArn] },
          { actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] },
          keyUse(this, args.keyArn, "dynamodb", ["kms:Decrypt", "kms:GenerateDataKey"]),
          keyUse(this, args.keyArn, "secretsmanager", ["kms:Decrypt"]),
          ...jobs.consumerPermissions,
        ],
        logs: args.logs,
        onContactPath: false,
        timeoutSeconds: JOB_SECONDS,
        memoryMb: MEMORY_MB,
        reservedConcurrency: args.reservedConcurrency,
      },
      { parent: this },
    );
  }
}

function checkArgs(name: string, { locale, requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND }: SlackAppArgs): void {
  if (!/^[a-z]{2}_[A-Z]{2}$/.test(locale)) {
    throw new Error(`SlackApp ${name}: locale is "${locale}"; give a locale of the bot, such as en_US.`);
  }
  if (!Number.isInteger(requestsPerSecond) || requestsPerSecond < 1 || requestsPerSecond > MOST_REQUESTS_PER_SECOND) {
    throw new Error(
      `SlackApp ${name}: requestsPerSecond is ${requestsPerSecond}; allowed are whole numbers from 1 to ${MOST_REQUESTS_PER_SECOND}.`,
    );
  }
}
