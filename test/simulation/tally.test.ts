/** The counters of a simulation, on cases small enough to count by hand. */
import { expect } from "chai";
import { Peak, TimeByInterval, WaitsByInterval } from "../../local/simulation/tally";

describe("waits by interval", () => {
  it("are shares and times of those who were queued in it, and of all together", () => {
    const waits = new WaitsByInterval(2, 20_000);
    const departures: [number, "handled" | "abandoned" | "left", number][] = [
      [0, "handled", 0],
      [0, "handled", 20_000],
      [0, "handled", 20_001],
      [0, "abandoned", 5_000],
      [1, "left", 60_000],
    ];
    for (const departure of departures) waits.add(...departure);
    waits.waiting(0, 3);
    waits.waiting(0, 2);
    waits.waiting(1, 1);
    expect(waits.intervals[0]?.figures()).to.deep.equal({
      offered: 4,
      handled: 3,
      abandoned: 1,
      left: 0,
      serviceLevel: 0.5,
      abandonment: 0.25,
      meanWait: 11.25025,
      meanAnswer: 40.001 / 3,
      waits: { p50: 5, p90: 20.001, p95: 20.001, p99: 20.001 },
      peakWaiting: 3,
    });
    expect(waits.intervals[1]?.figures()).to.include({ offered: 1, left: 1, serviceLevel: 0, peakWaiting: 1 });
    expect(waits.total.figures()).to.include({ offered: 5, handled: 3, peakWaiting: 3 });
  });

  it("of nobody are no waits, and nobody waited too long", () => {
    const none = new WaitsByInterval(1, 20_000).total.figures();
    expect(none).to.include({ offered: 0, serviceLevel: 1, abandonment: 0, meanWait: 0, meanAnswer: 0 });
  });
});

describe("a peak", () => {
  it("is the most at once in each interval, and lasts into those in which nothing changes", () => {
    let now = -1;
    const peak = new Peak(4, () => now);
    peak.change(2);
    now = 0;
    peak.change(1);
    peak.change(-2);
    now = 3;
    peak.change(-1);
    now = 4;
    peak.change(9);
    expect(peak.intervals).to.deep.equal([3, 1, 1, 1]);
    expect(peak.most).to.equal(3);
  });

  it("counts what was there before the first interval, and what leaves after the last", () => {
    let now = -1;
    const peak = new Peak(3, () => now);
    peak.change(5);
    now = 7;
    peak.change(-5);
    expect(peak.intervals).to.deep.equal([5, 5, 5]);
  });
});

describe("time by interval", () => {
  it("is cut at the borders of the intervals and of the simulated time", () => {
    const time = new TimeByInterval(3, 1_000, 100, 1_250);
    time.add(950, 1_120);
    time.add(1_190, 1_400);
    time.add(1_300, 1_500);
    expect(time.intervals).to.deep.equal([100, 30, 50]);
    expect(time.total).to.equal(180);
  });
});
