/** Contact records, contact events and flow logs: exact shapes. */
import { expect } from "chai";
import type { ConnectOptions, ConnectService, ContactEvent, ContactRecord, FlowLogLine } from "../local/connect";
import type { GraphResource } from "../local/engine/graph";
import { center } from "./support/queueingCenter";
import {
  ACCOUNT,
  ALWAYS_OPEN,
  BYE,
  CALLER,
  INSTANCE_ARN,
  INSTANCE_ID,
  NUMBER,
  type Sketch,
  diagnostics,
  document,
  flow,
  flowArn,
  graph,
  instance,
  number,
  play,
  queue,
  queueArn,
  resource,
  START,
  routingProfile,
  say,
  serve,
} from "./support/connectGraph";

const E = { NoMatchingError: "bye" };
const SKETCH: Sketch = {
  log: ["UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "Enabled" }, { next: "attributes" }],
  attributes: [
    "UpdateContactAttributes",
    { Attributes: { from: "$.CustomerEndpoint.Address" }, TargetContact: "Current" },
    { next: "record", errors: E },
  ],
  record: [
    "UpdateContactRecordingBehavior",
    { RecordingBehavior: { RecordedParticipants: ["Agent", "Customer"] } },
    { next: "tag" },
  ],
  tag: ["TagContact", { Tags: { kind: "test" } }, { next: "data", errors: E }],
  data: [
    "UpdateContactData",
    { References: { site: { Type: "URL", Value: "https://example.com" } } },
    { next: "to", errors: E },
  ],
  to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "go", errors: E }],
  go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  bye: BYE,
};
const SUPPORT = [queue("support"), routingProfile("support", [{ name: "support" }])];
const RECORDINGS = resource("aws:connect/instanceStorageConfig:InstanceStorageConfig", "recordings", {
  instanceId: INSTANCE_ID,
  resourceType: "CALL_RECORDINGS",
  storageConfig: { storageType: "S3", s3Config: { bucketName: "bucket", bucketPrefix: "calls" } },
});

async function handled(
  resources: readonly GraphResource[] = [],
  options: Partial<ConnectOptions> = {},
): Promise<ConnectService> {
  const service = play(SKETCH, [...SUPPORT, ...resources], options);
  service.addAgent({ username: "ann", talkSeconds: 61, afterContactWorkSeconds: 8 }).goOnline();
  await service.clock.advance(500);
  service.dial({ from: CALLER });
  await service.clock.advance(120_000);
  return service;
}

