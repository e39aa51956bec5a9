/** `npm run plan`: what a stack's centre carries, which quotas it takes, and what it costs, before it is deployed. */
import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { centerPlan, type CenterPlan } from "../../planning/centerPlan";
import { failureText } from "./failure";
import { evaluateStack, sizedStacks } from "./plan/designs";
import { PLAN_USAGE, type PlanFlags, readPlanFlags } from "./plan/planFlags";
import { type PlanInputs, readPlanInputs } from "./plan/planInputs";
import { planJson } from "./plan/planJson";
import { showPlan } from "./plan/planReport";
import { sweepChart } from "./plan/sweepChart";
import { showSweep, sweepSizes } from "./plan/sweep";
import { count } from "./plan/planFigures";
import { terminal } from "./terminal";
import { UsageError } from "./usageError";

async function main(): Promise<void> {
  const flags = readPlanFlags(process.argv.slice(2));
  if (flags === "help") {
    process.stdout.write(`${PLAN_USAGE}\n`);
    return;
  }
  if (flags.svg !== undefined && !existsSync(dirname(flags.svg))) {
    throw new UsageError(`--svg ${flags.svg}: there is no folder ${dirname(flags.svg)}. Make it, or choose another.`);
  }
  const settings = readPlanInputs(flags);
  const plans = await plansOf(flags, settings);
  if (flags.svg !== undefined) writeFileSync(flags.svg, sweepChart(plans, settings));
  if (flags.json) {
    const [only] = plans;
    const shown = flags.sweep === undefined && only !== undefined ? planJson(only) : plans.map(planJson);
    process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return;
  }
  const out = terminal(process.stdout);
  if (flags.sweep !== undefined) showSweep(plans, settings, out);
  else plans.forEach((plan) => showPlan(plan, settings, out));
  if (flags.svg !== undefined) out.line(`The chart is in ${flags.svg}.`);
}

/** One plan, or one a size of the sweep. */
async function plansOf(flags: PlanFlags, settings: PlanInputs): Promise<CenterPlan[]> {
  // With --json only the result goes to standard output.
  const out = terminal(flags.json ? process.stderr : process.stdout);
  const sizes = flags.sweep === undefined ? [settings.inputs] : sweepSizes(flags.sweep, settings.inputs);
  const stacks = await sizedStacks(settings, sizes, evaluateStack(flags), (design, designs, { agents }) => {
    out.status(
      designs === 1
        ? "  evaluating the program"
        : `  evaluating design ${design} of ${designs}, at ${count(agents)} agents`,
    );
  });
  out.status("");
  const { prices, granted, lambdaConcurrency } = settings;
  return stacks.map(({ workload, resources }) =>
    centerPlan({ workload, resources, prices, granted, lambdaConcurrency }),
  );
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  // Figures that make no sense, in flags or settings: planning says which, and what is allowed.
  const text = usage || error instanceof RangeError ? error.message : failureText(error);
  process.stderr.write(usage ? `${text} --help shows what they do.\n` : `${text}\n`);
  process.exitCode = usage || error instanceof RangeError ? 2 : 1;
});
