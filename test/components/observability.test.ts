import { expect } from "chai";
import { HandlerFunction } from "../../components/foundations/handlerFunction";
import { HandlerLogs } from "../../components/foundations/handlerLogs";
import { Observability, type ObservabilityArgs } from "../../components/observability";
import { breaches, insightsOf, metricsOf } from "../support/alarms";
import { MODES, run, type Run, valueOf } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const FIGURES = "arn:aws:lambda:us-east-1:123456789012:function:figures";
const READ_SETTINGS = "arn:aws:lambda:us-east-1:123456789012:function:read-settings";
const INSTANCE = "11111111-2222-4333-8444-555555555555";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

function idleFactory() {
  return async () => ({});
}

const SETTINGS = { keyArn: KEY, alarmTopicArn: TOPIC, logRetentionDays: 30 };

const args = (changes: Partial<ObservabilityArgs> = {}): ObservabilityArgs => ({
  ...SETTINGS,
  instanceId: INSTANCE,
  queues: ["orders", "support"],
  readSettingsArn: READ_SETTINGS,
  ...changes,
});

/** A stack with two functions, figures, a queue of failed work, a bot and a panel of another component. */
function complete(): Observability {
  const logs = new HandlerLogs("handlers", SETTINGS);
  const idle = { factory: idleFactory, description: "Idles", environment: {}, permissions: [], logs };
  new HandlerFunction("lookup", idle);
  new HandlerFunction("tidy", { ...idle, onContactPath: false });
  return new Observability(
    "operations",
    args({
      logs,
      callQuota: 40,
      thresholds: { queueLength: 7, longestWait: 90, callsPercent: 75, missedCalls: 4 },
      figures: { functionArn: FIGURES, shown: [{ title: "Queues today", query: "today-by-queue" }] },
      failureQueueUrls: { sms: "https://sqs.us-east-1.amazonaws.com/123456789012/sms-failures" },
      bot: { botId: "BOT0000001", aliasId: "ALIAS00001" },
      panels: [{ title: "Rows", series: [] }],
    }),
  );
}

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: Record<string, unknown> & { title?: string; metrics?: unknown[][]; region?: string };
}

const widgetsOf = ({ one }: Run<unknown>): Widget[] =>
  (JSON.parse(String(one(DASHBOARD).inputs.dashboardBody)) as { widgets: Widget[] }).widgets;

for (const mode of MODES) {
  describe(`Observability (${mode})`, () => {
    it("has one dashboard, one alarm over the others, and a check by a schedule", async () => {
      const { all, one } = await run(mode, complete);
      expect(all(DASHBOARD)).to.have.length(1);
      expect(one(COMPOSITE).inputs).to.deep.include({
        alarmName: "contact-center-test-operations-callers-suffer",
        alarmActions: [TOPIC],
        okActions: [TOPIC],
      });
      expect(one("aws:scheduler/schedule:Schedule").inputs).to.include({ scheduleExpression: "rate(5 minutes)" });
      expect(one("aws:lambda/function:Function", "check-settings").inputs.environment).to.deep.equal({
        variables: { READ_SETTINGS_ARN: READ_SETTINGS },
      });
      for (const { name, inputs } of all(ALARM)) expect(inputs.alarmActions, name).to.deep.equal([TOPIC]);
    });

    it("watches calls, waiting and flows with the thresholds it is given", async () => {
      const { one } = await run(mode, complete);
      const thresholdOf = (name: string) => one(ALARM, name).inputs.threshold;
      expect(thresholdOf("calls-near-quota")).to.equal(0.75);
      expect(thresholdOf("calls-missed")).to.equal(4);
      expect(thresholdOf("wait-is-long")).to.equal(90);
      expect(thresholdOf("queue-is-long")).to.equal(7);
      expect(thresholdOf("flows-fail")).to.equal(1);
      expect(thresholdOf("flows-err")).to.equal(10);
    });

    it("sounds when nobody has answered for ten minutes, and when nobody has asked", async () => {
      const { one } = await run(mode, complete);
      const alarm = one(ALARM, "check-settings-unanswered");
      expect(alarm.inputs).to.include({ period: 300, evaluationPeriods: 2, datapointsToAlarm: 2 });
      expect([1, 0, undefined].map((answers) => breaches(alarm, () => answers))).to.deep.equal([false, true, true]);
      const filter = one("aws:cloudwatch/logMetricFilter:LogMetricFilter", "check-settings-answers").inputs;
      expect(filter.pattern).to.equal('"\\"outcome\\":\\"settingsAnswered\\""');
      expect((filter.metricTransformation as { name: string }).name).to.equal(alarm.inputs.metricName);
    });
  });
}

