import { expect } from "chai";
import { RULES } from "../../policies/rules";
import { evaluated } from "../support/evaluated";
import { judged } from "./support/judged";
import { PRODUCTION } from "./support/stacks";
import { systematicFlaws } from "./support/systematic";

/** Rules that read every text, or flows: none of these changes is one they are about. */
const ABOUT_TEXTS = /^G-(10|12|2\d)$/;

/** One in so many is tried: all of them would take longer than all other tests of the policies. */
const EVERY = 3;

/** Share of the changes that must be found; most of the others AWS itself refuses, or they are no mistakes. */
const FOUND = 0.5;

describe("every property of every type that matters, taken away or turned,", () => {
  it("is found in more than half of the cases", async () => {
    const graph = await evaluated(...PRODUCTION);
    const rules = RULES.filter(({ id }) => !ABOUT_TEXTS.test(id));
    const missed: string[] = [];
    const flaws = systematicFlaws(graph).filter((_, index) => index % EVERY === 0);
    for (const flaw of flaws) {
      const { findings } = await judged(flaw.graph(), true, rules);
      if (findings.length === 0) missed.push(flaw.name);
    }
    const share = (flaws.length - missed.length) / flaws.length;
    expect(share, `not found, ${missed.length} of ${flaws.length}:\n${missed.join("\n")}`).to.be.at.least(FOUND);
  });
});
