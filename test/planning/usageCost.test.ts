/** What contacts cost: Connect's bill, and what the services around it do for each contact. */
import { expect } from "chai";
import { withPrices } from "../../planning/prices";
import type { PricedResource } from "../../planning/standingCost";
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

  it("keeps recordings as long as their bucket does", () => {
    const workload = workloadOf({ agents: 500 });
    const kept = (days: number) => {
      const [storage, bucket] = RECORDED;
      const rules = { rules: [{ expiration: { days } }] };
      const resources = [storage, bucket && { ...bucket, inputs: rules }].flatMap((one) => one ?? []);
      return usageCosts(workload, resources, PRICES).find(({ what }) => what === "recordings kept")?.usd ?? 0;
    };
    expect(kept(60)).to.be.above(0);
    expect(kept(365) / kept(60)).to.be.closeTo(365 / 60, 1e-9);
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
    const usd = (one: PricedResource) => sum(usageCosts(workloadOf({ agents: 500 }), [one], PRICES));
    expect(usd(delivery) / usd(rows)).to.equal(2);
  });
});
