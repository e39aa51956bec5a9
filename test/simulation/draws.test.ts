/** What a simulation draws is distributed as it says. */
import { expect } from "chai";
import { arrivalTimes } from "../../local/simulation/arrivals";
import { chance, type Distribution, draw } from "../../local/simulation/distribution";

const COUNT = 40_000;

function drawn(distribution: Distribution): { mean: number; deviation: number; median: number } {
  const source = chance(7);
  const times = Array.from({ length: COUNT }, (_, count) => draw(distribution, source, 3, count)).sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / COUNT;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / COUNT;
  return { mean, deviation: Math.sqrt(variance), median: times[COUNT / 2] ?? 0 };
}

describe("times that are drawn", () => {
  it("are exponential: the mean is the deviation, and half of them are below ln 2 of it", () => {
    const { mean, deviation, median } = drawn({ kind: "exponential", mean: 200 });
    expect(mean).to.be.closeTo(200, 4);
    expect(deviation).to.be.closeTo(200, 6);
    expect(median).to.be.closeTo(200 * Math.LN2, 4);
  });

  it("are lognormal: with the mean and the deviation that are asked for, and a median below the mean", () => {
    const { mean, deviation, median } = drawn({ kind: "lognormal", mean: 300, deviation: 240 });
    expect(mean).to.be.closeTo(300, 5);
    expect(deviation).to.be.closeTo(240, 12);
    expect(median).to.be.closeTo(300 / Math.sqrt(1 + (240 / 300) ** 2), 5);
  });
});

describe("arrivals", () => {
  for (const process of ["poisson", "exact"] as const) {
    it(`come in order, as many as expected, and none after the end: ${process}`, () => {
      const times = [...arrivalTimes({ callsPerInterval: [3_600, 7_200], process }, 3_600, 5_400, chance(7))];
      expect(times).to.deep.equal([...times].sort((a, b) => a - b));
      expect(Math.max(...times)).to.be.below(5_400);
      expect(times.filter((time) => time < 3_600).length).to.be.closeTo(3_600, 180);
      expect(times.filter((time) => time >= 3_600).length).to.be.closeTo(3_600, 180);
    });
  }
});
