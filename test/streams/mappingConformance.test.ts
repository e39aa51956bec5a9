/** How Lambda consumes a stream: checkpoints, splits, retries, expiry, failures, windows, resharding. */
import { expect } from "chai";
import type { StreamMappingSpec } from "../../local/lambda/streamMapping";
import { type Behaviour, Fails, failed, mapped, seenFrom, type SeenRecord, seenOf } from "./support";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const holding = (batch: SeenRecord[], data: string) => batch.filter((record) => record.data === data);
const poison =
  (...bad: string[]): Behaviour =>
  (batch) =>
    failed(...batch.filter(({ data }) => bad.includes(data)));
const throwsOn =
  (bad: string): Behaviour =>
  (batch) =>
    holding(batch, bad).length > 0 ? new Fails() : null;

/** What is put, how the function behaves, and the batches it gets. */
const CASES: {
  name: string;
  behaviour: Behaviour;
  spec?: Partial<StreamMappingSpec>;
  put?: string[];
  batches: string[];
  told?: string[];
}[] = [
  { name: "an answer of nothing is success", behaviour: () => null, batches: ["abcd"] },
  { name: "an answer without failures is success", behaviour: () => ({}), batches: ["abcd"] },
  { name: "a list of none that failed is success", behaviour: () => ({ batchItemFailures: [] }), batches: ["abcd"] },
  { name: "no list at all is success", behaviour: () => ({ batchItemFailures: null }), batches: ["abcd"] },
  {
    name: "an answer that is no object fails the whole batch",
    behaviour: (_, invocation) => (invocation === 1 ? "done" : null),
    batches: ["abcd", "abcd"],
  },
  {
    name: "an empty identifier fails the whole batch",
    behaviour: (_, invocation) => (invocation === 1 ? { batchItemFailures: [{ itemIdentifier: "" }] } : null),
    batches: ["abcd", "abcd"],
  },
  {
    name: "a wrong name of the identifier fails the whole batch",
    behaviour: (batch, invocation) =>
      invocation === 1 ? { batchItemFailures: [{ sequenceNumber: batch[2]?.sequenceNumber }] } : null,
    batches: ["abcd", "abcd"],
  },
  {
    name: "an identifier the batch does not have fails the whole batch",
    behaviour: (batch, invocation) =>
      invocation === 1 ? failed({ data: "", key: "", sequenceNumber: "17" }, ...batch.slice(2)) : null,
    batches: ["abcd", "abcd"],
  },
  {
    name: "the lowest of several failed records is the checkpoint",
    behaviour: (batch, invocation) =>
      invocation === 1 ? failed(...holding(batch, "d"), ...holding(batch, "b")) : null,
    batches: ["abcd", "bcd"],
  },
  {
    name: "an answer counts for nothing where the mapping does not ask for one",
    behaviour: poison("b"),
    spec: { reportsFailures: false },
    batches: ["abcd"],
  },
  {
    name: "an error fails the whole batch",
    behaviour: (_, invocation) => (invocation === 1 ? new Fails() : null),
    batches: ["abcd", "abcd"],
  },
  {
    name: "a timeout fails the whole batch",
    behaviour: (_, invocation) => (invocation === 1 ? new Fails("Timeout") : null),
    batches: ["abcd", "abcd"],
  },
  {
    name: "retries that are used up give the whole batch to the destination",
    behaviour: throwsOn("c"),
    spec: { maximumRetries: 2 },
    batches: ["abcd", "abcd", "abcd"],
    told: ["abcd"],
  },
  {
    name: "no retry at all gives a batch up at once",
    behaviour: throwsOn("c"),
    spec: { maximumRetries: 0, batchSize: 2 },
    batches: ["ab", "cd"],
    told: ["cd"],
  },
  {
    name: "throttling uses up no retries",
    behaviour: (_, invocation) => (invocation <= 3 ? new Fails("Throttled") : null),
    spec: { maximumRetries: 0 },
    batches: ["abcd", "abcd", "abcd", "abcd"],
    told: [],
  },
  {
    name: "splitting uses up no retries and leaves the bad record alone, in order",
    behaviour: throwsOn("c"),
    spec: { bisects: true, maximumRetries: 1 },
    batches: ["abcd", "ab", "cd", "c", "c", "d"],
    told: ["c"],
  },
  {
    name: "splitting begins at the record that was reported",
    behaviour: poison("c"),
    spec: { bisects: true, maximumRetries: 1 },
    batches: ["abcd", "cd", "c", "c", "d"],
    told: ["c"],
  },
  {
    name: "a reported record holds back what is behind it until the retries are over",
    behaviour: poison("b"),
    spec: { maximumRetries: 2 },
    batches: ["abcd", "bcd", "bcd"],
    told: ["bcd"],
  },
  {
    name: "batches are as large as the mapping says",
    behaviour: () => null,
    spec: { batchSize: 3 },
    put: ["a", "b", "c", "d", "e", "f", "g"],
    batches: ["abc", "def", "g"],
  },
];

