/** Schedules as the program declares them. */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { isRecord } from "../engine/graph";
import { recordOf, resourcesOfType, textOf } from "../graphValues";
import { parseSchedule, type ScheduleTimes } from "./scheduleExpression";

/** One declared schedule. */
export interface ScheduleDefinition {
  readonly urn: string;
  readonly name: string;
  readonly arn: string;
  readonly times: ScheduleTimes;
  /** Epoch milliseconds between which it fires. */
  readonly from: number;
  readonly until: number;
  readonly enabled: boolean;
  readonly targetArn: string;
  readonly roleArn: string;
  /** JSON text for the target; undefined for the event Scheduler makes itself. */
  readonly input?: string;
  /** AWS: 0 to 185, 185 unless given. */
  readonly retries: number;
  /** AWS: 60 to 86,400 seconds, 86,400 unless given. */
  readonly maximumAgeSeconds: number;
  readonly deadLetterArn?: string;
}

function valueIn(record: unknown, name: string): unknown {
  const [first] = [record].flat();
  return isRecord(first) ? first[name] : undefined;
}

function definitionOf(schedule: GraphResource, startedAt: number): ScheduleDefinition {
  const target = recordOf(schedule, "target");
  const text = (name: string): string | undefined => {
    const value = target?.[name];
    return typeof value === "string" ? value : undefined;
  };
  const date = (name: string, usual: number): number => {
    const given = textOf(schedule, name);
    return given === undefined ? usual : Date.parse(given);
  };
  const from = date("startDate", startedAt);
  const deadLetter = valueIn(target?.["deadLetterConfig"], "arn");
  const expression = textOf(schedule, "scheduleExpression") ?? "";
  return {
    urn: schedule.urn,
    name: textOf(schedule, "name") ?? schedule.name,
    arn: textOf(schedule, "arn") ?? "",
    times: parseSchedule(expression, textOf(schedule, "scheduleExpressionTimezone") ?? "UTC", from),
    from,
    until: date("endDate", Number.POSITIVE_INFINITY),
    enabled: textOf(schedule, "state") !== "DISABLED",
    targetArn: text("arn") ?? "",
    roleArn: text("roleArn") ?? "",
    input: text("input"),
    retries: Number(valueIn(target?.["retryPolicy"], "maximumRetryAttempts") ?? 185),
    maximumAgeSeconds: Number(valueIn(target?.["retryPolicy"], "maximumEventAgeInSeconds") ?? 86_400),
    deadLetterArn: typeof deadLetter === "string" ? deadLetter : undefined,
  };
}

/**
 * The schedules of a graph.
 * @param startedAt From when the firings of a rate without a start date are counted, epoch milliseconds.
 */
export function scheduleDefinitions(graph: ResourceGraph, startedAt: number): ScheduleDefinition[] {
  const type = "aws:scheduler/schedule:Schedule";
  return resourcesOfType(graph, type).map((schedule) => definitionOf(schedule, startedAt));
}
