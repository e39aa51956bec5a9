/** What Amazon Connect publishes: contact records and agent events, where the program associates a stream. */
import { expect } from "chai";
import type { ConnectOptions, ConnectService, ContactRecord } from "../../local/connect";
import type { AgentEvent } from "../../local/connect/streaming/agentEvents";
import type { GraphResource } from "../../local/engine/graph";
import { Clock } from "../../local/clock";
import { KinesisService, type KinesisStream } from "../../local/kinesis/kinesisService";
import { ServiceError } from "../../local/services/serviceError";
import { KEY_ARN } from "../messaging/support";
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
  queue,
  queueArn,
  resource,
  routingProfile,
  say,
  serve,
  type Sketch,
  START,
  user,
} from "../support/connectGraph";
import { streamArn } from "./support";

const QUEUED: Sketch = {
  hello: say("Hello", "to"),
  to: [
    "UpdateContactTargetQueue",
    { QueueId: queueArn("support") },
    { next: "go", errors: { NoMatchingError: "bye" } },
  ],
  go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  bye: BYE,
};
const OTHER_KEY = KEY_ARN.replace("11111111", "99999999");

function storage(resourceType: string, storageConfig: Record<string, unknown>): GraphResource {
  const type = "aws:connect/instanceStorageConfig:InstanceStorageConfig";
  return resource(type, resourceType.toLowerCase(), { instanceId: INSTANCE_ID, resourceType, storageConfig });
}

const toStream = (resourceType: string, name: string) =>
  storage(resourceType, { storageType: "KINESIS_STREAM", kinesisStreamConfig: { streamArn: streamArn(name) } });
const RECORDINGS = storage("CALL_RECORDINGS", {
  storageType: "S3",
  s3Config: { bucketName: "b", bucketPrefix: "calls", encryptionConfig: { encryptionType: "KMS", keyId: KEY_ARN } },
});
const stream = (name: string, inputs: Record<string, unknown> = {}) =>
  resource("aws:kinesis/stream:Stream", name, { name, shardCount: 1, ...inputs }, { arn: streamArn(name) });
const under = (kmsKeyId: string) => ({ encryptionType: "KMS", kmsKeyId });

interface Centre {
  connect: ConnectService;
  clock: Clock;
  streams: KinesisService;
}

function open(resources: readonly GraphResource[], options: Partial<ConnectOptions> = {}): Centre {
  const team = [queue("support"), routingProfile("support", [{ name: "support" }]), user("jo", "support")];
  const program = graph(instance(), flow("main", document(QUEUED)), number("main"), ALWAYS_OPEN, team, resources);
  const clock = new Clock(START);
  const streams = KinesisService.fromGraph(program, { clock });
  return { connect: serve(program, { clock, streams, ...options }), clock, streams };
}

function published<T>(target: KinesisStream): { key: string; text: string; value: T }[] {
  const records = target.allShards().flatMap(({ log }) => log.read("", 10_000, Infinity));
  return records.map(({ partitionKey, data }) => {
    const text = Buffer.from(data).toString();
    return { key: partitionKey, text, value: JSON.parse(text) as T };
  });
}

