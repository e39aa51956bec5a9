/** Alarms of a bot: Lex fails, its code hook fails, it is throttled, or customers are not understood. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** What the alarms are about. */
interface AlarmedBot {
  readonly name: string;
  readonly parent: pulumi.Resource;
  readonly locales: readonly string[];
  /** BotId and BotAliasId. */
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly topicArn: pulumi.Input<string>;
}

/** How customers reach a bot: Connect streams, the web and Slack send texts. One metric for each in every locale. */
const WAYS_IN: readonly Readonly<Record<string, string>>[] = [
  { Operation: "RecognizeText" },
  { Operation: "StartConversation", InputMode: "Speech" },
  { Operation: "StartConversation", InputMode: "DTMF" },
  { Operation: "StartConversation", InputMode: "Text" },
];

const FAILURES = [
  { suffix: "fails", says: "Lex fails", metrics: ["RuntimeSystemErrors"] },
  {
    suffix: "hook-fails",
    says: "the code hook fails or answers what Lex cannot use",
    metrics: ["RuntimeLambdaErrors", "RuntimeInvalidLambdaResponses"],
  },
  {
    suffix: "is-throttled",
    says: "more customers talk to the bot at once than Lex lets",
    metrics: ["RuntimeThrottledEvents"],
  },
];

/** Share of turns Lex does not understand, in per cent, above which somebody should read the log. */
const MISUNDERSTOOD_PERCENT = 30;
/** Turns below which the share says nothing. */
const LEAST_TURNS = 20;

type Query = aws.types.input.cloudwatch.MetricAlarmMetricQuery;

/** Makes the alarms of each locale: an alarm takes at most ten metrics. */
export function buildAlarms(bot: AlarmedBot): void {
  for (const locale of bot.locales) {
    for (const { suffix, says, metrics } of FAILURES) {
      const queries = metrics.flatMap((metric, index) => queriesOf(bot, locale, metric, `m${index}`, 60));
      alarm(bot, locale, suffix, `${says}: customers are handed to a person.`, {
        metricQueries: [...queries, sumOf("sum", queries, true)],
        evaluationPeriods: 5,
        datapointsToAlarm: 2,
        threshold: 1,
      });
    }
    const missed = queriesOf(bot, locale, "MissedUtteranceCount", "missed", 900);
    const turns = queriesOf(bot, locale, "RuntimeRequestCount", "turns", 900);
    const share: Query = {
      id: "share",
      expression: `IF(all > ${LEAST_TURNS}, 100 * lost / all, 0)`,
      label: "Per cent not understood",
      returnData: true,
    };
    alarm(
      bot,
      locale,
      "misunderstands",
      `more than ${MISUNDERSTOOD_PERCENT} % of what customers say is not understood.`,
      {
        metricQueries: [...missed, ...turns, sumOf("lost", missed, false), sumOf("all", turns, false), share],
        evaluationPeriods: 2,
        datapointsToAlarm: 2,
        threshold: MISUNDERSTOOD_PERCENT,
      },
    );
  }
}

function queriesOf(
  { dimensions }: AlarmedBot,
  LocaleId: string,
  metricName: string,
  id: string,
  period: number,
): Query[] {
  return WAYS_IN.map((way, index) => ({
    id: `${id}_${index}`,
    metric: {
      namespace: "AWS/Lex",
      metricName,
      period,
      stat: "Sum",
      dimensions: { ...dimensions, LocaleId, ...way },
    },
    returnData: false,
  }));
}

/** A way nobody takes has no data, which counts as none. */
function sumOf(id: string, queries: readonly Query[], returnData: boolean): Query {
  const terms = queries.map((query) => `FILL(${String(query.id)}, 0)`);
  return { id, expression: `SUM([${terms.join(", ")}])`, returnData };
}

function alarm(
  { name, parent, topicArn }: AlarmedBot,
  locale: string,
  suffix: string,
  says: string,
  args: Pick<aws.cloudwatch.MetricAlarmArgs, "metricQueries" | "evaluationPeriods" | "datapointsToAlarm" | "threshold">,
): void {
  new aws.cloudwatch.MetricAlarm(
    `${name}-${locale}-${suffix}`,
    {
      alarmDescription: `${name} in ${locale}: ${says}`,
      ...args,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    { parent },
  );
}
