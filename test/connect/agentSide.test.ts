/** Flows shown to the agent, metrics by channel, related contacts, transcripts of chats, names in the flow log. */
import { expect } from "chai";
import type { ConnectOptions, ConnectService, ContactRecord, FlowLogLine } from "../../local/connect";
import type { GraphResource } from "../../local/engine/graph";
import {
  BYE,
  CALLER,
  INSTANCE_ID,
  type Sketch,
  diagnostics,
  document,
  flow,
  flowArn,
  play,
  queue,
  queueArn,
  resource,
  routingProfile,
  say,
} from "../support/connectGraph";
import { seconds } from "../support/queueingCenter";

const E = { NoMatchingError: "bye" };
const FOR_EVER = { answerAfterSeconds: 0, talkSeconds: Number.POSITIVE_INFINITY };
const QUEUEING: Sketch = {
  to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "go", errors: E }],
  go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  bye: BYE,
};
const MIXED = routingProfile("mixed", [], {
  mediaConcurrencies: [
    { channel: "VOICE", concurrency: 1 },
    { channel: "CHAT", concurrency: 2 },
  ],
  queueConfigs: ["VOICE", "CHAT"].map((channel) => ({ channel, queueId: "id-support", priority: 1, delay: 0 })),
});

function center(
  sketch: Sketch = QUEUEING,
  resources: readonly GraphResource[] = [],
  options: Partial<ConnectOptions> = {},
): ConnectService {
  return play(sketch, [queue("support"), MIXED, ...resources], options);
}

const hook = (event: string, name: string, next: string): Sketch[string] => [
  "UpdateContactEventHooks",
  { EventHooks: { [event]: flowArn(name) } },
  { next, errors: E },
];

describe("flows shown to the agent", () => {
  const ui = (name: string): GraphResource =>
    flow(name, document({ show: say(`${name}: $.Attributes.topic`, "bye"), bye: BYE }));

  it("play when the conversation begins and when it ends, for the agent alone, and never end the contact", async () => {
    const service = center(
      {
        topic: [
          "UpdateContactAttributes",
          { Attributes: { topic: "orders" }, TargetContact: "Current" },
          { next: "one", errors: E },
        ],
        one: hook("DefaultAgentUI", "guide", "two"),
        two: hook("DisconnectAgentUI", "wrapUp", "to"),
        ...QUEUEING,
      },
      [ui("guide"), ui("wrapUp")],
    );
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    expect(call.state).to.equal("with-agent");
    await seconds(service, 30);
    ann.hangUp();
    await seconds(service, 60);
    const shown = call.transcript.filter(({ action }) => /^(guide|wrapUp)/.test(action ?? ""));
    expect(shown.map(({ at, text, to }) => [at - (call.transcript[0]?.at ?? 0), text, to])).to.deep.equal([
      [0, "guide: orders", "agent"],
      [30_000, "wrapUp: orders", "agent"],
    ]);
    expect(service.records.map(({ DisconnectReason }) => DisconnectReason)).to.deep.equal(["AGENT_DISCONNECT"]);
  });

  it("stop when the conversation is over", async () => {
    const guide = document({
      wait: ["Wait", { TimeLimitSeconds: "60" }, { next: "late", when: { WaitCompleted: "late" }, errors: E }],
      late: say("too late", "bye"),
      bye: BYE,
    });
    const service = center({ one: hook("DefaultAgentUI", "guide", "to"), ...QUEUEING }, [flow("guide", guide)]);
    const ann = service.addAgent({ username: "ann", ...FOR_EVER, afterContactWorkSeconds: 100 });
    ann.goOnline();
    const [short, long] = [service.chat({ flow: "main" }), service.chat({ flow: "main" })];
    await seconds(service, 30);
    ann.hangUp(short);
    await seconds(service, 30);
    expect([short, long].map(({ transcript }) => transcript.some(({ text }) => text === "too late"))).to.deep.equal([
      false,
      true,
    ]);
  });

  it("ask the agent what to do next, on a call as in a chat, and go on with the answer", async () => {
    const guide = document({
      ask: [
        "ShowView",
        { ViewResource: { Id: "view", Version: "1" }, InvocationTimeLimitSeconds: "60" },
        {
          next: "other",
          when: { Refund: "refund" },
          errors: { NoMatchingCondition: "other", NoMatchingError: "failed", TimeLimitExceeded: "late" },
        },
      ],
      refund: say("refund $.Views.ViewResultData.order", "bye"),
      other: say("something else", "bye"),
      failed: say("failed", "bye"),
      late: say("late", "bye"),
      bye: BYE,
    });
    for (const channel of ["VOICE", "CHAT"]) {
      const service = center({ one: hook("DefaultAgentUI", "guide", "to"), ...QUEUEING }, [flow("guide", guide)]);
      const ann = service.addAgent({ username: "ann", ...FOR_EVER });
      ann.goOnline();
      let asked = 0;
      const onAsked = (): void => void asked++;
      const contact =
        channel === "VOICE" ? service.dial({ from: CALLER, onAsked }) : service.chat({ flow: "main", onAsked });
      const before = contact.transcript.length;
      ann.choose("Refund", { order: "O-1" });
      expect(contact.transcript.slice(before - 1).map(({ who, text, to }) => [who, text, to])).to.deep.equal([
        ["system", "(view view)", "agent"],
        ["agent", '[Refund] {"order":"O-1"}', undefined],
        ["system", "refund O-1", "agent"],
      ]);
      expect([asked, contact.state]).to.deep.equal([0, "with-agent"]);
    }
  });

  it("leave agents without a view nothing to answer", () => {
    const service = center();
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    ann.goOnline();
    service.dial({ from: CALLER });
    expect(() => ann.choose("Next")).to.throw("No flow shows agent ann a view");
  });
});

