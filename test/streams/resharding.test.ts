/** Streams under any mix of writing and resharding: nothing is lost, and each key stays in order. */
import { expect } from "chai";
import fc from "fast-check";
import type { Clock } from "../../local/clock";
import { evenRanges, hashKeyOf, neighbour, WHOLE_RANGE } from "../../local/kinesis/hashKeys";
import type { KinesisRecord, KinesisStream } from "../../local/kinesis/kinesisService";
import { type RecordSink, StreamReader } from "../../local/kinesis/streamReader";
import { streamOf } from "./support";

const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant("put" as const), key: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("scale" as const), to: fc.integer({ min: 1, max: 9 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(1500) }) },
  ),
  { minLength: 20, maxLength: 200 },
);

/** Takes at most so many records before it is asked for more, and is done with each a second later. */
class Slow implements RecordSink<KinesisRecord> {
  readonly taken: string[] = [];
  #open = new Map<string, number>();
  reader: StreamReader<KinesisRecord> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly most: number,
  ) {}

  room(shardId: string): number {
    return this.most - (this.#open.get(shardId) ?? 0);
  }

  take(shardId: string, records: readonly KinesisRecord[]): void {
    this.taken.push(...records.map(({ data }) => Buffer.from(data).toString()));
    this.#open.set(shardId, (this.#open.get(shardId) ?? 0) + records.length);
    this.clock.after(1000, () => {
      this.#open.set(shardId, (this.#open.get(shardId) ?? 0) - records.length);
      this.reader?.resume(shardId);
    });
  }

  isIdle(shardId: string): boolean {
    return (this.#open.get(shardId) ?? 0) === 0;
  }
}

function covers(stream: KinesisStream): void {
  const ranges = stream.openShards().map(({ range }) => range);
  expect(ranges[0]?.start).to.equal(WHOLE_RANGE.start);
  expect(ranges.at(-1)?.end).to.equal(WHOLE_RANGE.end);
  ranges.slice(1).forEach(({ start }, index) => expect(start).to.equal(neighbour(ranges[index]?.end ?? "", 1)));
}

describe("a stream that is resharded", function () {
  this.timeout(300_000);

  it("gives a reader each record once, each key in order, whatever happens meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 30 }),
        async (all, shards, most) => {
          const { clock, stream } = streamOf(shards);
          const sink = new Slow(clock, most);
          sink.reader = new StreamReader(stream, clock, { type: "TRIM_HORIZON" }, sink);
          const expected = new Map<number, string[]>();
          let previous = "";
          for (const [index, step] of all.entries()) {
            if (step.kind === "wait") await clock.advance(step.ms);
            else if (step.kind === "scale") {
              stream.scaleTo(step.to);
              expect(stream.openShards()).to.have.length(step.to);
              covers(stream);
            } else {
              const data = `${step.key}:${index}`;
              const { sequenceNumber } = stream.put({ partitionKey: `k${step.key}`, data });
              expect(sequenceNumber > previous).to.equal(true);
              previous = sequenceNumber;
              expected.set(step.key, [...(expected.get(step.key) ?? []), data]);
            }
          }
          await clock.advance(3_600_000);
          for (const [key, data] of expected) {
            expect(sink.taken.filter((one) => one.startsWith(`${key}:`))).to.deep.equal(data);
          }
          expect(sink.taken).to.have.length([...expected.values()].flat().length);
          expect(sink.reader.unread).to.equal(0);
          expect(clock.nextAt(), "a quiet stream costs nothing").to.equal(undefined);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("gives even ranges to its shards, and keys to ranges as their MD5 says", () => {
    for (const count of [1, 2, 3, 7, 100]) {
      const ranges = evenRanges(count);
      expect(ranges).to.have.length(count);
      ranges.slice(1).forEach(({ start }, index) => expect(start).to.equal(neighbour(ranges[index]?.end ?? "", 1)));
    }
    expect(hashKeyOf("a")).to.equal("0cc175b9c0f1b6a831c399e269772661");
    const { stream } = streamOf(5);
    for (let index = 0; index < 200; index++) {
      const { shardId } = stream.put({ partitionKey: `p${index}`, data: "x" });
      const { start, end } = stream.shard(shardId).range;
      const hash = hashKeyOf(`p${index}`);
      expect(start <= hash && hash <= end).to.equal(true);
    }
  });
});
