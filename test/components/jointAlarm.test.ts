import { expect } from "chai";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { type Condition, JointAlarm, MOST_METRICS, watch } from "../../components/foundations/jointAlarm";
import { type AlarmResource, breaches, metricsOf, type WatchedMetric } from "../support/alarms";
import { MODES, run } from "../support/mocks";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const condition = (changes: Partial<Condition> = {}): Condition => ({
  says: "A message failed for good: look into it.",
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "failures" },
  statistic: "Maximum",
  comparison: "above",
  threshold: 0,
  ...changes,
});

/** Conditions on queues of their own. */
const many = (count: number, changes: Partial<Condition> = {}): Condition[] =>
  Array.from({ length: count }, (_, index) => condition({ dimensions: { QueueName: `queue-${index}` }, ...changes }));

function raised(conditions: Condition[], changes: { periodSeconds?: number } = {}): void {
  const parent = new pulumi.ComponentResource("contact-center:test:Parent", "parent");
  const alarm = new JointAlarm(parent, "work", { about: "Work was not done.", topicArn: TOPIC, ...changes });
  for (const each of conditions) alarm.add(each);
  alarm.raise();
}

const queueOf = ({ dimensions }: WatchedMetric) => String(dimensions.QueueName);

for (const mode of MODES) {
  describe(`JointAlarm (${mode})`, () => {
    it("makes one alarm of many conditions, which lists them and tells the topic", async () => {
      const { one } = await run(mode, () =>
        raised([
          condition({ says: "One failed." }),
          condition({ says: "Two wait.", comparison: "below", threshold: 2 }),
        ]),
      );
      const { inputs } = one(ALARM, "work");
      expect(inputs).to.deep.include({
        alarmDescription: "Work was not done. (1) One failed. (2) Two wait.",
        threshold: 1,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        alarmActions: [TOPIC],
        okActions: [TOPIC],
      });
      const [, , holding] = inputs.metricQueries as { id: string; expression: string; returnData: boolean }[];
      expect(holding).to.deep.equal({
        id: "holding",
        expression: "IF(FILL(m1, 0) > 0, 1, 0) + IF(FILL(m2, 2) < 2, 1, 0)",
        label: "Conditions that hold",
        returnData: true,
      });
    });

    it("is a plain alarm where there is one condition, and none where there is none", async () => {
      const { one } = await run(mode, () => raised([condition()], { periodSeconds: 300 }));
      expect(one(ALARM).inputs).to.deep.include({
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "failures" },
        period: 300,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        alarmDescription: "Work was not done. A message failed for good: look into it.",
      });
      expect(one(ALARM).inputs).not.to.have.property("metricQueries");
      expect((await run(mode, () => raised([]))).all(ALARM)).to.deep.equal([]);
    });

    it("goes on in a second alarm with the eleventh metric, or when the description is full", async () => {
      const { all } = await run(mode, () => raised(many(MOST_METRICS + 1)));
      expect(all(ALARM).map((alarm) => [alarm.name, metricsOf(alarm).length])).to.have.deep.members([
        ["work", 10],
        ["work-2", 1],
      ]);
      const long = await run(mode, () => raised(many(4, { says: "x".repeat(400) })));
      expect(long.all(ALARM).map((alarm) => [alarm.name, metricsOf(alarm).length])).to.have.deep.members([
        ["work", 2],
        ["work-2", 2],
      ]);
    });

    it("is raised by what is used alone, and by its owner otherwise", async () => {
      const { all } = await run(mode, () => {
        const parent = new pulumi.ComponentResource("contact-center:test:Parent", "parent");
        const args = { about: "Work was not done.", topicArn: TOPIC };
        const shared = new JointAlarm(parent, "shared", args);
        watch(parent, "alone", [condition()], { ...args, joins: undefined });
        watch(parent, "together", [condition()], { ...args, joins: shared });
        shared.raise();
      });
      expect(all(ALARM).map(({ name }) => name)).to.have.members(["alone", "shared"]);
    });
  });
}

describe("JointAlarm", () => {
  const alarmsOf = async (conditions: Condition[]): Promise<AlarmResource[]> =>
    (await run("update", () => raised(conditions))).all(ALARM);

  it("rings for each of its conditions alone, for none while all is well, and not while there is no data", async () => {
    const [alarm] = await alarmsOf(many(7));
    if (alarm === undefined) throw new Error("There is no alarm.");
    expect(breaches(alarm, () => undefined)).to.equal(false);
    expect(breaches(alarm, () => 0)).to.equal(false);
    for (const queue of Array.from({ length: 7 }, (_, index) => `queue-${index}`)) {
      expect(
        breaches(alarm, (metric) => (queueOf(metric) === queue ? 1 : 0)),
        queue,
      ).to.equal(true);
      expect(
        breaches(alarm, (metric) => (queueOf(metric) === queue ? 1 : undefined)),
        queue,
      ).to.equal(true);
    }
  });

  it("rings exactly when a condition holds, whatever the values and thresholds", async () => {
    const anyCondition = fc.record({
      comparison: fc.constantFrom("at least" as const, "above" as const, "below" as const),
      threshold: fc.integer({ min: 1, max: 20 }),
      value: fc.option(fc.integer({ min: 0, max: 25 }), { nil: undefined }),
    });
    const holds = {
      "at least": (v: number, t: number) => v >= t,
      above: (v: number, t: number) => v > t,
      below: (v: number, t: number) => v < t,
    };
    await fc.assert(
      fc.asyncProperty(fc.array(anyCondition, { minLength: 1, maxLength: 12 }), async (given) => {
        const alarms = await alarmsOf(
          given.map(({ comparison, threshold }, index) =>
            condition({ comparison, threshold, dimensions: { QueueName: String(index) } }),
          ),
        );
        const valueOf = (metric: WatchedMetric) => given[Number(queueOf(metric))]?.value;
        const expected = given.some(
          ({ comparison, threshold, value }) => value !== undefined && holds[comparison](value, threshold),
        );
        expect(alarms.some((alarm) => breaches(alarm, valueOf))).to.equal(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("refuses a condition that would hold for want of data", async () => {
    await run("update", () => {
      expect(() => raised([condition(), condition({ comparison: "at least", threshold: 0 })])).to.throw(
        "for which ApproximateNumberOfMessagesVisible at least 0 holds; give a threshold above 0",
      );
    });
  });
});
