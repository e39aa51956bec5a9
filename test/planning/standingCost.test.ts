/** What a stack costs while nobody calls, from its resource graph and the price list. */
import { expect } from "chai";
import { PRICES, PRICES_AS_OF, withPrices } from "../../planning/prices";
import type { PricedResource } from "../../planning/resources";
import { unpriced } from "../../planning/unpriced";
import { evaluated } from "../support/evaluated";
import { redshiftLoadCost, standingCosts } from "../../planning/standingCost";

const LIST = withPrices();

function costOf(...resources: Omit<PricedResource, "name">[]) {
  return standingCosts(
    resources.map((resource) => ({ name: "load-it", ...resource })),
    LIST,
  );
}

describe("the standing cost of a stack", () => {
  it("has a line for each resource with a price for the hour or the month, and none for the rest", () => {
    const lines = costOf(
      { type: "aws:kms/key:Key", inputs: {} },
      { type: "aws:sqs/queue:Queue", inputs: {} },
      { type: "aws:connect/phoneNumber:PhoneNumber", inputs: { type: "TOLL_FREE" } },
      { type: "aws:connect/phoneNumber:PhoneNumber", inputs: { type: "DID" } },
      { type: "aws:wafv2/webAcl:WebAcl", inputs: { rules: [{}, {}, {}] } },
    );
    expect(lines.map(({ usd, kind }) => [Math.round(usd * 100) / 100, kind])).to.deep.equal([
      [1, "month"],
      [1.8, "month"],
      [0.9, "month"],
      [8, "month"],
    ]);
  });

  it("marks what has an hourly price", () => {
    const [onDemand, shards, day] = [
      { streamModeDetails: { streamMode: "ON_DEMAND" } },
      { shardCount: 2, retentionPeriod: 168 },
      { shardCount: 2 },
    ].map((inputs) => costOf({ type: "aws:kinesis/stream:Stream", inputs })[0]);
    expect(onDemand).to.deep.include({ kind: "hour", service: "Kinesis" });
    expect(onDemand?.usd).to.be.closeTo(29.2, 1e-9);
    expect(shards?.usd).to.be.closeTo(51.1, 1e-9);
    expect(day?.usd).to.be.closeTo(21.9, 1e-9);
  });

  it("pays for an endpoint in each of its zones, and for none of a gateway's", () => {
    const endpoint = (vpcEndpointType: string, subnetIds: string[]) =>
      costOf({ type: "aws:ec2/vpcEndpoint:VpcEndpoint", inputs: { vpcEndpointType, subnetIds } });
    expect(endpoint("Interface", ["a", "b", "c"])[0]?.usd).to.be.closeTo(3 * 0.01 * 730, 1e-9);
    expect(endpoint("Gateway", [])).to.deep.equal([]);
  });

  it("counts every metric that an alarm adds up", () => {
    const metricQueries = [{ metric: {} }, { metric: {} }, { expression: "m1+m2" }];
    const lines = costOf(
      { type: "aws:cloudwatch/metricAlarm:MetricAlarm", inputs: { metricName: "Errors" } },
      { type: "aws:cloudwatch/metricAlarm:MetricAlarm", inputs: { metricQueries } },
    );
    expect(lines.map(({ usd }) => usd)).to.deep.equal([0.1, 0.2]);
  });

  it("keeps Redshift awake a minute for each load, and never more than always", () => {
    const every = (scheduleExpression: string) =>
      costOf(
        { type: "aws:redshiftserverless/workgroup:Workgroup", inputs: { baseCapacity: 4 } },
        { type: "aws:scheduler/schedule:Schedule", inputs: { scheduleExpression } },
      ).find(({ service }) => service === "Redshift")?.usd;
    expect(every("rate(15 minutes)")).to.be.closeTo(73, 1e-9);
    expect(every("rate(1 minute)")).to.be.closeTo(1095, 1e-9);
    expect(every("rate(1 day)")).to.be.closeTo(0.76, 0.01);
    expect([1, 5, 15].map((minutes) => redshiftLoadCost(minutes, 4, LIST))).to.deep.equal([1095, 219, 73]);
  });

  it("counts what runs by a rate, and what is logged", () => {
    const lines = costOf(
      { type: "aws:scheduler/schedule:Schedule", inputs: { scheduleExpression: "rate(1 minute)" } },
      { type: "aws:scheduler/schedule:Schedule", inputs: { scheduleExpression: "cron(0 3 * * ? *)" } },
      { type: "aws:synthetics/canary:Canary", inputs: { schedule: { expression: "rate(1 hour)" } } },
      {
        type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
        inputs: { metricTransformation: { defaultValue: "0" } },
      },
      { type: "aws:cloudwatch/logMetricFilter:LogMetricFilter", inputs: { metricTransformation: {} } },
    );
    expect(lines.map(({ usd }) => Number(usd.toFixed(4)))).to.deep.equal([0.0526, 0, 0.876, 0.3]);
  });

  it("counts the metric of each queue for an alarm on the worst of them", () => {
    const queue = { type: "aws:connect/queue:Queue", inputs: {} };
    const expression = `SELECT MAX(QueueSize) FROM "AWS/Connect" WHERE InstanceId = 'i' AND MetricGroup = 'Queue'`;
    const alarm = (text: string) => ({
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      inputs: { metricQueries: [{ expression: text }] },
    });
    const usd = (text: string) => costOf(queue, queue, queue, alarm(text))[0]?.usd;
    expect(usd(expression)).to.be.closeTo(0.3, 1e-9);
    expect(usd(expression.replace("'Queue'", "'ContactFlow'"))).to.equal(0.1);
  });

  it("names what it knows no price for, and nothing of the shipped stacks", async () => {
    const of = (type: string, inputs = {}) => ({ type, name: "it", inputs });
    const given = [
      of("aws:rds/cluster:Cluster"),
      of("aws:kinesis/streamConsumer:StreamConsumer"),
      of("aws:dynamodb/table:Table", { billingMode: "PROVISIONED" }),
      of("aws:ec2/eip:Eip"),
      of("aws:ec2/eip:Eip"),
      of("aws:ec2/natGateway:NatGateway"),
      of("aws:iam/role:Role"),
      of("contact-center:index:ContactCenter"),
    ];
    expect(unpriced(given)).to.deep.equal([
      "aws:dynamodb/table:Table",
      "aws:ec2/eip:Eip",
      "aws:kinesis/streamConsumer:StreamConsumer",
      "aws:rds/cluster:Cluster",
    ]);
    for (const stack of ["dev", "prod"]) expect(unpriced((await evaluated(stack)).resources), stack).to.deep.equal([]);
  });

  it("follows one's own prices", () => {
    const own = withPrices({ keyMonth: 3 });
    expect(standingCosts([{ type: "aws:kms/key:Key", name: "key", inputs: {} }], own)[0]?.usd).to.equal(3);
  });
});

describe("the price list", () => {
  it("says of each price for how much of what it is and what it rests on, and of all when they were compared", () => {
    expect(PRICES_AS_OF).to.match(/^\d{4}-\d\d-\d\d$/);
    for (const [name, { usd, per, from, date }] of Object.entries(PRICES)) {
      expect(usd, name).to.be.above(0);
      expect(per, name).to.match(/\w{2}/);
      expect(from, name).to.match(/\w{3}/);
      expect(date, name).to.match(/^(\d{4}(-\d\d){0,2}|undated)$/);
    }
  });

  it("refuses prices that are none, naming each and what is known", () => {
    expect(() => withPrices({ goldMonth: 1, keyMonth: -1 })).to.throw(
      RangeError,
      /goldMonth is no price; known are connectVoiceMinute, [^]*keyMonth is -1; allowed: US dollars/,
    );
  });
});
