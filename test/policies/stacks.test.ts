import { expect } from "chai";
import { RULES } from "../../policies/rules";
import { MOST_SUPPRESSIONS, SUPPRESSIONS } from "../../policies/suppressions";
import { evaluated } from "../support/evaluated";
import { judged, told } from "./support/judged";
import { DEVELOPMENT, FIRST_PREVIEW, PRODUCTION } from "./support/stacks";

describe("the policies find nothing wrong", () => {
  it("with the development stack", async () => {
    const { findings } = await judged(await evaluated(...DEVELOPMENT), false);
    expect(findings.map(told)).to.deep.equal([]);
  });

  it("with the production stack", async () => {
    const { findings } = await judged(await evaluated(...PRODUCTION), true);
    expect(findings.map(told)).to.deep.equal([]);
  });

  it("with the production stack before its first update, when little is known", async () => {
    const { findings } = await judged(await evaluated(...FIRST_PREVIEW), true);
    expect(findings.map(told)).to.deep.equal([]);
  });
});

describe("suppressions", () => {
  it("are all needed: one that suppresses nothing in any shipped stack is to be removed", async () => {
    const both = [
      await judged(await evaluated(...DEVELOPMENT), false),
      await judged(await evaluated(...PRODUCTION), true),
    ];
    const used = new Set(both.flatMap((judgement) => [...judgement.used]));
    const unused = SUPPRESSIONS.filter((suppression) => !used.has(suppression));
    expect(unused.map(({ rule, check, resource }) => `${rule} ${check} ${resource.name}`)).to.deep.equal([]);
  });

  it("are few, say why, and belong to a rule", () => {
    expect(SUPPRESSIONS.length).to.be.at.most(MOST_SUPPRESSIONS);
    const ids = RULES.map(({ id }) => id);
    for (const { rule, reason } of SUPPRESSIONS) {
      expect(ids).to.include(rule);
      expect(reason.length, reason).to.be.above(40);
    }
  });
});

describe("rules", () => {
  it("are numbered from G-01 without a gap, and say what they protect from and who else asks for it", () => {
    const expected = RULES.map((_, index) => `G-${String(index + 1).padStart(2, "0")}`);
    expect(RULES.map(({ id }) => id).sort()).to.deep.equal(expected);
    for (const { title, protects, references, each, stack } of RULES) {
      expect(title).to.match(/\.$/);
      expect(protects).to.match(/\.$/);
      expect(references).not.to.have.length(0);
      expect(each ?? stack).not.to.equal(undefined);
    }
  });
});
