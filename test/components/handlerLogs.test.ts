import { expect } from "chai";
import { HandlerFunction, type HandlerFunctionArgs } from "../../components/foundations/handlerFunction";
import { FAILURE_TERMS, HandlerLogs } from "../../components/foundations/handlerLogs";
import { logOutcome } from "../../handlers/support/logOutcome";
import { withLog } from "../support/handlerLog";
import { matchesPattern } from "../support/logPattern";
import { MODES, type Recorded, run } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const SETTINGS = { keyArn: KEY, alarmTopicArn: TOPIC, logRetentionDays: 30 };

const GROUP = "aws:cloudwatch/logGroup:LogGroup";
const FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const FUNCTION = "aws:lambda/function:Function";

function idleFactory() {
  return async () => ({});
}

const idle: HandlerFunctionArgs = { factory: idleFactory, description: "Idles", environment: {}, permissions: [] };

/** Two functions somebody waits for and one nobody does, on common logs. */
function threeFunctions(): HandlerLogs {
  const logs = new HandlerLogs("handlers", SETTINGS);
  new HandlerFunction("answer", { ...idle, logs });
  new HandlerFunction("lookup", { ...idle, logs });
  new HandlerFunction("tidy", { ...idle, logs, onContactPath: false });
  return logs;
}

const namesOf = (resources: Recorded[]) => resources.map(({ name }) => name);

for (const mode of MODES) {
  describe(`HandlerLogs (${mode})`, () => {
    it("keeps one encrypted log group for functions somebody waits for, and one for the others", async () => {
      const { all, one } = await run(mode, threeFunctions);
      expect(namesOf(all(GROUP))).to.have.members(["handlers-conversation", "handlers-background"]);
      for (const { inputs } of all(GROUP)) expect(inputs).to.include({ retentionInDays: 30, kmsKeyId: KEY });
      const groupOf = (name: string) => JSON.stringify(one(FUNCTION, name).inputs.loggingConfig);
      expect(groupOf("answer")).to.equal(groupOf("lookup"));
      if (mode === "update") {
        expect(groupOf("answer")).to.contain('"handlers-conversation-').and.to.contain('"logFormat":"Text"');
        expect(groupOf("tidy")).to.contain('"handlers-background-');
      }
    });

    it("counts the failures of each group once and raises one alarm for each, and one for throttles", async () => {
      const { all } = await run(mode, threeFunctions);
      expect(namesOf(all(FILTER))).to.have.members(["handlers-conversation-failures", "handlers-background-failures"]);
      const watched = all(ALARM).map(({ inputs }) => `${inputs.namespace} ${inputs.metricName}`);
      expect(watched).to.have.members([
        "AWS/Lambda Throttles",
        "ContactCenter/contact-center/test handlers-conversation-failures",
        "ContactCenter/contact-center/test handlers-background-failures",
      ]);
      const counted = all(FILTER).map(
        ({ inputs }) => inputs.metricTransformation as { namespace: string; name: string },
      );
      for (const { namespace, name } of counted) expect(watched).to.include(`${namespace} ${name}`);
      for (const { inputs } of all(ALARM)) {
        expect(inputs).to.deep.include({ alarmActions: [TOPIC], okActions: [TOPIC], treatMissingData: "notBreaching" });
        expect(inputs).not.to.have.property("dimensions");
      }
    });

    it("is made by a function that is given none, with only what it needs", async () => {
      const { all } = await run(mode, () => new HandlerFunction("alone", { ...idle, ...SETTINGS }));
      expect(namesOf(all(GROUP))).to.deep.equal(["alone-logs-conversation"]);
      expect(namesOf(all(FILTER))).to.deep.equal(["alone-logs-conversation-failures"]);
      expect(namesOf(all(ALARM))).to.have.members(["alone-logs-conversation-fails", "alone-logs-throttled"]);
    });

    it("lends services a group without counting in it", async () => {
      const { all } = await run(mode, () => {
        const logs = new HandlerLogs("handlers", SETTINGS);
        return [logs.services("requests"), logs.services("delivery"), logs.services("requests")];
      });
      expect(namesOf(all(GROUP))).to.deep.equal(["handlers-requests", "handlers-delivery"]);
      expect(all(FILTER).concat(all(ALARM))).to.deep.equal([]);
    });
  });
}