describe("a mapping of a stream to a function", () => {
  for (const { name, behaviour, spec, put = ["a", "b", "c", "d"], batches, told = [] } of CASES) {
    it(name, async () => {
      const mapping = mapped(behaviour, spec);
      mapping.put(...put);
      await mapping.clock.advance(10 * MINUTE);
      expect(mapping.batches.map((batch) => batch.join(""))).to.deep.equal(batches);
      expect(
        mapping.told.map(({ body }) =>
          seenOf(JSON.parse(String(body.payload)))
            .map(({ data }) => data)
            .join(""),
        ),
      ).to.deep.equal(told);
      expect(mapping.consumer.backlog).to.equal(0);
      const { handled, discarded, invocations } = mapping.consumer.metrics;
      expect({ all: handled + discarded, invocations }).to.deep.equal({ all: put.length, invocations: batches.length });
    });
  }

  it("waits longer after each failure, up to a minute, so that a broken function is no storm", async () => {
    const mapping = mapped(() => new Fails(), { maximumRetries: 8 });
    mapping.put("a");
    await mapping.clock.advance(HOUR);
    const waits = mapping.at.slice(1).map((at, index) => (at - (mapping.at[index] ?? 0)) / SECOND);
    expect(waits).to.deep.equal([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it("gives up records that are too old, before it invokes the function with them", async () => {
    const mapping = mapped(() => new Fails("Throttled"), { maximumAgeMs: MINUTE, batchSize: 2 });
    mapping.put("a", "b");
    await mapping.clock.advance(50 * SECOND);
    mapping.put("c");
    await mapping.clock.advance(MINUTE / 2);
    expect(mapping.toldData()).to.deep.equal(["a", "b"]);
    const [first] = mapping.told;
    expect(first?.body.requestContext).to.include({ condition: "RecordAgeExceeded" });
    expect(mapping.consumer.backlog).to.equal(1);
    await mapping.clock.advance(5 * MINUTE);
    expect(mapping.toldData()).to.deep.equal(["a", "b", "c"]);
  });

  it("gives up what the stream itself no longer keeps", async () => {
    const mapping = mapped(() => new Fails());
    mapping.put("a");
    await mapping.clock.advance(23 * HOUR);
    expect(mapping.told).to.have.length(0);
    await mapping.clock.advance(2 * HOUR);
    expect(mapping.toldData()).to.deep.equal(["a"]);
  });

  it("looks at a quiet shard once a second, and collects for as long as its window", async () => {
    const mapping = mapped(() => null, { windowSeconds: 2, batchSize: 4 });
    await mapping.clock.advance(300);
    mapping.put("a");
    await mapping.clock.advance(1500);
    mapping.put("b");
    await mapping.clock.advance(10 * SECOND);
    expect(mapping.batches).to.deep.equal([["a", "b"]]);
    expect(mapping.at).to.deep.equal([3000]);
    mapping.put("c", "d", "e", "f");
    await mapping.clock.advance(SECOND);
    expect(mapping.batches.at(-1), "a full batch does not wait").to.deep.equal(["c", "d", "e", "f"]);
  });

  it("shows how old records were when the function got them", async () => {
    const mapping = mapped(() => null);
    await mapping.clock.advance(400);
    mapping.put("a");
    await mapping.clock.advance(MINUTE);
    expect(mapping.consumer.metrics).to.include({ iteratorAgeMs: 600, maximumIteratorAgeMs: 600 });
  });

  it("puts at most six megabytes into one event", async () => {
    const mapping = mapped(() => null);
    const megabyte = "x".repeat(1_000_000);
    for (let index = 0; index < 9; index++) mapping.stream.put({ partitionKey: "k", data: megabyte });
    await mapping.clock.advance(MINUTE);
    expect(mapping.batches.map(({ length }) => length)).to.deep.equal([4, 4, 1]);
  });

  it("tells queues and topics facts about the batch, and buckets the whole event in Lambda's own layout", async () => {
    const queue = "arn:aws:sqs:us-east-1:123456789012:failures";
    for (const destination of [queue, "arn:aws:s3:::failures"]) {
      const mapping = mapped(() => new Fails(), { maximumRetries: 1, destination });
      mapping.put("a", "b");
      await mapping.clock.advance(MINUTE);
      const [told] = mapping.told;
      expect(told?.body).to.deep.include({
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        version: "1.0",
        timestamp: "2026-03-02T09:00:02.000Z",
      });
      expect(told?.body.requestContext).to.include({
        functionArn: "arn:aws:lambda:us-east-1:123456789012:function:worker",
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 2,
      });
      const [first, last] = mapping.stream.read("shardId-000000000000", "", 2).records;
      expect(told?.body.KinesisBatchInfo).to.deep.equal({
        shardId: "shardId-000000000000",
        startSequenceNumber: first?.sequenceNumber,
        endSequenceNumber: last?.sequenceNumber,
        approximateArrivalOfFirstRecord: "2026-03-02T09:00:00.000Z",
        approximateArrivalOfLastRecord: "2026-03-02T09:00:00.000Z",
        batchSize: 2,
        streamArn: mapping.stream.arn,
      });
      if (destination === queue) expect(told?.body).not.to.have.property("payload");
      else expect(mapping.toldData()).to.deep.equal(["a", "b"]);
      expect(told?.key).to.match(
        /^aws\/lambda\/5f7c1f0e-0000-4000-8000-000000000001\/shardId-000000000000\/2026\/03\/02\/2026-03-02T09\.00\.02-[0-9a-f-]{36}$/,
      );
    }
  });

  it("loses what fails without a destination, and says so", async () => {
    const mapping = mapped(() => new Fails(), { maximumRetries: 0, destination: undefined });
    mapping.put("a", "b");
    await mapping.clock.advance(MINUTE);
    const [lost] = mapping.consumer.lost;
    expect(lost).to.include({ records: 2 });
    expect(lost?.reason).to.match(/RetryAttemptsExhausted.*no on-failure destination/);
  });

  it("handles keys beside one another and each key in order, with several batches at once", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let running = 0;
    const behaviour: Behaviour = async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => waiting.push(resolve));
      running--;
      return null;
    };
    const mapping = mapped(behaviour, { lanes: 4, batchSize: 5 });
    const keys = ["ann", "ben", "cat", "dan", "eve", "fay", "gus", "hal"];
    for (let round = 0; round < 10; round++) mapping.put(...keys.map((key) => `${key}-${round}`));
    const done = mapping.clock.advance(HOUR);
    const release = setInterval(() => waiting.splice(0).forEach((end) => end()), 1);
    await done.finally(() => clearInterval(release));
    expect(most).to.be.within(2, 4);
    for (const key of keys) {
      const seen = mapping.batches.flat().filter((data) => data.startsWith(key));
      expect(seen).to.deep.equal(Array.from({ length: 10 }, (_, round) => `${key}-${round}`));
    }
  });

  it("reads the shards a shard was split into only when all of it is handled", async () => {
    let broken = true;
    const mapping = mapped((batch) =>
      broken && holding(batch, "b").length > 0 ? failed(...holding(batch, "b")) : null,
    );
    mapping.put("a", "b", "c");
    const [shard] = mapping.stream.openShards();
    if (!shard) throw new Error("The stream has a shard.");
    mapping.stream.split(shard, "8".padEnd(32, "0"));
    mapping.put("d", "e", "f", "g");
    await mapping.clock.advance(5 * MINUTE);
    expect(new Set(mapping.batches.flat())).to.deep.equal(new Set(["a", "b", "c"]));
    broken = false;
    await mapping.clock.advance(5 * MINUTE);
    expect(mapping.batches.flat().slice(-6, -4)).to.deep.equal(["b", "c"]);
    expect(mapping.batches.flat().slice(-4).sort()).to.deep.equal(["d", "e", "f", "g"]);
    expect(mapping.consumer.backlog).to.equal(0);
  });

  it("begins where its starting position says", async () => {
    const starts: [StreamMappingSpec["start"], string[]][] = [
      [{ type: "TRIM_HORIZON" }, ["a", "b", "c"]],
      [{ type: "LATEST" }, ["c"]],
      [{ type: "AT_TIMESTAMP", atMs: Date.parse("2026-03-02T09:00:05Z") }, ["b", "c"]],
    ];
    for (const [start, expected] of starts) {
      const early = mapped(() => null);
      early.consumer.close();
      early.put("a");
      await early.clock.advance(10 * SECOND);
      early.put("b");
      const seen = await seenFrom(early, start);
      expect(seen, start.type).to.deep.equal(expected);
    }
  });
});
