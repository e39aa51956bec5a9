/** Who the customer is, from one question to the next: what is known of one is never taken for another, nor for more. */
import { expect } from "chai";
import { item, tableEnvironment } from "../support/fakeDynamo";
import { useEnvironment } from "../support/handlerLog";
import { DOORS, type Door } from "../support/lexEvents";
import { customerTables, NOON, NUMBER, PIN, saidBy, turn } from "../support/lexTables";

const [voice] = DOORS as readonly [Door];
const OTHER = "+12065550177";

describe("identification", () => {
  useEnvironment(tableEnvironment);

  it("asks a caller who was known by the number for the PIN before a change", async () => {
    const attributes = { customerId: "C-1", verified: "number" };
    for (const intent of ["CancelOrder", "ChangeDeliveryDay"]) {
      const answer = await turn(customerTables(), { intent, door: voice, attributes });
      expect(answer.sessionState.dialogAction).to.deep.equal({ type: "ElicitSlot", slotToElicit: "pin" });
    }
  });

  it("knows a customer again who gave the PIN, without the number and without another look", async () => {
    const tables = customerTables();
    const attributes = { customerId: "C-1", verified: "pin" };
    const answer = await turn(tables, { intent: "OrderStatus", attributes });
    expect(answer.sessionState.dialogAction).to.deep.equal({ type: "Delegate" });
    expect(tables.writes).to.equal(0);
  });

  it("does not take a session for a customer's whose word for it is none of the house's", async () => {
    for (const verified of ["none", "", "PIN", "true"]) {
      const answer = await turn(customerTables(), {
        intent: "OrderStatus",
        attributes: { customerId: "C-1", verified },
      });
      expect(answer.sessionState.dialogAction.slotToElicit, verified).to.equal("phoneNumber");
    }
  });

  it("asks a caller who gives another number for that number's PIN, and tells nothing of the caller's own", async () => {
    const tables = customerTables();
    tables.customers.set(OTHER, item({ phoneNumber: OTHER, customerId: "C-2" }));
    const answer = await turn(tables, { intent: "OrderStatus", door: voice, slots: { phoneNumber: OTHER } });
    expect(answer.sessionState.dialogAction).to.deep.equal({ type: "ElicitSlot", slotToElicit: "pin" });
    expect(answer.sessionState.sessionAttributes).not.to.have.any.keys("customerId", "verified");
  });

  it("does not take the PIN of the number that calls for another number", async () => {
    const tables = customerTables();
    tables.customers.set(
      OTHER,
      item({ phoneNumber: OTHER, customerId: "C-2", pinHash: "0".repeat(64), pinSalt: "salt" }),
    );
    const slots = { phoneNumber: OTHER, pin: PIN };
    const answer = await turn(tables, { intent: "CancelOrder", door: voice, slots });
    expect(answer.sessionState.sessionAttributes).not.to.have.any.keys("customerId", "verified");
    expect(saidBy(answer)).to.contain("do not go together");
  });

  it("gives a caller a person with the third wrong PIN, and not before", async () => {
    for (const [pinFailures, type] of [
      [0, "ElicitSlot"],
      [1, "ElicitSlot"],
      [2, "Close"],
    ] as const) {
      const tables = customerTables();
      const pinLockedUntil = { S: new Date(NOON + 1).toISOString() };
      const row = tables.customers.get(NUMBER);
      tables.customers.set(NUMBER, { ...row, pinFailures: { N: `${pinFailures}` }, pinLockedUntil });
      const answer = await turn(tables, { intent: "CancelOrder", door: voice, slots: { pin: "0000" } });
      expect(answer.sessionState.dialogAction.type, `after ${pinFailures}`).to.equal(type);
    }
  });
});
