/** Agent events and survey answers as rows, and the deployed files of all handlers of streams. */
import { expect } from "chai";
import { agentEventReader } from "../../handlers/analytics/agentEvent";
import type { KinesisEvent } from "../../handlers/analytics/kinesisEvent";
import type { StreamAnswer, StreamTools } from "../../handlers/analytics/streamBatch";
import { handlerCatalog } from "../../handlers/catalog";
import { processAgentEventFactory } from "../../handlers/processAgentEvent";
import { processSurveyAnswerFactory } from "../../handlers/processSurveyAnswer";
import { AGENT_EVENTS, SURVEY_ANSWERS } from "../../warehouse/schema";
import { artefactOf, Container } from "../support/artefact";
import { contactRecordBytes } from "../support/contactRecords";
import { FakeAws } from "../support/fakeAws";
import { useEnvironment, withLog } from "../support/handlerLog";
import { poison } from "../support/poisonRecords";

const INSTANCE = "arn:aws:connect:us-east-1:111122223333:instance/i-1";
const QUEUE = { ARN: `${INSTANCE}/queue/q-1`, Name: "Orders" };

const EVENT = {
  AWSAccountId: "111122223333",
  AgentARN: `${INSTANCE}/agent/a-1`,
  EventId: "e-1",
  EventTimestamp: "2026-03-02T10:00:00.123Z",
  EventType: "STATE_CHANGE",
  InstanceARN: INSTANCE,
  Version: "2017-10-01",
  CurrentAgentSnapshot: {
    AgentStatus: { ARN: "arn", Name: "Available", StartTimestamp: "2026-03-02T09:00:00.000Z", Type: "ROUTABLE" },
    NextAgentStatus: { ARN: "arn", Name: "Lunch", EnqueuedTimestamp: "2026-03-02T09:59:00.000Z" },
    Configuration: {
      FirstName: "Qfirst",
      LastName: "Qlast",
      Username: "agent-0001",
      AgentHierarchyGroups: { Level1: { ARN: "arn", Name: "North", GroupName: "North" } },
      RoutingProfile: {
        ARN: `${INSTANCE}/routing-profile/p-1`,
        Name: "Everything",
        InboundQueues: [QUEUE],
        Concurrency: [],
      },
    },
    Contacts: [
      { ContactId: "c-1", Channel: "VOICE", InitiationMethod: "INBOUND", State: "CONNECTED", Queue: QUEUE },
      { ContactId: "c-2", Channel: "CHAT", State: "ENDED", Queue: null },
      { ContactId: "c-3", Channel: "VOICE", State: "MISSED" },
      { ContactId: "c-4", Channel: "CHAT", State: "PENDING" },
    ],
  },
  PreviousAgentSnapshot: { AgentStatus: { Name: "Offline" }, Configuration: null, Contacts: [] },
};

const kinesisEvent = (...records: Buffer[]): KinesisEvent => ({
  Records: records.map((data, index) => ({
    eventID: `shardId-000000000000:${index}`,
    kinesis: { sequenceNumber: `${index}`, data: data.toString("base64"), approximateArrivalTimestamp: 1_772_445_600 },
  })),
});

function services(): StreamTools & { rows: string[]; keys: string[] } {
  const [rows, keys]: [string[], string[]] = [[], []];
  return {
    rows,
    keys,
    deliveries: {
      putRecordBatch: async ({ Records = [] }) => {
        rows.push(...Records.map(({ Data }) => Buffer.from(Data ?? []).toString()));
        return { FailedPutCount: 0, RequestResponses: Records.map(() => ({ RecordId: "1" })) };
      },
    },
    objects: { putObject: async ({ Key = "" }) => void keys.push(Key) },
    now: () => 0,
    pause: async () => undefined,
  };
}

