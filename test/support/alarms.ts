/** Alarms as CloudWatch reads them: which metrics they watch, and whether they ring for given values. */

/** An alarm, recorded by mocks or taken from a graph. */
export interface AlarmResource {
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** A metric that an alarm watches. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

interface Query {
  id: string;
  expression?: string;
  metric?: {
    namespace: string;
    metricName: string;
    dimensions?: Record<string, unknown>;
    period: number;
    stat: string;
  };
  returnData?: boolean;
}

const queriesOf = ({ inputs }: AlarmResource): Query[] => (inputs.metricQueries ?? []) as Query[];

/** The metrics of an alarm. A query of Metrics Insights names none: it finds them. */
export function metricsOf(alarm: AlarmResource): WatchedMetric[] {
  const { namespace, metricName, dimensions = {} } = alarm.inputs;
  if (typeof metricName === "string") {
    return [{ namespace: String(namespace), metricName, dimensions: dimensions as Record<string, unknown> }];
  }
  return queriesOf(alarm).flatMap(({ metric }) => (metric ? [{ ...metric, dimensions: metric.dimensions ?? {} }] : []));
}

/** The query of Metrics Insights of an alarm, if it has one. */
export function insightsOf(alarm: AlarmResource): string | undefined {
  return queriesOf(alarm).find(({ expression }) => expression?.startsWith("SELECT "))?.expression;
}

const COMPARISONS: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  ">=": (value, threshold) => value >= threshold,
  ">": (value, threshold) => value > threshold,
  "<": (value, threshold) => value < threshold,
};

function compare(sign: unknown, value: number, threshold: number): boolean {
  const comparison = COMPARISONS[String(sign)];
  if (comparison === undefined) throw new Error(`This test knows no comparison ${String(sign)}.`);
  return comparison(value, threshold);
}

/**
 * Whether a data point breaches.
 *
 * @param valueOf the value of each metric; undefined where it has no data
 */
export function breaches(alarm: AlarmResource, valueOf: (metric: WatchedMetric) => number | undefined): boolean {
  const { comparisonOperator, threshold, treatMissingData, metricName } = alarm.inputs;
  const answer =
    typeof metricName === "string" ? valueOf(metricsOf(alarm)[0] as WatchedMetric) : answerOf(alarm, valueOf);
  return answer === undefined
    ? treatMissingData === "breaching"
    : compare(comparisonOperator, answer, Number(threshold));
}

function answerOf(alarm: AlarmResource, valueOf: (metric: WatchedMetric) => number | undefined): number | undefined {
  const queries = queriesOf(alarm);
  const values = new Map<string, number | undefined>();
  for (const { id, metric } of queries) {
    if (metric !== undefined) values.set(id, valueOf({ ...metric, dimensions: metric.dimensions ?? {} }));
  }
  const returned = queries.filter(({ returnData }) => returnData === true);
  if (returned.length !== 1) throw new Error(`${alarm.name} returns ${returned.length} series; CloudWatch wants one.`);
  // Where no metric has data, CloudWatch has no time for which to fill one in.
  if ([...values.values()].every((value) => value === undefined)) return undefined;
  return evaluate(String(returned[0]?.expression), values);
}

const TERM = /^IF\(FILL\((\w+), (-?[\d.]+)\) (>=|>|<) (-?[\d.]+), (\d+), (\d+)\)$/;

/** The sum of `IF(FILL(metric, value) > threshold, 1, 0)`: what expressions this program's alarms have. */
export function evaluate(expression: string, values: ReadonlyMap<string, number | undefined>): number {
  return expression.split(" + ").reduce((sum, term) => {
    const [, id = "", filled, sign, threshold, then, otherwise] = TERM.exec(term) ?? [];
    if (!values.has(id)) throw new Error(`The term "${term}" is not one of a metric of its alarm.`);
    const value = values.get(id) ?? Number(filled);
    return sum + Number(compare(sign, value, Number(threshold)) ? then : otherwise);
  }, 0);
}