describe("a contact record", () => {
  it("has the fields, casing, types and nulls of Amazon Connect's", async () => {
    const sent: ContactRecord[] = [];
    const service = await handled([RECORDINGS], { onContactRecord: (record) => void sent.push(record) });
    const [agent] = service.agents;
    const [record] = sent;
    const id = record?.ContactId ?? "";
    const location = `bucket/calls/2026/03/03/${id}_20260303T18:00_UTC.wav`;
    expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(sent).to.deep.equal([
      {
        AWSAccountId: ACCOUNT,
        AWSContactTraceRecordFormatVersion: "2017-03-10",
        Agent: {
          ARN: agent?.arn,
          AfterContactWorkDuration: 8,
          AfterContactWorkEndTimestamp: "2026-03-03T18:01:11Z",
          AfterContactWorkStartTimestamp: "2026-03-03T18:01:03Z",
          AgentInitiatedHoldDuration: 0,
          AgentInteractionDuration: 61,
          AgentPauseDuration: 0,
          ConnectedToAgentTimestamp: "2026-03-03T18:00:02Z",
          CustomerHoldDuration: 0,
          HierarchyGroups: null,
          LongestHoldDuration: 0,
          NumberOfHolds: 0,
          RoutingProfile: { ARN: `${INSTANCE_ARN}/routing-profile/id-support`, Name: "support" },
          Username: "ann",
          stateTransitions: [],
        },
        AgentConnectionAttempts: 1,
        AnsweringMachineDetectionStatus: null,
        Attributes: { from: CALLER },
        Campaign: { CampaignId: null },
        Channel: "VOICE",
        ChatMetrics: null,
        ConnectedToSystemTimestamp: "2026-03-03T18:00:00Z",
        ContactAssociationId: id,
        ContactDetails: {},
        ContactEvaluations: {},
        ContactId: id,
        CustomerEndpoint: { Address: CALLER, Type: "TELEPHONE_NUMBER" },
        CustomerId: null,
        CustomerVoiceActivity: null,
        DisconnectDetails: null,
        DisconnectReason: "AGENT_DISCONNECT",
        DisconnectTimestamp: "2026-03-03T18:01:03Z",
        GlobalResiliencyMetadata: null,
        InitialContactId: null,
        InitiationMethod: "INBOUND",
        InitiationTimestamp: "2026-03-03T18:00:00Z",
        InstanceARN: INSTANCE_ARN,
        LastPausedTimestamp: null,
        LastResumedTimestamp: null,
        LastUpdateTimestamp: "2026-03-03T18:01:11Z",
        MediaStreams: [{ Type: "AUDIO" }],
        NextContactId: null,
        PreviousContactId: null,
        QualityMetrics: null,
        Queue: {
          ARN: queueArn("support"),
          DequeueTimestamp: "2026-03-03T18:00:02Z",
          Duration: 2,
          EnqueueTimestamp: "2026-03-03T18:00:00Z",
          Name: "support",
        },
        Recording: { DeletionReason: null, Location: location, Status: "AVAILABLE", Type: "AUDIO" },
        Recordings: [
          {
            DeletionReason: null,
            FragmentStartNumber: null,
            FragmentStopNumber: null,
            Location: location,
            MediaStreamType: "AUDIO",
            ParticipantType: null,
            StartTimestamp: "2026-03-03T18:00:02Z",
            Status: "AVAILABLE",
            StopTimestamp: "2026-03-03T18:01:03Z",
            StorageType: "S3",
          },
        ],
        References: [{ Name: "site", Type: "URL", Value: "https://example.com" }],
        RelatedContactId: null,
        RoutingCriteria: [],
        ScheduledTimestamp: null,
        SegmentAttributes: { "connect:Subtype": { ValueString: "connect:Telephony" } },
        SystemEndpoint: { Address: NUMBER, Type: "TELEPHONE_NUMBER" },
        Tags: { "aws:connect:instanceId": INSTANCE_ID, "aws:connect:systemEndpoint": NUMBER, kind: "test" },
        TaskTemplateInfo: null,
        TotalPauseCount: 0,
        TotalPauseDurationInSeconds: 0,
        TransferCompletedTimestamp: null,
        TransferredToEndpoint: null,
        VoiceIdResult: null,
        WisdomInfo: null,
      },
    ]);
    expect(service.records).to.deep.equal(sent);
  });

  it("counts durations between the seconds its timestamps show", async () => {
    const service = play(SKETCH, [...SUPPORT, RECORDINGS]);
    service
      .addAgent({ username: "ann", answerAfterSeconds: 2.5, talkSeconds: 61.7, afterContactWorkSeconds: 0 })
      .goOnline();
    service.dial({ from: CALLER });
    await service.clock.advance(120_000);
    const agent = service.records[0]?.Agent;
    expect([
      agent?.ConnectedToAgentTimestamp,
      agent?.AfterContactWorkStartTimestamp,
      agent?.AgentInteractionDuration,
    ]).to.deep.equal(["2026-03-03T18:00:02Z", "2026-03-03T18:01:04Z", 62]);
  });

  it("has no queue, agent or recording for a call that ends in its flow", () => {
    const service = play({ hi: say("hi", "bye"), bye: BYE });
    service.dial({ from: "anonymous" });
    const [record] = service.records;
    expect(record).to.deep.include({
      Queue: null,
      Agent: null,
      Recording: null,
      Recordings: [],
      AgentConnectionAttempts: 0,
    });
    expect([record?.DisconnectReason, record?.CustomerEndpoint?.Address]).to.deep.equal([
      "CONTACT_FLOW_DISCONNECT",
      "anonymous",
    ]);
  });

  it("is sent after the after-contact work, not before", async () => {
    const service = play(SKETCH, [...SUPPORT, RECORDINGS]);
    service.addAgent({ username: "ann", answerAfterSeconds: 0, afterContactWorkSeconds: 8 }).goOnline();
    service.dial({ from: CALLER }).hangUp();
    await service.clock.advance(7_999);
    expect(service.records).to.deep.equal([]);
    await service.clock.advance(1);
    expect(service.records.map(({ DisconnectReason }) => DisconnectReason)).to.deep.equal(["CUSTOMER_DISCONNECT"]);
  });

  it("names no recording when the program associates no storage, and the transcript says so", async () => {
    const service = await handled();
    expect(service.records[0]?.Recording).to.equal(null);
    const [call] = service.calls;
    expect(call && diagnostics(call).join()).to.contain("aws.connect.InstanceStorageConfig");
  });

  it("is not made for a number that is not in service", () => {
    const service = play({ bye: BYE });
    service.dial({ from: CALLER, to: "+12065550177" });
    expect(service.records).to.deep.equal([]);
  });

  it("stays readable as long as it is told, oldest dropped first", () => {
    const service = play({ bye: BYE }, [], { keep: 3 });
    const ids = Array.from({ length: 8 }, () => service.dial({ from: CALLER }).contactId);
    expect(service.records.map(({ ContactId }) => ContactId)).to.deep.equal(ids.slice(-3));
    expect(service.calls.map(({ contactId }) => contactId)).to.deep.equal(ids.slice(-3));
  });
});

