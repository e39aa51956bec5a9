/** Everything there is to say of a centre before it is built: what it carries, what that takes, and what it costs. Pure. */
import { type Bill, monthlyBill } from "./bill";
import { type Day, planDay } from "./dayCurve";
import { connectResources, inventoryOf, reservedExecutions } from "./inventory";
import type { PriceList } from "./prices";
import { type GrantedQuotas, lambdaNeed, type Quota, quotaNeeds } from "./quotas";
import type { CostLine, PricedResource } from "./resources";
import { firstUpMinutes, type Sizes, sizesFor } from "./sizes";
import { unpriced } from "./unpriced";
import type { Workload } from "./workload";

/** A quota and what a plan takes of it. */
export interface PlannedQuota extends Quota {
  /** Its name among the settings' `quotas`. */
  readonly name: string;
  readonly needed: number;
  /** What the account has: the default, or what the settings say was granted. */
  readonly available: number;
  readonly short: boolean;
}

/** The plan of a centre. */
export interface CenterPlan {
  readonly workload: Workload;
  readonly day: Day;
  readonly sizes: Sizes;
  readonly quotas: readonly PlannedQuota[];
  /** Resources the stack registers, components not counted, and those of them that Connect makes. */
  readonly resources: number;
  readonly connectResources: number;
  /** Minutes of the first `pulumi up`, about. */
  readonly firstUpMinutes: number;
  readonly bill: Bill;
  /** What is paid by the hour, whether or not anybody calls. */
  readonly hourly: readonly CostLine[];
  /** Types of resources whose price is not known: what they cost is missing. */
  readonly unpriced: readonly string[];
}

/** What a plan is made of. */
export interface PlanParts {
  readonly workload: Workload;
  /** Resources of the stack, as its graph has them. */
  readonly resources: readonly PricedResource[];
  readonly prices: PriceList;
  readonly granted?: GrantedQuotas;
  /** Lambda executions at once the account has been granted. */
  readonly lambdaConcurrency?: number;
}

/** The plan of a workload on the resources of a stack. */
export function centerPlan({ workload, resources, prices, granted, lambdaConcurrency }: PlanParts): CenterPlan {
  const bill = monthlyBill(workload, resources, prices);
  const made = connectResources(resources);
  return {
    workload,
    day: planDay(workload),
    sizes: sizesFor(workload),
    quotas: [
      ...quotaNeeds(workload, inventoryOf(resources), granted),
      lambdaNeed(reservedExecutions(resources), lambdaConcurrency),
    ],
    resources: resources.filter(({ type }) => isResource(type)).length,
    connectResources: made,
    firstUpMinutes: firstUpMinutes(made),
    bill,
    hourly: bill.around.filter(({ kind }) => kind === "hour"),
    unpriced: unpriced(resources),
  };
}

/** Providers' resources have a module in their type; components are the project's own, and the stack is Pulumi's. */
function isResource(type: string): boolean {
  return type.includes("/") && !type.startsWith("pulumi:");
}
