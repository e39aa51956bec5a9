import { expect } from "chai";
import { RULES } from "../../policies/rules";
import { evaluated } from "../support/evaluated";
import { copied } from "./support/flaw";
import { FLAWS } from "./support/flaws";
import { judged, told } from "./support/judged";
import { PRODUCTION } from "./support/stacks";

/** Share of the flaws the rules must find. */
const CAUGHT = 0.98;

describe("the policies find", () => {
  it("what is wrong with the production stack after each of many mistakes, in the resource that is wrong", async () => {
    const graph = await evaluated(...PRODUCTION);
    const clean = new Set((await judged(graph, true)).findings.map(told));
    const missed: string[] = [];
    for (const flaw of FLAWS) {
      const flawed = copied(graph);
      const guilty = flaw.mutate(flawed);
      const rules = RULES.filter(({ id }) => id === flaw.rule);
      const { findings } = await judged(flawed, true, rules);
      const caught = findings.some((finding) => guilty.includes(finding.name) && !clean.has(told(finding)));
      if (!caught) missed.push(`${flaw.rule} ${flaw.name} (${guilty.slice(0, 3).join(", ")})`);
    }
    const share = (FLAWS.length - missed.length) / FLAWS.length;
    expect(share, `missed ${missed.length} of ${FLAWS.length}:\n${missed.join("\n")}`).to.be.at.least(CAUGHT);
  });

  it("a flaw of every rule, more than a hundred in all, each of another name", () => {
    expect(FLAWS.length).to.be.above(120);
    expect(new Set(FLAWS.map(({ name }) => name)).size).to.equal(FLAWS.length);
    expect([...new Set(FLAWS.map(({ rule }) => rule))].sort()).to.deep.equal(RULES.map(({ id }) => id).sort());
  });
});