describe("whispers", () => {
  it("play on neither side when the hooks say so, and the two hear each other at once", () => {
    const off = (event: string, next: string): Sketch[string] => [
      "UpdateContactEventHooks",
      { EventHooks: { [event]: flowArn("none") }, EventHooksConfiguration: { [event]: { DisableExecution: "true" } } },
      { next, errors: E },
    ];
    const service = center({ one: off("AgentWhisper", "two"), two: off("CustomerWhisper", "to"), ...QUEUEING });
    service.addAgent({ username: "ann", ...FOR_EVER }).goOnline();
    const call = service.dial({ from: CALLER });
    expect(call.transcript.slice(1).map(({ text }) => text)).to.deep.equal(["ann is on the line"]);
    expect(call.state).to.equal("with-agent");
  });
});

describe("the disconnect flow", () => {
  it("may queue the customer again: a new contact, begun by the disconnect", async () => {
    const again = flow("again", document({ ...QUEUEING }));
    const service = center({ hook: hook("CustomerRemaining", "again", "to"), ...QUEUEING }, [again]);
    const ann = service.addAgent({ username: "ann", ...FOR_EVER, afterContactWorkSeconds: 10 });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    const first = call.contactId;
    ann.hangUp();
    expect([call.initiationMethod, call.state, ann.state]).to.deep.equal([
      "DISCONNECT",
      "queued",
      "after-contact-work",
    ]);
    await seconds(service, 10);
    expect(call.state).to.equal("with-agent");
    call.hangUp();
    await seconds(service, 10);
    expect(service.records.map((record) => [record.ContactId, record.PreviousContactId])).to.deep.equal([
      [first, null],
      [call.contactId, first],
    ]);
  });
});

describe("metrics", () => {
  const measuring = (channel: string): Sketch => ({
    get: [
      "GetMetricData",
      { QueueId: queueArn("support"), QueueChannel: channel },
      { next: "keep", errors: { NoMatchingError: "failed" } },
    ],
    keep: [
      "UpdateContactAttributes",
      {
        Attributes: {
          seen: "$.Metrics.Queue.Size/$.Metrics.Queue.OldestContactAge/$.Metrics.Agents.Available.Count/$.Metrics.Agents.Staffed.Count/$.Metrics.Agents.Online.Count/$.Metrics.Agents.NonProductive.Count",
        },
        TargetContact: "Current",
      },
      { next: "bye", errors: E },
    ],
    failed: [
      "UpdateContactAttributes",
      { Attributes: { seen: "failed" }, TargetContact: "Current" },
      { next: "bye", errors: E },
    ],
    bye: BYE,
  });
  const queueFlow = flow("queueing", document(QUEUEING));

  it("tell contacts and free agents of one channel from those of the others", async () => {
    for (const [channel, expected] of [
      ["Voice", "1/20/0/1/1/0"],
      ["Chat", "2/30/0/1/1/0"],
      ["$.CustomerEndpoint.Address", "failed"],
    ] as const) {
      const service = center(measuring(channel), [queueFlow]);
      service.chat({ flow: "queueing" });
      service.chat({ flow: "queueing" });
      await seconds(service, 10);
      const [profile] = service.routingProfiles.values();
      const call = service.dial({ from: CALLER, flow: "queueing" });
      const ann = service.addAgent({ username: "ann", answers: false, routingProfile: profile?.id ?? "" });
      await seconds(service, 20);
      ann.signIn();
      ann.goOnline();
      expect(call.state).to.equal("queued");
      expect(service.dial({ from: CALLER }).attributes.seen, channel).to.equal(expected);
    }
  });

  it("count an agent with a slot to spare as available to a chat, and not to a call", () => {
    const checking: Sketch = {
      check: [
        "CheckMetricData",
        { MetricType: "NumberOfAgentsAvailable", QueueId: queueArn("support") },
        {
          next: "no",
          when: [["NumberGreaterThan", "0", "yes"]],
          errors: { NoMatchingCondition: "no", NoMatchingError: "no" },
        },
      ],
      yes: [
        "UpdateContactAttributes",
        { Attributes: { free: "yes" }, TargetContact: "Current" },
        { next: "bye", errors: E },
      ],
      no: [
        "UpdateContactAttributes",
        { Attributes: { free: "no" }, TargetContact: "Current" },
        { next: "bye", errors: E },
      ],
      bye: BYE,
    };
    const service = center(checking, [queueFlow]);
    service.addAgent({ username: "ann", ...FOR_EVER }).goOnline();
    service.chat({ flow: "queueing" });
    expect([
      service.chat({ flow: "main" }).attributes.free,
      service.dial({ from: CALLER }).attributes.free,
    ]).to.deep.equal(["yes", "no"]);
  });
});

