/** GetCurrentMetricData and GetMetricDataV2 by the real SDK client, against what was counted by hand. */
import {
  ConnectClient,
  type CurrentMetricName,
  type CurrentMetricResult,
  GetCurrentMetricDataCommand,
  type GetCurrentMetricDataCommandInput,
  GetMetricDataV2Command,
  type GetMetricDataV2CommandInput,
  type MetricResultV2,
} from "@aws-sdk/client-connect";
import { expect } from "chai";
import type { ConnectService } from "../../local/connect";
import { ConnectApi } from "../../local/connect/api/connectApi";
import { Gateway } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { ParticipantService } from "../../local/participant/participantService";
import {
  document,
  flow,
  graph,
  INSTANCE_ARN,
  INSTANCE_ID,
  queueArn,
  REGION,
  routingProfile,
  START,
} from "../support/connectGraph";
import { policy, roleArn, trustOf } from "../support/graphs";
import { center, queueing, seconds } from "../support/queueingCenter";
import { declared } from "../localWeb/webProgram";
import { refusedNow, refusedPast, SUPPORT } from "./refusedMetrics";

const SALES = "id-sales";

let connect: ConnectService;
let gateway: Gateway;
let client: ConnectClient;

const NAMES: CurrentMetricName[] = [
  "AGENTS_ONLINE",
  "AGENTS_STAFFED",
  "AGENTS_AVAILABLE",
  "AGENTS_ON_CONTACT",
  "AGENTS_AFTER_CONTACT_WORK",
  "AGENTS_NON_PRODUCTIVE",
  "AGENTS_ERROR",
  "CONTACTS_IN_QUEUE",
  "OLDEST_CONTACT_AGE",
  "SLOTS_ACTIVE",
  "SLOTS_AVAILABLE",
];

const asked = (names: readonly CurrentMetricName[]) =>
  names.map((Name) => ({ Name, Unit: Name === "OLDEST_CONTACT_AGE" ? ("SECONDS" as const) : ("COUNT" as const) }));

const current = (more: Partial<GetCurrentMetricDataCommandInput> = {}) =>
  client.send(
    new GetCurrentMetricDataCommand({
      InstanceId: INSTANCE_ID,
      Filters: { Queues: [SUPPORT, queueArn("sales")] },
      Groupings: ["QUEUE"],
      CurrentMetrics: asked(NAMES),
      ...more,
    }),
  );

const past = (more: Partial<GetMetricDataV2CommandInput> = {}) =>
  client.send(
    new GetMetricDataV2Command({
      ResourceArn: INSTANCE_ARN,
      StartTime: new Date(START),
      EndTime: new Date(connect.clock.now()),
      Filters: [{ FilterKey: "QUEUE", FilterValues: [SUPPORT, SALES] }],
      Groupings: ["QUEUE"],
      Metrics: [
        { Name: "SERVICE_LEVEL", Threshold: [{ Comparison: "LT", ThresholdValue: 20 }] },
        { Name: "CONTACTS_QUEUED" },
        { Name: "CONTACTS_HANDLED" },
        { Name: "CONTACTS_ABANDONED" },
        { Name: "ABANDONMENT_RATE" },
        { Name: "AVG_HANDLE_TIME" },
      ],
      ...more,
    }),
  );

/** Values by metric. */
const values = (result: CurrentMetricResult | MetricResultV2 | undefined): Record<string, number | undefined> =>
  Object.fromEntries((result?.Collections ?? []).map(({ Metric, Value }) => [Metric?.Name ?? "", Value]));

const ofQueue = (results: CurrentMetricResult[] | undefined, id: string) =>
  values(results?.find(({ Dimensions }) => Dimensions?.Queue?.Id === id));

/** The name of the error a promise rejects with, or "nothing". */
async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing",
    (error: Error) => error.name,
  );
}

