/** Streams with poison in them, against an independent account of what must become of each record. */
import { expect } from "chai";
import fc from "fast-check";
import { type Behaviour, Fails, failed, mapped } from "./support";

const HOUR = 3_600_000;
const RETRIES = 2;

/** One run: which records are poison, and how the function and its mapping are made. */
interface Run {
  keys: readonly number[];
  poison: ReadonlySet<number>;
  shards: number;
  lanes: number;
  batchSize: number;
  windowSeconds: number;
  /** How the function fails: it names the record, throws, or at times fails for no reason of a record's. */
  fails: "names" | "throws";
  flakyEvery: number;
  /** After so many records the first shard is split; never when 0. */
  splitAt: number;
}

const runs: fc.Arbitrary<Run> = fc
  .record({
    keys: fc.array(fc.nat(12), { minLength: 50, maxLength: 400 }),
    rate: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
    seed: fc.nat(),
    shards: fc.integer({ min: 1, max: 3 }),
    lanes: fc.integer({ min: 1, max: 4 }),
    batchSize: fc.integer({ min: 1, max: 120 }),
    windowSeconds: fc.integer({ min: 0, max: 3 }),
    fails: fc.constantFrom("names" as const, "throws" as const),
    flakyEvery: fc.constantFrom(0, 0, 7, 13),
    splitAt: fc.nat(60),
  })
  .map(({ rate, seed, ...run }) => ({ ...run, poison: poisonOf(run.keys.length, rate, seed) }));

function poisonOf(count: number, rate: number, seed: number): Set<number> {
  const chosen = new Set<number>([seed % count]);
  for (let index = 0, state = seed; index < count; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    if (state / 2 ** 32 < rate) chosen.add(index);
  }
  return chosen;
}

describe("a stream with poison", function () {
  this.timeout(300_000);

  it("delivers all that is good in the order of its key, and its poison to the destination, without a storm", async () => {
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const delivered: number[] = [];
        const isPoison = (data: string) => run.poison.has(Number(data.split("-")[1]));
        const behaviour: Behaviour = (batch, invocation) => {
          // A bad moment comes before anything is done; it never comes twice in a row.
          if (run.flakyEvery > 0 && invocation % run.flakyEvery === 0) return new Fails("Throttled");
          const bad = batch.find(({ data }) => isPoison(data));
          if (bad && run.fails === "throws") return new Fails();
          const good = bad ? batch.slice(0, batch.indexOf(bad)) : batch;
          delivered.push(...good.map(({ data }) => Number(data.split("-")[1])));
          return bad ? failed(bad) : null;
        };
        const { shards, lanes, batchSize, windowSeconds } = run;
        const spec = { lanes, batchSize, windowSeconds, bisects: true, maximumRetries: RETRIES };
        const mapping = mapped(behaviour, spec, shards);
        for (const [index, key] of run.keys.entries()) {
          if (run.splitAt > 0 && index === run.splitAt) mapping.stream.scaleTo(2 * shards);
          mapping.put(`k${key}-${index}`);
          if (index % 40 === 0) await mapping.clock.advance(700);
        }
        await mapping.clock.advance(6 * HOUR);

        const indexes = run.keys.map((_, index) => index);
        const good = indexes.filter((index) => !run.poison.has(index));
        expect(
          [...delivered].sort((a, b) => a - b),
          "each good record once",
        ).to.deep.equal(good);
        for (const key of new Set(run.keys)) {
          const order = delivered.filter((index) => run.keys[index] === key);
          expect(order, `order of key ${key}`).to.deep.equal([...order].sort((a, b) => a - b));
        }
        const told = mapping.toldData().map((data) => Number(data.split("-")[1]));
        expect(
          told.sort((a, b) => a - b),
          "all poison told, nothing else",
        ).to.deep.equal(indexes.filter((index) => run.poison.has(index)));
        expect(mapping.consumer.backlog).to.equal(0);
        const { invocations } = mapping.consumer.metrics;
        const perPoison = 2 * Math.ceil(Math.log2(batchSize + 1)) + RETRIES + 2;
        const throttled = run.flakyEvery > 0 ? 2 : 1;
        expect(invocations).to.be.at.most(throttled * (run.keys.length + run.poison.size * perPoison));
      }),
      { numRuns: 40 },
    );
  });
});
