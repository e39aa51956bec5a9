/** The bot's code hook as it is deployed: its one file, in a process of its own, against a DynamoDB that misbehaves. */
import { expect } from "chai";
import { fulfilIntentFactory } from "../../handlers/fulfilIntent";
import type { LexAnswer } from "../../handlers/lex/lexEvent";
import { artefactOf, Container } from "../support/artefact";
import { FakeDynamo, tableEnvironment, type Fault } from "../support/fakeDynamo";
import { expectLexTakes, lexEvent, type Said } from "../support/lexEvents";
import { customerTables, NUMBER, PIN, saidBy } from "../support/lexTables";

describe("fulfilIntent in a container", () => {
  let dynamo: FakeDynamo;
  let container: Container;

  before(async () => {
    dynamo = await FakeDynamo.start();
    const environment = { ...tableEnvironment, AWS_ENDPOINT_URL: dynamo.url };
    container = await Container.start(await artefactOf(fulfilIntentFactory), environment);
  });

  after(async () => {
    await container.stop();
    await dynamo.close();
  });

  beforeEach(() => {
    dynamo.reset();
    const { customers, orders } = customerTables();
    Object.assign(dynamo.tables, { customers, orders });
  });

  async function turn(what: Said): Promise<LexAnswer> {
    const event = lexEvent(what);
    const answer = await container.invoke<LexAnswer>(event);
    expectLexTakes(answer, event.sessionState?.intent?.slots ?? {});
    return answer;
  }

  const identified = { intent: "CancelOrder", slots: { phoneNumber: NUMBER, pin: PIN } };

  it("checks a PIN, cancels an order and says so, in either language", async () => {
    const first = await turn(identified);
    expect(first.sessionState.dialogAction.type).to.equal("Delegate");
    const attributes = first.sessionState.sessionAttributes;
    expect(attributes).to.include({ customerId: "C-1", verified: "pin", orderId: "O-2" });
    const confirmed = { intent: "CancelOrder", attributes, confirmation: "Confirmed" } as const;
    const last = await turn({ ...confirmed, source: "FulfillmentCodeHook", locale: "es_US" });
    expect(saidBy(last)).to.equal("Su pedido ha sido cancelado.");
    expect(dynamo.tables.order("C-1", "O-2")?.status).to.deep.equal({ S: "cancelled" });
  });

  it("does not take a wrong PIN", async () => {
    const answer = await turn({ ...identified, slots: { phoneNumber: NUMBER, pin: "1357" } });
    expect(saidBy(answer)).to.contain("do not go together");
    expect(dynamo.tables.customers.get(NUMBER)?.pinFailures).to.deep.equal({ N: "1" });
  });

  it("knows the opening hours", async () => {
    expect(saidBy(await turn({ intent: "OpeningHours", source: "FulfillmentCodeHook" }))).to.match(
      /^We are (open|closed) now/,
    );
  });

  const faults: Fault[] = ["throttle", "reset", "error500", "hang", "truncated", "garbage", "halfAnswer", "trickle"];
  for (const fault of faults) {
    it(`gives the customer to a person while the tables' fault is ${fault}, and does well afterwards`, async () => {
      dynamo.fault = () => fault;
      const answer = await turn(identified);
      expect(answer.sessionState.intent?.state).to.equal("Failed");
      expect(answer.sessionState.sessionAttributes.handover).to.equal("true");
      dynamo.fault = () => "none";
      expect((await turn(identified)).sessionState.dialogAction.type).to.equal("Delegate");
    });
  }

  it("writes a change once whose answer was lost", async () => {
    const attributes = { customerId: "C-1", verified: "pin", orderId: "O-2" };
    dynamo.fault = (attempt) => (attempt === 1 ? "lostAnswer" : "none");
    const answer = await turn({
      intent: "CancelOrder",
      attributes,
      confirmation: "Confirmed",
      source: "FulfillmentCodeHook",
    });
    expect(saidBy(answer)).to.equal("Your order is cancelled.");
    expect(dynamo.tables.writes).to.equal(1);
  });

  it("has printed one line an invocation, without number, PIN or order", () => {
    expect(container.output.split("\n").filter(Boolean)).to.have.length(container.invocations);
    expect(container.output).not.to.match(/2065550|2468|1357|C-1|O-2|screen/);
  });
});
