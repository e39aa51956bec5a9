/** A month's bill: Connect's own part, everything around it, and what the one is of the other. Pure. */
import type { PriceList } from "./prices";
import type { CostLine, PricedResource } from "./resources";
import { standingCosts } from "./standingCost";
import { connectCosts, usageCosts } from "./usageCost";
import type { Workload } from "./workload";

/** A month's bill, US dollars. */
export interface Bill {
  /** Connect's own: voice minutes, telephony, chat messages, the numbers' monthly price. */
  readonly connect: readonly CostLine[];
  /** Everything else. */
  readonly around: readonly CostLine[];
  readonly connectUsd: number;
  readonly aroundUsd: number;
  /** What everything around Connect costs, as a share of Connect's bill; 0 where Connect costs nothing. */
  readonly share: number;
  /** Everything, for 1,000 contacts. */
  readonly perThousandContacts: number;
}

/** The bill of a workload on the resources of a stack. */
export function monthlyBill(workload: Workload, resources: readonly PricedResource[], prices: PriceList): Bill {
  const standing = standingCosts(resources, prices);
  const connect = [
    ...connectCosts(workload, resources, prices),
    ...standing.filter(({ service }) => service === "Connect"),
  ].filter(({ usd }) => usd > 0);
  const around = [
    ...standing.filter(({ service }) => service !== "Connect"),
    ...usageCosts(workload, resources, prices),
  ];
  const connectUsd = totalOf(connect);
  const aroundUsd = totalOf(around);
  return {
    connect,
    around,
    connectUsd,
    aroundUsd,
    share: connectUsd > 0 ? aroundUsd / connectUsd : 0,
    perThousandContacts: ((connectUsd + aroundUsd) / workload.perMonth) * 1_000,
  };
}

/** The sum of some lines. */
export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

/** Dollars by service, dearest first. */
export function byService(lines: readonly CostLine[]): { readonly service: string; readonly usd: number }[] {
  const services = [...new Set(lines.map(({ service }) => service))];
  return services
    .map((service) => ({ service, usd: totalOf(lines.filter((line) => line.service === service)) }))
    .sort((one, other) => other.usd - one.usd);
}
