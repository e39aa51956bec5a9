/** How long a contact record is on its way into the warehouse that the stack declares, in virtual time. */
import { expect } from "chai";
import { evaluated, GROWN, SMALL } from "../support/evaluated";
import { measureFreshness, percentile } from "../support/freshness";

describe("freshness of contact records", function () {
  this.timeout(300_000);

  const centres = [
    { name: "with a stream", config: GROWN },
    { name: "without", config: SMALL },
  ];
  for (const { name, config } of centres)
    it(`has 99 of 100 rows where a query sees them within ten seconds of virtual time, whatever the load, ${name}`, async () => {
      const graph = await evaluated("dev", config);
      for (const records of [8, 60]) {
        const { followed, asked, found } = await measureFreshness(graph, { seed: 7, records, queried: 2 });
        const delays = followed.map(({ delayMs }) => delayMs);
        expect(delays).to.have.length(records);
        expect(percentile(delays, 0.99), `p99 of ${records} records in an hour`).to.be.within(1_000, 10_000);
        expect([asked, found]).to.deep.equal([2, 2]);
      }
    });

  it("counts a percentile by rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.99, 1].map((share) => percentile(hundred, share))).to.deep.equal([50, 99, 100]);
    expect(percentile([3, 1], 0.99)).to.equal(3);
  });
});
