// What Lambda's event source mapping does with a Kinesis stream, in a process that can be ended at any moment: reads each shard
// from its checkpoint on, invokes the deployed file, and tells its parent how far the answer lets it go.
const { Kinesis } = require("@aws-sdk/client-kinesis");
const { handler } = require(process.env.ARTEFACT);

const { stream, most, checkpoints } = JSON.parse(process.env.CONSUMER);
const kinesis = new Kinesis({ maxAttempts: 5 });
const tell = (error) => process.stderr.write(`${error.stack}\n`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const eventOf = (shard, records) => ({
  Records: records.map(({ SequenceNumber, Data, ApproximateArrivalTimestamp }) => ({
    eventID: `${shard}:${SequenceNumber}`,
    kinesis: {
      sequenceNumber: SequenceNumber,
      data: Buffer.from(Data).toString("base64"),
      approximateArrivalTimestamp: ApproximateArrivalTimestamp.getTime() / 1000,
    },
  })),
});

async function iteratorOf(shard, after) {
  const from =
    after === undefined
      ? { ShardIteratorType: "TRIM_HORIZON" }
      : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: after };
  return (await kinesis.getShardIterator({ StreamName: stream, ShardId: shard, ...from })).ShardIterator;
}

/** The number of records of a batch that are done: those before the first that failed. */
async function done(shard, records) {
  const end = Date.now() + 60_000;
  const context = { getRemainingTimeInMillis: () => end - Date.now() };
  const { batchItemFailures } = await handler(eventOf(shard, records), context);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = records.findIndex(({ SequenceNumber }) => failed.has(SequenceNumber));
  return first < 0 ? records.length : first;
}

async function step(lane) {
  lane.iterator ??= await iteratorOf(lane.shard, lane.after);
  const { Records = [], NextShardIterator } = await kinesis.getRecords({ ShardIterator: lane.iterator, Limit: most });
  lane.iterator = NextShardIterator;
  if (Records.length === 0) return pause(50);
  const count = await done(lane.shard, Records);
  if (count < Records.length) lane.iterator = undefined;
  if (count === 0) return;
  lane.after = Records[count - 1].SequenceNumber;
  process.send({ shard: lane.shard, after: lane.after, count });
}

async function main() {
  const { Shards } = await kinesis.listShards({ StreamName: stream });
  const lanes = Shards.map(({ ShardId: shard }) => ({ shard, after: checkpoints[shard] }));
  for (;;) {
    for (const lane of lanes) {
      await step(lane).catch((error) => {
        lane.iterator = undefined;
        tell(error);
        return pause(50);
      });
      await pause(50);
    }
  }
}

process.once("disconnect", () => process.exit());
main().catch((error) => {
  tell(error);
  process.exitCode = 1;
  process.disconnect();
});
