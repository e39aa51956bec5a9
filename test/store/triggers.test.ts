/** Schedules that start functions, and buckets that tell of their objects. */
import { expect } from "chai";
import { isRecord } from "../../local/engine/graph";
import { LambdaService } from "../../local/lambda/lambdaService";
import { LocalMessaging } from "../../local/messaging";
import type { BucketNotifications } from "../../local/s3/notifications";
import type { SchedulerService } from "../../local/scheduler/schedulerService";
import { startNotifications, startSchedules } from "../../local/triggers";
import { queueArn, queueUrl } from "../messaging/support";
import { ACCOUNT, functionArn, policy, REGION, roleArn, type TestStatement } from "../support/graphs";
import { RunningStore, START, StoreGraph } from "./support";

const MINUTE = 60_000;
const BUCKET = "analytics";
const SCHEDULE_ARN = `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/often`;
const INVOKE: TestStatement = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn("job") };
const SEND: TestStatement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn("failures") };

class TriggerGraph extends StoreGraph {
  job(body = ""): this {
    const text = `exports.handler = async (event) => { console.log("SEEN " + JSON.stringify(event)); ${body} };`;
    return this.role("function-role").function("job", { text });
  }

  schedule(expression: string, target: Record<string, unknown> = {}, inputs: Record<string, unknown> = {}): this {
    return this.declare("aws:scheduler/schedule:Schedule", "often", {
      name: "often",
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: functionArn("job"), roleArn: roleArn("scheduler"), ...target },
      ...inputs,
    });
  }

  schedulerRole(...statements: TestStatement[]): this {
    const principal = { Service: "scheduler.amazonaws.com" };
    const inputs = {
      assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal }),
      inlinePolicies: [{ name: "inline", policy: policy(...statements) }],
    };
    return this.add("aws:iam/role:Role", "scheduler", inputs, { name: "scheduler", arn: roleArn("scheduler") });
  }

  /** A queue that lets S3 send for the bucket. */
  told(name: string): this {
    const statement: TestStatement = {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn(name),
      Condition: {
        ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${BUCKET}` },
        StringEquals: { "aws:SourceAccount": ACCOUNT },
      },
    };
    const type = "aws:sqs/queuePolicy:QueuePolicy";
    return this.queue(name).declare(type, `${name}-policy`, { queueUrl: queueUrl(name), policy: policy(statement) });
  }

  notification(inputs: Record<string, unknown>): this {
    return this.declare("aws:s3/bucketNotification:BucketNotification", "told", { bucket: BUCKET, ...inputs });
  }
}

describe("what starts by itself", () => {
  let store: RunningStore;
  let lambda: LambdaService;
  let messaging: LocalMessaging;
  let schedules: SchedulerService;
  let notifications: BucketNotifications;
  let seen: unknown[];

  const started: (() => Promise<void>)[] = [];

  async function open(graph: TriggerGraph): Promise<void> {
    store = await RunningStore.start(graph);
    const { gateway, clock, iam } = store;
    const opened = store;
    started.push(() => opened.close());
    const built = graph.build();
    seen = [];
    const onLog = ({ text }: { text: string }): void => {
      if (text.includes("SEEN ")) seen.push(JSON.parse(text.slice(text.indexOf("SEEN ") + 5)));
    };
    lambda = LambdaService.fromGraph(built, { gateway, iam, mode: "inProcess", now: () => clock.now(), onLog });
    const functions = lambda;
    started.push(() => functions.close());
    messaging = LocalMessaging.start(built, { clock, gateway, lambda, iam });
    const wired = { clock, messaging, objects: store.s3.store, iam };
    notifications = startNotifications(built, wired);
    schedules = startSchedules(built, wired);
  }

  afterEach(async () => {
    for (const close of started.splice(0).reverse()) await close();
  });

  const messages = (queue: string) => messaging.queues.queue(queue)?.peek() ?? [];

  describe("by a schedule", () => {
    it("is invoked at its rate, with its input", async () => {
      const input = JSON.stringify({ kind: "hourly", at: "<aws.scheduler.scheduled-time>" });
      await open(new TriggerGraph().job().schedulerRole(INVOKE).schedule("rate(5 minutes)", { input }));
      await store.clock.advance(4 * MINUTE);
      expect(seen).to.deep.equal([]);
      await store.clock.advance(6 * MINUTE);
      expect(seen).to.deep.equal([
        { kind: "hourly", at: "2026-03-02T09:05:00Z" },
        { kind: "hourly", at: "2026-03-02T09:10:00Z" },
      ]);
      expect(schedules.nextAt("often")).to.equal(START + 15 * MINUTE);
    });

    it("gets Scheduler's own event when it has no input", async () => {
      await open(new TriggerGraph().job().schedulerRole(INVOKE).schedule("at(2026-03-02T10:00:00)"));
      await store.clock.advance(600 * MINUTE);
      expect(seen).to.have.length(1);
      const [event] = seen;
      expect(isRecord(event) && event).to.deep.include({
        source: "aws.scheduler",
        "detail-type": "Scheduled Event",
        time: "2026-03-02T10:00:00Z",
        resources: [SCHEDULE_ARN],
        detail: "{}",
      });
      expect(schedules.nextAt("often")).to.equal(undefined);
    });

    it("follows the calendar of its time zone, and stays still when disabled or out of its dates", async () => {
      const zone = { scheduleExpressionTimezone: "America/Los_Angeles" };
      const graph = (inputs: object) =>
        new TriggerGraph()
          .job()
          .schedulerRole(INVOKE)
          .schedule("cron(30 8 ? * MON-FRI *)", {}, { ...zone, ...inputs });
      await open(graph({}));
      expect(schedules.nextAt("often")).to.equal(Date.parse("2026-03-02T16:30:00Z"));
      schedules.close();
      await open(graph({ state: "DISABLED" }));
      expect(schedules.nextAt("often")).to.equal(undefined);
      await open(graph({ startDate: "2026-03-07T00:00:00Z" }));
      expect(schedules.nextAt("often")).to.equal(Date.parse("2026-03-09T15:30:00Z"));
      await open(graph({ endDate: "2026-03-02T12:00:00Z" }));
      expect(schedules.nextAt("often")).to.equal(undefined);
    });

    it("is tried again while Lambda throttles", async () => {
      await open(new TriggerGraph().job().schedulerRole(INVOKE).schedule("rate(1 hour)"));
      schedules.faults.set("often", { kind: "throttle", times: 3 });
      await store.clock.advance(60 * MINUTE + 6999);
      expect(seen).to.have.length(0);
      await store.clock.advance(1);
      expect(seen).to.have.length(1);
    });

    it("ends in the dead-letter queue when its retries are used up, or its age", async () => {
      const deadLetterConfig = { arn: queueArn("failures") };
      const graph = (retryPolicy: object) =>
        new TriggerGraph()
          .job()
          .queue("failures")
          .schedulerRole(INVOKE, SEND)
          .schedule("rate(1 hour)", { input: '{"a":1}', deadLetterConfig, retryPolicy });
      await open(graph({ maximumRetryAttempts: 2 }));
      schedules.faults.set("often", { kind: "throttle" });
      await store.clock.advance(61 * MINUTE);
      const [message] = messages("failures");
      const texts = Object.entries(message?.attributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]);
      expect(message?.body).to.equal('{"a":1}');
      expect(Object.fromEntries(texts)).to.include({
        ERROR_CODE: "TooManyRequestsException",
        EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
        RETRY_ATTEMPTS: "2",
        SCHEDULED_TIME: "2026-03-02T10:00:00Z",
        SCHEDULE_ARN,
        TARGET_ARN: functionArn("job"),
      });
      schedules.close();

      await open(graph({ maximumEventAgeInSeconds: 60 }));
      schedules.faults.set("often", { kind: "throttle" });
      await store.clock.advance(62 * MINUTE);
      const condition = messages("failures")[0]?.attributes["EXHAUSTED_RETRY_CONDITION"];
      expect(condition).to.include({ StringValue: "MaximumEventAgeInSeconds" });
    });

    it("is not tried again without the permission to invoke, and is lost without one to send", async () => {
      const deadLetterConfig = { arn: queueArn("failures") };
      const graph = (...statements: TestStatement[]) =>
        new TriggerGraph()
          .job()
          .queue("failures")
          .schedulerRole(...statements)
          .schedule("rate(1 hour)", { deadLetterConfig });
      await open(graph(SEND));
      await store.clock.advance(60 * MINUTE);
      expect(messages("failures")[0]?.attributes["ERROR_CODE"]).to.include({ StringValue: "AccessDeniedException" });
      expect(seen).to.deep.equal([]);
      schedules.close();

      await open(graph());
      await store.clock.advance(60 * MINUTE);
      expect(messages("failures")).to.deep.equal([]);
      expect(schedules.dropped.map(({ reason }) => reason).join()).to.contain("sqs:SendMessage");
    });

    it("is refused with a role Scheduler cannot assume", async () => {
      const graph = new TriggerGraph().job().role("scheduler", INVOKE).schedule("rate(1 hour)");
      const error = await open(graph).catch((reason: unknown) => reason);
      expect(String(error)).to.contain('Schedule "often" cannot be created').and.contain("scheduler.amazonaws.com");
    });
  });

  describe("by an object", () => {
    const created = { queueArn: queueArn("load"), events: ["s3:ObjectCreated:*"] };
    const put = (key: string, body = "x") => store.s3.store.put(BUCKET, key, Buffer.from(body));

    it("is told in AWS's own words, with the key as forms encode it", async () => {
      const queues = [{ id: "rows", filterPrefix: "rows/", filterSuffix: ".gz", ...created }];
      const graph = new TriggerGraph().bucket(BUCKET, { versioning: "Enabled" }).told("load");
      await open(graph.notification({ queues }));
      const info = put("rows/arrived=2026-03-02-09/a b+c(ü).gz", "four");
      put("other/a.gz");
      put("rows/a.json");
      expect(messages("load")).to.have.length(1);
      const told: unknown = JSON.parse(messages("load")[0]?.body ?? "");
      const [record] = isRecord(told) && Array.isArray(told.Records) ? (told.Records as unknown[]) : [];
      expect(isRecord(record) && record).to.deep.include({
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: REGION,
        eventTime: "2026-03-02T09:00:00.000Z",
        eventName: "ObjectCreated:Put",
      });
      const { s3 } = record as { s3: Record<string, Record<string, unknown>> };
      expect(s3).to.deep.include({ s3SchemaVersion: "1.0", configurationId: "rows" });
      expect(s3.bucket).to.deep.include({ name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` });
      const { sequencer, ...object } = s3.object ?? {};
      expect(object).to.deep.equal({
        key: "rows/arrived%3D2026-03-02-09/a+b%2Bc%28%C3%BC%29.gz",
        size: 4,
        eTag: info.etag,
        versionId: info.versionId,
      });
      expect(sequencer).to.match(/^[0-9A-F]+$/);
    });

    it("is told of deletions and of expiry when it asks for them", async () => {
      const queues = [{ queueArn: queueArn("load"), events: ["s3:ObjectRemoved:*", "s3:LifecycleExpiration:Delete"] }];
      const lifecycle = [{ id: "old", status: "Enabled", filter: { prefix: "" }, expiration: { days: 1 } }];
      await open(new TriggerGraph().bucket(BUCKET, { lifecycle }).told("load").notification({ queues }));
      put("a");
      put("b");
      store.s3.store.delete(BUCKET, "a");
      await store.clock.advance(49 * 60 * MINUTE);
      const names = messages("load").map(({ body }) => /"eventName":"([^"]+)"/.exec(body)?.[1]);
      expect(names).to.deep.equal(["ObjectRemoved:Delete", "LifecycleExpiration:Delete"]);
    });

    it("starts a function whose policy lets S3 in", async () => {
      const lambdaFunctions = [{ lambdaFunctionArn: functionArn("job"), events: ["s3:ObjectCreated:Put"] }];
      const permission = {
        action: "lambda:InvokeFunction",
        function: "job",
        principal: "s3.amazonaws.com",
        sourceArn: `arn:aws:s3:::${BUCKET}`,
        sourceAccount: ACCOUNT,
      };
      await open(
        new TriggerGraph()
          .bucket(BUCKET)
          .job()
          .add("aws:lambda/permission:Permission", "invoke", permission)
          .notification({ lambdaFunctions }),
      );
      put("a");
      await store.clock.advance(0);
      expect(seen).to.have.length(1);
      expect(notifications.lost).to.deep.equal([]);
    });

    it("is refused where the queue or the function does not let S3 in", async () => {
      const graphs = [
        new TriggerGraph()
          .bucket(BUCKET)
          .queue("load")
          .notification({ queues: [created] }),
        new TriggerGraph()
          .bucket(BUCKET)
          .job()
          .notification({ lambdaFunctions: [{ lambdaFunctionArn: functionArn("job"), events: created.events }] }),
      ];
      for (const graph of graphs) {
        const error = await open(graph).catch((reason: unknown) => reason);
        expect(String(error)).to.contain("cannot be created").and.contain("s3.amazonaws.com");
      }
    });
  });
});
