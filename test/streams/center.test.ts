/** A whole centre from the call to the function that gets its contact record. */
import { expect } from "chai";
import { LocalCenter } from "../../local/center";
import type { ContactRecord } from "../../local/connect";
import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { clientSettings } from "../messaging/support";
import {
  ALWAYS_OPEN,
  BYE,
  CALLER,
  document,
  flow,
  graph,
  instance,
  INSTANCE_ID,
  number,
  resource,
  START,
} from "../support/connectGraph";
import { streamArn, StreamsGraph } from "./support";

const SEE = `exports.handler = async ({ Records }) => {
  for (const { kinesis } of Records) console.log("SEEN " + Buffer.from(kinesis.data, "base64").toString());
};`;

const READ = ["GetRecords", "GetShardIterator", "DescribeStream", "ListShards"].map((action) => `kinesis:${action}`);

function program() {
  const { resources } = new StreamsGraph()
    .stream("records")
    .role("function-role", { Effect: "Allow", Action: READ, Resource: streamArn("records") })
    .function("worker", { text: SEE })
    .reads(streamArn("records"))
    .build();
  const association = resource("aws:connect/instanceStorageConfig:InstanceStorageConfig", "contact-records", {
    instanceId: INSTANCE_ID,
    resourceType: "CONTACT_TRACE_RECORDS",
    storageConfig: { storageType: "KINESIS_STREAM", kinesisStreamConfig: { streamArn: streamArn("records") } },
  });
  return graph(instance(), flow("main", document({ bye: BYE })), number("main"), ALWAYS_OPEN, resources, association);
}

describe("a centre with a stream of contact records", () => {
  let center: LocalCenter;
  const seen: string[] = [];

  async function open(publishes: boolean): Promise<void> {
    seen.length = 0;
    center = await LocalCenter.fromGraph(program(), {
      startAt: START,
      handlers: "inProcess",
      publishes,
      onFunctionLog: ({ text }) => {
        const at = text.indexOf("SEEN ");
        if (at >= 0) seen.push(text.slice(at + 5).trim());
      },
    });
  }

  afterEach(() => center.close());

  it("hands the record of a call to the function within two seconds", async () => {
    await open(true);
    center.connect.dial({ from: CALLER });
    await center.clock.advance(2000);
    expect(seen.map((text) => JSON.parse(text) as ContactRecord)).to.deep.equal(center.connect.records);
    const [consumer] = center.messaging.streamConsumers;
    expect(consumer?.metrics).to.include({ handled: 1, discarded: 0 });
    expect(consumer?.metrics.maximumIteratorAgeMs).to.be.at.most(1000);
  });

  it("publishes nothing when it only counts, and takes what others put", async () => {
    await open(false);
    center.connect.dial({ from: CALLER });
    const { gateway, clock, streams } = center;
    const client = new KinesisClient(clientSettings(gateway.url, gateway.administrator));
    const Data = new Uint8Array(Buffer.from("by hand"));
    await client.send(new PutRecordCommand({ StreamName: "records", PartitionKey: "a", Data }));
    client.destroy();
    await clock.advance(2000);
    expect(seen).to.deep.equal(["by hand"]);
    expect(streams.stream("records").openShards()[0]?.log.size).to.equal(1);
    expect(() => streams.stream("nowhere")).to.throw(/There is no Kinesis stream "nowhere".*records/);
  });
});
