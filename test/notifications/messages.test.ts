/** What may be asked for and what it becomes: refusals, and texts that nothing from outside can bend. */
import { expect } from "chai";
import fc from "fast-check";
import { type Channel, type Locale, messages, type MessageKind } from "../../handlers/notifications/catalogue";
import type { Addressed } from "../../handlers/notifications/deliver";
import { examine, isAddress } from "../../handlers/notifications/request";
import { MOST_SEGMENTS, segmentsOf } from "../../handlers/notifications/segments";
import { acceptSlot, oneLine } from "../../handlers/notifications/slots";
import { emailOf } from "../../handlers/sendEmail";
import { pushOf } from "../../handlers/sendPush";
import { smsOf } from "../../handlers/sendSms";

const SITE = "https://surveys.example.com/survey";
const NOW = Date.parse("2026-05-05T10:00:00Z");
const GOES_BY = { now: NOW, surveySite: SITE };
const ADDRESS: Record<Channel, string> = {
  sms: "+12065550100",
  email: "customer@example.com",
  push: "arn:aws:sns:us-east-1:123456789012:endpoint/GCM/app/0123-abcd",
};
const LONGEST: Record<string, string> = {
  orderId: "X".repeat(24),
  status: "cancelled",
  deliveryDay: "2026-09-30",
  queue: "Q".repeat(40),
  link: `${SITE}?token=${"x".repeat(22)}`,
};
const kinds = Object.keys(messages) as MessageKind[];

function requestOf(kind: MessageKind, channel: Channel, locale: Locale = "en"): Record<string, unknown> {
  const slots = Object.fromEntries(Object.keys(messages[kind].slots).map((name) => [name, LONGEST[name]]));
  return { eventId: "c-1", kind, channel, locale, requestedAt: NOW, to: ADDRESS[channel], slots };
}

/** Everything a request says in its channel, one text. */
function written(request: Addressed): string {
  const texts = { sms: smsOf, email: emailOf, push: pushOf }[request.channel](request);
  return typeof texts === "string" ? texts : Object.values(texts ?? {}).join("\n");
}

