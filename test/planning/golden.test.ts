/**
 * The plans of stack prod at five sizes, as `npm run plan` prints them. `PLAN_GOLDEN=write npx mocha test/planning/golden.test.ts` writes the
 * files anew; docs/scaling.md explains them line by line.
 */
import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { centerPlan } from "../../planning/centerPlan";
import { showPlan } from "../../local/cli/plan/planReport";
import { terminal } from "../../local/cli/terminal";
import type { SizedStack } from "../../local/cli/plan/designs";
import { GOLDEN_FOLDER, GOLDEN_SIZES, plannedCenters, plannedSettings } from "../support/plannedCenters";

const WRITES = process.env.PLAN_GOLDEN === "write";

describe("the plan of stack prod", function () {
  this.timeout(600_000);
  let stacks: SizedStack[];

  before(async () => {
    stacks = await plannedCenters();
  });

  for (const [place, agents] of GOLDEN_SIZES.entries()) {
    it(`with ${agents} agents is the one that is written down`, () => {
      const sized = stacks[place];
      if (sized === undefined) throw new Error(`There is no plan of ${agents} agents.`);
      const settings = plannedSettings();
      const lines: string[] = [];
      showPlan(
        centerPlan({ ...sized, prices: settings.prices, granted: settings.granted }),
        settings,
        terminal({ write: (text: string) => lines.push(text) }),
      );
      const file = join(GOLDEN_FOLDER, `plan-${agents}.txt`);
      if (WRITES) writeFileSync(file, lines.join(""));
      expect(lines.join(""), `${file}: PLAN_GOLDEN=write writes it anew`).to.equal(readFileSync(file, "utf8"));
    });
  }
});