describe("Observability", () => {
  let made: Run<Observability>;
  before(async () => {
    made = await run("update", complete);
  });

  it("asks Connect for all queues and all flows of the instance, also those made later", () => {
    const queries = made.all(ALARM).flatMap((alarm) => insightsOf(alarm) ?? []);
    const of = (group: string) => `FROM "AWS/Connect" WHERE InstanceId = '${INSTANCE}' AND MetricGroup = '${group}'`;
    expect(queries).to.have.members([
      `SELECT MAX(LongestQueueWaitTime) ${of("Queue")}`,
      `SELECT MAX(QueueSize) ${of("Queue")}`,
      `SELECT SUM(ContactFlowFatalErrors) ${of("ContactFlow")}`,
      `SELECT SUM(ContactFlowErrors) ${of("ContactFlow")}`,
    ]);
  });

  it("rings for each call that is refused, whatever the reason", () => {
    const alarm = made.one(ALARM, "calls-refused");
    for (const reason of ["CallsBreachingConcurrencyQuota", "ThrottledCalls"]) {
      expect(
        breaches(alarm, ({ metricName }) => (metricName === reason ? 1 : 0)),
        reason,
      ).to.equal(true);
    }
    for (const { dimensions } of metricsOf(alarm)) {
      expect(dimensions).to.deep.equal({ InstanceId: INSTANCE, MetricGroup: "VoiceCalls" });
    }
  });

  it("calls callers suffering when they are refused, wait, are cut off or answered without data; warnings it leaves out", () => {
    const rule = String(made.one(COMPOSITE).inputs.alarmRule);
    const nameOf = (name: string) => String(made.one(ALARM, name).outputs?.name);
    const felt = [
      "calls-refused",
      "wait-is-long",
      "queue-is-long",
      "flows-fail",
      "settings-unanswered",
      "conversation-fails",
    ];
    expect(rule.split(" OR ")).to.have.members(felt.map((name) => `ALARM("${nameOf(name)}")`));
  });

  it("shows waiting by queue against its alarm, and calls against their quota", () => {
    const [states, waiting, longest, calls] = widgetsOf(made);
    expect(states?.type).to.equal("alarm");
    expect(states?.properties.alarms).to.include(made.one(COMPOSITE).outputs?.arn);
    expect(waiting?.properties.metrics).to.deep.equal(
      ["orders", "support"].map((queue) => [
        "AWS/Connect",
        "QueueSize",
        "InstanceId",
        INSTANCE,
        "MetricGroup",
        "Queue",
        "QueueName",
        queue,
        { label: queue, stat: "Maximum" },
      ]),
    );
    const limitOf = (widget: Widget | undefined) => widget?.properties.annotations;
    expect(limitOf(waiting)).to.deep.equal({ horizontal: [{ label: "alarm", value: 7 }] });
    expect(limitOf(longest)).to.deep.equal({ horizontal: [{ label: "alarm", value: 90 }] });
    expect(limitOf(calls)).to.deep.equal({ horizontal: [{ label: "quota", value: 40 }] });
  });

  it("shows every function by its name, what the logs say of each, figures, the bot, failed work, others' panels and the bill", () => {
    const widgets = widgetsOf(made);
    const titled = (title: string) => widgets.find(({ properties }) => properties.title === title)?.properties;
    const functions = made.all("aws:lambda/function:Function").map(({ outputs }) => outputs?.name);
    for (const title of ["Milliseconds, p99", "Invocations that failed", "Invocations that were turned away"]) {
      expect(
        titled(title)?.metrics?.map(([, , , name]) => name),
        title,
      ).to.have.members(functions);
    }
    const logs = String(titled("Failures and answers without data, by function, from the logs")?.query);
    expect(logs).to.match(
      /^SOURCE 'handlers-conversation-\w+' \| SOURCE 'handlers-background-\w+' \| filter @message like/,
    );
    expect(titled("Queues today")).to.deep.include({ endpoint: FIGURES, params: { query: "today-by-queue" } });
    expect(JSON.stringify(titled("Turns of the bot, and those it did not understand"))).to.contain("BOT0000001");
    expect(titled("Work that failed for good and waits for somebody")?.metrics?.[0]).to.include("sms-failures");
    expect(titled("Rows")).not.to.equal(undefined);
    const bill = titled("US dollars this account was charged this month");
    expect(bill).to.include({ region: "us-east-1", period: 21_600 });
    expect(bill?.metrics?.[0]).to.include.members(["AWS/Billing", "EstimatedCharges", "AmazonConnect"]);
  });

  it("puts no widget on another, and none beyond the 24 columns", () => {
    const widgets = widgetsOf(made);
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, at) => `${x + (at % width)} ${y + Math.floor(at / width)}`),
    );
    expect(new Set(cells).size).to.equal(cells.length);
    expect(widgets.every(({ x, width }) => x + width <= 24)).to.equal(true);
  });

  it("is called by project and stack, because dashboards of an account share their names", async () => {
    expect(await valueOf(made.result.dashboardName)).to.equal("contact-center-test-operations");
  });

  it("does with an instance and its queues alone", async () => {
    const { all, one } = await run("update", () => new Observability("alone", args({ readSettingsArn: undefined })));
    expect(all("aws:scheduler/schedule:Schedule")).to.deep.equal([]);
    expect(all("aws:lambda/function:Function")).to.deep.equal([]);
    expect(String(one(COMPOSITE).inputs.alarmRule).split(" OR ")).to.have.length(4);
  });

  for (const [changes, message] of [
    [{ queues: [] }, "queues is empty; name at least one"],
    [{ thresholds: { callsPercent: 101 } }, "thresholds.callsPercent is 101; allowed are whole numbers from 1 to 100"],
    [{ thresholds: { longestWait: 0 } }, "thresholds.longestWait is 0; allowed are whole numbers from 1 on"],
  ] as const) {
    it(`refuses ${JSON.stringify(changes)}`, async () => {
      await run("update", () => {
        expect(() => new Observability("operations", args(changes as Partial<ObservabilityArgs>))).to.throw(message);
      });
    });
  }
});