describe("a request for a notification", () => {
  for (const kind of kinds) {
    for (const channel of messages[kind].channels) {
      it(`${kind} by ${channel} is written in every language, with everything it is filled with`, () => {
        for (const locale of ["en", "es"] as const) {
          const examined = examine(requestOf(kind, channel, locale), GOES_BY);
          if (!("request" in examined)) throw new Error(examined.refusal);
          const text = written({ ...examined.request, to: ADDRESS[channel] });
          expect(text).not.to.match(/undefined|Invalid|\{|\}/);
          for (const slot of ["orderId", "queue", "link"]) {
            if (slot in examined.request.slots) expect(text).to.contain(LONGEST[slot]);
          }
          if (channel === "sms") expect(segmentsOf(text)).to.be.at.most(MOST_SEGMENTS - 1);
        }
      });
    }
  }

  const good = requestOf("orderStatus", "sms");
  const refusals: [string, unknown][] = [
    ["malformed", undefined],
    ["malformed", "text"],
    ["unknownKind", { ...good, kind: "constructor" }],
    ["unknownKind", { ...good, kind: "advertising" }],
    ["wrongChannel", { ...requestOf("survey", "sms"), channel: "push" }],
    ["wrongChannel", { ...good, channel: "fax" }],
    ["unknownLocale", { ...good, locale: "de" }],
    ["badEventId", { ...good, eventId: "" }],
    ["badEventId", { ...good, eventId: "a\nb" }],
    ["badEventId", { ...good, eventId: "a#orderStatus#sms" }],
    ["badTime", { ...good, requestedAt: NOW + 600_000 }],
    ["badTime", { ...good, requestedAt: "now" }],
    ["tooOld", { ...good, requestedAt: NOW - 8 * 86_400_000 }],
    ["badAddress", { ...good, to: "anonymous" }],
    ["badAddress", { ...good, to: "+12065550100\nBcc: x@example.com" }],
    ["badAddress", { ...good, to: undefined }],
    ["badAddress", { ...good, customer: "+12065550101" }],
    ["badAddress", { ...requestOf("orderStatus", "email"), to: "a@example.com,b@example.com" }],
    ["badAddress", { ...requestOf("orderStatus", "push"), to: "arn:aws:sns:us-east-1:123456789012:topic" }],
    ["missingSlot", { ...good, slots: { orderId: "O-1", status: "placed" } }],
    ["extraSlot", { ...good, slots: { ...(good.slots as object), text: "Call +1 900" } }],
    ["badSlot", { ...good, slots: { orderId: "visit evil.example", status: "placed", deliveryDay: "" } }],
    ["badSlot", { ...good, slots: { orderId: "O-1", status: "won", deliveryDay: "" } }],
    ["badSlot", { ...good, slots: { orderId: "O-1", status: "placed", deliveryDay: "2026-02-30" } }],
    ["badSlot", { ...requestOf("missedYou", "sms"), slots: { queue: "evil.example" } }],
    [
      "badSlot",
      { ...requestOf("survey", "sms"), slots: { link: "https://evil.example/survey?token=" + "x".repeat(22) } },
    ],
    ["badSlot", { ...requestOf("survey", "sms"), slots: { link: `${SITE}.evil.example?token=${"x".repeat(22)}` } }],
    ["badSlot", { ...requestOf("survey", "sms"), slots: { link: `${SITE}?token=${"x".repeat(22)}&to=evil.example` } }],
  ];
  refusals.forEach(([refusal, request], index) => {
    it(`is refused (${index + 1}: ${refusal}), and never becomes a message`, () => {
      expect(examine(request, GOES_BY)).to.include({ refusal });
    });
  });

  it("anything at all is refused or comes out clean: on one line, without control, direction or link", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a\r\nBcc: x", "\u202Ecba", "a\u0000b", "x.co"),
    );
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.dictionary(fc.string(), nasty), nasty, (kind, more, value) => {
        const names = Object.keys(messages[kind].slots);
        const slots = { ...Object.fromEntries(names.map((name) => [name, value])), ...more };
        const examined = examine({ ...requestOf(kind, "sms"), slots }, GOES_BY);
        if ("refusal" in examined) return;
        const text = written({ ...examined.request, to: ADDRESS.sms });
        expect(text).not.to.match(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(text.replace(SITE, "")).not.to.match(/:\/\/|\w\.\w/);
      }),
      { numRuns: 500 },
    );
  });

  it("a subject has one line whatever a slot was asked to be", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(oneLine(value)).not.to.match(/[\p{C}\u2028\u2029]/u);
        for (const type of ["code", "queueName", "day"] as const) {
          expect(acceptSlot(type, value, SITE) ?? "").not.to.match(/[\r\n\u202A-\u202E\u2066-\u2069]/);
        }
      }),
    );
  });

  it("knows addresses from what is none", () => {
    expect(isAddress("email", "first.last+tag@mail.example.com")).to.equal(true);
    for (const no of ["a@b", "a@example.com\n", "a b@example.com", "<a@example.com>", '"a"@example.com', "a@.com"]) {
      expect(isAddress("email", no), no).to.equal(false);
    }
  });
});

describe("segments of a text message", () => {
  it("counts GSM-7 and UCS-2 as they are billed", () => {
    expect(segmentsOf("a".repeat(160))).to.equal(1);
    expect(segmentsOf("a".repeat(161))).to.equal(2);
    expect(segmentsOf("€".repeat(80))).to.equal(1);
    expect(segmentsOf("€".repeat(81))).to.equal(2);
    expect(segmentsOf("ж".repeat(70))).to.equal(1);
    expect(segmentsOf("ж".repeat(71))).to.equal(2);
  });
});
