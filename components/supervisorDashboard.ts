/** The supervisors' day on one page: what waits now, from Connect's own metrics, and what the day was like, from the warehouse. */
import * as pulumi from "@pulumi/pulumi";
import { dashboard, type Panel, type Series } from "./foundations/dashboard";

/** Arguments of {@link SupervisorDashboard}. */
export interface SupervisorDashboardArgs {
  /** Id of the Connect instance. */
  instanceId: pulumi.Input<string>;
  /** Names of its queues. */
  queues: string[];
  /** ARN of the function that draws figures: the pipeline's `figuresArn`. */
  figuresArn: pulumi.Input<string>;
  /** What is drawn, by the names of saved queries, each with its heading. */
  figures: FigureArgs[];
}

/** Figures on the dashboard. */
export interface FigureArgs {
  /** Heading. */
  title: string;
  /** Name of the saved query. */
  query: string;
}

/**
 * A dashboard of CloudWatch. Whoever looks needs `cloudwatch:GetDashboard`, `cloudwatch:GetMetricData`, and
 * `lambda:InvokeFunction` on the function that draws.
 *
 * Errors: no queue at all; no figure at all.
 */
export class SupervisorDashboard extends pulumi.ComponentResource {
  /** Name of the dashboard. */
  readonly dashboardName: pulumi.Output<string>;

  constructor(name: string, args: SupervisorDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:SupervisorDashboard", name, args, opts);
    for (const property of ["queues", "figures"] as const) {
      if (args[property].length === 0) {
        throw new Error(`SupervisorDashboard ${name}: ${property} is empty; name at least one.`);
      }
    }
    this.dashboardName = dashboard(this, name, [...now(args), ...day(args)]);
    this.registerOutputs({ dashboardName: this.dashboardName });
  }
}

/** What Connect tells of this minute. */
function now({ instanceId, queues }: SupervisorDashboardArgs): Panel[] {
  const ofQueues = (metricName: string, statistic: string): Series[] =>
    queues.map((queue) => ({
      namespace: "AWS/Connect",
      metricName,
      dimensions: { InstanceId: instanceId, MetricGroup: "Queue", QueueName: queue },
      label: queue,
      statistic,
    }));
  const ofCalls = (metricName: string, label: string, statistic: string): Series => ({
    namespace: "AWS/Connect",
    metricName,
    dimensions: { InstanceId: instanceId, MetricGroup: "VoiceCalls" },
    label,
    statistic,
  });
  return [
    { title: "Contacts that wait", periodSeconds: 60, width: 8, series: ofQueues("QueueSize", "Maximum") },
    {
      title: "Seconds the longest has waited",
      periodSeconds: 60,
      width: 8,
      series: ofQueues("LongestQueueWaitTime", "Maximum"),
    },
    {
      title: "Calls at a time, missed by agents, and refused",
      periodSeconds: 60,
      width: 8,
      series: [
        ofCalls("ConcurrentCalls", "at a time", "Maximum"),
        ofCalls("MissedCalls", "missed", "Sum"),
        ofCalls("ThrottledCalls", "refused", "Sum"),
      ],
    },
  ];
}

/** What the warehouse knows of the day. */
function day({ figuresArn, figures }: SupervisorDashboardArgs): Panel[] {
  return figures.map(({ title, query }) => ({ title, functionArn: figuresArn, params: { query }, height: 9 }));
}
