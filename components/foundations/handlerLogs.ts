/**
 * Where the functions of a stack log: one log group for those somebody waits for, one for all others. Each counts the
 * failures written to it and raises one alarm, so that a function is watched from its first line without an alarm of its
 * own (docs/decisions/011). Services that log in the stack's name share a group each too.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmMetric, raiseAlarm } from "./alarm";

/** Arguments of {@link HandlerLogs}. */
export interface HandlerLogsArgs {
  /** ARN of the customer key of the log groups. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when functions fail or are throttled. */
  alarmTopicArn: pulumi.Input<string>;
  /** Days logs are kept; a value CloudWatch Logs knows (1, 3, 5, 7, 14, 30, 60, 90, …). */
  logRetentionDays: number;
}

/** Functions by who waits for them: a caller, a chat or a page; or nobody. */
export type HandlerKind = "conversation" | "background";

/** A function that logs. */
export interface LoggingFunction {
  /** What it is called in the program. */
  readonly label: string;
  readonly functionName: pulumi.Output<string>;
}

/** What services log: requests to HTTP APIs, and what Firehose could not deliver. */
export type ServiceLogKind = "requests" | "delivery";

/** Namespace of the metrics that handlers' logs are turned into; each stack has its own, two may share an account. */
export function metricNamespace(): string {
  return `ContactCenter/${pulumi.getProject()}/${pulumi.getStack()}`;
}

/**
 * What a failure looks like in a function's log: the handler's own line when it answered without its data
 * (handlers/support/logOutcome), and Lambda's lines, in its text format, when it ran out of time, threw, or did not start.
 */
export const FAILURE_TERMS = [
  '"failure":"',
  "Task timed out",
  "Invoke Error",
  "Uncaught Exception",
  "Unhandled Promise Rejection",
  "Runtime.ExitError",
] as const;

const FAILS: Readonly<Record<HandlerKind, string>> = {
  conversation:
    "Functions somebody waits for fail: callers hear the safe answer instead of their own data, and chats, Slack or the operations portal are answered with an error.",
  background: "Functions nobody waits for fail: what they were given waits, or lies where its failures end.",
};

/** The log groups of a stack, or of one component that is used alone. A group is made when the first asks for it. */
export class HandlerLogs extends pulumi.ComponentResource {
  private readonly groups = new Map<string, aws.cloudwatch.LogGroup>();
  private readonly alarms = new Map<HandlerKind, aws.cloudwatch.MetricAlarm>();
  private readonly loggers: LoggingFunction[] = [];

  constructor(
    private readonly label: string,
    private readonly settings: HandlerLogsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("contact-center:index:HandlerLogs", label, {}, opts);
    this.registerOutputs({});
  }

  /** The group functions of a kind log to. Its streams are `yyyy/MM/dd/<function>[<version>]<container>`. */
  functions(kind: HandlerKind): aws.cloudwatch.LogGroup {
    const group = this.group(kind);
    if (!this.alarms.has(kind)) this.watch(kind, group);
    return group;
  }

  /** Tells of a function that logs here, so that it can be shown beside the others. */
  add(logger: LoggingFunction): void {
    this.loggers.push(logger);
  }

  /** The functions that log here, in the order they were made. */
  get all(): readonly LoggingFunction[] {
    return this.loggers;
  }

  /** The group a kind of service logs to. */
  services(kind: ServiceLogKind): aws.cloudwatch.LogGroup {
    return this.group(kind);
  }

  /** The alarm for failures of a kind of functions; undefined as long as there is no such function. */
  alarm(kind: HandlerKind): aws.cloudwatch.MetricAlarm | undefined {
    return this.alarms.get(kind);
  }

  /** Failures of a kind of functions, as a metric without a dimension. */
  failures(kind: HandlerKind): AlarmMetric {
    return { namespace: metricNamespace(), metricName: `${this.label}-${kind}-failures` };
  }

  private group(kind: HandlerKind | ServiceLogKind): aws.cloudwatch.LogGroup {
    const made = this.groups.get(kind);
    if (made !== undefined) return made;
    const { logRetentionDays, keyArn } = this.settings;
    const group = new aws.cloudwatch.LogGroup(
      `${this.label}-${kind}`,
      { retentionInDays: logRetentionDays, kmsKeyId: keyArn },
      { parent: this },
    );
    this.groups.set(kind, group);
    return group;
  }

  private watch(kind: HandlerKind, group: aws.cloudwatch.LogGroup): void {
    if (this.alarms.size === 0) this.watchThrottles();
    const { namespace, metricName } = this.failures(kind);
    countLines(this, `${this.label}-${kind}-failures`, group.name, FAILURE_TERMS, { namespace, name: metricName });
    this.alarms.set(
      kind,
      raiseAlarm(this, `${this.label}-${kind}-fails`, {
        says: pulumi.interpolate`${FAILS[kind]} The names of the streams in log group ${group.name} say which function; look for "failure", "Task timed out" or "Error".`,
        namespace,
        metricName,
        statistic: "Sum",
        comparison: "at least",
        threshold: 1,
        periods: 5,
        breaching: 2,
        topicArn: this.settings.alarmTopicArn,
      }),
    );
  }

  /** Once for all: without a dimension the metric is that of the account's functions together, which share their quota. */
  private watchThrottles(): void {
    raiseAlarm(this, `${this.label}-throttled`, {
      says: "Lambda turns invocations away: the functions of this account and Region need more concurrent executions than it has, or one needs more than were reserved for it. Callers hear the safe answer.",
      namespace: "AWS/Lambda",
      metricName: "Throttles",
      statistic: "Sum",
      comparison: "at least",
      threshold: 1,
      periods: 5,
      breaching: 2,
      topicArn: this.settings.alarmTopicArn,
    });
  }
}

/** Logs that were given, or a component's own, so that no function is ever unwatched. */
export function handlerLogsOf(
  parent: pulumi.Resource,
  name: string,
  given: HandlerLogsArgs & { logs?: HandlerLogs },
): HandlerLogs {
  const { logs, keyArn, alarmTopicArn, logRetentionDays } = given;
  return logs ?? new HandlerLogs(`${name}-logs`, { keyArn, alarmTopicArn, logRetentionDays }, { parent });
}

/** Counts the lines of a log that hold any of some terms. */
export function countLines(
  parent: pulumi.Resource,
  name: string,
  logGroupName: pulumi.Input<string>,
  terms: readonly string[],
  metric: { namespace: string; name: string; value?: number },
): void {
  const quoted = terms.map((term) => `"${term.replaceAll('"', '\\"')}"`);
  new aws.cloudwatch.LogMetricFilter(
    name,
    {
      logGroupName,
      pattern: quoted.map((term) => (quoted.length === 1 ? term : `?${term}`)).join(" "),
      // Without a default value: a metric is billed for the hours in which it has one, and these mostly have nothing to say.
      metricTransformation: { namespace: metric.namespace, name: metric.name, value: String(metric.value ?? 1) },
    },
    { parent },
  );
}
