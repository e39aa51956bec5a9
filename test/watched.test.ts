import { expect } from "chai";
import { FAILURE_TERMS } from "../components/foundations/handlerLogs";
import type { GraphResource, ResourceGraph } from "../local/engine/graph";
import { breaches, insightsOf, metricsOf, type WatchedMetric } from "./support/alarms";
import { ANSWERED, evaluated } from "./support/evaluated";
import { matchesPattern } from "./support/logPattern";

/** The one alarm that silence raises: if nothing answers, or nothing asks. */
const SILENCE = "operations-check-settings-unanswered";

/** For each metric an alarm watches: a value that is fine, and one somebody has to be told of. */
const VALUES: Record<string, [fine: number, bad: number]> = {
  "AWS/SQS ApproximateNumberOfMessagesVisible": [0, 1],
  "AWS/SQS ApproximateAgeOfOldestMessage": [900, 2_701],
  "AWS/Kinesis GetRecords.IteratorAgeMilliseconds": [300_000, 300_001],
  "AWS/Kinesis WriteProvisionedThroughputExceeded": [0, 1],
  "AWS/Firehose DeliveryToS3.DataFreshness": [125, 1_801],
  "AWS/Firehose ThrottledRecords": [0, 1],
  "AWS/Lambda OnFailureDestinationDeliveredEventCount": [0, 1],
  "AWS/Lambda DroppedEventCount": [0, 1],
  "AWS/Lambda Throttles": [0, 1],
  "AWS/SNS SMSMonthToDateSpentUSD": [0.79, 1_000],
  "AWS/Redshift-Serverless UsageLimitConsumed": [0, 1_000],
  "AWS/Connect ConcurrentCallsPercentage": [0.79, 0.8],
  "AWS/Connect CallsBreachingConcurrencyQuota": [0, 1],
  "AWS/Connect ThrottledCalls": [0, 1],
  "AWS/Connect MissedCalls": [2, 10_000],
  "own operations-check-settings-answers": [1, 0],
  "own analytics-quarantined": [0, 1],
  "own notifications-sms-trouble": [9, 10],
  "own handlers-conversation-failures": [0, 1],
  "own handlers-background-failures": [0, 1],
};

const OWN = /^ContactCenter\//;
const keyOf = ({ namespace, metricName }: WatchedMetric) => `${OWN.test(namespace) ? "own" : namespace} ${metricName}`;

