/** Requests for metrics that Amazon Connect refuses, each with the name of the error. */
import type { GetCurrentMetricDataCommandInput, GetMetricDataV2CommandInput } from "@aws-sdk/client-connect";
import { INSTANCE_ARN } from "../support/connectGraph";

/** A queue that there is. */
export const SUPPORT = "id-support";

/** What is wrong with a request for current metrics. */
export function refusedNow(): [Partial<GetCurrentMetricDataCommandInput>, string][] {
  const many = Array.from({ length: 101 }, () => SUPPORT);
  const refused: [Partial<GetCurrentMetricDataCommandInput>, string][] = [
    [{ InstanceId: "another" }, "ResourceNotFoundException"],
    [{ Filters: { Queues: ["nowhere"] } }, "ResourceNotFoundException"],
    [{ Filters: { Queues: [] } }, "InvalidParameterException"],
    [{ Filters: { Queues: many } }, "InvalidParameterException"],
    [{ Filters: { Queues: [SUPPORT], RoutingProfiles: ["p"] } }, "InvalidParameterException"],
    [{ CurrentMetrics: [] }, "InvalidParameterException"],
    [{ CurrentMetrics: [{ Name: "CONTACTS_SCHEDULED", Unit: "COUNT" }] }, "InvalidParameterException"],
    [{ CurrentMetrics: [{ Name: "AGENTS_ONLINE", Unit: "SECONDS" }] }, "InvalidParameterException"],
    [{ Groupings: ["ROUTING_PROFILE"] }, "InvalidParameterException"],
    [{ MaxResults: 101 }, "InvalidParameterException"],
    [{ NextToken: "made-up" }, "InvalidParameterException"],
  ];
  return refused;
}

/** What is wrong with a request for metrics of the past. */
export function refusedPast(now: number): [Partial<GetMetricDataV2CommandInput>, string][] {
  const at = (offset: number) => new Date(now + offset);
  const level = (ThresholdValue: number, Comparison = "LT") => ({
    Metrics: [{ Name: "SERVICE_LEVEL", Threshold: [{ Comparison, ThresholdValue }] }],
  });
  const refused: [Partial<GetMetricDataV2CommandInput>, string][] = [
    [{ ResourceArn: `${INSTANCE_ARN}x` }, "ResourceNotFoundException"],
    [{ StartTime: at(0), EndTime: at(0) }, "InvalidParameterException"],
    [{ EndTime: at(61_000) }, "InvalidParameterException"],
    [{ StartTime: at(-35 * 86_400_000), EndTime: at(0) }, "InvalidParameterException"],
    [{ StartTime: at(-100 * 86_400_000), EndTime: at(-99 * 86_400_000) }, "InvalidParameterException"],
    [{ Filters: [] }, "InvalidParameterException"],
    [{ Filters: [{ FilterKey: "CHANNEL", FilterValues: ["VOICE"] }] }, "InvalidParameterException"],
    [{ Filters: [{ FilterKey: "AGENT", FilterValues: ["a"] }] }, "InvalidParameterException"],
    [{ Filters: [{ FilterKey: "QUEUE", FilterValues: ["nowhere"] }] }, "ResourceNotFoundException"],
    [{ Metrics: [{ Name: "SERVICE_LEVEL" }] }, "InvalidParameterException"],
    [level(0), "InvalidParameterException"],
    [level(604_801), "InvalidParameterException"],
    [level(20, "GT"), "InvalidParameterException"],
    [{ Metrics: [{ Name: "AGENT_OCCUPANCY" }] }, "InvalidParameterException"],
    [{ Interval: { IntervalPeriod: "DAY" } }, "InvalidParameterException"],
    [{ MaxResults: 0 }, "InvalidParameterException"],
  ];
  return refused;
}
