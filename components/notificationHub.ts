/** Messages to customers during and after the contact: text messages, e-mail, push messages, and the survey. */
import * as pulumi from "@pulumi/pulumi";
import { notifyFactory } from "../handlers/notify";
import { FailureQueue, WORK_FAILED } from "./foundations/failureQueue";
import { HandlerFunction, type HandlerPermission } from "./foundations/handlerFunction";
import { type HandlerLogs, handlerLogsOf } from "./foundations/handlerLogs";
import { expiringTable, STREAMED } from "./foundations/privateTable";
import { JointAlarm } from "./foundations/jointAlarm";
import { keyUse } from "./foundations/keyUse";
import type { ChannelContext } from "./notificationHub/channels";
import { checkHubArgs } from "./notificationHub/checks";
import { emailChannel } from "./notificationHub/email";
import { pushApplications, pushChannel } from "./notificationHub/push";
import { smsChannel } from "./notificationHub/sms";
import { requestTopic, tableUse } from "./notificationHub/storage";
import { surveyHandler, surveySite } from "./notificationHub/survey";

/** A country that gets text messages. */
export interface SmsCountry {
  /** ISO 3166-1 alpha-2, such as `US`. Caribbean countries and Canada are their own, though their numbers begin with +1. */
  country: string;
  /** Most text messages a day (UTC) to all its numbers together. */
  perDay: number;
}

/** An app of a push service. */
export interface PushApplication {
  /** `APNS`, `APNS_SANDBOX` (Apple) or `GCM` (Google). */
  platform: string;
  /** Apple's signing key or certificate key, or the service account of Google as JSON. Give it as a Pulumi secret. */
  credential: pulumi.Input<string>;
  /** Apple: id of the signing key, or the certificate. */
  principal?: pulumi.Input<string>;
  /** Apple with a signing key: team id and bundle id. */
  appleTeamId?: string;
  appleBundleId?: string;
}

/** Arguments of {@link NotificationHub}. */
export interface NotificationHubArgs {
  /** ARN of the customer key; its policy must let `sns.amazonaws.com` use it. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when something fails, costs too much or is kept back. */
  alarmTopicArn: pulumi.Input<string>;
  /** Days the handlers' logs are kept. */
  logRetentionDays: number;
  /** Log groups its functions share with others'. Left out, it has its own. */
  logs?: HandlerLogs;
  /** Whether the tables survive `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
  /** Table of customers by `phoneNumber`, whose `email` and `pushEndpoint` are looked up. Left out, requests bring addresses. */
  customersTable?: { name: pulumi.Input<string>; arn: pulumi.Input<string> };
  /** Countries that get text messages; to everywhere else none is ever sent. Left out or empty, there is no such channel. */
  countries?: SmsCountry[];
  /** Most text messages to one number in any hour, 1 to 20. Default 3. */
  smsPerHour?: number;
  /** Most USD one segment of a text message may cost; SNS refuses dearer ones. Default 0.05. */
  smsMaxPriceUsd?: number;
  /** Your own number text messages come from: toll-free, 10DLC or short code. US customers cannot be reached without. */
  smsOriginationNumber?: string;
  /** What text messages come from where countries allow names, 3 to 11 letters, digits and `-`. Not in the US. */
  smsSenderId?: string;
  /** USD a month of the account's text messages that raise an alarm. Default 0.8: the account's limit is 1 until raised. */
  smsSpendAlarmUsd?: number;
  /**
   * USD a month after which SNS stops sending. Sets the preferences of the WHOLE ACCOUNT in this Region, and resets them when
   * removed; left out, they are not touched. SNS accepts no more than AWS support has granted.
   */
  accountSmsSpendLimitUsd?: number;
  /** Address e-mail comes from. Left out, there is no such channel. */
  emailFrom?: string;
  /** Domain to verify, of which `emailFrom` is an address. Left out, the address alone is verified. */
  emailDomain?: string;
  /** Apps that get push messages, one a platform. Left out, there is no such channel. */
  pushApplications?: PushApplication[];
  /** Address of the survey page, when another one than the hub's own HTTP API shows it; no query, no trailing slash. */
  surveySiteUrl?: pulumi.Input<string>;
}

/**
 * The hub: a topic that takes requests, a queue and a sender function for each channel, the ledger they share, and the survey's
 * table, handlers and page.
 *
 * Whoever wants to publish gets {@link publisherPermissions} and the topic's ARN as `NOTIFICATIONS_TOPIC`.
 */