for (const stack of ["dev", "prod"]) {
  describe(`what goes wrong in the whole stack ${stack}`, () => {
    let graph: ResourceGraph;

    before(async function () {
      this.timeout(300_000);
      graph = await evaluated(stack, { ...ANSWERED, architecture: "advanced" });
    });

    const ofType = (type: string) => graph.resources.filter((resource) => resource.type === type);
    const alarms = () => ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    const topic = () => ofType("aws:sns/topic:Topic").find(({ name }) => name === "alarms")?.outputs.arn;

    /** Alarms that ring when this metric alone is bad, and not while it is fine. */
    const ringingFor = (namespace: string, dimension: string, value: unknown): GraphResource[] =>
      alarms().filter((alarm) =>
        metricsOf(alarm).some((metric) => {
          if (metric.namespace !== namespace || metric.dimensions[dimension] !== value) return false;
          const [fine, bad] = VALUES[keyOf(metric)] ?? [0, 0];
          const given = (only: number) => (each: WatchedMetric) =>
            keyOf(each) === keyOf(metric) && each.dimensions[dimension] === value ? only : undefined;
          return breaches(alarm, given(bad)) && !breaches(alarm, given(fine));
        }),
      );

    it("in any function is counted in the group it logs to, and rings", () => {
      const functions = ofType("aws:lambda/function:Function");
      expect(functions.length).to.be.greaterThan(10);
      const filters = ofType("aws:cloudwatch/logMetricFilter:LogMetricFilter");
      for (const { name, inputs } of functions) {
        const { logGroup, logFormat } = inputs.loggingConfig as { logGroup: string; logFormat: string };
        expect(logFormat, name).to.equal("Text");
        const counted = filters.filter(
          (filter) =>
            filter.inputs.logGroupName === logGroup &&
            FAILURE_TERMS.every((term) => matchesPattern(String(filter.inputs.pattern), `INFO\t{${term}x"}`)),
        );
        expect(counted, name).to.have.length(1);
        const { name: metric } = counted[0]?.inputs.metricTransformation as { name: string };
        const ringing = alarms().filter(
          (alarm) => alarm.name !== SILENCE && breaches(alarm, ({ metricName }) => (metricName === metric ? 1 : 0)),
        );
        expect(
          ringing.map(({ inputs: { alarmActions } }) => alarmActions),
          name,
        ).to.deep.equal([[topic()]]);
      }
    });

    it("in any queue of messages rings: in a dead-letter queue at once, in another when one waits", () => {
      const queues = ofType("aws:sqs/queue:Queue");
      expect(queues.length).to.be.greaterThan(3);
      for (const { name, outputs } of queues) {
        expect(ringingFor("AWS/SQS", "QueueName", outputs.name), name).to.have.length(1);
      }
    });

    it("in any stream, its readers or its delivery rings", () => {
      const streams = ofType("aws:kinesis/stream:Stream");
      const deliveries = ofType("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
      const mappings = ofType("aws:lambda/eventSourceMapping:EventSourceMapping").filter(
        ({ inputs }) => inputs.startingPosition !== undefined,
      );
      expect(deliveries.length).to.be.greaterThan(1);
      for (const { name, outputs } of streams) {
        expect(ringingFor("AWS/Kinesis", "StreamName", outputs.name), name).to.have.length(1);
      }
      for (const { name, outputs } of deliveries) {
        expect(ringingFor("AWS/Firehose", "DeliveryStreamName", outputs.name), name).to.have.length(1);
      }
      for (const { name, outputs } of mappings) {
        expect(ringingFor("AWS/Lambda", "EventSourceMappingUUID", outputs.uuid), name).to.have.length(1);
      }
    });

    it("is told to the topic with what it means, and silence tells of nothing but itself", () => {
      for (const alarm of alarms()) {
        const { alarmActions, okActions, alarmDescription } = alarm.inputs;
        expect(alarmActions, alarm.name).to.deep.equal([topic()]);
        expect(okActions, alarm.name).to.deep.equal(alarmActions);
        expect(
          breaches(alarm, () => undefined),
          alarm.name,
        ).to.equal(alarm.name === SILENCE);
        expect(String(alarmDescription), alarm.name)
          .to.match(/^\S+ .{20,1022}[.]$/)
          .and.not.match(/undefined|\[object/);
        expect(metricsOf(alarm).length, alarm.name).to.be.at.most(10);
      }
    });

    it("that callers feel rings in one alarm over others that there are, and is told too", () => {
      const [composite, ...others] = ofType("aws:cloudwatch/compositeAlarm:CompositeAlarm");
      expect(others).to.deep.equal([]);
      const named = [...String(composite?.inputs.alarmRule).matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name);
      const known = new Map(alarms().map(({ name, outputs }) => [outputs.name, name]));
      expect(named.map((name) => known.get(name))).to.have.members([
        "operations-calls-refused",
        "operations-wait-is-long",
        "operations-queue-is-long",
        "operations-flows-fail",
        "operations-check-settings-unanswered",
        "handlers-conversation-fails",
      ]);
      expect(composite?.inputs.alarmActions).to.deep.equal([topic()]);
    });

    it("is little to pay for and to read: few alarms, log groups and filters, one dashboard", () => {
      expect(alarms().length).to.be.at.most(24);
      const asked = (alarm: GraphResource): number => Math.max(1, metricsOf(alarm).length);
      expect(alarms().reduce((sum, alarm) => sum + asked(alarm), 0)).to.be.at.most(45);
      expect(ofType("aws:cloudwatch/logGroup:LogGroup").length).to.be.at.most(6);
      expect(ofType("aws:cloudwatch/logMetricFilter:LogMetricFilter").length).to.be.at.most(6);
      expect(ofType("aws:cloudwatch/dashboard:Dashboard").length).to.equal(1);
    });

    it("rings for every metric of every alarm at a bad value, and for none at a fine one", () => {
      for (const alarm of alarms()) {
        if (insightsOf(alarm) !== undefined) continue;
        for (const metric of metricsOf(alarm)) {
          const said = `${alarm.name} ${keyOf(metric)}`;
          const values = VALUES[keyOf(metric)];
          if (values === undefined) throw new Error(`${said}: say in VALUES what is fine and what is bad.`);
          const only = (value: number) => (each: WatchedMetric) =>
            JSON.stringify(each) === JSON.stringify(metric) ? value : undefined;
          expect(breaches(alarm, only(values[0])), said).to.equal(false);
          expect(breaches(alarm, only(values[1])), said).to.equal(true);
        }
      }
    });
  });
}
