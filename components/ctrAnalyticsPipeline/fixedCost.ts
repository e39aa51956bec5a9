/** What the pipeline costs at least: quantities, because prices differ by Region and day. */
import type { CtrAnalyticsPipelineArgs } from "../ctrAnalyticsPipeline";
import { DAYS_A_MONTH, HOURS_A_MONTH, redshiftSettings } from "./redshiftSettings";

/** What of the pipeline costs something every month however little happens. */
export interface PipelineFixedCost {
  /** Streams that grow on demand, each with a price an hour. */
  onDemandStreams: number;
  /** Provisioned shards. */
  shards: number;
  /** Secrets of Secrets Manager; the one Redshift makes for its administrator is free. */
  secrets: number;
  dashboards: number;
  /** Loads a month, each of which keeps the warehouse awake for a minute. */
  warehouseLoads: number;
  /** RPUs the warehouse is awake with. */
  warehouseCapacity: number;
  /** RPU-hours at which the warehouse is turned off, in a month. */
  mostRpuHours: number;
}

/** The quantities. */
export function fixedCostOf(args: CtrAnalyticsPipelineArgs): PipelineFixedCost {
  const streams = [
    ...(args.streamed === false ? [] : [args.shardCount]),
    ...(args.agentEvents === true ? [args.agentEventShardCount] : []),
  ];
  const cost = {
    onDemandStreams: streams.filter((shards) => shards === undefined).length,
    shards: streams.reduce<number>((sum, shards) => sum + (shards ?? 0), 0),
    secrets: 1,
    dashboards: 1,
  };
  if (args.warehouse === "athena") return { ...cost, warehouseLoads: 0, warehouseCapacity: 0, mostRpuHours: 0 };
  const { loadEveryMinutes, baseCapacity, rpuHours, limitPeriod } = redshiftSettings(args.redshift ?? {});
  return {
    ...cost,
    warehouseLoads: Math.round((HOURS_A_MONTH * 60) / loadEveryMinutes),
    warehouseCapacity: baseCapacity,
    mostRpuHours: limitPeriod === "daily" ? Math.ceil(rpuHours * DAYS_A_MONTH) : rpuHours,
  };
}