export class NotificationHub extends pulumi.ComponentResource {
  /** Topic requests are published to. */
  readonly topicArn: pulumi.Output<string>;
  /** Function ARN of `notify`; flows start it asynchronously. */
  readonly notifyArn: pulumi.Output<string>;
  /** Function ARN of `saveSurvey`. */
  readonly saveSurveyArn: pulumi.Output<string>;
  /** Table of what has been sent and counted: partition key `id`. */
  readonly notificationsTableName: pulumi.Output<string>;
  /** Table of survey links and answers: partition key `id`. */
  readonly surveysTableName: pulumi.Output<string>;
  /** ARN of that table's stream of new rows: what a pipeline's `surveysStreamArn` is. */
  readonly surveysStreamArn: pulumi.Output<string>;
  /** Address of the survey page; a link is this and `?token=`. */
  readonly surveySiteUrl: pulumi.Output<string>;
  /** URL of each channel's queue, by `sms`, `email` and `push`. */
  readonly queueUrls: pulumi.Output<Record<string, string>>;
  /** URL of every dead-letter queue, by what it belongs to: the channels, and `undelivered` for the topic itself. */
  readonly failureQueueUrls: pulumi.Output<Record<string, string>>;
  /** ARN of each push application, by platform: what apps register their devices with. */
  readonly pushApplicationArns: pulumi.Output<Record<string, string>>;
  /** What a function's role needs to publish requests. */
  readonly publisherPermissions: HandlerPermission[];
  /** What a function's role needs to store survey tokens. */
  readonly tokenPermissions: HandlerPermission[];

  constructor(name: string, args: NotificationHubArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:NotificationHub", name, {}, opts);
    checkHubArgs(name, args);
    const { keyArn, alarmTopicArn, logRetentionDays } = args;
    const common = { keyArn, alarmTopicArn, logRetentionDays, logs: handlerLogsOf(this, name, args) };
    const topic = requestTopic(`${name}-requests`, keyArn, this);
    const ledger = expiringTable(this, `${name}-ledger`, args, "id");
    const surveys = expiringTable(this, `${name}-surveys`, args, "id", STREAMED);
    const survey = { ...common, surveys };
    this.surveySiteUrl =
      args.surveySiteUrl === undefined ? surveySite(name, survey, this) : pulumi.output(args.surveySiteUrl);
    this.publisherPermissions = [
      { actions: ["sns:Publish"], resources: [topic.arn] },
      keyUse(this, keyArn, "sns", ["kms:GenerateDataKey", "kms:Decrypt"]),
    ];
    this.tokenPermissions = tableUse(surveys, ["PutItem"], keyArn, this);
    const notify = new HandlerFunction(
      `${name}-notify`,
      {
        ...common,
        factory: notifyFactory,
        description: "Asks the notification hub to tell the customer something during the contact",
        environment: { NOTIFICATIONS_TOPIC: topic.arn, SURVEY_SITE_URL: this.surveySiteUrl },
        permissions: this.publisherPermissions,
      },
      { parent: this },
    );
    const queues = new JointAlarm(this, `${name}-queues`, { about: WORK_FAILED, topicArn: alarmTopicArn });
    const undelivered = new FailureQueue(
      `${name}-undelivered`,
      { keyArn, alarmTopicArn, joins: queues, topicArns: [topic.arn] },
      { parent: this },
    );
    const context: ChannelContext = {
      ...common,
      queues,
      topicArn: topic.arn,
      undelivered,
      ledgerName: ledger.name,
      ledger: tableUse(ledger, ["GetItem", "PutItem", "UpdateItem"], keyArn, this),
      ledgerChecks: { actions: ["dynamodb:ConditionCheckItem"], resources: [ledger.arn] },
      surveySiteUrl: this.surveySiteUrl,
    };
    const applications = pushApplications(name, args, this);
    const channels = {
      ...smsChannel(name, args, context, this),
      ...emailChannel(name, args, context, this),
      ...pushChannel(name, args, applications, context, this),
    };
    queues.raise();

    this.topicArn = topic.arn;
    this.notifyArn = notify.arn;
    this.saveSurveyArn = surveyHandler(name, survey, this).arn;
    this.notificationsTableName = ledger.name;
    this.surveysTableName = surveys.name;
    this.surveysStreamArn = surveys.streamArn;
    this.queueUrls = pulumi.output(mapValues(channels, ({ jobs }) => jobs.url));
    const failures: Record<string, pulumi.Output<string>> = mapValues(channels, ({ jobs }) => jobs.failures.url);
    failures.undelivered = undelivered.url;
    this.failureQueueUrls = pulumi.output(failures);
    this.pushApplicationArns = pulumi.output(mapValues(applications, ({ arn }) => arn));
    this.registerOutputs({
      topicArn: this.topicArn,
      notifyArn: this.notifyArn,
      saveSurveyArn: this.saveSurveyArn,
      notificationsTableName: this.notificationsTableName,
      surveysTableName: this.surveysTableName,
      surveySiteUrl: this.surveySiteUrl,
      queueUrls: this.queueUrls,
      failureQueueUrls: this.failureQueueUrls,
      pushApplicationArns: this.pushApplicationArns,
    });
  }
}

function mapValues<From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
