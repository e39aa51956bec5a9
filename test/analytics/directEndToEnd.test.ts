/** A small centre's contact analytics as a whole, without a stream: from a call to its row and its survey, and back from what failed. */
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { LocalCenter } from "../../local/center";
import { pipelineOf } from "../../local/cli/pipeline";
import { resourcesOfType } from "../../local/graphValues";
import type { ResourceGraph } from "../../local/engine/graph";
import { IamService } from "../../local/iam/iamService";
import { readRedriveFlags, redrive } from "../../operations/redrive";
import { clientSettings } from "../messaging/support";
import { START } from "../support/connectGraph";
import { contactRecord } from "../support/contactRecords";
import { evaluated, GROWN, SMALL } from "../support/evaluated";

const CUSTOMER = "+12065550100";
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Seconds within which a row is there, by what waits on purpose: Firehose's buffer. */
const FRESH_SECONDS = 10;

describe("contact analytics of a small centre", function () {
  this.timeout(300_000);
  let center: LocalCenter;

  const open = async (config: Record<string, string>): Promise<LocalCenter> =>
    (center = await LocalCenter.fromGraph(await evaluated("dev", config), { startAt: START, handlers: "inProcess" }));

  const contacts = async (): Promise<unknown[]> =>
    (await center.warehouse.query("SELECT contact_id FROM contacts")).rows.map(([id]) => id);

  afterEach(() => center.close());

  it("has a call's row within seconds of its record, and asks its caller once how it went", async () => {
    const { clock, connect, outbox } = await open(SMALL);
    expect(resourcesOfType(center.graph, "aws:kinesis/stream:Stream"), "streams").to.deep.equal([]);
    for (const agent of connect.agents) agent.goOnline();
    const call = connect.dial({ from: CUSTOMER });
    await call.settled();
    call.speak("I want to talk to a person");
    await call.settled();
    call.press("1");
    await call.settled();
    await clock.advance(MINUTE_MS);
    call.hangUp();
    while (connect.records.length === 0) await clock.advance(SECOND_MS);
    const published = clock.now();
    const [record] = connect.records;
    expect(record?.Agent, "an agent answered").to.be.an("object");
    while ((await contacts()).length === 0) await clock.advance(SECOND_MS);
    expect(await contacts()).to.deep.equal([record?.ContactId]);
    expect((clock.now() - published) / SECOND_MS).to.be.within(1, FRESH_SECONDS);

    await clock.advance(MINUTE_MS);
    // Connect sends a record again when something about its contact changes.
    connect.updated(call.contact);
    await clock.advance(MINUTE_MS);
    expect(await contacts()).to.have.length(1);
    const [revisions] = (await center.warehouse.query("SELECT COUNT(*) FROM contact_revisions")).rows;
    expect(revisions?.map(Number)).to.deep.equal([2]);
    const sent = outbox.entries.filter(({ to }) => String(to) === CUSTOMER);
    expect(sent, "surveys").to.have.length(1);
  });

  it("keeps what its function may not handle, whole, and brings it back by redrive", async () => {
    const { clock, graph, gateway, iam, queues } = await open(SMALL);
    const lacking = IamService.fromGraph(withoutReading(graph));
    const authorize = iam.authorize.bind(iam);
    iam.authorize = (request) => lacking.authorize(request);
    const { entrance } = pipelineOf(center);
    const record = contactRecord({ seed: 5, start: START - MINUTE_MS, days: 1 / 96 }, 0);
    entrance.take({ partitionKey: "", data: Buffer.from(JSON.stringify(record)) });
    await clock.advance(2 * MINUTE_MS);
    const { processRawRecords: url = "" } = graph.outputs["failureQueueUrls"] as Record<string, string>;
    const arn = `arn:${graph.partition}:sqs:${graph.region}:${graph.accountId}:${url.slice(url.lastIndexOf("/") + 1)}`;
    const waiting = () => queues.queue(arn)?.counts().visible;
    expect(waiting(), "while Lambda tries again").to.equal(0);
    await clock.advance(3 * MINUTE_MS);
    expect(waiting(), "after three attempts").to.equal(1);
    expect(await contacts()).to.deep.equal([]);

    iam.authorize = authorize;
    const settings = clientSettings(gateway.url, gateway.administrator);
    const clients = {
      queues: new SQSClient(settings),
      functions: new LambdaClient(settings),
      objects: new S3Client({ ...settings, forcePathStyle: true }),
      streams: new KinesisClient(settings),
    };
    const lines: string[] = [];
    const flags = readRedriveFlags(
      ["--stack", "dev", "--yes"],
      () => "",
      () => graph.outputs,
    );
    expect(await redrive(clients.queues, flags, (line) => void lines.push(line), clients)).to.equal(0);
    await clock.advance(MINUTE_MS);
    Object.values(clients).forEach((client) => client.destroy());
    expect(lines.join("\n")).to.include("invoked again: 1");
    expect(waiting()).to.equal(0);
    expect(await contacts()).to.deep.equal([record.ContactId]);
  });

  it("still delivers what was under way when the centre grew, beside what comes by the stream", async () => {
    const { clock, firehose } = await open(GROWN);
    const [stream, ...others] = firehose.list().filter(({ definition }) => definition.name.includes("direct"));
    expect(others).to.deep.equal([]);
    const records = [0, 1].map((number) => contactRecord({ seed: 5, start: START - MINUTE_MS, days: 1 / 96 }, number));
    const [before, after] = records.map((record) => Buffer.from(JSON.stringify(record)));
    const put = firehose.directPut(stream?.definition.arn ?? "");
    if (typeof put !== "object") throw new Error(`The grown centre's Firehose stream takes nothing: ${String(put)}.`);
    put.write({ data: before ?? "" });
    pipelineOf(center).entrance.take({ partitionKey: "1", data: after ?? Buffer.alloc(0) });
    await clock.advance(FRESH_SECONDS * SECOND_MS);
    expect(await contacts()).to.have.members(records.map(({ ContactId }) => ContactId));
  });
});

/** The graph with the function's right to read raw objects taken away. */
function withoutReading(graph: ResourceGraph): ResourceGraph {
  const resources = graph.resources.map((resource) => {
    if (!resource.name.startsWith("analytics-process-raw-records-policy")) return resource;
    const policy = String(resource.inputs["policy"]);
    if (!policy.includes('"s3:GetObject"')) throw new Error("The function may not read raw objects anyway.");
    const lacking = policy.replace('"s3:GetObject"', '"sts:GetCallerIdentity"');
    return { ...resource, inputs: { ...resource.inputs, policy: lacking } };
  });
  return { ...graph, resources };
}