describe("a related contact", () => {
  const telling: Sketch = {
    tell: [
      "UpdateContactAttributes",
      { Attributes: { task: "$.ContactId" }, TargetContact: "Related" },
      { next: "bye", errors: { NoMatchingError: "failed" } },
    ],
    failed: say("failed", "bye"),
    bye: BYE,
  };

  it("gets attributes of the one that belongs to it, also when it is over: its record is sent again, newer", async () => {
    const sent: ContactRecord[] = [];
    const service = center({ bye: BYE }, [flow("telling", document(telling))], {
      onContactRecord: (record) => void sent.push(record),
    });
    const call = service.dial({ from: CALLER });
    await seconds(service, 10);
    const task = service.task({ flow: "telling", name: "survey", relatedTo: call.contact });
    expect(sent.map((record) => [record.ContactId, record.LastUpdateTimestamp, record.Attributes])).to.deep.equal([
      [call.contactId, "2026-03-03T18:00:00Z", {}],
      [call.contactId, "2026-03-03T18:00:10Z", { task: task.contactId }],
      [task.contactId, "2026-03-03T18:00:10Z", {}],
    ]);
    expect([sent[2]?.RelatedContactId, sent[2]?.ContactAssociationId]).to.deep.equal([call.contactId, call.contactId]);
    expect(service.records.length).to.equal(2);
  });

  it("has to be there", () => {
    const service = center(telling);
    expect(diagnostics(service.dial({ from: CALLER })).join()).to.contain("no related contact");
  });
});

describe("a chat transcript", () => {
  it("is stored where the program says, and nowhere else", async () => {
    const storage = resource("aws:connect/instanceStorageConfig:InstanceStorageConfig", "transcripts", {
      instanceId: INSTANCE_ID,
      resourceType: "CHAT_TRANSCRIPTS",
      storageConfig: { storageType: "S3", s3Config: { bucketName: "bucket", bucketPrefix: "chats" } },
    });
    for (const [resources, locations] of [
      [[storage], 1],
      [[], 0],
    ] as const) {
      const service = center(QUEUEING, resources);
      const chat = service.chat({ flow: "main" });
      await seconds(service, 61);
      chat.hangUp();
      const [record] = service.records;
      expect(record?.Recording).to.equal(null);
      expect(record?.MediaStreams).to.deep.equal([{ Type: "CHAT" }]);
      expect(
        record?.Recordings.map(({ Location, MediaStreamType, StopTimestamp }) => [
          Location,
          MediaStreamType,
          StopTimestamp,
        ]),
      ).to.deep.equal(
        Array.from({ length: locations }, () => [
          `bucket/chats/2026/03/03/${chat.contactId}_20260303T18:00_UTC.json`,
          "CHAT",
          "2026-03-03T18:01:01Z",
        ]),
      );
    }
  });
});

describe("the flow log", () => {
  it("names actions as the first designer did", () => {
    const lines: FlowLogLine[] = [];
    const service = center(
      {
        log: ["UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "Enabled" }, { next: "criteria" }],
        criteria: [
          "UpdateContactRoutingCriteria",
          {
            RoutingCriteria: {
              Steps: [
                {
                  Expression: {
                    AttributeCondition: {
                      Name: "a",
                      Value: "b",
                      ProficiencyLevel: "1",
                      ComparisonOperator: "NumberGreaterOrEqualTo",
                    },
                  },
                },
              ],
            },
          },
          { next: "stream", errors: E },
        ],
        stream: [
          "UpdateContactMediaStreamingBehavior",
          {
            MediaStreamingState: "Enabled",
            Participants: [{ ParticipantType: "Customer", MediaDirections: ["To"] }],
            MediaStreamType: "Audio",
          },
          { next: "bye", errors: E },
        ],
        bye: BYE,
      },
      [],
      { onFlowLog: (line) => void lines.push(line) },
    );
    service.dial({ from: CALLER });
    expect(lines.map(({ ContactFlowModuleType }) => ContactFlowModuleType)).to.deep.equal([
      "SetLoggingBehavior",
      "SetRoutingCriteria",
      "StartMediaStreaming",
      "Disconnect",
    ]);
  });
});
