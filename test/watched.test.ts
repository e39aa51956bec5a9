import { expect } from "chai";
import { FAILURE_TERMS } from "../components/foundations/handlerLogs";
import type { GraphResource, ResourceGraph } from "../local/engine/graph";
import { breaches, insightsOf, metricsOf, type WatchedMetric } from "./support/alarms";
import { ANSWERED, evaluated } from "./support/evaluated";
import { matchesPattern } from "./support/logPattern";

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
        const ringing = alarms().filter((alarm) =>
          breaches(alarm, ({ metricName }) => (metricName === metric ? 1 : 0)),
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

    it("is told to the topic with what it means, and nothing is told while there is no data", () => {
      for (const alarm of alarms()) {
        const { alarmActions, okActions, alarmDescription } = alarm.inputs;
        expect(alarmActions, alarm.name).to.deep.equal([topic()]);
        expect(okActions, alarm.name).to.deep.equal(alarmActions);
        expect(String(alarmDescription), alarm.name)
          .to.match(/^\S+ .{20,1022}[.]$/)
          .and.not.match(/undefined|\[object/);
        expect(metricsOf(alarm).length, alarm.name).to.be.at.most(10);
      }
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
