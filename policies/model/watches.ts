/** Which alarms look at which metrics, and whether anybody hears of them. */
import { type Resource, type Stack } from "./stack";
import { at, entries, isText, passes, texts, UNKNOWN } from "./value";

export const ALARM = "cloudwatch/metricAlarm:MetricAlarm";
export const COMPOSITE = "cloudwatch/compositeAlarm:CompositeAlarm";

/** One metric an alarm looks at. */
export interface Watch {
  readonly alarm: Resource;
  readonly namespace: unknown;
  readonly metric: unknown;
  /** Path of its dimensions, or of the query that holds them, in the alarm's properties. */
  readonly dimensions: string;
  /** Above what it rings; undefined when that cannot be told. */
  readonly threshold: number | undefined;
}

/** Every metric an alarm with an action looks at. */
export function watchesOf(stack: Stack): Watch[] {
  return stack
    .of(ALARM)
    .filter((alarm) => isHeard(stack, alarm))
    .flatMap(metricsOf);
}

/** Whether an alarm tells somebody: by an action of its own, or through a composite alarm that has one. */
export function isHeard(stack: Stack, alarm: Resource): boolean {
  return (
    hasAction(alarm) ||
    stack.of(COMPOSITE).some((whole) => hasAction(whole) && stack.mentions(whole, "alarmRule", alarm))
  );
}

function hasAction({ props }: Resource): boolean {
  const { alarmActions, actionsEnabled } = props;
  return actionsEnabled !== false && (alarmActions === UNKNOWN || entries(alarmActions).length > 0);
}

function metricsOf(alarm: Resource): Watch[] {
  const { namespace, metricName, metricQueries, threshold } = alarm.props;
  if (metricName !== undefined) {
    const above = typeof threshold === "number" ? threshold : undefined;
    return [{ alarm, namespace, metric: metricName, dimensions: "dimensions", threshold: above }];
  }
  const queries = entries(metricQueries);
  const expressions = queries.flatMap((query) => texts(at(query, "expression"))).join(" ");
  return queries.flatMap((query, index) => {
    const path = `metricQueries.${index}`;
    const metric = at(query, "metric.metricName");
    if (metric === undefined) return selected(alarm, at(query, "expression"), `${path}.expression`);
    if (!counts(query, expressions)) return [];
    const dimensions = `${path}.metric.dimensions`;
    const joint = jointThreshold(at(query, "id"), expressions);
    return [{ alarm, namespace: at(query, "metric.namespace"), metric, dimensions, threshold: joint }];
  });
}

const SELECTED = /SELECT\s+\w+\("?([\w.]+)"?\)\s+FROM\s+(?:SCHEMA\()?"?([\w/-]+)"?/i;

/** The metric a query of Metrics Insights selects. */
function selected(alarm: Resource, expression: unknown, path: string): Watch[] {
  if (expression === UNKNOWN) {
    return [{ alarm, namespace: UNKNOWN, metric: UNKNOWN, dimensions: path, threshold: undefined }];
  }
  const [, metric, namespace] = (isText(expression) && SELECTED.exec(expression)) || [];
  return metric ? [{ alarm, namespace, metric, dimensions: path, threshold: undefined }] : [];
}

/** What `IF(FILL(m1, 0) > 5, 1, 0)` compares a metric with. */
function jointThreshold(id: unknown, expressions: string): number | undefined {
  if (!isText(id)) return undefined;
  const compared = new RegExp(`\\b${id.replace(/\W/g, "")}\\b[^<>+]*>=?\\s*([\\d.e+]+)`).exec(expressions)?.[1];
  return compared === undefined ? undefined : Number(compared);
}

/** A metric of a query that neither is the result nor stands in an expression changes nothing. */
function counts(query: unknown, expressions: string): boolean {
  const id = at(query, "id");
  const named = isText(id) && new RegExp(`\\b${id.replace(/\W/g, "")}\\b`).test(expressions);
  return named || /METRICS\(/.test(expressions) || passes(at(query, "returnData"), (value) => value === true);
}

/** Whether some alarm that is heard looks at a metric, and at a resource's where one is given. */
export function isWatched(
  stack: Stack,
  watches: readonly Watch[],
  namespace: string,
  metrics: readonly string[],
  resource?: Resource,
): boolean {
  return watches.some((watch) => {
    const same =
      passes(watch.namespace, (value) => value === namespace) &&
      passes(watch.metric, (value) => metrics.some((metric) => value === metric));
    return same && (resource === undefined || stack.mentions(watch.alarm, watch.dimensions, resource));
  });
}
