/** What contacts cost: Connect's bill, and what the services around it do for each contact. */
import { expect } from "chai";
import { withPrices } from "../../planning/prices";
import type { PricedResource } from "../../planning/resources";
import { connectCosts, usageCosts } from "../../planning/usageCost";
import { workloadOf } from "../../planning/workload";

const PRICES = withPrices();

const resource = (type: string, name: string, inputs: Record<string, unknown> = {}): PricedResource => ({
  type,
  name,
  inputs,
});

const DID = resource("aws:connect/phoneNumber:PhoneNumber", "main", { type: "DID" });
const RECORDED = [
  resource("aws:connect/instanceStorageConfig:InstanceStorageConfig", "calls", { resourceType: "CALL_RECORDINGS" }),
  resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "center-recordings-lifecycle", {
    rules: [{ id: "tidy" }, { expiration: { days: 60 } }],
  }),
];

const sum = (lines: readonly { usd: number }[]) => lines.reduce((total, { usd }) => total + usd, 0);

describe("what contacts cost", () => {
  it("is, at Connect, its minutes and the telephone company's", () => {
    // Two agents so that hardly anybody waits or hangs up: 0.1 contacts an hour.
    const workload = workloadOf({ agents: 2, contactsPerHour: 0.1, selfServed: 0 });
    const minutes = (0.1 * 8 * 22 * (60 + 330)) / 60;
    const [voice, telephony] = connectCosts(workload, [DID], PRICES);
    expect(voice?.usd).to.be.closeTo(minutes * 0.038, 0.001);
    expect(telephony?.usd).to.be.closeTo(minutes * 0.0022, 0.001);
  });

  it("is dearer by toll-free numbers, and has messages in place of minutes for chats", () => {
    const workload = workloadOf({ agents: 50 });
    const tollFree = resource("aws:connect/phoneNumber:PhoneNumber", "free", { type: "TOLL_FREE" });
    expect(sum(connectCosts(workload, [tollFree], PRICES))).to.be.above(sum(connectCosts(workload, [DID], PRICES)));
    const [voice, , messages] = connectCosts(workloadOf({ agents: 50, chats: 1 }), [DID], PRICES);
    expect(voice?.usd).to.equal(0);
    expect(messages?.usd).to.be.closeTo(400 * 8 * 22 * 12 * 0.01, 1e-6);
  });

  it("is nothing around Connect where nothing is around it", () => {
    expect(usageCosts(workloadOf({ agents: 50 }), [DID], PRICES)).to.deep.equal([]);
  });

  it("keeps recordings as long as their bucket does, in the classes its rules move them to", () => {
    const workload = workloadOf({ agents: 500 });
    const kept = (days: number, transitions: unknown[] = []) => {
      const [storage, bucket] = RECORDED;
      const rules = { rules: [{ expiration: { days } }, { filter: { prefix: "" }, transitions }] };
      const resources = [storage, bucket && { ...bucket, inputs: rules }].flatMap((one) => one ?? []);
      return usageCosts(workload, resources, PRICES).find(({ what }) => what === "recordings kept")?.usd ?? 0;
    };
    expect(kept(365) / kept(60)).to.be.closeTo(365 / 60, 1e-9);
    const moved = (storageClass: string) => kept(90, [{ days: 30, storageClass }]) / kept(30);
    expect(moved("STANDARD_IA")).to.be.closeTo(1 + (2 * 0.0125) / 0.023, 1e-9);
    // Glacier Instant Retrieval bills 90 days at the least, however soon the object is deleted.
    expect(moved("GLACIER_IR")).to.be.closeTo(1 + (3 * 0.004) / 0.023, 1e-9);
    // Two megabytes a minute: 500 agents talk 3,630,000 minutes a month, for 30 days at 0.023 dollars.
    expect(kept(30)).to.be.closeTo(704_000 * 5.5 * 0.00192 * 0.023, 2);
  });

  it("grows with contacts alone, so that a share of Connect's bill does not grow with the centre", () => {
    const stream = resource("aws:kinesis/stream:Stream", "records", { streamModeDetails: { streamMode: "ON_DEMAND" } });
    const share = (agents: number) => {
      const workload = workloadOf({ agents });
      const resources = [DID, ...RECORDED, stream];
      return sum(usageCosts(workload, resources, PRICES)) / sum(connectCosts(workload, resources, PRICES));
    };
    expect(share(20_000) / share(500)).to.be.closeTo(1, 0.02);
  });

  it("bills Firehose by steps of 5 KB a record", () => {
    const delivery = resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "contact-records-raw");
    const rows = { ...delivery, name: "contact-records-rows" };
    const lines = (one: PricedResource) => usageCosts(workloadOf({ agents: 500 }), [one], PRICES);
    const usd = (one: PricedResource) => sum(lines(one).filter(({ service }) => service === "Firehose"));
    expect(usd(delivery) / usd(rows)).to.equal(2);
  });

  it("counts the files Firehose writes: one a buffer's time while there are many contacts, one a contact while there are few", () => {
    const puts = (agents: number, bufferingInterval: number) => {
      const stream = resource("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "contact-records-rows", {
        extendedS3Configuration: { bufferingInterval },
      });
      const lines = usageCosts(workloadOf({ agents }), [stream], PRICES);
      return (lines.find(({ what }) => what.startsWith("files of"))?.usd ?? 0) / PRICES.s3Put;
    };
    const openSeconds = 12 * 22 * 3_600;
    expect(puts(20_000, 60)).to.be.closeTo(openSeconds / 60, 10);
    // Parts: three requests a file.
    expect(puts(20_000, 5)).to.be.closeTo((3 * openSeconds) / 5, 5_000);
    expect(puts(1, 60)).to.be.closeTo(1_408 * 1.2 * 1.3, 300);
  });

  it("traces the first request of a second and one in twenty of the rest", () => {
    const asked = [
      resource("aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation", "ask"),
      resource("aws:lambda/function:Function", "ask", { tracingConfig: { mode: "Active" } }),
    ];
    const traces = (agents: number) =>
      (usageCosts(workloadOf({ agents }), asked, PRICES).find(({ service }) => service === "X-Ray")?.usd ?? 0) /
      PRICES.trace;
    expect(traces(1)).to.be.closeTo(1_408 * 1.2 * 3, 1e-6);
    const seconds = 12 * 22 * 3_600;
    expect(traces(20_000)).to.be.closeTo(seconds + (1_408 * 20_000 * 1.2 * 3 - seconds) / 20, 1);
  });

  it("has a minute for the wait, and none with an agent for who hung up", () => {
    const workload = workloadOf({ agents: 10, contactsPerHour: 200, selfServed: 0 });
    const { figures, servedPerMonth } = workload;
    const seconds = servedPerMonth * ((1 - figures.abandonment) * 330 + figures.meanWait + 60);
    expect(figures.abandonment).to.be.above(0.4);
    expect(connectCosts(workload, [DID], PRICES)[0]?.usd).to.be.closeTo((seconds / 60) * 0.038, 1e-6);
  });

  it("pays a stream on demand for what goes in, and out to both of its readers", () => {
    const stream = resource("aws:kinesis/stream:Stream", "records", { streamModeDetails: { streamMode: "ON_DEMAND" } });
    const gigabytes = (1_408 * 500 * 1.2 * 1.3 * 5_300) / 1e9;
    const [line] = usageCosts(workloadOf({ agents: 500 }), [stream], PRICES);
    expect(line?.usd).to.be.closeTo(gigabytes * (0.08 + 2 * 0.04), 1e-6);
  });

  it("scans ten megabytes a question at the least", () => {
    const athena = (agents: number) =>
      sum(usageCosts(workloadOf({ agents }), [resource("aws:athena/workgroup:Workgroup", "lake")], PRICES));
    expect(athena(1)).to.be.closeTo(200 * 22 * 10e-6 * 5, 1e-9);
    expect(athena(20_000)).to.be.closeTo((200 * 1_408 * 20_000 * 1.2 * 1.3 * 1_500 * 5) / 1e12, 1e-6);
  });

  it("keeps what is overwritten or deleted for as long again as its rule says, and moves nothing that is gone by then", () => {
    const kept = (rule: object) => {
      const [storage, bucket] = RECORDED;
      const resources = [storage, bucket && { ...bucket, inputs: { rules: [rule] } }].flatMap((one) => one ?? []);
      return usageCosts(workloadOf({ agents: 500 }), resources, PRICES).find(({ what }) => what === "recordings kept")
        ?.usd;
    };
    const thirty = { expiration: { days: 30 } };
    const more = kept({ ...thirty, noncurrentVersionExpiration: { noncurrentDays: 15 } }) ?? 0;
    expect(more / (kept(thirty) ?? 0)).to.be.closeTo(45 / 30, 1e-9);
    expect(kept({ ...thirty, transitions: [{ days: 60, storageClass: "GLACIER_IR" }] })).to.equal(kept(thirty));
  });
});
