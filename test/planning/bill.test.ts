/** A month's bill: what is Connect's own, what is around it, and the share. */
import { expect } from "chai";
import { byService, monthlyBill, totalOf } from "../../planning/bill";
import { connectResources, inventoryOf, reservedExecutions } from "../../planning/inventory";
import { withPrices } from "../../planning/prices";
import type { PricedResource } from "../../planning/resources";
import { workloadOf } from "../../planning/workload";

const resource = (type: string, name: string, inputs: Record<string, unknown> = {}): PricedResource => ({
  type,
  name,
  inputs,
});

const STACK = [
  resource("aws:connect/phoneNumber:PhoneNumber", "main", { type: "DID" }),
  resource("aws:connect/queue:Queue", "support"),
  resource("aws:connect/routingProfile:RoutingProfile", "everyone", { queueConfigs: [{}, {}, {}] }),
  resource("aws:connect/routingProfile:RoutingProfile", "sales", { queueConfigs: [{}] }),
  resource("aws:cloudcontrol/resource:Resource", "bot", { typeName: "AWS::Lex::Bot" }),
  resource("aws:cloudcontrol/resource:Resource", "holidays", { typeName: "AWS::Connect::HoursOfOperation" }),
  resource("aws:lambda/function:Function", "lookup", { reservedConcurrentExecutions: 10 }),
  resource("aws:lambda/function:Function", "free", { reservedConcurrentExecutions: -1 }),
  resource("aws:kms/key:Key", "key"),
  resource("aws:kinesis/stream:Stream", "contact-records", { streamModeDetails: { streamMode: "ON_DEMAND" } }),
];

describe("a month's bill", () => {
  const workload = workloadOf({ agents: 50 });
  const bill = monthlyBill(workload, STACK, withPrices());

  it("counts minutes, telephony and numbers as Connect's own, and the rest as around it", () => {
    expect(bill.connect.map(({ what }) => what)).to.deep.equal(["voice minutes", "telephony", "main"]);
    expect(bill.around.map(({ service }) => service)).to.not.include("Connect");
    expect(bill.connectUsd).to.be.closeTo(totalOf(bill.connect), 1e-9);
    expect(bill.aroundUsd).to.be.closeTo(totalOf(bill.around), 1e-9);
    expect(bill.share).to.be.closeTo(bill.aroundUsd / bill.connectUsd, 1e-12);
    expect((bill.perThousandContacts * workload.perMonth) / 1_000).to.be.closeTo(
      bill.connectUsd + bill.aroundUsd,
      1e-6,
    );
  });

  it("adds up services, dearest first", () => {
    const services = byService(bill.around);
    expect(services.map(({ service }) => service)).to.deep.equal(["Kinesis", "KMS"]);
    expect(services.reduce((sum, { usd }) => sum + usd, 0)).to.be.closeTo(bill.aroundUsd, 1e-9);
  });
});

describe("the inventory of a stack", () => {
  it("counts what has a quota, on the routing profile that has most", () => {
    const inventory = inventoryOf(STACK);
    expect(inventory).to.include({ phoneNumbers: 1, queues: 1, routingProfiles: 2, queuesPerRoutingProfile: 3 });
  });

  it("counts what Connect's control plane makes, through Cloud Control too", () => {
    expect(connectResources(STACK)).to.equal(5);
  });

  it("adds up reservations; no reservation is -1", () => {
    expect(reservedExecutions(STACK)).to.equal(10);
  });
});
