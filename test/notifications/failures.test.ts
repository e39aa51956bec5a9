/** What a service's error says of a message, and what becomes of one whose row cannot be written any more. */
import { expect } from "chai";
import { deliver, failureOf, type Sender } from "../../handlers/notifications/deliver";
import { MemoryTable } from "./memoryTable";

describe("a failure of a service", () => {
  const error = (httpStatusCode: number | undefined, name = "Error") =>
    Object.assign(new Error(name), { name, $metadata: httpStatusCode === undefined ? undefined : { httpStatusCode } });

  const cases: [status: number | undefined, name: string, failure: string][] = [
    [400, "InvalidParameterException", "refused"],
    [400, "ThrottlingException", "notNow"],
    [403, "AuthorizationErrorException", "notNow"],
    [408, "RequestTimeout", "unknown"],
    [429, "Error", "notNow"],
    [499, "Error", "refused"],
    [500, "InternalError", "unknown"],
    [503, "ThrottlingException", "unknown"],
    [200, "SyntaxError", "unknown"],
    [undefined, "TimeoutError", "unknown"],
  ];
  for (const [status, name, failure] of cases) {
    it(`with status ${status} and the name ${name} says ${failure}`, () => {
      expect(failureOf(error(status, name))).to.equal(failure);
    });
  }

  for (const [channel, outcome] of [
    ["sms", "sent"],
    ["email", "later"],
  ] as const) {
    it(`of the ledger after the send leaves ${channel} ${outcome}`, async () => {
      const table = new MemoryTable();
      table.updateItem = () => Promise.reject(error(500));
      const sender: Sender = { channel, check: () => Promise.resolve(undefined), send: () => Promise.resolve() };
      const request = {
        eventId: "c-1",
        kind: "orderCancelled",
        channel,
        locale: "en",
        requestedAt: 0,
        slots: { orderId: "O-1" },
        to: "+12065550100",
      } as const;
      const smsCaps = { perHour: 3, countries: { US: 10 } };
      const delivered = await deliver(request, { tables: table, sender, now: () => 1, newOwner: () => "one", smsCaps });
      expect(delivered).to.equal(outcome);
    });
  }
});