describe("metrics of queues on this machine", () => {
  beforeEach(async () => {
    connect = center(
      [
        flow("sell", document(queueing({}, "sales"))),
        routingProfile("helpers", [{ name: "support" }]),
        routingProfile("sellers", [{ name: "sales" }, { name: "support" }]),
      ],
      queueing(),
    );
    gateway = await Gateway.start();
    const api = new ConnectApi(connect, new ParticipantService(connect));
    gateway.register("connect", (request) => api.handle(request));
    client = new ConnectClient({
      region: REGION,
      endpoint: gateway.url,
      credentials: gateway.administrator,
      maxAttempts: 1,
      requestHandler: gateway.inProcessHandler(),
    });
  });
  afterEach(() => gateway.close());

  const agent = (username: string, routingProfile: string, talkSeconds = 600) => {
    const added = connect.addAgent({
      username,
      routingProfile,
      talkSeconds,
      afterContactWorkSeconds: 30,
      answerAfterSeconds: 2,
    });
    added.goOnline();
    return added;
  };

  it("has nothing to tell of queues that nobody serves and nobody waits in", async () => {
    const { MetricResults, ApproximateTotalCount } = await current();
    expect([MetricResults, ApproximateTotalCount]).to.deep.equal([[], 0]);
  });

  it("counts agents and contacts of each queue at this moment", async () => {
    agent("alex", "helpers");
    agent("blair", "helpers").goOffline();
    agent("casey", "sellers");
    for (const from of ["+12065550101", "+12065550102", "+12065550103", "+12065550104"]) connect.dial({ from });
    connect.dial({ from: "+12065550105", flow: "sell" });
    await seconds(connect, 17);
    const { MetricResults, DataSnapshotTime } = await current();
    expect(DataSnapshotTime?.getTime()).to.equal(START + 17_000);
    expect(ofQueue(MetricResults, SUPPORT)).to.deep.equal({
      AGENTS_ONLINE: 2,
      AGENTS_STAFFED: 2,
      AGENTS_AVAILABLE: 0,
      AGENTS_ON_CONTACT: 2,
      AGENTS_AFTER_CONTACT_WORK: 0,
      AGENTS_NON_PRODUCTIVE: 0,
      AGENTS_ERROR: 0,
      CONTACTS_IN_QUEUE: 2,
      OLDEST_CONTACT_AGE: 17,
      SLOTS_ACTIVE: 2,
      SLOTS_AVAILABLE: 0,
    });
    expect(ofQueue(MetricResults, SALES)).to.include({
      AGENTS_ONLINE: 1,
      CONTACTS_IN_QUEUE: 1,
      OLDEST_CONTACT_AGE: 17,
    });
    // Most agents online first.
    expect(MetricResults?.map(({ Dimensions }) => Dimensions?.Queue)).to.deep.equal([
      { Id: SUPPORT, Arn: queueArn("support") },
      { Id: SALES, Arn: queueArn("sales") },
    ]);
  });

  it("tells after-contact work and missed contacts apart", async () => {
    agent("alex", "helpers", 10);
    const missing = agent("blair", "sellers");
    missing.behaviour.answers = false;
    const [first, second] = [
      connect.dial({ from: "+12065550101" }),
      connect.dial({ from: "+12065550102", patience: 30 }),
    ];
    await seconds(connect, 15);
    expect(first.contact.agentLeftAt).to.not.equal(null);
    expect(ofQueue((await current()).MetricResults, SUPPORT)).to.include({
      AGENTS_AFTER_CONTACT_WORK: 1,
      AGENTS_ON_CONTACT: 1,
      SLOTS_ACTIVE: 1,
      CONTACTS_IN_QUEUE: 1,
    });
    await seconds(connect, 10);
    expect(ofQueue((await current()).MetricResults, SUPPORT)).to.include({ AGENTS_ERROR: 1, AGENTS_STAFFED: 2 });
    expect(second.state).to.not.equal("ended");
    await seconds(connect, 20);
    expect(ofQueue((await current()).MetricResults, SUPPORT)).to.include({
      AGENTS_AVAILABLE: 1,
      SLOTS_AVAILABLE: 1,
      CONTACTS_IN_QUEUE: 0,
      OLDEST_CONTACT_AGE: 0,
    });
  });

  it("counts each agent once for all queues together, and gives the age in milliseconds there", async () => {
    agent("alex", "helpers");
    agent("casey", "sellers");
    for (const from of ["+12065550101", "+12065550102", "+12065550103"]) connect.dial({ from });
    await seconds(connect, 24);
    const { MetricResults } = await current({ Groupings: undefined });
    expect(MetricResults).to.have.length(1);
    expect(MetricResults?.[0]?.Dimensions).to.equal(undefined);
    expect(values(MetricResults?.[0])).to.include({
      AGENTS_ONLINE: 2,
      CONTACTS_IN_QUEUE: 1,
      OLDEST_CONTACT_AGE: 24_000,
    });
  });

  it("splits by channel, and counts only the channels asked for", async () => {
    agent("alex", "helpers");
    const call = connect.dial({ from: "+12065550101" });
    connect.task({ flow: "main", name: "Call back" });
    await seconds(connect, 5);
    expect(call.contact.agent?.username).to.equal("alex");
    const tasks = await current({ Filters: { Queues: [SUPPORT], Channels: ["TASK"] } });
    expect(ofQueue(tasks.MetricResults, SUPPORT)).to.include({
      CONTACTS_IN_QUEUE: 1,
      AGENTS_ONLINE: 0,
      SLOTS_ACTIVE: 0,
    });
    const split = await current({
      Groupings: ["QUEUE", "CHANNEL"],
      Filters: { Queues: [SUPPORT], Channels: ["VOICE", "TASK"] },
    });
    expect(split.MetricResults?.map(({ Dimensions }) => [Dimensions?.Queue?.Id, Dimensions?.Channel])).to.deep.equal([
      [SUPPORT, "VOICE"],
      [SUPPORT, "TASK"],
    ]);
  });

  it("gives the rest of one moment's results for a token, for five minutes", async () => {
    agent("casey", "sellers");
    const first = await current({ MaxResults: 1 });
    expect([first.MetricResults?.length, first.ApproximateTotalCount]).to.deep.equal([1, 2]);
    connect.dial({ from: "+12065550101" });
    await seconds(connect, 10);
    const second = await current({ MaxResults: 1, NextToken: first.NextToken });
    expect(second.MetricResults).to.have.length(1);
    expect(second.NextToken).to.equal(undefined);
    expect(second.DataSnapshotTime).to.deep.equal(first.DataSnapshotTime);
    const other = current({ NextToken: first.NextToken, Groupings: ["CHANNEL"] });
    expect(await failure(other)).to.equal("InvalidParameterException");
    await seconds(connect, 300);
    expect(await failure(current({ NextToken: first.NextToken }))).to.equal("InvalidParameterException");
  });

  it("sorts as it is told", async () => {
    agent("alex", "helpers");
    agent("casey", "sellers");
    const { MetricResults } = await current({
      SortCriteria: [{ SortByMetric: "AGENTS_ONLINE", SortOrder: "ASCENDING" }],
    });
    expect(MetricResults?.map(({ Dimensions }) => Dimensions?.Queue?.Id)).to.deep.equal([SALES, SUPPORT]);
  });

  it("refuses what the API refuses, by its names", async () => {
    for (const [more, name] of refusedNow()) expect(await failure(current(more)), JSON.stringify(more)).to.equal(name);
  });

  it("tells how contacts went that are over, by their records", async () => {
    agent("alex", "helpers", 60);
    // Answered after 2 s, then one after the other: 92 s each (talk 60, work 30, answer 2).
    const answered = ["+12065550101", "+12065550102"].map((from) => connect.dial({ from }));
    const gone = [5, 40].map((patience, place) => connect.dial({ from: `+1206555011${place}`, patience }));
    connect.dial({ from: "+12065550120", flow: "sell", patience: 10 });
    await seconds(connect, 300);
    expect(answered.map(({ contact }) => contact.agent?.username)).to.deep.equal(["alex", "alex"]);
    expect(gone.map(({ state }) => state)).to.deep.equal(["ended", "ended"]);
    connect.dial({ from: "+12065550121" });
    const { MetricResults } = await past();
    const [support, sales] = MetricResults ?? [];
    expect(support?.Dimensions).to.deep.equal({ QUEUE: SUPPORT });
    expect(support?.MetricInterval?.Interval).to.equal("TOTAL");
    expect(support?.MetricInterval?.EndTime?.getTime()).to.equal(START + 300_000);
    expect(values(support)).to.deep.equal({
      // Of four, one was answered and one gave up within 20 s.
      SERVICE_LEVEL: 50,
      CONTACTS_QUEUED: 4,
      CONTACTS_HANDLED: 2,
      CONTACTS_ABANDONED: 2,
      ABANDONMENT_RATE: 50,
      AVG_HANDLE_TIME: 90,
    });
    expect(values(sales)).to.deep.equal({
      SERVICE_LEVEL: 100,
      CONTACTS_QUEUED: 1,
      CONTACTS_HANDLED: 0,
      CONTACTS_ABANDONED: 1,
      ABANDONMENT_RATE: 100,
      AVG_HANDLE_TIME: undefined,
    });
    const together = await past({ Groupings: undefined });
    expect(values(together.MetricResults?.[0])).to.include({ CONTACTS_QUEUED: 5, SERVICE_LEVEL: 60 });
    const early = await past({ EndTime: new Date(START + 8_000) });
    expect(values(early.MetricResults?.[0])).to.include({ CONTACTS_QUEUED: 1, CONTACTS_ABANDONED: 1 });
    const chats = await past({
      Filters: [
        { FilterKey: "QUEUE", FilterValues: [SUPPORT] },
        { FilterKey: "CHANNEL", FilterValues: ["CHAT"] },
      ],
    });
    expect(chats.MetricResults).to.deep.equal([]);
  });

  it("counts a threshold to the second, as it is compared", async () => {
    agent("alex", "helpers", 1);
    connect.dial({ from: "+12065550101" });
    await seconds(connect, 60);
    const level = async (Comparison: string, ThresholdValue: number) =>
      values(
        (await past({ Metrics: [{ Name: "SERVICE_LEVEL", Threshold: [{ Comparison, ThresholdValue }] }] }))
          .MetricResults?.[0],
      ).SERVICE_LEVEL;
    expect([await level("LT", 2), await level("LTE", 2), await level("LT", 3)]).to.deep.equal([0, 100, 100]);
  });

  it("refuses what GetMetricDataV2 refuses", async () => {
    await seconds(connect, 60);
    for (const [more, name] of refusedPast(connect.clock.now()))
      expect(await failure(past(more)), JSON.stringify(more)).to.equal(name);
  });

  it("asks a role for the instance and for each queue", async () => {
    const role = (name: string, Resource: string[]) =>
      declared("aws:iam/role:Role", name, {
        name,
        assumeRolePolicy: trustOf(),
        inlinePolicies: [
          {
            name: "inline",
            policy: policy({
              Effect: "Allow",
              Action: ["connect:GetCurrentMetricData", "connect:GetMetricDataV2"],
              Resource,
            }),
          },
        ],
      });
    const iam = IamService.fromGraph(
      graph(
        role("all", [INSTANCE_ARN, `${INSTANCE_ARN}/queue/*`]),
        role("one", [INSTANCE_ARN, queueArn("support")]),
        role("queues", [`${INSTANCE_ARN}/queue/*`]),
      ),
    );
    const api = new ConnectApi(connect, new ParticipantService(connect), iam);
    await gateway.close();
    gateway = await Gateway.start();
    gateway.register("connect", (request) => api.handle(request));
    await seconds(connect, 60);
    const outcomes: Record<string, string[]> = {};
    for (const name of ["all", "one", "queues"]) {
      client = new ConnectClient({
        region: REGION,
        endpoint: gateway.url,
        credentials: gateway.issueCredentials({ roleArn: roleArn(name), sessionName: name }),
        requestHandler: gateway.inProcessHandler(),
      });
      outcomes[name] = [
        await failure(current()),
        await failure(past()),
        await failure(current({ Filters: { Queues: [SUPPORT] } })),
      ];
    }
    const denied = "AccessDeniedException";
    expect(outcomes).to.deep.equal({
      all: ["nothing", "nothing", "nothing"],
      one: [denied, denied, "nothing"],
      queues: [denied, denied, denied],
    });
  });
});
