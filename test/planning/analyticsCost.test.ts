import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { deliveryCostAtMost, describeCost, fixedAnalyticsCost, redshiftLoadCost } from "../../planning/analyticsCost";
import { PROJECT } from "../support/evaluated";

const sum = (lines: readonly { usd: number }[]) => lines.reduce((total, { usd }) => total + usd, 0);

describe("the cost of contact analytics", () => {
  it("has figures that follow from the list prices: a load every minute keeps Redshift awake", () => {
    expect(redshiftLoadCost(1, 4)).to.be.closeTo(1_095, 0.5);
    expect(redshiftLoadCost(5, 4)).to.be.closeTo(219, 0.5);
    expect(redshiftLoadCost(15, 4)).to.be.closeTo(73, 0.5);
    expect(redshiftLoadCost(15, 8)).to.be.closeTo(146, 0.5);
  });

  it("is what the settings' documentation says", () => {
    const doc = readFileSync(join(PROJECT, "docs/settings.md"), "utf8");
    const row = (label: string) =>
      (doc.split("\n").find((line) => line.startsWith(`| ${label}`)) ?? "").split("|").slice(2, -1);
    const minutes = row("`loadEveryMinutes`").map(Number);
    expect(minutes).to.have.length(5);
    const told = row("USD a month").map((text) => Number(text.replaceAll(",", "")));
    expect(told).to.deep.equal(minutes.map((every) => Math.round(redshiftLoadCost(every, 4))));
  });

  it("never bills more than all hours of a month", () => {
    expect(redshiftLoadCost(0.5, 4)).to.equal(redshiftLoadCost(1, 4));
  });

  it("is below 30 USD a month with Athena, of which the stream is nearly all", () => {
    const lines = fixedAnalyticsCost({ warehouse: "athena" });
    expect(sum(lines)).to.be.closeTo(29.6, 0.01);
    expect(sum(lines) - (lines[0]?.usd ?? 0), "apart from the stream").to.be.at.most(5);
  });

  it("shows that a provisioned shard that keeps a week is hardly cheaper than a stream on demand, and two are dearer", () => {
    const onDemand = sum(fixedAnalyticsCost({ warehouse: "athena" }));
    expect(sum(fixedAnalyticsCost({ warehouse: "athena", shards: 1 }))).to.be.within(onDemand - 4, onDemand);
    expect(sum(fixedAnalyticsCost({ warehouse: "athena", shards: 2 }))).to.be.above(onDemand + 20);
  });

  it("counts a second stream for agent events", () => {
    const one = sum(fixedAnalyticsCost({ warehouse: "athena" }));
    expect(sum(fixedAnalyticsCost({ warehouse: "athena", agentEvents: true })) - one).to.be.closeTo(29.2, 0.01);
  });

  it("says what freshness adds at most: nothing while nobody calls, 8 USD when a record comes every second", () => {
    expect(deliveryCostAtMost(5)).to.be.closeTo(7.88, 0.01);
    expect(deliveryCostAtMost(60)).to.be.closeTo(0.22, 0.01);
  });

  it("is told in one sentence", () => {
    const lines = fixedAnalyticsCost({ warehouse: "redshift", loadEveryMinutes: 15, baseCapacity: 4 });
    expect(describeCost(lines)).to.equal(
      "about 103 USD a month before the first contact: 1 stream, on demand 29; key of the customers' hashes 0.40; Redshift awake for a load every 15 min at 4 RPU 73",
    );
  });

  it("does not guess what Redshift is asked to do", () => {
    expect(() => fixedAnalyticsCost({ warehouse: "both" })).to.throw(/loadEveryMinutes \(1 or more\)/);
  });
});
