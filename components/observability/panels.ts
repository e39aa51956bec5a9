/** What the dashboard shows, from what callers feel to what it costs. */
import * as pulumi from "@pulumi/pulumi";
import type { Panel, Series } from "../foundations/dashboard";
import { FAILURE_TERMS, type HandlerLogs, type LoggingFunction } from "../foundations/handlerLogs";
import type { ObservedThresholds } from "../observability";

/** Figures on the dashboard. */
export interface FigureArgs {
  /** Heading. */
  title: string;
  /** Name of the saved query. */
  query: string;
}

/** What there is to be shown. */
export interface BoardArgs {
  /** Id of the Connect instance. */
  instanceId: pulumi.Input<string>;
  /** Names of its queues, one at least. */
  queues: string[];
  /** Concurrent calls the instance may have: drawn beside those there are. Left out, only the share is drawn. */
  callQuota?: number;
  /** The day's figures, of saved queries, and the function that draws them: the pipeline's `figuresArn`. */
  figures?: { functionArn: pulumi.Input<string>; shown: FigureArgs[] };
  /** What other components have to show, such as the pipeline's `panels`. */
  panels?: Panel[];
  /** URLs of the queues in which failed work ends, by what it belongs to. */
  failureQueueUrls?: pulumi.Input<Record<string, string>>;
  /** The bot whose turns are shown. */
  bot?: { botId: pulumi.Input<string>; aliasId: pulumi.Input<string> };
  logs: HandlerLogs;
  thresholds: Required<ObservedThresholds>;
}

/** Where bills are, wherever a stack is. */
const BILLING_REGION = "us-east-1";
const SIX_HOURS = 21_600;

/** The panels, in the order they are read. */
export function panelsOf(args: BoardArgs, alarmArns: pulumi.Input<string>[]): Panel[] {
  return [
    { title: "What callers feel, and what they will", alarmArns, width: 24, height: 4 },
    ...now(args),
    ...contacts(args),
    ...figures(args),
    ...functions(args),
    ...(args.panels === undefined ? [] : [heading("Contact analytics"), ...args.panels]),
    ...work(args),
    spend(),
  ];
}

const heading = (text: string): Panel => ({ title: text, text: `## ${text}`, width: 24, height: 1 });

/** This minute's queues and calls. */
function now({ instanceId, queues, callQuota, thresholds }: BoardArgs): Panel[] {
  const ofQueues = (metricName: string): Series[] =>
    queues.map((queue) => ({
      namespace: "AWS/Connect",
      metricName,
      dimensions: { InstanceId: instanceId, MetricGroup: "Queue", QueueName: queue },
      label: queue,
      statistic: "Maximum",
    }));
  const minute = { periodSeconds: 60, width: 8 };
  return [
    {
      ...minute,
      title: "Contacts that wait",
      series: ofQueues("QueueSize"),
      limit: { label: "alarm", value: thresholds.queueLength },
    },
    {
      ...minute,
      title: "Seconds the longest has waited",
      series: ofQueues("LongestQueueWaitTime"),
      limit: { label: "alarm", value: thresholds.longestWait },
    },
    {
      ...minute,
      title: "Calls at a time",
      series: [calls(instanceId, "ConcurrentCalls", "at a time", "Maximum")],
      ...(callQuota !== undefined && { limit: { label: "quota", value: callQuota } }),
    },
  ];
}

function calls(InstanceId: pulumi.Input<string>, metricName: string, label: string, statistic: string): Series {
  const dimensions = { InstanceId, MetricGroup: "VoiceCalls" };
  return { namespace: "AWS/Connect", metricName, dimensions, label, statistic };
}

/** Dimensions of Lex's metrics: of texts, and of conversations that are streamed. */
const LEX_SCHEMAS = ["BotAliasId,BotId,LocaleId,Operation", "BotAliasId,BotId,InputMode,LocaleId,Operation"];

