/** Dashboards of CloudWatch, put together from rows of graphs; where each lies is counted here and nowhere else. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";

/** A line of a graph. */
export interface Series {
  namespace: string;
  metricName: string;
  dimensions?: Record<string, pulumi.Input<string>>;
  label: string;
  /** `Sum`, `Average`, `Maximum`, `Minimum` or a percentile such as `p99`. */
  statistic: string;
}

/** A part of a dashboard. Only one of `series`, `searches`, `functionArn`, `logs`, `alarmArns` and `text` can be given. */
export interface Panel {
  /** What is seen, with its unit. */
  title: string;
  /** Lines of a graph. */
  series?: pulumi.Input<Series[]>;
  /** Lines of a graph that CloudWatch finds: each a `SEARCH(…)`. */
  searches?: pulumi.Input<string>[];
  /** Seconds of a data point. Default 300. */
  periodSeconds?: number;
  /** A value that is drawn as a line across a graph, such as a limit. */
  limit?: { label: string; value: number };
  /** Where the metrics of a graph are, when that is not the stack's own Region: those of bills are in us-east-1. */
  region?: string;
  /** A function that draws, invoked with the rights of whoever looks. */
  functionArn?: pulumi.Input<string>;
  /** What the function is asked for. */
  params?: Record<string, string>;
  /** A query of CloudWatch Logs Insights, drawn as a table. CloudWatch charges for what it reads. */
  logs?: { groupNames: pulumi.Input<string>[]; query: string };
  /** ARNs of alarms, whose states are shown. */
  alarmArns?: pulumi.Input<string>[];
  /** Markdown, such as the heading of what follows. */
  text?: string;
  /** Columns of 24 that it takes. Default 12. */
  width?: number;
  /** Rows that it takes; a row is about 50 points high. Default 6. */
  height?: number;
}

const COLUMNS = 24;
const DEFAULT_WIDTH = 12;
const DEFAULT_HEIGHT = 6;

/** Makes the dashboard. @returns its name, which the project's and the stack's make unlike others of the account */
export function dashboard(parent: pulumi.Resource, name: string, panels: readonly Panel[]): pulumi.Output<string> {
  const { region } = accountOf(parent);
  let x = 0;
  let y = 0;
  let tallest = 0;
  const widgets = panels.map((panel) => {
    const { width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT } = panel;
    if (x + width > COLUMNS) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const placed = { x, y, width, height, ...shown(panel, region) };
    x += width;
    tallest = Math.max(tallest, height);
    return placed;
  });
  const made = new aws.cloudwatch.Dashboard(
    name,
    {
      dashboardName: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
      dashboardBody: pulumi.jsonStringify({ widgets }),
    },
    { parent },
  );
  return made.dashboardName;
}

function shown(panel: Panel, region: pulumi.Output<string>) {
  const { title, functionArn, params = {}, logs, alarmArns, text } = panel;
  if (functionArn !== undefined) {
    const updateOn = { refresh: true, resize: false, timeRange: true };
    return { type: "custom", properties: { title, endpoint: functionArn, params, updateOn } };
  }
  if (logs !== undefined) {
    const sources = pulumi.all(logs.groupNames).apply((names) => names.map((name) => `SOURCE '${name}'`).join(" | "));
    const query = pulumi.interpolate`${sources} | ${logs.query}`;
    return { type: "log", properties: { title, region, query, view: "table" } };
  }
  if (alarmArns !== undefined) return { type: "alarm", properties: { title, alarms: alarmArns } };
  return text === undefined ? graph(panel, region) : { type: "text", properties: { markdown: text } };
}

function graph(
  { title, series, searches, periodSeconds = 300, limit, region: elsewhere }: Panel,
  region: pulumi.Output<string>,
) {
  const lines = pulumi
    .output(series ?? [])
    .apply((all) =>
      all.map(({ namespace, metricName, dimensions = {}, label, statistic }): unknown[] => [
        namespace,
        metricName,
        ...Object.entries(dimensions).flat(),
        { label, stat: statistic },
      ]),
    );
  return {
    type: "metric",
    properties: {
      title,
      region: elsewhere ?? region,
      view: "timeSeries",
      stacked: false,
      period: periodSeconds,
      metrics: searches?.map((expression) => [{ expression }]) ?? lines,
      ...(limit && { annotations: { horizontal: [limit] } }),
    },
  };
}
