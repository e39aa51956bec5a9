/** The handlers as functions: what leaves through SNS and SES, what is answered to SQS and to flows, and what is logged. */
import { expect } from "chai";
import fc from "fast-check";
import { notifyFactory } from "../../handlers/notify";
import type { QueueHandler } from "../../handlers/notifications/sendBatch";
import { sendEmailFactory } from "../../handlers/sendEmail";
import { sendPushFactory } from "../../handlers/sendPush";
import { sendSmsFactory } from "../../handlers/sendSms";
import { connectEvent } from "../support/connectEvents";
import { useEnvironment, withLog } from "../support/handlerLog";
import { MemoryTable } from "./memoryTable";

const NOW = Date.parse("2026-05-05T10:00:00Z");
const NUMBER = "+12065550100";
const ENDPOINT = "arn:aws:sns:us-east-1:123456789012:endpoint/GCM/app/0123-abcd";

function message(changes: object, messageId = "m-1"): { messageId: string; body: string } {
  const slots = { orderId: "O-1" };
  const base = { eventId: "c-1", kind: "orderCancelled", channel: "sms", locale: "es", requestedAt: NOW, slots };
  return { messageId, body: JSON.stringify({ ...base, to: NUMBER, ...changes }) };
}

/** Runs a batch; gives what SQS is answered and the outcomes that were logged. */
async function batch(handler: QueueHandler, ...Records: { messageId: string; body: string }[]) {
  const { result, lines } = await withLog(() => handler({ Records }));
  const outcomes = lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome);
  return { failed: result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), outcomes, lines };
}

