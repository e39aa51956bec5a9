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

/** A part of a dashboard. Only one of `series`, `functionArn` and `text` can be given. */
export interface Panel {
  /** What is seen, with its unit. */
  title: string;
  /** Lines of a graph. */
  series?: Series[];
  /** Seconds of a data point. Default 300. */
  periodSeconds?: number;
  /** A function that draws, invoked with the rights of whoever looks. */
  functionArn?: pulumi.Input<string>;
  /** What the function is asked for. */
  params?: Record<string, string>;
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

function shown({ title, series, periodSeconds = 300, functionArn, params }: Panel, region: pulumi.Output<string>) {
  if (functionArn !== undefined) {
    const updateOn = { refresh: true, resize: false, timeRange: true };
    return { type: "custom", properties: { title, endpoint: functionArn, params: params ?? {}, updateOn } };
  }
  return {
    type: "metric",
    properties: {
      title,
      region,
      view: "timeSeries",
      stacked: false,
      period: periodSeconds,
      metrics: (series ?? []).map(({ namespace, metricName, dimensions = {}, label, statistic }) => [
        namespace,
        metricName,
        ...Object.entries(dimensions).flat(),
        { label, stat: statistic },
      ]),
    },
  };
}
