import { expect } from "chai";
import type * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { askedFor, QuotaRequests, type QuotaRequest } from "../../components/quotaRequests";
import { MODES, run } from "../support/mocks";

const QUOTA = "aws:servicequotas/serviceQuota:ServiceQuota";

const CALLS: QuotaRequest = { name: "concurrentCalls", service: "connect", code: "L-12AB7C57", needed: 659 };
const LAMBDA: QuotaRequest = { name: "lambdaConcurrency", service: "lambda", code: "L-B99A9384", needed: 1_201 };

describe("QuotaRequests", () => {
  for (const mode of MODES) {
    it(`asks for each quota by its service and code, rounded up (${mode})`, async () => {
      const { all, one } = await run(mode, () => new QuotaRequests("quotas", { requests: [CALLS, LAMBDA] }));
      expect(all(QUOTA)).to.have.length(2);
      const calls = { serviceCode: "connect", quotaCode: "L-12AB7C57", value: 660 };
      expect(one(QUOTA, "quotas-concurrent-calls").inputs).to.deep.equal(calls);
      const lambda = { serviceCode: "lambda", quotaCode: "L-B99A9384", value: 1_250 };
      expect(one(QUOTA, "quotas-lambda-concurrency").inputs).to.deep.equal(lambda);
    });

    it(`leaves what was granted in the account when it leaves the program (${mode})`, async () => {
      const kept: (boolean | undefined)[] = [];
      const watch: pulumi.ResourceTransformation = ({ type, opts }) => {
        if (type === QUOTA) kept.push((opts as pulumi.CustomResourceOptions).retainOnDelete);
        return undefined;
      };
      await run(mode, () => new QuotaRequests("quotas", { requests: [CALLS] }, { transformations: [watch] }));
      expect(kept).to.deep.equal([true]);
    });
  }

  it("says by name what it asked for", async () => {
    const { result } = await run("update", () => new QuotaRequests("quotas", { requests: [CALLS] }));
    const values = await new Promise((resolve) => result.values.apply(resolve));
    expect(values).to.deep.equal({ concurrentCalls: 660 });
  });

  it("refuses a need that is none, and the same quota twice", async () => {
    const refused = async (requests: QuotaRequest[], words: string) => {
      const failure = await run("update", () => new QuotaRequests("quotas", { requests })).then(() => "", String);
      expect(failure).to.contain(words);
    };
    await refused([{ ...CALLS, needed: 0 }], "0 is needed of concurrentCalls; give a whole number from 1");
    await refused([{ ...CALLS, needed: 1.5 }], "1.5 is needed");
    await refused([CALLS, { ...CALLS, name: "again" }], "connect/L-12AB7C57 is asked for twice");
  });

  it("asks for no less than is needed, and for less than five percent more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (needed) => {
        const asked = askedFor(needed);
        expect(asked)
          .to.be.at.least(needed)
          .and.below(needed * 1.05 + 1);
        expect(Number.isInteger(asked)).to.equal(true);
        expect(askedFor(asked)).to.equal(asked);
      }),
    );
    expect([6, 83, 659, 6_142, 24_222].map(askedFor)).to.deep.equal([6, 83, 660, 6_150, 24_500]);
  });
});
