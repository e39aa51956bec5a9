/** The handlers' requests on the local DynamoDB: its own grammar of expressions, conditions and indexes. */
import { expect } from "chai";
import { lookupCallerFactory } from "../handlers/lookupCaller";
import { readSettingsFactory } from "../handlers/readSettings";
import { updateOrderFactory } from "../handlers/updateOrder";
import { DynamoDbService } from "../local/dynamodb/dynamoDbService";
import { connectEvent } from "./support/connectEvents";
import { tableEnvironment } from "./support/fakeDynamo";
import { clientOf, handlerTables } from "./support/handlerTables";
import { useEnvironment, withLog } from "./support/handlerLog";
import { change, plainChanges } from "./support/settingsRows";

const { CUSTOMERS_TABLE, ORDERS_TABLE, SETTINGS_TABLE } = tableEnvironment;

describe("handlers on the local DynamoDB", () => {
  useEnvironment(tableEnvironment);
  let service: DynamoDbService;

  beforeEach(async () => {
    service = await DynamoDbService.fromGraph(handlerTables);
    const order = { customerId: "C-1", item: "lamp", deliveryDay: "2026-05-05" };
    await service.database.put(CUSTOMERS_TABLE, { phoneNumber: "+12065550100", customerId: "C-1", firstName: "Alex" });
    await service.database.putAll(ORDERS_TABLE, [
      { ...order, orderId: "O-1", status: "packed", placedAt: "2026-05-01T10:00:00.000Z" },
      { ...order, orderId: "O-2", status: "delivered", placedAt: "2026-05-02T10:00:00.000Z" },
    ]);
    const until = "2999-01-01T00:00:00Z";
    const changes = [
      change("state", "closed", { until }),
      change("message", { "en-US": "Back soon" }),
      change("redirect", { queue: "Sales", arn: "arn:sales" }),
    ];
    await service.database.put(SETTINGS_TABLE, { scope: "queue/Support", version: 1, changes: plainChanges(changes) });
  });

  afterEach(() => service.close());

  function orderNow() {
    return service.database.get(ORDERS_TABLE, { customerId: "C-1", orderId: "O-1" });
  }

  it("the caller is found with the newest open order", async () => {
    const { result } = await withLog(() => lookupCallerFactory(clientOf(service))(connectEvent("+12065550100")));
    expect(result).to.include({ caller: "known", customerId: "C-1", openOrders: "1", orderId: "O-1" });
  });

  it("an order that was never changed can be changed, once for each change", async () => {
    const handler = updateOrderFactory(clientOf(service), () => Date.parse("2026-05-01T12:00:00Z"));
    const parameters = { change: "deliveryDay", day: "2", customerId: "C-1", orderId: "O-1" };
    const event = connectEvent("+12065550100", parameters, "contact-1");
    const { result } = await withLog(() => handler(event));
    expect(result).to.include({ result: "done", deliveryDay: "2026-05-03" });
    const written = await orderNow();
    expect(written).to.include({ changedAt: "2026-05-01T12:00:00.000Z", item: "lamp", status: "packed" });
    const later = updateOrderFactory(clientOf(service), () => Date.parse("2026-05-02T12:00:00Z"));
    const { result: again } = await withLog(() => later(event));
    expect(again).to.deep.equal(result);
    expect(await orderNow()).to.deep.equal(written);
  });

  it("an order that is cancelled stays cancelled, and an unknown one is not made", async () => {
    const handler = updateOrderFactory(clientOf(service));
    const ask = async (contact: string, parameters: Record<string, string>) => {
      const event = connectEvent("+12065550100", { customerId: "C-1", orderId: "O-1", ...parameters }, contact);
      return (await withLog(() => handler(event))).result;
    };
    expect((await ask("contact-1", { change: "cancel" })).result).to.equal("done");
    const late = await ask("contact-2", { change: "deliveryDay", day: "1" });
    expect(late).to.include({ result: "refused", orderStatus: "cancelled" });
    const unknown = await ask("contact-2", { change: "cancel", orderId: "O-9" });
    expect(unknown).to.include({ result: "refused", spoken: "I cannot find that order." });
    expect(await service.database.scan(ORDERS_TABLE)).to.have.length(2);
  });

  it("the settings of a queue are read", async () => {
    const event = connectEvent("+12065550100", { queue: "Support" });
    const { result } = await withLog(() => readSettingsFactory(clientOf(service))(event));
    expect(result).to.include({ state: "closed", message: "Back soon", source: "table" });
    expect(result).to.include({ redirect: "true", redirectQueue: "Sales", redirectArn: "arn:sales", callback: "on" });
  });
});
