/** A plan for machines: every figure unrounded, in names that stay. */
import { byService } from "../../../planning/bill";
import type { CenterPlan } from "../../../planning/centerPlan";
import { PRICES_AS_OF } from "../../../planning/prices";

/** The plan as an object for JSON. What is infinite or undefined becomes null. */
export function planJson(plan: CenterPlan) {
  const { workload, day, sizes, quotas, bill, hourly, unpriced } = plan;
  const { figures, ...said } = workload;
  return {
    pricesAsOf: PRICES_AS_OF,
    workload: { ...said, ...figures },
    day: {
      contacts: day.contacts,
      mostAgents: day.mostAgents,
      agentHours: day.agentHours,
      intervals: day.intervals.map(({ from, contactsPerHour, needed, people, figures: { serviceLevel } }) => {
        return { from, contactsPerHour, needed, people, serviceLevel };
      }),
    },
    sizes: { ...sizes, reservedConcurrency: sizes.reservedConcurrency ?? null },
    quotas,
    resources: plan.resources,
    connectResources: plan.connectResources,
    firstUpMinutes: plan.firstUpMinutes,
    cost: {
      connect: bill.connectUsd,
      around: bill.aroundUsd,
      share: bill.share,
      perThousandContacts: bill.perThousandContacts,
      services: byService(bill.around),
      lines: [...bill.connect, ...bill.around],
      hourly,
      unpriced,
    },
  };
}