describe("HandlerLogs", () => {
  let pattern = "";
  before(async () => {
    const { one } = await run("update", threeFunctions);
    pattern = String(one(FILTER, "conversation-failures").inputs.pattern);
  });

  it("says in its alarms what failing means, and where to look", async () => {
    const { one } = await run("update", threeFunctions);
    const says = (name: string) => String(one(ALARM, name).inputs.alarmDescription);
    expect(says("conversation-fails")).to.match(/callers hear the safe answer/);
    expect(says("conversation-fails")).to.match(/streams in log group handlers-conversation-\w+ say which function/);
    expect(says("background-fails")).to.match(/lies where its failures end/);
    expect(says("throttled")).to.match(/concurrent executions/);
    for (const name of ["conversation-fails", "background-fails", "throttled"]) {
      expect(says(name).length).to.be.below(1_024);
      // Two minutes of five: one failure wakes nobody, and an outage need not fail every minute.
      expect(one(ALARM, name).inputs).to.include({ evaluationPeriods: 5, datapointsToAlarm: 2, threshold: 1 });
    }
  });

  const REQUEST = "11111111-2222-4333-8444-555555555555";
  for (const line of [
    `2026-10-01T08:00:00.000Z\t${REQUEST}\tINFO\t{"outcome":"unavailable","failure":"TimeoutError","ms":1200}`,
    `2026-10-01T08:00:00.000Z ${REQUEST} Task timed out after 4.00 seconds`,
    `2026-10-01T08:00:00.000Z\t${REQUEST}\tERROR\tInvoke Error \t{"errorType":"AccessDeniedException","stack":[]}`,
    `2026-10-01T08:00:00.000Z\tundefined\tERROR\tUncaught Exception \t{"errorType":"Runtime.ImportModuleError"}`,
    `2026-10-01T08:00:00.000Z\t${REQUEST}\tERROR\tUnhandled Promise Rejection \t{"errorType":"Error"}`,
    `RequestId: ${REQUEST} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`,
  ]) {
    it(`counts ${JSON.stringify(line.slice(61, 110))}`, () => {
      expect(matchesPattern(pattern, line)).to.equal(true);
    });
  }

  for (const line of [
    `START RequestId: ${REQUEST} Version: $LATEST`,
    `REPORT RequestId: ${REQUEST}\tDuration: 12.31 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB`,
    `2026-10-01T08:00:00.000Z\t${REQUEST}\tINFO\t{"outcome":"known","ms":12}`,
  ]) {
    it(`does not count ${JSON.stringify(line.slice(0, 40))}`, () => {
      expect(matchesPattern(pattern, line)).to.equal(false);
    });
  }

  it("counts what a handler really logs when it answers without its data, and nothing it logs otherwise", async () => {
    const { lines } = await withLog(async () => {
      logOutcome({ outcome: "unavailable", failure: "TimeoutError", ms: 7 });
      logOutcome({ outcome: "known", failure: undefined, ms: 7 });
    });
    expect(lines.map((line) => matchesPattern(pattern, line))).to.deep.equal([true, false]);
  });

  it("has no term CloudWatch would read as two", () => {
    for (const term of FAILURE_TERMS) expect(matchesPattern(pattern, `before ${term} after`)).to.equal(true);
  });

  it("refuses a function that has nowhere to log", async () => {
    await run("update", () => {
      expect(() => new HandlerFunction("lost", { ...idle, keyArn: KEY })).to.throw(
        "HandlerFunction lost: it has nowhere to log; give logs, or keyArn, alarmTopicArn and logRetentionDays.",
      );
    });
  });
});