describe("contact records on a stream", () => {
  it("go out as one object without newline when after-contact work is over, as the engine has them", async () => {
    const { connect, clock, streams } = open([stream("records"), toStream("CONTACT_TRACE_RECORDS", "records")]);
    connect.agent("jo").goOnline();
    connect.dial({ from: CALLER });
    await clock.advance(250_000);
    expect(published(streams.stream("records")), "after-contact work is not over").to.have.length(0);
    await clock.advance(60_000);
    const [only, ...more] = published<ContactRecord>(streams.stream("records"));
    expect(more).to.have.length(0);
    expect(only?.text).not.to.contain("\n");
    expect(only?.value).to.deep.equal(connect.records[0]);
    expect(only?.key).to.equal(connect.records[0]?.ContactId);
    expect(only?.value).to.deep.include({
      AWSContactTraceRecordFormatVersion: "2017-03-10",
      InitiationMethod: "INBOUND",
    });
  });

  it("go out again, newer, when attributes change afterwards", async () => {
    const { connect, clock, streams } = open([stream("records"), toStream("CONTACT_TRACE_RECORDS", "records")]);
    const call = connect.dial({ from: CALLER, patience: 30 });
    await clock.advance(40_000);
    call.contact.attributes.setAll(["score"], ["5"]);
    connect.updated(call.contact);
    const [first, second] = published<ContactRecord>(streams.stream("records")).map(({ value }) => value);
    expect(second?.ContactId).to.equal(first?.ContactId);
    expect(second?.Attributes).to.deep.equal({ score: "5" });
    expect((second?.LastUpdateTimestamp ?? "") > (first?.LastUpdateTimestamp ?? "")).to.equal(true);
    expect(first?.Agent, "abandoned: a queue and no agent").to.equal(null);
    expect(first?.Queue?.Name).to.equal("support");
  });

  it("wait while the stream is full, and keep their order", async () => {
    const { connect, clock, streams } = open([stream("records"), toStream("CONTACT_TRACE_RECORDS", "records")]);
    const target = streams.stream("records");
    for (let index = 0; index < 998; index++) target.write({ partitionKey: "other", data: "x" });
    for (let caller = 0; caller < 5; caller++) connect.dial({ from: CALLER }).hangUp();
    await clock.advance(0);
    expect(target.openShards()[0]?.log.size).to.equal(1000);
    await clock.advance(5000);
    const ids = target
      .read("shardId-000000000000", "", 2000)
      .records.slice(998)
      .map(({ partitionKey }) => partitionKey);
    expect(ids).to.deep.equal(connect.records.map(({ ContactId }) => ContactId));
  });

  it("need the key of the recordings where the stream is encrypted", async () => {
    const association = toStream("CONTACT_TRACE_RECORDS", "records");
    const cases: { name: string; resources: GraphResource[]; problem?: RegExp }[] = [
      { name: "the same key", resources: [RECORDINGS, stream("records", under(KEY_ARN))] },
      {
        name: "another key",
        resources: [RECORDINGS, stream("records", under(OTHER_KEY))],
        problem: /stream "records", which is under .*99999999.*set its key to the customer key .*11111111/,
      },
      {
        name: "a key of AWS's own",
        resources: [RECORDINGS, stream("records", under("alias/aws/kinesis"))],
        problem: /under a key of AWS's own/,
      },
      {
        name: "no recordings",
        resources: [stream("records", under(KEY_ARN))],
        problem: /give CALL_RECORDINGS an encryptionConfig/,
      },
    ];
    for (const { name, resources, problem } of cases) {
      const { connect, clock, streams } = open([...resources, association]);
      const call = connect.dial({ from: CALLER });
      call.hangUp();
      await clock.advance(1000);
      const notes = call.transcript.filter(({ who }) => who === "diagnostic").map(({ text }) => text);
      expect(published(streams.stream("records")), name).to.have.length(problem ? 0 : 1);
      expect(connect.publications.diagnostics, name).to.have.length(problem ? 1 : 0);
      expect(notes, name).to.have.length(problem ? 1 : 0);
      if (problem) {
        expect(notes[0]).to.match(problem);
        expect(connect.publications.diagnostics[0]?.message).to.match(problem);
      }
    }
  });

  it("go nowhere when their stream is not declared, and say so", () => {
    const missing = open([toStream("CONTACT_TRACE_RECORDS", "records")]).connect.publications.diagnostics;
    expect(missing[0]?.message).to.match(/declares no aws\.kinesis\.Stream/);
    const toBucket = storage("CONTACT_TRACE_RECORDS", { storageType: "S3" });
    expect(open([toBucket]).connect.publications.diagnostics[0]?.message).to.match(/storageType is S3; .* alone/);
    expect(open([]).connect.publications.diagnostics).to.deep.equal([]);
  });
});