describe("contact events", () => {
  it("tell of a contact's life in order, as EventBridge does", async () => {
    const events: ContactEvent[] = [];
    await handled([], { onEvent: (event) => void events.push(event) });
    expect(events.map(({ eventType, eventTimestamp }) => [eventType, eventTimestamp])).to.deep.equal([
      ["INITIATED", "2026-03-03T18:00:00.500Z"],
      ["QUEUED", "2026-03-03T18:00:00.500Z"],
      ["CONNECTED_TO_AGENT", "2026-03-03T18:00:02.500Z"],
      ["DISCONNECTED", "2026-03-03T18:01:03.500Z"],
    ]);
    expect(events[3]).to.deep.include({
      channel: "VOICE",
      instanceArn: INSTANCE_ARN,
      initiationMethod: "INBOUND",
      initiationTimestamp: "2026-03-03T18:00:00.500Z",
      disconnectTimestamp: "2026-03-03T18:01:03.500Z",
      queueInfo: { queueArn: queueArn("support"), queueType: "STANDARD", enqueueTimestamp: "2026-03-03T18:00:00.500Z" },
    });
    expect(events[0]).to.not.have.any.keys("queueInfo", "agentInfo", "disconnectTimestamp", "previousContactId");
  });
});

describe("a watcher of contacts", () => {
  it("is told of each event with the contact itself, and that it is over for its agent too, until it ends the telling", async () => {
    const service = center([routingProfile("support", [{ name: "support" }])]);
    service.addAgent({ username: "ann", talkSeconds: 20, afterContactWorkSeconds: 10 }).goOnline();
    const told: string[] = [];
    const ids = new Set<string>();
    const end = service.watch((type, contact) => {
      told.push(`${type} ${(service.clock.now() - START) / 1_000}`);
      ids.add(contact.id);
    });
    const call = service.dial({ from: CALLER });
    await service.clock.advance(60_000);
    expect(told).to.deep.equal(["INITIATED 0", "QUEUED 0", "CONNECTED_TO_AGENT 2", "DISCONNECTED 22", "COMPLETED 32"]);
    expect([...ids]).to.deep.equal([call.contactId]);
    end();
    service.dial({ from: CALLER });
    expect(told).to.have.length(5);
  });

  it("is not who a caller is: that one is told each time a flow listens, before and after a key of a number", () => {
    const sketch: Sketch = {
      menu: [
        "GetParticipantInput",
        { Text: "Press 1.", InputTimeLimitSeconds: "5", StoreInput: "False" },
        {
          next: "bye",
          when: { "1": "number" },
          errors: { InputTimeLimitExceeded: "bye", NoMatchingCondition: "bye", NoMatchingError: "bye" },
        },
      ],
      number: [
        "GetParticipantInput",
        {
          Text: "Type two digits.",
          InputTimeLimitSeconds: "5",
          StoreInput: "True",
          InputValidation: { CustomValidation: { MaximumLength: "2" } },
        },
        { next: "bye", errors: E },
      ],
      bye: BYE,
    };
    let asked = 0;
    const call = play(sketch).dial({ from: CALLER, onAsked: () => asked++ });
    const seen = ["1", "4", "2"].map((key) => {
      const before = asked;
      call.press(key);
      return before;
    });
    expect([...seen, asked]).to.deep.equal([1, 2, 3, 3]);
  });
});

describe("flow logs", () => {
  it("hold one line for every action after logging is switched on", () => {
    const lines: FlowLogLine[] = [];
    const service = play(SKETCH, SUPPORT, { onFlowLog: (line) => void lines.push(line) });
    const call = service.dial({ from: CALLER });
    expect(lines[1]).to.deep.equal({
      ContactId: call.contactId,
      ContactFlowId: flowArn("main"),
      ContactFlowName: "main",
      ContactFlowModuleType: "SetAttributes",
      Identifier: "attributes",
      Timestamp: "2026-03-03T18:00:00.000Z",
      Parameters: { Attributes: { from: CALLER }, TargetContact: "Current" },
    });
    expect(lines.map(({ ContactFlowModuleType }) => ContactFlowModuleType)).to.deep.equal([
      "SetLoggingBehavior",
      "SetAttributes",
      "SetRecordingBehavior",
      "TagContact",
      "SetContactData",
      "SetQueue",
      "TransferToQueue",
    ]);
    expect(service.flowLogs).to.deep.equal(lines);
  });

  it("stop when the flow switches logging off", () => {
    const off: Sketch = {
      log: SKETCH.log ?? BYE,
      attributes: ["UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "Disabled" }, { next: "hi" }],
      hi: say("secret", "bye"),
      bye: BYE,
    };
    const service = play(off);
    service.dial({ from: CALLER });
    expect(service.flowLogs.map(({ Identifier }) => Identifier)).to.deep.equal(["log"]);
  });

  it("are not written when the instance has them off", () => {
    const program = graph(
      instance({ contactFlowLogsEnabled: false }),
      flow("main", document(SKETCH)),
      number("main"),
      ALWAYS_OPEN,
      SUPPORT,
    );
    const service = serve(program);
    service.dial({ from: CALLER });
    expect(service.flowLogs).to.deep.equal([]);
  });
});