describe("agent events and survey answers as rows", () => {
  useEnvironment({ ROWS_STREAM: "rows", ANALYTICS_BUCKET: "bucket" });

  it("an agent event says what the agent does from then on, and not what the agent is called", () => {
    const reading = agentEventReader()(Buffer.from(JSON.stringify({ ...EVENT, Mood: 1 })));
    const line = "line" in reading ? reading.line : "";
    const row = JSON.parse(line) as Record<string, unknown>;
    expect(AGENT_EVENTS.columns.map(({ name }) => name as string)).to.have.members(Object.keys(row));
    expect(row).to.include({
      event_id: "e-1",
      event_at: "2026-03-02 10:00:00.123",
      agent_id: "a-1",
      agent_username: "agent-0001",
      status_name: "Available",
      next_status_name: "Lunch",
      previous_status_name: "Offline",
      contacts_open: 2,
      contacts_connected: 1,
      contacts_ended: 1,
      hierarchy: '["North"]',
      unknown_fields: '["Mood"]',
    });
    expect(JSON.parse(String(row.current_contacts))).to.deep.include({
      contact_id: "c-2",
      channel: "CHAT",
      state: "ENDED",
    });
    expect(line).not.to.match(/Qfirst|Qlast/);
  });

  it("agent events go where contact records go, poison into a quarantine of their own", async () => {
    const tools = services();
    const event = kinesisEvent(Buffer.from(JSON.stringify(EVENT)), Buffer.from('{"EventId":"e-2"}'), Buffer.from("{}"));
    const { result, lines } = await withLog(() => processAgentEventFactory(tools)(event));
    expect(result.batchItemFailures).to.deep.equal([]);
    expect(tools.rows).to.have.length(1);
    expect(tools.keys[0]).to.equal("quarantine/agent_events/arrived=2026-03-02-10/shardId-000000000000-1.json");
    expect(lines.slice(0, 2).map((line) => Object.keys(JSON.parse(line) as object)[1])).to.deep.equal([
      "badTime",
      "badId",
    ]);
  });

  it("an answer to the survey is a row without its words; links and what expires are none", async () => {
    const tools = services();
    const item = {
      id: { S: "contact#c-1" },
      score: { N: "4" },
      comment: { S: "my number is +12065550123" },
      through: { S: "link" },
      answeredAt: { S: "2026-03-02T10:00:00.000Z" },
      expiresAt: { N: "1" },
    };
    const change = (SequenceNumber: string, NewImage?: Record<string, { S?: string; N?: string }>) => ({
      eventName: NewImage ? "INSERT" : "REMOVE",
      eventSourceARN: "arn:aws:dynamodb:us-east-1:111122223333:table/surveys/stream/2026",
      dynamodb: { SequenceNumber, ApproximateCreationDateTime: 1_772_445_600, ...(NewImage && { NewImage }) },
    });
    const Records = [
      change("1", item),
      change("2", { ...item, id: { S: "token#abc" } }),
      change("3"),
      change("4", { ...item, answeredAt: { S: "soon" } }),
    ];
    const { result } = await withLog(() => processSurveyAnswerFactory(tools)({ Records }));
    expect(result.batchItemFailures).to.deep.equal([]);
    expect(tools.rows).to.have.length(1);
    const { revision, ...row } = JSON.parse(tools.rows[0] ?? "") as Record<string, unknown>;
    expect(revision).to.match(/^[0-9a-f]{64}$/);
    expect(row).to.deep.equal({
      contact_id: "c-1",
      answered_at: "2026-03-02 10:00:00.000",
      score: 4,
      through: "link",
      commented: true,
    });
    const columns = SURVEY_ANSWERS.columns.map(({ name }) => name as string);
    expect([...Object.keys(row), "revision", "unknown_fields"]).to.have.members(columns);
    expect(tools.keys).to.deep.equal(["quarantine/survey_answers/arrived=2026-03-02-10/surveys-4.json"]);
  });
});

describe("the deployed files of handlers of streams", function () {
  this.timeout(300_000);
  let aws: FakeAws;

  before(async () => void (aws = await FakeAws.start()));
  after(() => aws.close());

  async function started(name: string): Promise<Container> {
    const factory = handlerCatalog[name]?.factory;
    if (!factory) throw new Error(`There is no handler ${name}.`);
    return Container.start(await artefactOf(factory), {
      ROWS_STREAM: "rows",
      ANALYTICS_BUCKET: "bucket",
      CUSTOMER_HASH_SECRET_ARN: "arn",
      KEPT_ATTRIBUTES: "intent",
      AWS_ENDPOINT_URL: aws.url,
    });
  }

  it("deliver, quarantine, and bring again what was refused", async () => {
    const asked: string[] = [];
    const SecretString = "0123456789abcdef0123456789abcdef";
    const RequestResponses = [{ RecordId: "1" }, { RecordId: "2" }];
    const bodies: Record<string, object> = {
      GetSecretValue: { SecretString },
      PutRecordBatch: { FailedPutCount: 0, RequestResponses },
    };
    const container = await started("processContactRecord");
    try {
      const [one, two] = [contactRecordBytes({ seed: 2 }, 1), contactRecordBytes({ seed: 2 }, 2)];
      aws.answer = (operation, path) => {
        asked.push(operation || path);
        return { status: 200, body: operation ? JSON.stringify(bodies[operation]) : "" };
      };
      const event = kinesisEvent(one, two, poison("gzip", one));
      expect(await container.invoke<StreamAnswer>(event)).to.deep.equal({ batchItemFailures: [] });
      expect(asked.slice(0, 2)).to.deep.equal(["GetSecretValue", "PutRecordBatch"]);
      expect(asked[2]).to.match(/^\/bucket\/quarantine\/contact_records\/arrived%3D|^\/bucket\/quarantine/);
      expect(container.output).to.include('"outcome":"delivered","records":3,"rows":2,"quarantined":1');
      aws.answer = () => ({ status: 400, body: '{"__type":"ResourceNotFoundException"}' });
      const refused = await container.invoke<StreamAnswer>(kinesisEvent(one));
      expect(refused).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "0" }] });
      expect(container.output).to.include('"failure":"ResourceNotFoundException"');
    } finally {
      await container.stop();
    }
  });

  it("read agent events and survey answers as their sources do", async () => {
    aws.answer = () => ({ status: 200, body: '{"FailedPutCount":0,"RequestResponses":[{"RecordId":"1"}]}' });
    for (const name of ["processAgentEvent", "processSurveyAnswer"]) {
      const container = await started(name);
      try {
        const answer = { id: { S: "contact#c-1" }, answeredAt: { S: "2026-03-02T10:00:00.000Z" }, score: { N: "5" } };
        const event =
          name === "processAgentEvent"
            ? kinesisEvent(Buffer.from(JSON.stringify(EVENT)))
            : { Records: [{ dynamodb: { SequenceNumber: "1", NewImage: answer } }] };
        expect(await container.invoke<StreamAnswer>(event)).to.deep.equal({ batchItemFailures: [] });
        expect(container.output).to.include('"rows":1');
      } finally {
        await container.stop();
      }
    }
  });
});