/** What became of contacts, and what flows and the bot made of them. */
function contacts({ instanceId, bot }: BoardArgs): Panel[] {
  const third = { width: 8 };
  const panels: Panel[] = [
    {
      ...third,
      title: "Calls that came in, were missed by agents, and were refused",
      series: [
        calls(instanceId, "CallsPerInterval", "came in", "Sum"),
        calls(instanceId, "MissedCalls", "missed", "Sum"),
        calls(instanceId, "ThrottledCalls", "refused: too many a second", "Sum"),
        calls(instanceId, "CallsBreachingConcurrencyQuota", "refused: too many at a time", "Sum"),
      ],
    },
    {
      ...third,
      title: "Share of the quota of calls (1 is all)",
      series: [calls(instanceId, "ConcurrentCallsPercentage", "of the quota", "Maximum")],
    },
    {
      ...third,
      title: "Error branches flows took, and contacts they ended, by flow",
      searches: [
        pulumi.interpolate`SEARCH('{AWS/Connect,ContactFlowName,InstanceId,MetricGroup} InstanceId="${instanceId}" MetricName=("ContactFlowErrors" OR "ContactFlowFatalErrors")', 'Sum', 300)`,
      ],
    },
  ];
  if (bot === undefined) return panels;
  const searches = (...metrics: string[]) =>
    LEX_SCHEMAS.map(
      (schema) =>
        pulumi.interpolate`SEARCH('{AWS/Lex,${schema}} BotId="${bot.botId}" BotAliasId="${bot.aliasId}" MetricName=(${metrics.map((metric) => `"${metric}"`).join(" OR ")})', 'Sum', 300)`,
    );
  return [
    ...panels,
    {
      title: "Turns of the bot, and those it did not understand",
      searches: searches("RuntimeRequestCount", "MissedUtteranceCount"),
    },
    {
      title: "Turns Lex failed at, its code hook failed at, and Lex turned away",
      searches: searches(
        "RuntimeSystemErrors",
        "RuntimeLambdaErrors",
        "RuntimeInvalidLambdaResponses",
        "RuntimeThrottledEvents",
      ),
    },
  ];
}

/** What the warehouse knows of the day: queues, agents, self-service. */
function figures({ figures }: BoardArgs): Panel[] {
  if (figures === undefined || figures.shown.length === 0) return [];
  const { functionArn, shown } = figures;
  const panels = shown.map(({ title, query }): Panel => ({ title, functionArn, params: { query }, height: 9 }));
  return [heading("The day"), ...panels];
}

/** Fields of a log stream of shared groups: `yyyy/MM/dd/<function>[<version>]<container>`. */
const BY_FUNCTION = `parse @logStream "*/*/*/*[*" as year, month, day, function, container | stats count(*) as failures by function | sort failures desc`;

/** Functions, each under its own name. */
function functions({ logs }: BoardArgs): Panel[] {
  const lambda =
    (metricName: string, statistic: string) =>
    ({ label, functionName }: LoggingFunction): Series => ({
      namespace: "AWS/Lambda",
      metricName,
      dimensions: { FunctionName: functionName },
      label,
      statistic,
    });
  const all = logs.all;
  const failed = FAILURE_TERMS.map((term) => `@message like ${JSON.stringify(term)}`).join(" or ");
  const groupNames = [logs.functions("conversation").name, logs.functions("background").name];
  const third = { width: 8 };
  return [
    heading("Functions"),
    { ...third, title: "Milliseconds, p99", series: all.map(lambda("Duration", "p99")) },
    { ...third, title: "Invocations that failed", series: all.map(lambda("Errors", "Sum")) },
    { ...third, title: "Invocations that were turned away", series: all.map(lambda("Throttles", "Sum")) },
    {
      title: "Failures and answers without data, by function, from the logs",
      logs: { groupNames, query: `filter ${failed} | ${BY_FUNCTION}` },
      width: 24,
    },
  ];
}

/** Work that failed for good. */
function work({ failureQueueUrls }: BoardArgs): Panel[] {
  if (failureQueueUrls === undefined) return [];
  const series = pulumi.output(failureQueueUrls).apply((urls) =>
    Object.entries(urls).map(([label, url]): Series => ({
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: url.slice(url.lastIndexOf("/") + 1) },
      label,
      statistic: "Maximum",
    })),
  );
  return [heading("Work and money"), { title: "Work that failed for good and waits for somebody", series }];
}

/** What AWS has charged for Connect this month, of the whole account; told every few hours, when billing alerts are turned on. */
function spend(): Panel {
  const charged = (ServiceName: string, label: string): Series => ({
    namespace: "AWS/Billing",
    metricName: "EstimatedCharges",
    dimensions: { ServiceName, Currency: "USD" },
    label,
    statistic: "Maximum",
  });
  return {
    title: "US dollars this account was charged this month",
    series: [charged("AmazonConnect", "Amazon Connect"), charged("ContactCenterTelecomm", "telephony")],
    periodSeconds: SIX_HOURS,
    region: BILLING_REGION,
  };
}
