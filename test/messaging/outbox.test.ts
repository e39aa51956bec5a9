/** The outbox: parts of text messages, waiting for a message, and how a person reads it. */
import { expect } from "chai";
import fc from "fast-check";
import { Outbox, type OutboxEntry } from "../../local/outbox/outbox";
import { renderOutbox } from "../../local/outbox/renderOutbox";
import { smsSegments } from "../../local/outbox/smsSegments";

const AT = Date.parse("2026-03-02T09:00:00Z");
const sms = (text: string): OutboxEntry => ({
  channel: "sms",
  at: AT,
  messageId: "m-1",
  to: "+12065550100",
  from: "+12065550199",
  text,
  segments: 1,
  encoding: "GSM-7",
  type: "Transactional",
});

describe("text messages", () => {
  const parts = (text: string) => smsSegments(text).segments;

  it("have 160 places in one part and 153 in each of several", () => {
    expect([160, 161, 306, 307].map((length) => parts("x".repeat(length)))).to.deep.equal([1, 2, 2, 3]);
  });

  it("need two places for brackets and the euro sign, and never part one of them", () => {
    expect([parts("€".repeat(80)), parts("€".repeat(81))]).to.deep.equal([1, 2]);
    expect(parts(`${"x".repeat(152)}€${"x".repeat(152)}`)).to.equal(3);
  });

  it("have 70 places with any other letter, and an emoji takes two", () => {
    expect(smsSegments("¿Dónde está?")).to.deep.equal({ encoding: "UCS-2", segments: 1 });
    expect(smsSegments("¿Qué día? Así")).to.include({ encoding: "UCS-2" });
    expect(["ł".repeat(70), "ł".repeat(71), "👍".repeat(35), "👍".repeat(36)].map(parts)).to.deep.equal([1, 2, 1, 2]);
  });

  it("never have fewer parts when they get longer", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 400 }),
        fc.string({ unit: "grapheme", maxLength: 40 }),
        (text, more) => {
          expect(parts(text + more)).to.be.at.least(parts(text));
        },
      ),
    );
  });
});

describe("the outbox", () => {
  it("finds a message that has left and waits for one that will", async () => {
    const outbox = new Outbox();
    const later = outbox.first(({ text }) => text === "second");
    outbox.add(sms("first"));
    outbox.add(sms("second"));
    expect((await later).text).to.equal("second");
    expect(await outbox.first(({ text }) => text === "first")).to.equal(outbox.entries[0]);
    expect(outbox.to("+12065550100")).to.have.length(2);
  });

  it("reads like a log of letters", () => {
    const outbox = new Outbox();
    expect(renderOutbox(outbox)).to.equal("No message has left.");
    outbox.add({ ...sms("Your order O-1 has been shipped."), segments: 2 } as OutboxEntry);
    outbox.add({
      channel: "email",
      at: AT + 65_000,
      messageId: "m-2",
      to: "alex@example.com",
      from: "Example Company <service@example.com>",
      subject: "Your order",
      text: "Hello Alex,\nit arrives on Tuesday and not on Monday.\n",
    });
    outbox.withhold({ at: AT, messageId: "m-3", channel: "sms", to: "+12065550101", reason: "optedOut" });
    expect(renderOutbox(outbox, { timeZone: "America/New_York", width: 32 })).to.equal(
      [
        "04:00:00  SMS to +12065550100 from +12065550199 (2 parts)",
        "    Your order O-1 has been",
        "    shipped.",
        "",
        "04:01:05  E-mail to alex@example.com from Example Company <service@example.com>",
        "    Subject: Your order",
        "    Hello Alex,",
        "    it arrives on Tuesday and",
        "    not on Monday.",
        "",
        "04:00:00  Not sent: sms to +12065550101, because the receiver has opted out (STOP)",
      ].join("\n"),
    );
  });
});
