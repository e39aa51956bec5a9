/** advanced: basic, and the operations portal, one bot at every door, messages to customers, and contact analytics. */
import * as pulumi from "@pulumi/pulumi";
import {
  type ContactCenter,
  ConversationalBot,
  type CtrAnalyticsPipeline,
  NotificationHub,
  SlackApp,
  WebChat,
} from "../components";
import { shippedBots } from "../components/shippedBots";
import { analyticsKeyUsers, analyticsOf, analyticsOutputs, streamsOf } from "./analytics";
import { type Base, basicBase, recordedCenter } from "./basic";
import { mainHoursArgs } from "./center";
import type { StackOutputs } from "./deploy";
import type { Plan } from "./plan";
import { operationsOf } from "./operations";
import { portalOf, portalOutputs } from "./portal";
import type { Settings } from "./settings";
import { stackTags } from "./tags";

/** Services that use the customer key besides those of basic: CloudFront's own files are not secret. */
const KEY_USERS = ["sns.amazonaws.com"];

/** Deploys the advanced architecture. */
export function advanced(settings: Settings, plan: Plan, opts: pulumi.ComponentResourceOptions): StackOutputs {
  const base = basicBase(settings, plan, opts, {
    servicePrincipals: [...KEY_USERS, ...analyticsKeyUsers(settings)],
    fulfilment: { openingHours: mainHoursArgs(settings) },
  });
  const bot = conciergeOf(settings, base, opts);
  const hub = hubOf(settings, base, opts);
  const pipeline = analyticsOf(settings, base, hub, opts);
  const { center, outputs } = recordedCenter(settings, base, opts, {
    functions: { notify: hub.notifyArn, saveSurvey: hub.saveSurveyArn },
    bots: { concierge: bot.aliasArn },
    streams: streamsOf(pipeline),
  });
  const chat = chatOf(settings, { base, bot, center }, opts);
  const slack = slackOf(settings, { base, bot, center }, opts);
  const portal = portalOf(settings, base, center, opts);
  const failures = failureQueueUrls(hub, slack, pipeline);
  const operations = operationsOf(settings, base, center, opts, { bot, pipeline, failureQueueUrls: failures });
  return {
    ...outputs,
    ...(slack && slackOutputs(slack)),
    ...analyticsOutputs(pipeline),
    ...portalOutputs(settings, portal),
    botAliasArn: bot.aliasArn,
    chatUrl: chat.siteUrl,
    chatEmbedSnippet: chat.embedSnippet,
    conversationsTable: chat.conversationsTableName,
    notificationsTopic: hub.topicArn,
    notificationsTable: hub.notificationsTableName,
    surveysTable: hub.surveysTableName,
    ...operations,
    failureQueueUrls: failures,
  };
}

/** What the doors of the bot stand between. */
interface Doors {
  readonly base: Base;
  readonly bot: ConversationalBot;
  readonly center: ContactCenter;
}

function conciergeOf(
  settings: Settings,
  { key, alarms, selfService }: Base,
  opts: pulumi.ComponentResourceOptions,
): ConversationalBot {
  const [concierge] = shippedBots({ company: settings.company });
  if (concierge === undefined || selfService.fulfilIntentArn === undefined) {
    throw new Error("The advanced architecture has a bot and its code hook.");
  }
  return new ConversationalBot(
    concierge.name,
    {
      document: concierge.document,
      codeHookArn: selfService.fulfilIntentArn,
      keyArn: key.arn,
      alarmTopicArn: alarms.arn,
      logRetentionDays: settings.logRetentionDays,
      tags: stackTags(settings),
    },
    opts,
  );
}

function hubOf(
  settings: Settings,
  { key, alarms, logs, selfService }: Base,
  opts: pulumi.ComponentResourceOptions,
): NotificationHub {
  const { notifications } = settings;
  return new NotificationHub(
    "notifications",
    {
      keyArn: key.arn,
      alarmTopicArn: alarms.arn,
      logRetentionDays: settings.logRetentionDays,
      logs,
      protectData: settings.production,
      customersTable: { name: selfService.customersTableName, arn: selfService.customersTableArn },
      countries: notifications.countries.map((country) => ({ country, perDay: notifications.smsPerCountryPerDay })),
      smsPerHour: notifications.smsPerNumberPerHour,
      smsOriginationNumber: notifications.smsOriginationNumber,
      smsSenderId: notifications.smsSenderId,
      accountSmsSpendLimitUsd: notifications.smsMonthlySpendLimitUsd,
      emailFrom: notifications.emailFrom,
    },
    opts,
  );
}

function chatOf(settings: Settings, { base, bot, center }: Doors, opts: pulumi.ComponentResourceOptions): WebChat {
  const { company, webChat } = settings;
  return new WebChat(
    "web-chat",
    {
      aliasArn: bot.aliasArn,
      greetings: {
        en_US: `Welcome to ${company}. How can I help you?`,
        es_US: `Le damos la bienvenida a ${company}. ¿En qué puedo ayudarle?`,
      },
      title: webChat.title ?? company,
      chatFlowArn: flowArn(center, "chat"),
      embeddingOrigins: webChat.allowedOrigins,
      keyArn: base.key.arn,
      alarmTopicArn: base.alarms.arn,
      logRetentionDays: settings.logRetentionDays,
      logs: base.logs,
      firewall: base.plan.firewall,
      reservedConcurrency: settings.handlerConcurrency,
      protectData: settings.production,
    },
    opts,
  );
}

function slackOf(
  settings: Settings,
  { base, bot, center }: Doors,
  opts: pulumi.ComponentResourceOptions,
): SlackApp | undefined {
  if (!settings.slack) {
    return undefined;
  }
  return new SlackApp(
    "slack",
    {
      aliasArn: bot.aliasArn,
      locale: settings.language.replace("-", "_"),
      taskFlowArn: flowArn(center, "task"),
      keyArn: base.key.arn,
      alarmTopicArn: base.alarms.arn,
      logRetentionDays: settings.logRetentionDays,
      logs: base.logs,
      reservedConcurrency: settings.handlerConcurrency,
      protectData: settings.production,
    },
    opts,
  );
}

function slackOutputs(slack: SlackApp): StackOutputs {
  return {
    slackRequestUrl: slack.requestUrl,
    slackSecretArn: slack.secretArn,
    slackConversationsTable: slack.conversationsTableName,
  };
}

/** URL of every dead-letter queue of the stack, by what it belongs to: what `npm run redrive` reads. */
function failureQueueUrls(
  hub: NotificationHub,
  slack?: SlackApp,
  pipeline?: CtrAnalyticsPipeline,
): pulumi.Output<Record<string, string>> {
  const all = [
    hub.failureQueueUrls,
    slackQueue(slack),
    pipeline?.failureQueueUrls ?? pulumi.output<Record<string, string>>({}),
  ];
  return pulumi.all(all).apply((urls): Record<string, string> => Object.assign({}, ...urls));
}

function slackQueue(slack: SlackApp | undefined): pulumi.Output<Record<string, string>> {
  return slack === undefined
    ? pulumi.output<Record<string, string>>({})
    : slack.failureQueueUrl.apply((url): Record<string, string> => ({ slack: url }));
}

/** ARN of a flow of the centre. */
function flowArn(center: ContactCenter, name: string): pulumi.Output<string> {
  return center.resourceArns.apply((arns) => {
    const arn = arns[`flow:${name}`];
    if (arn === undefined) {
      throw new Error(`The centre has no flow ${name}; the flows of the advanced architecture have one.`);
    }
    return arn;
  });
}