describe("contact records on a Firehose stream", () => {
  const FIREHOSE = "arn:aws:firehose:us-east-1:123456789012:deliverystream/records";
  const TO_FIREHOSE = storage("CONTACT_TRACE_RECORDS", {
    storageType: "KINESIS_FIREHOSE",
    kinesisFirehoseConfig: { firehoseArn: FIREHOSE },
  });

  /** A Firehose stream that takes what it is told to. */
  function delivery(takes: () => boolean = () => true, customerKeyArn?: string) {
    const taken: string[] = [];
    const write = ({ data }: { data: string }) => {
      if (!takes()) throw new ServiceError("ServiceUnavailableException", "Slow down.", 503);
      taken.push(data);
    };
    const found = { definition: { name: "records", key: customerKeyArn ? { customerKeyArn } : undefined }, write };
    return { taken, deliveries: { find: (arn: string) => (arn === FIREHOSE ? found : undefined) } };
  }

  it("go out each by itself, without newline", async () => {
    const { taken, deliveries } = delivery();
    const { connect, clock } = open([TO_FIREHOSE], { deliveries });
    connect.dial({ from: CALLER }).hangUp();
    connect.dial({ from: CALLER }).hangUp();
    await clock.advance(1_000);
    expect(taken.map((text) => JSON.parse(text) as ContactRecord)).to.deep.equal(connect.records);
    expect(taken.join("")).not.to.contain("\n");
  });

  it("wait while it takes none, and keep their order", async () => {
    let isOpen = false;
    const { taken, deliveries } = delivery(() => isOpen);
    const { connect, clock } = open([TO_FIREHOSE], { deliveries });
    for (let caller = 0; caller < 3; caller++) connect.dial({ from: CALLER }).hangUp();
    await clock.advance(3_000);
    expect(taken).to.deep.equal([]);
    isOpen = true;
    await clock.advance(3_000);
    const ids = taken.map((text) => (JSON.parse(text) as ContactRecord).ContactId);
    expect(ids).to.deep.equal(connect.records.map(({ ContactId }) => ContactId));
  });

  it("need the key of the recordings where it is encrypted, and a stream that is declared and takes records", () => {
    const problemOf = (resources: GraphResource[], deliveries: ConnectOptions["deliveries"]) =>
      open(resources, { deliveries }).connect.publications.diagnostics[0]?.message;
    const under = (key: string) => delivery(undefined, key).deliveries;
    expect(problemOf([RECORDINGS, TO_FIREHOSE], under(KEY_ARN))).to.equal(undefined);
    expect(problemOf([RECORDINGS, TO_FIREHOSE], under(OTHER_KEY))).to.match(/set its key to the customer key/);
    expect(problemOf([TO_FIREHOSE], { find: () => undefined })).to.match(/no aws\.kinesis\.FirehoseDeliveryStream/);
    expect(problemOf([TO_FIREHOSE], { find: () => "it reads a stream" })).to.match(/records": it reads a stream/);
  });
});

describe("agent events on a stream", () => {
  const MINUTE = 60_000;
  const AGENTS = [stream("agents"), toStream("AGENT_EVENTS", "agents")];
  const events = ({ streams }: Centre) => published<AgentEvent>(streams.stream("agents"));
  const told = (centre: Centre) =>
    events(centre).map(({ value: { EventType, CurrentAgentSnapshot: now } }) => {
      const contacts = now.Contacts.map(({ State }) => State).join();
      return [EventType, now.AgentStatus.Name, contacts].filter((part) => part !== "").join(" ");
    });

  it("tell of an agent's day, each with what was before", async () => {
    const centre = open(AGENTS);
    const { connect, clock } = centre;
    const agent = connect.agent("jo");
    agent.goOnline();
    connect.dial({ from: CALLER });
    await clock.advance(10_000);
    agent.hold();
    await clock.advance(1000);
    agent.resume();
    agent.goOffline();
    await clock.advance(5 * MINUTE);
    agent.signOut();
    expect(told(centre).filter((text) => !text.startsWith("HEART_BEAT"))).to.deep.equal([
      "LOGIN Available",
      "STATE_CHANGE Available CONNECTING",
      "STATE_CHANGE Available CONNECTED",
      "STATE_CHANGE Available CONNECTED_ONHOLD",
      "STATE_CHANGE Available CONNECTED",
      "STATE_CHANGE Available CONNECTED",
      "STATE_CHANGE Available ENDED",
      "STATE_CHANGE Offline",
      "LOGOUT Offline",
    ]);
    const all = events(centre).map(({ value }) => value);
    for (const [index, event] of all.entries()) {
      expect(event.PreviousAgentSnapshot).to.deep.equal(all[index - 1]?.CurrentAgentSnapshot ?? null);
    }
    expect(new Set(events(centre).map(({ key }) => key))).to.deep.equal(new Set([agent.arn]));
    const ringing = all[1]?.CurrentAgentSnapshot;
    expect(ringing?.AgentStatus).to.include({ Type: "ROUTABLE", StartTimestamp: "2026-03-03T18:00:00.000Z" });
    expect(ringing?.Configuration).to.deep.include({ Username: "jo", AgentHierarchyGroups: null });
    const { Concurrency, InboundQueues } = ringing?.Configuration.RoutingProfile ?? {};
    expect(Concurrency?.find(({ Channel }) => Channel === "VOICE")).to.deep.equal({
      AvailableSlots: 0,
      Channel: "VOICE",
      MaximumSlots: 1,
    });
    expect(InboundQueues?.map(({ Name, Channels }) => [Name, Channels])).to.deep.equal([["support", ["VOICE"]]]);
    expect(ringing?.Contacts[0]).to.deep.include({
      InitiationMethod: "INBOUND",
      Channel: "VOICE",
      ConnectedToAgentTimestamp: null,
    });
    const afterResume = all.find(({ CurrentAgentSnapshot }) => CurrentAgentSnapshot.NextAgentStatus !== null);
    expect(afterResume?.CurrentAgentSnapshot.NextAgentStatus?.Name).to.equal("Offline");
  });

  it("show a contact that was not answered as missed, until the agent goes on", async () => {
    const centre = open(AGENTS);
    const agent = centre.connect.agent("jo");
    agent.behaviour.answers = false;
    agent.goOnline();
    centre.connect.dial({ from: CALLER });
    await centre.clock.advance(25_000);
    expect(told(centre).at(-1)).to.equal("STATE_CHANGE Available MISSED");
    agent.goOffline();
    expect(told(centre).at(-1)).to.equal("STATE_CHANGE Offline");
  });

  it("beat every two minutes without another, and for an hour after the agent has signed out", async () => {
    const centre = open(AGENTS);
    const { clock } = centre;
    const agent = centre.connect.agent("jo");
    agent.goOnline();
    await clock.advance(5 * MINUTE);
    agent.goOffline();
    await clock.advance(MINUTE);
    expect(told(centre)).to.deep.equal([
      "LOGIN Available",
      "HEART_BEAT Available",
      "HEART_BEAT Available",
      "STATE_CHANGE Offline",
    ]);
    agent.signOut();
    await clock.advance(3 * 60 * MINUTE);
    expect(told(centre).length - 5).to.equal(30);
    expect(clock.nextAt(), "nothing goes on for ever").to.equal(undefined);
  });

  it("are none where the program associates no stream for them", async () => {
    const { connect, clock } = open([stream("agents")]);
    connect.agent("jo").goOnline();
    await clock.advance(MINUTE);
    expect(clock.nextAt()).to.equal(undefined);
  });
});
