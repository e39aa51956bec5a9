/**
 * Alarms of a bot: Lex fails, it is throttled, or customers are not understood. What its code hook fails at is in the hook's own
 * log, which is watched (foundations/handlerLogs).
 *
 * Lex counts by locale, operation and way of input. A query of Metrics Insights adds up however many of them there are.
 */
import * as pulumi from "@pulumi/pulumi";
import { raiseQueryAlarm } from "../foundations/alarm";

/** What the alarms are about. */
interface AlarmedBot {
  readonly name: string;
  readonly parent: pulumi.Resource;
  readonly botId: pulumi.Input<string>;
  readonly aliasId: pulumi.Input<string>;
  /** Turns in a quarter of an hour that are not understood, from where on somebody should read the log. */
  readonly misunderstoodTurns: number;
  readonly topicArn: pulumi.Input<string>;
}

const QUARTER_OF_AN_HOUR = 900;

/** Makes the alarms. */
export function buildAlarms({ name, parent, botId, aliasId, misunderstoodTurns, topicArn }: AlarmedBot): void {
  const total = (metric: string): pulumi.Output<string> =>
    pulumi.interpolate`SELECT SUM(${metric}) FROM "AWS/Lex" WHERE BotId = '${botId}' AND BotAliasId = '${aliasId}'`;
  const atOnce = { comparison: "at least", threshold: 1, periods: 5, breaching: 2, topicArn } as const;
  raiseQueryAlarm(parent, `${name}-fails`, {
    ...atOnce,
    says: `${name}: Lex fails. Callers are handed to a person, chats and Slack to whoever is at work.`,
    query: total("RuntimeSystemErrors"),
  });
  raiseQueryAlarm(parent, `${name}-is-throttled`, {
    ...atOnce,
    says: `${name}: more customers talk to the bot at once than Lex lets, and are handed to a person. Raise its quotas.`,
    query: total("RuntimeThrottledEvents"),
  });
  raiseQueryAlarm(parent, `${name}-misunderstands`, {
    says: `${name} did not understand ${misunderstoodTurns} turns or more in a quarter of an hour, twice in a row. Read in the conversation log what customers say.`,
    query: total("MissedUtteranceCount"),
    periodSeconds: QUARTER_OF_AN_HOUR,
    comparison: "at least",
    threshold: misunderstoodTurns,
    periods: 2,
    topicArn,
  });
}
