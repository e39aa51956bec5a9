/** Virtual time: order of timers, cancelling, and real work that makes time stand still. */
import { expect } from "chai";
import * as fc from "fast-check";
import { Clock } from "../local/clock";

describe("Clock", () => {
  it("does nothing by itself and moves exactly as far as it is told", async () => {
    const clock = new Clock(1_000);
    let fired = 0;
    clock.after(10, () => fired++);
    await new Promise((wake) => setTimeout(wake, 20));
    expect([clock.now(), fired, clock.nextAt()]).to.deep.equal([1_000, 0, 1_010]);
    await clock.advance(9);
    expect([clock.now(), fired]).to.deep.equal([1_009, 0]);
    await clock.advance(1);
    expect([clock.now(), fired, clock.nextAt()]).to.deep.equal([1_010, 1, undefined]);
  });

  it("fires timers in order of time, equal times in the order they were scheduled, whatever is cancelled", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(20), cancel: fc.boolean() }), { maxLength: 60 }),
        async (plan) => {
          const clock = new Clock(0);
          const fired: number[] = [];
          const timers = plan.map(({ at }, i) => clock.schedule(at, () => fired.push(i)));
          plan.forEach(({ cancel }, i) => cancel && timers[i]?.cancel());
          await clock.advance(20);
          const expected = plan
            .map(({ at, cancel }, i) => ({ at, cancel, i }))
            .filter(({ cancel }) => !cancel)
            .sort((a, b) => a.at - b.at || a.i - b.i)
            .map(({ i }) => i);
          expect(fired).to.deep.equal(expected);
          expect(clock.nextAt()).to.equal(undefined);
        },
      ),
    );
  });

  it("shows each timer its own time and fires timers that timers schedule", async () => {
    const clock = new Clock(0);
    const seen: number[] = [];
    clock.after(5, () => {
      seen.push(clock.now());
      clock.after(5, () => seen.push(clock.now()));
      clock.after(-3, () => seen.push(clock.now()));
    });
    await clock.advance(100);
    expect(seen).to.deep.equal([5, 5, 10]);
  });

  it("stands still while real work is in progress, including work that follows from it", async () => {
    const clock = new Clock(0);
    const seen: string[] = [];
    clock.after(1, () => {
      const first = new Promise<void>((done) => setTimeout(done, 5));
      void clock.busy(first).then(async () => {
        await Promise.resolve();
        seen.push(`first at ${clock.now()}`);
        void clock
          .busy(new Promise<void>((done) => setImmediate(done)))
          .then(() => seen.push(`second at ${clock.now()}`));
      });
    });
    clock.after(2, () => seen.push(`timer at ${clock.now()}`));
    await clock.advance(10);
    expect(seen).to.deep.equal(["first at 1", "second at 1", "timer at 2"]);
  });

  it("lets time go on after work that failed, and hands the failure to who asked for the work", async () => {
    const clock = new Clock(0);
    const failure = clock.busy(Promise.reject(new Error("no"))).catch((error: Error) => error.message);
    await clock.advance(1);
    expect([await failure, clock.now()]).to.deep.equal(["no", 1]);
  });

  it("runs overlapping advances one after the other, each its full span", async () => {
    const clock = new Clock(0);
    await Promise.all([clock.advance(10), clock.advance(5), clock.runUntil(12)]);
    expect(clock.now()).to.equal(15);
  });

  it("hands an error of a timer to who advances, and can go on", async () => {
    const clock = new Clock(0);
    clock.after(1, () => {
      throw new Error("broken timer");
    });
    const message = await clock.advance(5).catch((error: Error) => error.message);
    await clock.advance(5);
    expect([message, clock.now()]).to.deep.equal(["broken timer", 6]);
  });

  it("refuses times that are not numbers", async () => {
    const clock = new Clock(0);
    expect(() => new Clock(Number.NaN)).to.throw(RangeError, "finite");
    expect(() => clock.schedule(Number.NaN, () => undefined)).to.throw(RangeError, "NaN");
    expect(await clock.advance(-1).catch((error: Error) => error.message)).to.contain("forward");
  });
});
