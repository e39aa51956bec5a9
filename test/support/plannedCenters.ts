/** The plans of stack prod at several sizes, from graphs that the suite evaluates once. */
import { join } from "node:path";
import { readPlanFlags } from "../../local/cli/plan/planFlags";
import { type PlanInputs, readPlanInputs } from "../../local/cli/plan/planInputs";
import { type SizedStack, sizedStacks } from "../../local/cli/plan/designs";
import { evaluated, PROJECT } from "./evaluated";

/** Sizes whose plans are kept as golden files. */
export const GOLDEN_SIZES = [1, 50, 500, 5_000, 20_000];

/** Where they lie. */
export const GOLDEN_FOLDER = join(PROJECT, "test", "planning", "golden");

/** Contact records queried where they lie; what Redshift adds, each plan says. */
const ANALYTICS = { warehouse: "athena" };

/** Settings of the plans: those of stack prod, without the quotas it says were granted, so that what is short is seen. */
export function plannedSettings(): PlanInputs {
  const flags = readPlanFlags([
    "--cwd",
    PROJECT,
    "--stack",
    "prod",
    "--config",
    `analytics=${JSON.stringify(ANALYTICS)}`,
  ]);
  if (flags === "help") throw new Error("No flags were read.");
  return { ...readPlanInputs(flags), granted: {}, lambdaConcurrency: undefined };
}

/** The stack at each size. */
export function plannedCenters(sizes: readonly number[] = GOLDEN_SIZES): Promise<SizedStack[]> {
  const evaluate = (config: Readonly<Record<string, unknown>>) => {
    const entries = Object.entries({ ...config, analytics: ANALYTICS });
    const text = entries.map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]);
    return evaluated("prod", Object.fromEntries(text) as Record<string, string>);
  };
  return sizedStacks(
    plannedSettings(),
    sizes.map((agents) => ({ agents })),
    evaluate,
  );
}