describe("senders of notifications", () => {
  useEnvironment({
    NOTIFICATIONS_TABLE: "ledger",
    CUSTOMERS_TABLE: "customers",
    COUNTRY_CAPS: "US:100",
    SMS_PER_HOUR: "3",
    SMS_MAX_PRICE: "0.05",
    SMS_ORIGINATION_NUMBER: "+12065550199",
    EMAIL_FROM: "no-reply@example.com",
    CONFIGURATION_SET: "settings",
    NOTIFICATIONS_TOPIC: "arn:aws:sns:us-east-1:123456789012:requests",
  });

  /** A text-message sender whose SNS keeps what it is given. */
  function sms({ optedOut = false, fails }: { optedOut?: boolean; fails?: Error } = {}) {
    const sent: object[] = [];
    const sns = {
      publish: (input: object) => (fails ? Promise.reject(fails) : Promise.resolve(sent.push(input))),
      checkIfPhoneNumberIsOptedOut: () => Promise.resolve({ isOptedOut: optedOut }),
    };
    return { sent, handler: sendSmsFactory(new MemoryTable(), sns, () => NOW) };
  }

  it("a text message leaves as a transactional one from our number, at a bounded price, without accents", async () => {
    const { sent, handler } = sms();
    expect(await batch(handler, message({}))).to.deep.include({ failed: [], outcomes: ["sent"] });
    expect(sent).to.deep.equal([
      {
        PhoneNumber: NUMBER,
        Message: "Su pedido O-1 esta cancelado.",
        MessageAttributes: {
          "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Transactional" },
          "AWS.SNS.SMS.MaxPrice": { DataType: "Number", StringValue: "0.05" },
          "AWS.MM.SMS.OriginationNumber": { DataType: "String", StringValue: "+12065550199" },
        },
      },
    ]);
  });

  it("each message of a batch is answered for by itself", async () => {
    const { sent, handler } = sms();
    const records = [
      message({}, "sent"),
      message({ eventId: "c-2", to: "+18765550100" }, "not allowed"),
      message({ channel: "email", to: "customer@example.com" }, "wrong channel"),
      { messageId: "no JSON", body: "{" },
      message({ eventId: "c-3", to: "anonymous" }, "anonymous"),
    ];
    const { failed, outcomes } = await batch(handler, ...records);
    expect(failed).to.deep.equal([]);
    expect(outcomes).to.have.members(["sent", "countryNotAllowed", "wrongChannel", "malformed", "badAddress"]);
    expect(sent).to.have.length(1);
  });

  it("who has opted out with the carrier gets nothing, and no part of a cap is taken", async () => {
    const { sent, handler } = sms({ optedOut: true });
    expect((await batch(handler, message({}))).outcomes).to.deep.equal(["optedOut"]);
    expect(sent).to.have.length(0);
  });

  it("a throttled text message comes again, a silent service's does not", async () => {
    const throttled = Object.assign(new Error("slow"), {
      name: "ThrottledException",
      $metadata: { httpStatusCode: 429 },
    });
    expect(await batch(sms({ fails: throttled }).handler, message({}))).to.deep.include({
      failed: ["m-1"],
      outcomes: ["later"],
    });
    const silent = Object.assign(new Error("late"), { name: "TimeoutError" });
    expect(await batch(sms({ fails: silent }).handler, message({}))).to.deep.include({
      failed: [],
      outcomes: ["uncertain"],
    });
  });

  it("e-mail leaves from our address to the one the customer's row has", async () => {
    const table = new MemoryTable();
    const getItem = table.getItem.bind(table);
    table.getItem = (input) =>
      input.TableName === "customers"
        ? Promise.resolve({ Item: { email: { S: "customer@example.com" } } })
        : getItem(input);
    const sent: { Destination?: object | undefined; FromEmailAddress?: string | undefined }[] = [];
    const ses = { sendEmail: (input: (typeof sent)[number]) => Promise.resolve(sent.push(input)) };
    const handler = sendEmailFactory(table, ses, () => NOW);
    const { outcomes } = await batch(handler, message({ channel: "email", to: undefined, customer: NUMBER }));
    expect(outcomes).to.deep.equal(["sent"]);
    expect(sent[0]).to.deep.include({
      FromEmailAddress: "no-reply@example.com",
      ConfigurationSetName: "settings",
      Destination: { ToAddresses: ["customer@example.com"] },
    });
  });

  it("a push message speaks to each service in its own words, and a disabled endpoint is let go", async () => {
    const sent: { Message?: string | undefined; TargetArn?: string | undefined }[] = [];
    const sns = { publish: (input: (typeof sent)[number]) => Promise.resolve(sent.push(input)) };
    const push = message({ channel: "push", to: ENDPOINT });
    expect(
      (
        await batch(
          sendPushFactory(new MemoryTable(), sns, () => NOW),
          push,
        )
      ).outcomes,
    ).to.deep.equal(["sent"]);
    const words = JSON.parse(sent[0]?.Message ?? "") as Record<string, string>;
    expect(Object.keys(words)).to.have.members(["default", "APNS", "APNS_SANDBOX", "GCM"]);
    expect(JSON.parse(words.APNS ?? "")).to.deep.include({
      aps: { alert: { title: "Pedido O-1", body: "Está cancelado." }, sound: "default" },
    });
    const disabled = Object.assign(new Error("off"), {
      name: "EndpointDisabledException",
      $metadata: { httpStatusCode: 400 },
    });
    const off = { publish: () => Promise.reject(disabled) };
    const dropped = await batch(
      sendPushFactory(new MemoryTable(), off, () => NOW),
      push,
    );
    expect(dropped).to.deep.include({ failed: [], outcomes: ["dropped"] });
  });

  it("no number, address, order or word of a request reaches the log, whatever goes wrong", async () => {
    const canary = /2065550|Canary|canary|example\.com|endpoint/;
    const record = fc.record({
      eventId: fc.constantFrom("Canary-1", "c-2", "Canary\n3"),
      kind: fc.constantFrom("orderCancelled", "orderStatus", "canaryKind"),
      channel: fc.constantFrom("sms", "email", "push", "canary"),
      to: fc.constantFrom(NUMBER, "canary@example.com", ENDPOINT, "+18765550100"),
      slots: fc.constantFrom({ orderId: "Canary" }, { orderId: "O-1", canary: "Canary" }, {}),
    });
    const failing = { publish: () => Promise.reject(new Error(`cannot reach ${NUMBER} Canary`)) };
    const sns = { ...failing, checkIfPhoneNumberIsOptedOut: () => Promise.resolve({}) };
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 10 }), fc.boolean(), async (requests, works) => {
        const handlers = [
          works ? sms().handler : sendSmsFactory(new MemoryTable(), sns, () => NOW),
          sendPushFactory(new MemoryTable(), failing, () => NOW),
          sendEmailFactory(
            new MemoryTable(),
            { sendEmail: () => Promise.reject(new Error("canary@example.com")) },
            () => NOW,
          ),
        ];
        for (const handler of handlers) {
          const { lines } = await batch(handler, ...requests.map((request) => message(request)));
          expect(lines).to.have.length(requests.length);
          expect(lines.join("\n")).not.to.match(canary);
        }
      }),
      { numRuns: 300 },
    );
  });

  describe("notify", () => {
    const asked = { kind: "orderCancelled", channel: "sms", orderId: "O-1" };

    /** A topic that keeps what it is given. */
    function topic() {
      const published: { Message?: string | undefined; MessageAttributes?: unknown }[] = [];
      return { published, publish: (input: (typeof published)[number]) => Promise.resolve(published.push(input)) };
    }

    it("asks for a message to the caller, filled from the flow's parameters", async () => {
      const client = topic();
      const notify = notifyFactory(client, () => NOW);
      const { result } = await withLog(() => notify(connectEvent(NUMBER, asked)));
      expect(result).to.deep.equal({ notified: "true" });
      const [{ Message = "", MessageAttributes } = {}] = client.published;
      expect(JSON.parse(Message)).to.include({ kind: "orderCancelled", customer: NUMBER, locale: "en" });
      expect(MessageAttributes).to.deep.equal({
        kind: { DataType: "String", StringValue: "orderCancelled" },
        channel: { DataType: "String", StringValue: "sms" },
      });
    });

    it("names the same event however often Connect invokes, and another one for another change", async () => {
      const client = topic();
      const notify = notifyFactory(client, () => NOW);
      await withLog(async () => {
        await notify(connectEvent(NUMBER, asked));
        await notify(connectEvent(NUMBER, asked));
        await notify(connectEvent(NUMBER, { ...asked, orderId: "O-2" }));
      });
      const events = client.published.map(({ Message = "" }) => (JSON.parse(Message) as { eventId: string }).eventId);
      expect(new Set(events).size).to.equal(2);
      expect(events[0]).to.equal(events[1]);
    });

    it("answers although the topic does not, and has Lambda try again what runs in the background", async () => {
      const silent = { publish: () => new Promise<never>(() => undefined) };
      const { result } = await withLog(() => notifyFactory(silent)(connectEvent(NUMBER, asked)));
      expect(result).to.deep.equal({ notified: "false" });
      const broken = { publish: () => Promise.reject(new Error("no network")) };
      const background = connectEvent(NUMBER, { ...asked, background: "true" });
      const { result: failure } = await withLog(() =>
        notifyFactory(broken)(background).catch((error: unknown) => error),
      );
      expect(failure).to.be.an("error");
    });

    it("asks for nothing that is not in order, such as a message to a withheld number", async () => {
      const client = topic();
      const notify = notifyFactory(client, () => NOW);
      const { result, lines } = await withLog(() => notify(connectEvent("anonymous", asked)));
      expect(result).to.deep.equal({ notified: "false" });
      expect(client.published).to.have.length(0);
      expect(lines.join()).to.contain('"outcome":"badAddress"');
    });
  });
});
