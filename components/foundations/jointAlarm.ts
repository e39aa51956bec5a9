/**
 * One alarm for many conditions. CloudWatch charges for each metric either way; but a person who is woken reads one alarm that
 * lists what may be wrong and what to do about it, and a stack has few of them (docs/decisions/011).
 */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, raiseAlarm, raiseMathAlarm } from "./alarm";

/** Something that should not be: a metric, and from where on it is too much or too little. */
export interface Condition extends Pick<
  AlarmArgs,
  "namespace" | "metricName" | "dimensions" | "statistic" | "comparison" | "threshold"
> {
  /** What has happened and what to do about it: one or two sentences. */
  says: string;
}

/** Arguments of {@link JointAlarm}. */
export interface JointAlarmArgs {
  /** What its conditions have in common: how the alarm's description begins. */
  about: string;
  /** Seconds a data point of each metric covers, a multiple of 60: CloudWatch wants one for all. Default 60. */
  periodSeconds?: number;
  /** Data points that are looked at. Default 1. */
  periods?: number;
  /** How many of them have to have a condition that holds. Default: all. */
  breaching?: number;
  /** Topic that is told, and told again when it is over. */
  topicArn: pulumi.Input<string>;
}

/** Metrics CloudWatch takes in the expression of one alarm. */
export const MOST_METRICS = 10;

/** Characters CloudWatch takes in the description of an alarm. */
const LONGEST_DESCRIPTION = 1_024;

/** Conditions that become one alarm once all are there. */
export class JointAlarm {
  private readonly conditions: Condition[] = [];

  constructor(
    private readonly parent: pulumi.Resource,
    private readonly name: string,
    private readonly args: JointAlarmArgs,
  ) {}

  /** Adds a condition. */
  add(condition: Condition): void {
    this.conditions.push(condition);
  }

  /**
   * Raises the alarm: none without a condition, and a second one, `<name>-2`, for what does not fit into the first.
   *
   * @returns the alarms
   */
  raise(): aws.cloudwatch.MetricAlarm[] {
    return this.parts().map((conditions, index) => {
      const { about, periodSeconds = 60, periods, breaching, topicArn } = this.args;
      const name = index === 0 ? this.name : `${this.name}-${index + 1}`;
      const shared = { says: described(about, conditions), periods, breaching, topicArn };
      const [first, second] = conditions;
      return first !== undefined && second === undefined
        ? raiseAlarm(this.parent, name, { ...first, ...shared, periodSeconds })
        : raiseMathAlarm(this.parent, name, {
            ...shared,
            queries: queriesOf(conditions, periodSeconds),
            comparison: "at least",
            threshold: 1,
          });
    });
  }

  /** The conditions in order, as many together as an alarm takes. */
  private parts(): Condition[][] {
    const parts: Condition[][] = [];
    for (const condition of this.conditions) {
      const last = parts.at(-1);
      const fits =
        last !== undefined &&
        last.length < MOST_METRICS &&
        described(this.args.about, [...last, condition]).length <= LONGEST_DESCRIPTION;
      if (fits) last.push(condition);
      else parts.push([condition]);
    }
    return parts;
  }
}

/**
 * Has conditions told by the alarm they were given, or by one of their own, so that what is used alone is watched too.
 *
 * @param joins the alarm; left out, one called `name` is raised at once
 */
export function watch(
  parent: pulumi.Resource,
  name: string,
  conditions: readonly Condition[],
  { joins, ...args }: JointAlarmArgs & { joins: JointAlarm | undefined },
): void {
  const alarm = joins ?? new JointAlarm(parent, name, args);
  for (const condition of conditions) alarm.add(condition);
  if (joins === undefined) alarm.raise();
}

function described(about: string, conditions: readonly Condition[]): string {
  const [first, second] = conditions;
  if (first !== undefined && second === undefined) return `${about} ${first.says}`;
  return [about, ...conditions.map(({ says }, index) => `(${index + 1}) ${says}`)].join(" ");
}

type Query = aws.types.input.cloudwatch.MetricAlarmMetricQuery;

const SIGNS = { "at least": ">=", above: ">", below: "<" } as const;

/** Each condition as 0 or 1, and their sum: how many hold. */
function queriesOf(conditions: readonly Condition[], period: number): Query[] {
  const metrics = conditions.map(({ namespace, metricName, dimensions, statistic }, index) => ({
    id: `m${index + 1}`,
    metric: { namespace, metricName, dimensions, period, stat: statistic },
    returnData: false,
  }));
  const terms = conditions.map(
    (condition, index) =>
      `IF(FILL(m${index + 1}, ${harmless(condition)}) ${SIGNS[condition.comparison]} ${condition.threshold}, 1, 0)`,
  );
  return [
    ...metrics,
    { id: "holding", expression: terms.join(" + "), label: "Conditions that hold", returnData: true },
  ];
}

/** What a metric counts as while it has no data: a value for which the condition does not hold. */
function harmless({ comparison, threshold, metricName }: Condition): number {
  if (comparison === "below") return threshold;
  if (comparison === "at least" ? threshold > 0 : threshold >= 0) return 0;
  throw new Error(
    `A joint alarm counts a metric without data as 0, for which ${metricName} ${comparison} ${threshold} holds; give a threshold above 0.`,
  );
}
